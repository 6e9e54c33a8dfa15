"""What publishing keeps: which articles reached which feed, which were touched, what was published last.

A feed follows a set of sources, or a saved search: `reach` is the names of the sources, None for all of them, or the
search.

This module does not know what a feed looks like, nor where its files are.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crawler.normalise.urls import guid_of
from crawler.store.database import Row, Store


@dataclass(frozen=True, slots=True)
class Searched:
    """A saved search that a feed follows: its name, and what it asks for (as `saved_search.asks`)."""

    name: str
    asks: str


Reach = Sequence[str] | Searched | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that reached a feed: its place in the order, and the month in which it came (`2024-05`)."""

    seq: int
    article: int
    month: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed since the last publication: the articles, and up to which record that holds."""

    upto: int
    articles: tuple[int, ...]


def touched(store: Store) -> Touched:
    """The articles that changed since the last publication."""
    upto = store.value("SELECT max(seq) FROM touched") or 0
    rows = store.query("SELECT DISTINCT article FROM touched WHERE seq <= ? ORDER BY article", upto)
    return Touched(upto, tuple(r["article"] for r in rows))


def arrivals_of(store: Store, articles: Iterable[int]) -> dict[str, list[int]]:
    """For each source that has one of these articles: the places at which they reached it."""
    out: dict[str, list[int]] = {}
    for row in store.query(
        "SELECT r.source, r.seq FROM json_each(?) j JOIN arrival r ON r.article = j.value ORDER BY r.seq",
        json.dumps(list(articles)),
    ):
        out.setdefault(row["source"], []).append(row["seq"])
    return out


def found_by(store: Store, articles: Iterable[int]) -> dict[str, list[int]]:
    """For each saved search that found one of these articles: the places at which they came to it."""
    out: dict[str, list[int]] = {}
    for row in store.query(
        "SELECT r.search, r.seq FROM json_each(?) j JOIN search_arrival r ON r.article = j.value ORDER BY r.seq",
        json.dumps(list(articles)),
    ):
        out.setdefault(row["search"], []).append(row["seq"])
    return out


def arrivals_after(store: Store, reach: Reach, seq: int) -> Iterator[Arrival]:
    """What reached a feed after a place, in order; each article once, however many of the sources have it."""
    values: tuple[object, ...]
    if reach is None:
        sql, values = "SELECT seq, article, at FROM arrival WHERE first = 1 AND seq > ? ORDER BY seq", (seq,)
    elif isinstance(reach, Searched):
        sql = "SELECT seq, article, at FROM search_arrival WHERE seq > ? AND search = ? ORDER BY seq"
        values = (seq, reach.name)
    elif len(reach) == 1:
        sql = "SELECT seq, article, at FROM arrival WHERE seq > ? AND source = ? ORDER BY seq"
        values = (seq, reach[0])
    else:
        # `+source`: an index over it would be asked once for each of the sources, a thousand times an article.
        sql = """WITH s AS MATERIALIZED (SELECT value AS name FROM json_each(?2))
          SELECT seq, article, at FROM arrival r WHERE r.seq > ?1 AND +r.source IN (SELECT name FROM s)
          AND NOT EXISTS (SELECT 1 FROM arrival b WHERE b.article = r.article AND b.seq < r.seq
                          AND +b.source IN (SELECT name FROM s)) ORDER BY seq"""
        values = (seq, json.dumps(list(reach)))
    return (Arrival(place, article, at[:7]) for place, article, at in store.walk(sql, *values))


def arrived_between(store: Store, reach: Reach, first: int, last: int) -> list[int]:
    """The articles that reached a feed from one place to another."""
    return [a.article for a in itertools.takewhile(lambda a: a.seq <= last, arrivals_after(store, reach, first - 1))]


def newest_ids(store: Store, reach: Reach, limit: int) -> list[int]:
    """The live articles of newest feed time."""
    values: tuple[object, ...]
    if reach is None:
        sql, values = "SELECT id FROM article WHERE state = 'live' ORDER BY feed_time DESC, url LIMIT ?", (limit,)
    elif isinstance(reach, Searched):
        sql = """SELECT a.id FROM search_arrival r JOIN article a ON a.id = r.article WHERE r.search = ?
          AND a.state = 'live' ORDER BY a.feed_time DESC, a.url LIMIT ?"""
        values = (reach.name, limit)
    elif len(reach) == 1:
        sql = """SELECT a.id FROM arrival r JOIN article a ON a.id = r.article WHERE r.source = ? AND a.state = 'live'
          ORDER BY a.feed_time DESC, a.url LIMIT ?"""
        values = (reach[0], limit)
    else:
        sql = """WITH s AS MATERIALIZED (SELECT value AS name FROM json_each(?))
          SELECT a.id FROM article a WHERE a.state = 'live'
          AND EXISTS (SELECT 1 FROM arrival r WHERE r.article = a.id AND +r.source IN (SELECT name FROM s))
          ORDER BY a.feed_time DESC, a.url LIMIT ?"""
        values = (json.dumps(list(reach)), limit)
    return [r["id"] for r in store.query(sql, *values)]


def last_feed_times(store: Store, source: str, limit: int) -> list[str]:
    """The newest feed times of a source's articles, newest first."""
    rows = store.query("SELECT feed_time FROM article WHERE source = ? ORDER BY feed_time DESC LIMIT ?", source, limit)
    return [r["feed_time"] for r in rows]


def headlines(store: Store, limit: int) -> list[Row]:
    """The newest live articles without their texts: title, url, feed_time, languages, source."""
    return store.query(
        "SELECT title, url, feed_time, title_language, language, source FROM article WHERE state = 'live' "
        "ORDER BY feed_time DESC, url LIMIT ?", limit,
    )  # fmt: skip


def changed_ids(store: Store, reach: Reach, limit: int) -> list[int]:
    """The articles that their publishers last changed, moved, withdrew or put back, latest first."""
    if reach is None:
        return _distinct(store.walk("SELECT article FROM change WHERE kind <> 'reread' ORDER BY id DESC"), limit)
    if isinstance(reach, Searched) or len(reach) == 1:
        table, key = ("search_arrival", "search") if isinstance(reach, Searched) else ("arrival", "source")
        name = reach.name if isinstance(reach, Searched) else reach[0]
        # CROSS JOIN: from what reached the feed to its changes, not through the changes of all articles.
        sql = f"""SELECT c.article AS id, max(c.id) AS last FROM {table} r CROSS JOIN change c ON c.article = r.article
          WHERE r.{key} = ? AND c.kind <> 'reread' GROUP BY c.article ORDER BY last DESC LIMIT ?"""  # noqa: S608
        return [r["id"] for r in store.query(sql, name, limit)]
    sql = """WITH s AS MATERIALIZED (SELECT value AS name FROM json_each(?))
      SELECT c.article FROM change c WHERE c.kind <> 'reread'
      AND EXISTS (SELECT 1 FROM arrival r WHERE r.article = c.article AND +r.source IN (SELECT name FROM s))
      ORDER BY c.id DESC"""
    return _distinct(store.walk(sql, json.dumps(list(reach))), limit)


def _distinct(rows: Iterator[tuple[int]], limit: int) -> list[int]:
    """The first so many different numbers; no row is read beyond."""
    found: dict[int, None] = {}
    for (number,) in rows:
        found[number] = None
        if len(found) == limit:
            break
    return list(found)


def withdrawals(store: Store, ids: Iterable[int]) -> dict[int, str]:
    """When those of these articles that are withdrawn were."""
    rows = store.query(
        "SELECT a.id, (SELECT max(c.at) FROM change c WHERE c.article = a.id AND c.kind = 'withdrawn') AS at "
        "FROM article a WHERE a.state = 'withdrawn' AND a.id IN (SELECT value FROM json_each(?))",
        json.dumps(list(ids)),
    )
    return {r["id"]: r["at"] for r in rows if r["at"]}


def count_arrived(store: Store, reach: Reach) -> int:
    """How many articles ever reached a feed."""
    if reach is None:
        return int(store.value("SELECT count(*) FROM arrival WHERE first = 1"))
    if isinstance(reach, Searched):
        return int(store.value("SELECT count(*) FROM search_arrival WHERE search = ?", reach.name))
    return int(
        store.value(
            "SELECT count(DISTINCT article) FROM arrival WHERE source IN (SELECT value FROM json_each(?))",
            json.dumps(list(reach)),
        )
    )


def feeds(store: Store) -> dict[str, Row]:
    """Every feed as it was last published, by name."""
    return {r["name"]: r for r in store.query("SELECT * FROM feed")}


def page(store: Store, feed: str, number: int) -> Row | None:
    """A closed part of a feed's history."""
    return store.one("SELECT number, label, first, last FROM feed_page WHERE feed = ? AND number = ?", feed, number)


def count_pages(store: Store, feed: str) -> int:
    """How many parts of a feed's history are closed; they are numbered from 1."""
    return store.value("SELECT max(number) FROM feed_page WHERE feed = ?", feed) or 0


def built(store: Store) -> dict[str, str]:
    """The fingerprints of the other published files, by path."""
    return {r["path"]: r["fingerprint"] for r in store.query("SELECT path, fingerprint FROM built")}


def record(
    store: Store, upto: int, feed_rows: Sequence[Row], pages: Sequence[tuple[str, int, str, int, int]],
    anew: Sequence[str], files: dict[str, str],
) -> None:  # fmt: skip
    """Write what a publication did, in one transaction: from here on only later changes are touched.

    `anew` names feeds whose history was split anew; `pages` are (feed, number, label, first, last).
    """
    with store.atomic():
        store.many("DELETE FROM feed_page WHERE feed = ?", [(name,) for name in anew])
        store.many("INSERT OR REPLACE INTO feed_page (feed, number, label, first, last) VALUES (?, ?, ?, ?, ?)", pages)
        store.many(
            "INSERT OR REPLACE INTO feed (name, id, fingerprint, title, language, articles, newest) "
            "VALUES (:name, :id, :fingerprint, :title, :language, :articles, :newest)",
            feed_rows,  # type: ignore[arg-type]
        )
        store.many("INSERT OR REPLACE INTO built (path, fingerprint) VALUES (?, ?)", list(files.items()))
        store.execute("DELETE FROM touched WHERE seq <= ?", upto)


def special_id(store: Store, name: str, seed: str) -> str:
    """The id of a feed that is no selection of articles: chosen at its first publication, of `seed`, and kept."""
    found = store.value("SELECT id FROM feed_id WHERE name = ?", name)
    if found is None:
        found = guid_of(seed)
        store.insert("feed_id", {"name": name, "id": found})
    return str(found)


def add_pings(store: Store, topics: Iterable[str], at: str) -> None:
    """Remember that the hub is to be told of these feeds."""
    store.many("INSERT OR REPLACE INTO ping (topic, attempts, next_try) VALUES (?, 0, ?)", [(t, at) for t in topics])


def due_pings(store: Store, at: str, limit: int) -> list[tuple[str, int]]:
    """The feeds that the hub is to be told of now, with the attempts that failed."""
    rows = store.query(
        "SELECT topic, attempts FROM ping WHERE next_try <= ? ORDER BY next_try, topic LIMIT ?", at, limit
    )
    return [(r["topic"], r["attempts"]) for r in rows]


def end_pings(store: Store, topics: Iterable[str]) -> None:
    """The hub was told."""
    store.many("DELETE FROM ping WHERE topic = ?", [(t,) for t in topics])


def put_off_ping(store: Store, topic: str, attempts: int, until: str) -> None:
    """The hub could not be told: try again later."""
    store.update("ping", {"attempts": attempts, "next_try": until}, "topic = ?", topic)
