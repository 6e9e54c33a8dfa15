"""What the rows of a list tell about whether it is the list that is known: which are known, new, older, out of place.

This module does not know how the rows were found, nor what is done with them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.learning.furniture import shown_texts
from crawler.learning.matching import address, day_of, key, match, nameless
from crawler.model import Entry, KnownEntry
from crawler.page import Page

# How many of the newest known rows are looked for on a page as a whole.
_LOOKED_FOR = 60
_LEAST_TITLE = 6
# A list is in order of days when so large a share of its rows is.
FALLING = 0.8


@dataclass(frozen=True, slots=True)
class Move:
    """A known row, and the row that shows it under another address."""

    known: KnownEntry
    entry: Entry


@dataclass(frozen=True, slots=True)
class Weighed:
    """The rows of a list beside the known ones, pinned ones left out of all counts.

    `fresh` rows are as new as the newest known one, or stand above all known ones and tell no day; `older` ones are
    older than all that is known; `misplaced` ones are unknown and lie within what is known: were this the list, they
    would have been seen.  `tied` counts the fresh rows of the newest known day that stand below a known row.  `unclear`
    counts unknown rows with the title of a known one that no day tells from it: were they taken for new, something
    known would be told twice.  `order` is the share of known rows in their known order, `days` that of rows whose day
    is the known one (1.0 when none tells), `dated` that of known rows with a day here among those with a day before,
    `newest` that of the newest known rows which are here.
    """

    found: int = 0
    moves: tuple[Move, ...] = ()
    fresh: tuple[Entry, ...] = ()
    older: tuple[Entry, ...] = ()
    misplaced: tuple[Entry, ...] = ()
    tied: int = 0
    unclear: int = 0
    order: float = 0.0
    days: float = 1.0
    dated: float = 1.0
    newest: float = 0.0
    pairs: tuple[tuple[Entry, KnownEntry], ...] = field(default=(), repr=False)

    @property
    def unknown(self) -> tuple[Entry, ...]:
        """The rows that are not known."""
        return (*self.fresh, *self.older, *self.misplaced)

    @property
    def strangers(self) -> int:
        """How many rows are not known."""
        return len(self.unknown)

    @property
    def nameless(self) -> list[Entry]:
        """Unknown rows without a title of their own where addresses moved: each may be a known one."""
        return [e for e in self.unknown if nameless(e)] if self.moves else []


def weigh(entries: Sequence[Entry], known: Sequence[KnownEntry]) -> Weighed:
    """Weigh rows, in list order, against the known ones, the newest first."""
    matched = match(entries, known)
    pairs = [(e, k) for e, k in zip(entries, matched, strict=True) if k is not None]
    loose = [(e, k) for e, k in pairs if not k.pinned and not e.pinned]
    fresh, older, misplaced, tied = _strangers(entries, matched, known)
    told = [(day_of(e), k.day) for e, k in loose if k.day]
    both = [(mine, theirs) for mine, theirs in told if mine]
    wanted = [k for k in known if not k.pinned]
    wanted = wanted[: max(3, len(loose) + len(misplaced))]
    here = {id(k) for _, k in loose}
    return Weighed(
        len(loose),
        tuple(Move(k, e) for e, k in pairs if (url := address(e)) and url != k.url),
        tuple(fresh), tuple(older), tuple(misplaced), tied, _unclear(entries, matched, known),
        _in_order(loose, known),
        sum(mine == theirs for mine, theirs in both) / len(both) if both else 1.0,
        len(both) / len(told) if told else 1.0,
        sum(id(k) in here for k in wanted) / len(wanted) if wanted else 0.0,
        tuple(pairs),
    )  # fmt: skip


def shown(page: Page, known: Sequence[KnownEntry]) -> int:
    """How many of the newest known rows a page shows by their titles in links, wherever they stand."""
    texts = shown_texts(page)
    newest = [k for k in known if not k.pinned][:_LOOKED_FOR]
    keys = [{t for title in k.titles if len(t := key(title)) >= _LEAST_TITLE} for k in newest]
    return sum(bool(mine & texts) for mine in keys)


def _strangers(
    entries: Sequence[Entry], matched: Sequence[KnownEntry | None], known: Sequence[KnownEntry]
) -> tuple[list[Entry], list[Entry], list[Entry], int]:
    days = [k.day for k in known if k.day and not k.pinned]
    # In a list that is not in order of days, a day does not tell what is new: only the place does.
    newest, oldest = (
        (max(days), min(days)) if days and _rising([-_number(d) for d in days]) >= FALLING * len(days) else ("", "")
    )
    places = [i for i, k in enumerate(matched) if k is not None and not k.pinned]
    first, last = (places[0], places[-1]) if places else (len(entries), len(entries))
    fresh: list[Entry] = []
    older: list[Entry] = []
    misplaced: list[Entry] = []
    tied = 0
    for i, (entry, one) in enumerate(zip(entries, matched, strict=True)):
        if one is not None or entry.pinned:
            continue
        day = day_of(entry)
        if day >= newest if day and newest else i < first:
            fresh.append(entry)
            tied += day == newest != "" and i > first
        elif (day < oldest if day and oldest else i > last) and i > first:
            older.append(entry)
        else:
            misplaced.append(entry)
    return fresh, older, misplaced, tied


def _unclear(entries: Sequence[Entry], matched: Sequence[KnownEntry | None], known: Sequence[KnownEntry]) -> int:
    days: dict[str, set[str]] = {}
    for one in known:
        for title in one.titles:
            days.setdefault(key(title), set()).add(one.day)
    rows = [(key(e.title), day_of(e)) for e, one in zip(entries, matched, strict=True) if one is None]
    return sum(title in days and (not day or day in days[title] or "" in days[title]) for title, day in rows)


def _in_order(pairs: Sequence[tuple[Entry, KnownEntry]], known: Sequence[KnownEntry]) -> float:
    """The longest run of rows in the known order, or in falling order of days, as a share of the rows."""
    if not pairs:
        return 0.0
    place = {id(k): i for i, k in enumerate(known)}
    best = _rising([place[id(k)] for _, k in pairs])
    if all(k.day for _, k in pairs):
        best = max(best, _rising([-_number(k.day) for _, k in pairs]))
    return best / len(pairs)


def _number(day: str) -> int:
    return int(day.replace("-", ""))


def _rising(values: Sequence[int]) -> int:
    """The length of the longest subsequence that never falls."""
    tails: list[int] = []
    for value in values:
        at = bisect_right(tails, value)
        tails[at : at + 1] = [value]
    return len(tails)
