"""Stories in the store: candidates by their bands, members, splits.

A later revision may bring an article into a story, and never takes it out: that is done by hand.

This module does not know when two articles tell the same; dedupe does.
"""

from __future__ import annotations

import itertools
import json
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from crawler.clock import stamp
from crawler.dedupe import near
from crawler.dedupe.stories import Placing, Telling, likeness, place
from crawler.errors import ConfigError
from crawler.store.articles import StoredArticle, in_order
from crawler.store.database import Store

# Of each band the articles that came last: a form letter that thousands share would fill the memory.
BAND_LIMIT = 50
# How many candidates are compared word by word, and how alike their signatures must be.
COMPARED = 12
HOPEFUL = 0.15


@dataclass(frozen=True, slots=True)
class Story:
    """A story with its tellers in order of appearance; `likenesses` stand beside them."""

    id: int
    guid: str
    title: str
    created: str
    changed: str
    tellers: tuple[StoredArticle, ...]
    likenesses: tuple[float, ...]


def join(store: Store, article: int, now: datetime) -> int:
    """Find the story of an article that is new or changed, in the caller's transaction or its own; its id, 0 for none."""
    with store.atomic():
        row = store.one("SELECT source, title, body_text FROM article WHERE id = ?", article)
        if row is None:
            return 0
        signed = near.signature(near.shingles(row["body_text"]))
        _sign(store, article, signed)
        mine = Telling(row["source"], row["title"], row["body_text"])
        found = candidates(store, signed, article)
        texts = store.query(
            "SELECT id, source, title, body_text FROM article WHERE id IN (SELECT value FROM json_each(?))", json.dumps(found)
        )  # fmt: skip
        alike = {t["id"]: likeness(mine, Telling(t["source"], t["title"], t["body_text"])) for t in texts}
        alike = {number: share for number, share in alike.items() if share}
        if alike:
            story_of, members = _around(store, [article, *alike])
            everyone = {article, *alike, *(m for ms in members.values() for m in ms)}
            sources = _sources(store, everyone)
            placing = place(article, alike, story_of, members, _splits(store, everyone), sources)
            if placing is not None:
                _settle(store, article, placing, alike, story_of, stamp(now))
        return store.value("SELECT story FROM story_article WHERE article = ?", article) or 0


def candidates(store: Store, signed: bytes, article: int = 0) -> list[int]:
    """The ids of up to COMPARED articles that may tell the same as a text of this signature, most alike first."""
    keys = near.bands(signed)
    counts: Counter[int] = Counter()
    rows = store.query(
        "SELECT found FROM (SELECT (SELECT json_group_array(article) FROM (SELECT article FROM band WHERE key = k.value "
        "AND article <> ? ORDER BY article DESC LIMIT ?)) AS found FROM json_each(?) k) WHERE found <> '[]'",
        article, BAND_LIMIT, json.dumps(keys),
    )  # fmt: skip
    for row in rows:
        counts.update(json.loads(row["found"]))
    likely = [number for number, _ in counts.most_common(COMPARED * 4)]
    if not likely:
        return []
    rows = store.query(
        "SELECT article, minhash FROM signature WHERE article IN (SELECT value FROM json_each(?))", json.dumps(likely)
    )
    alike = sorted((-near.resemblance(signed, r["minhash"]), r["article"]) for r in rows)
    return [number for share, number in alike[:COMPARED] if -share >= HOPEFUL]


def split(store: Store, story: int, article: int, now: datetime) -> Story | None:
    """Take an article out of a story for good; the story without it, None when it had one other teller.

    Raises ConfigError when there is no such story or the article is not in it.
    """
    with store.atomic():
        before = one(store, story)
        others = [t.id for t in before.tellers if t.id != article]
        if len(others) == len(before.tellers):
            ids = ", ".join(str(t.id) for t in before.tellers)
            raise ConfigError(f"article {article} is not in story {story}", mend=f"its articles are {ids}")
        at = stamp(now)
        pairs = [(min(article, o), max(article, o), at) for o in others]
        store.many("INSERT OR IGNORE INTO story_split (one, other, at) VALUES (?, ?, ?)", pairs)
        store.execute("DELETE FROM story_article WHERE article = ?", article)
        if len(others) < 2:
            store.execute("DELETE FROM story WHERE id = ?", story)
            return None
        store.update("story", {"changed": at}, "id = ?", story)
        return one(store, story)


def one(store: Store, story: int) -> Story:
    """A story by its id; raises ConfigError when there is none."""
    row = store.one("SELECT * FROM story WHERE id = ?", story)
    if row is None:
        raise ConfigError(f"there is no story {story}", mend="see `gazette stories`")
    members = store.query("SELECT article, likeness FROM story_article WHERE story = ? ORDER BY article", story)
    tellers = tuple(in_order(store, [m["article"] for m in members]))
    return Story(
        row["id"],
        row["guid"],
        row["title"],
        row["created"],
        row["changed"],
        tellers,
        tuple(m["likeness"] for m in members),
    )


def latest(store: Store, limit: int) -> list[Story]:
    """The stories that changed last, newest first; for lists and feeds."""
    rows = store.query("SELECT id FROM story ORDER BY changed DESC, id DESC LIMIT ?", limit)
    return [one(store, r["id"]) for r in rows]


def changes(store: Store, limit: int) -> list[tuple[int, str, tuple[int, ...]]]:
    """Of the stories that changed last, newest first: the id, when it changed, its tellers."""
    rows = store.query(
        "SELECT id, changed, (SELECT json_group_array(article) FROM (SELECT article FROM story_article m "
        "WHERE m.story = s.id ORDER BY article)) AS tellers FROM story s ORDER BY changed DESC, id DESC LIMIT ?", limit,
    )  # fmt: skip
    return [(r["id"], r["changed"], tuple(json.loads(r["tellers"]))) for r in rows]


def walk(store: Store, limit: int, before: int | None = None) -> list[Story]:
    """The stories that began last, newest first; `before` is the id of the last one of the page before."""
    rows = store.query("SELECT id FROM story WHERE ? IS NULL OR id < ? ORDER BY id DESC LIMIT ?", before, before, limit)
    return [one(store, r["id"]) for r in rows]


def rebuild(store: Store, now: datetime) -> None:
    """Find all stories anew by today's rules, in one transaction; what was split by hand stays split.

    A story that is found again keeps its guid and its times, so readers are not told of it twice.
    """
    with store.atomic():
        before = _told(store)
        for table in ("story_article", "story", "band", "signature"):
            store.execute(f"DELETE FROM {table}")  # noqa: S608
        for row in store.query("SELECT id FROM article ORDER BY id"):
            join(store, row["id"], now)
        _restore(store, before)


def _told(store: Store) -> dict[int, tuple[str, str, str, frozenset[int]]]:
    """By teller: the guid, the times and all the tellers of its story."""
    rows = store.query("SELECT s.guid, s.created, s.changed, json_group_array(m.article) AS tellers FROM story s "
                       "JOIN story_article m ON m.story = s.id GROUP BY s.id")  # fmt: skip
    out: dict[int, tuple[str, str, str, frozenset[int]]] = {}
    for row in rows:
        tellers = frozenset(json.loads(row["tellers"]))
        out |= dict.fromkeys(tellers, (row["guid"], row["created"], row["changed"], tellers))
    return out


def _restore(store: Store, before: dict[int, tuple[str, str, str, frozenset[int]]]) -> None:
    """Give each story what the first of its tellers that was in one had, and that no other has taken."""
    found: dict[int, set[int]] = {}
    for row in store.query("SELECT story, article FROM story_article ORDER BY story, article"):
        found.setdefault(row["story"], set()).add(row["article"])
    store.execute("UPDATE story SET guid = ''")
    taken: set[str] = set()
    for story, tellers in found.items():
        old = next((before[t] for t in sorted(tellers) if t in before and before[t][0] not in taken), None)
        if old is not None:
            guid, created, changed, members = old
            taken.add(guid)
            store.update("story", {"guid": guid, "created": created}, "id = ?", story)
            if members == tellers:
                store.update("story", {"changed": changed}, "id = ?", story)
    for story, tellers in found.items():
        if not store.value("SELECT guid FROM story WHERE id = ?", story):
            store.update("story", {"guid": _guid(store, min(tellers))}, "id = ?", story)


def _guid(store: Store, first: int) -> str:
    """An IRI for a story that begins with this article: the same in a store that is built again."""
    seed = uuid.UUID(store.value("SELECT guid FROM article WHERE id = ?", first).removeprefix("urn:uuid:"))
    # An article that was taken out of its story can begin another.
    for number in itertools.count(1):
        guid = f"urn:uuid:{uuid.uuid5(seed, f'story {number}')}"
        if store.value("SELECT 1 FROM story WHERE guid = ?", guid) is None:
            return guid
    raise AssertionError


def _sign(store: Store, article: int, signed: bytes) -> None:
    old = store.one("SELECT minhash FROM signature WHERE article = ?", article)
    if old is not None and old["minhash"] == signed:
        return
    if old is not None:
        store.many("DELETE FROM band WHERE key = ? AND article = ?", [(k, article) for k in near.bands(old["minhash"])])
    store.execute("INSERT OR REPLACE INTO signature VALUES (?, ?, ?)", article, near.VERSION, signed)
    store.many("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, article) for key in near.bands(signed)])


def _around(store: Store, articles: list[int]) -> tuple[dict[int, int], dict[int, list[int]]]:
    """The stories of these articles, and all members of those stories."""
    rows = store.query(
        "SELECT article, story FROM story_article WHERE story IN (SELECT story FROM story_article WHERE article IN "
        "(SELECT value FROM json_each(?))) ORDER BY article",
        json.dumps(articles),
    )
    members: dict[int, list[int]] = {}
    for r in rows:
        members.setdefault(r["story"], []).append(r["article"])
    return {r["article"]: r["story"] for r in rows}, members


def _sources(store: Store, articles: set[int]) -> dict[int, str]:
    rows = store.query(
        "SELECT id, source FROM article WHERE id IN (SELECT value FROM json_each(?))", json.dumps(sorted(articles))
    )
    return {r["id"]: r["source"] for r in rows}


def _splits(store: Store, articles: set[int]) -> frozenset[frozenset[int]]:
    listed = json.dumps(sorted(articles))
    rows = store.query("SELECT one, other FROM story_split WHERE one IN (SELECT value FROM json_each(?))", listed)
    return frozenset(frozenset((r["one"], r["other"])) for r in rows)


def _settle(
    store: Store, article: int, placing: Placing, alike: dict[int, float], story_of: dict[int, int], at: str
) -> None:
    """Write a placing: the article, the loose articles that are like it, the stories that merge."""
    story = placing.story
    newcomers = [n for n in (article, *placing.beside) if n not in story_of]
    if not story:
        began = min(newcomers)
        title = store.value("SELECT title FROM article WHERE id = ?", began)
        story = store.insert("story", {"created": at, "changed": at, "title": title, "guid": _guid(store, began)})
    first = 0 if placing.story else min(newcomers)
    for number in newcomers:
        share = 1.0 if number == first else alike.get(number, placing.likeness)
        store.insert("story_article", {"article": number, "story": story, "joined": at, "likeness": share})
    for other in placing.merge:
        store.update("story_article", {"story": story}, "story = ?", other)
        store.execute("DELETE FROM story WHERE id = ?", other)
    store.update("story", {"changed": at}, "id = ?", story)
