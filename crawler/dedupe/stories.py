"""Whether two articles tell the same, and which story a newcomer belongs to; pure.

Most of the shorter text must stand in the other.  Where pages resemble each other for other reasons more is asked: a body
that says a thing twice under two headlines rather fills a form, and a bulletin of another month has other numbers.

This module does not know where texts, candidates and stories are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.dedupe.near import common, shingles
from crawler.normalise.script import fold_script

# Shares of the shorter text's shingles that stand in the other.
ALIKE = 0.6
SAME_SOURCE = 0.9
# And of all shingles of both: an essay that quotes a notice whole does not tell the same.
RESEMBLE = 0.3
# A shorter text says too little to be known again by a part of it.
ENOUGH = 40
# Of the shorter text's numbers.  Bulletins of two months share the year and a few more.
NUMBERS = 0.6
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Telling:
    """What of an article counts: the source, the title and the text."""

    source: str
    title: str
    text: str


def likeness(one: Telling, other: Telling) -> float:
    """The share of the shorter text that stands in the other when both tell the same; else 0."""
    left, right = shingles(one.text), shingles(other.text)
    fewer = min(len(left), len(right))
    if not fewer:
        return 0.0
    titles = fold_script(one.title).strip() == fold_script(other.title).strip()
    shared = common(left, right)
    share = shared / fewer
    if fewer < ENOUGH:
        # Short texts ("see the attachment") tell the same only word for word, under the same headline.
        return 1.0 if titles and one.source != other.source and share == 1.0 and len(left) == len(right) else 0.0
    if share < ALIKE or shared / (len(left) + len(right) - shared) < RESEMBLE:
        return 0.0
    if not _same_numbers(one.text, other.text):
        return 0.0
    if one.source == other.source and (share < SAME_SOURCE or not titles):
        return 0.0
    return round(share, 3)


def _same_numbers(one: str, other: str) -> bool:
    left, right = set(_NUMBER.findall(fold_script(one))), set(_NUMBER.findall(fold_script(other)))
    fewer = min(len(left), len(right))
    return fewer < 3 or len(left & right) >= NUMBERS * fewer


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a newcomer goes: into the story `story` (0: a new one).

    `beside` are articles of no story that go there too; `merge` the stories that turn out to be the same and end in it.
    """

    story: int
    beside: tuple[int, ...]
    likeness: float
    merge: tuple[int, ...] = ()


def place(
    article: int,
    likenesses: Mapping[int, float],
    story_of: Mapping[int, int],
    members: Mapping[int, Iterable[int]],
    splits: frozenset[frozenset[int]],
    sources: Mapping[int, str],
) -> Placing | None:
    """Where an article goes that is like others; None when it stays alone.

    `likenesses` maps those others to how alike they are, `story_of` articles to their stories, `members` stories to
    their articles, `sources` all of them to their sources; `splits` are pairs that were parted by hand.  The rule: the
    groups (stories, and articles that are in none) are met the likest first, so the order in which candidates are found
    does not matter; each joins that has no split pair and no contender with what is gathered so far; the oldest
    story takes them all.
    """
    own = story_of.get(article, 0)
    gathered = set(members.get(own, ())) | {article}
    groups: dict[tuple[int, int], set[int]] = {}
    for other in sorted(likenesses):
        story = story_of.get(other, 0)
        if likenesses[other] > 0 and other not in gathered:
            groups[(story, 0) if story else (1 << 62, other)] = set(members.get(story, ())) | {other}
    taken: list[int] = [own] if own else []
    loose: list[int] = []
    # Whose articles are gathered beside the newcomer.
    tellers = {sources[n] for n in gathered if n != article}

    def likest(key: tuple[int, int]) -> tuple[float, tuple[int, int]]:
        return -max(likenesses.get(n, 0) for n in groups[key]), key

    for story, alone in sorted(groups, key=likest):
        group = groups[story, alone]
        if _parted(gathered, group, splits) or _contend(group, tellers, article, likenesses, sources):
            continue
        gathered |= group
        tellers |= {sources[n] for n in group}
        if alone:
            loose.append(alone)
        else:
            taken.append(story)
    if not loose and (not taken or taken == [own]):
        return None
    best = max((n for n in likenesses if n in gathered), key=lambda n: (likenesses[n], -n))
    target = min(taken, default=0)
    return Placing(target, tuple(loose), likenesses[best], tuple(s for s in sorted(taken) if s != target))


def _parted(gathered: set[int], group: set[int], splits: frozenset[frozenset[int]]) -> bool:
    return any(pair & gathered and pair & group for pair in splits)


def _contend(
    group: set[int], tellers: set[str], newcomer: int, likenesses: Mapping[int, float], sources: Mapping[int, str]
) -> bool:
    """Whether a source tells an article of the group and one that is gathered apart: a form that it fills again.

    Were they alike they would be together already; only the newcomer was just compared with the group.
    """
    return any(sources[n] in tellers or (sources[n] == sources[newcomer] and not likenesses.get(n)) for n in group)
