"""What the store remembers of a source's past, for judging its state and its rhythm.

This module does not know what follows from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from crawler.clock import parse_stamp
from crawler.normalise.text import fold
from crawler.store.database import Row, Store

# Runs that judging looks back on: enough to know a template that shows up now and then.
RUNS = 60


def runs_before(store: Store, source: str, run: int, limit: int = RUNS) -> list[Row]:
    """The ended runs before a run, newest first; unchanged lists left out, for they tell nothing of rows."""
    return store.query(
        "SELECT * FROM run WHERE source = ? AND id < ? AND outcome IN ('ok', 'broken') ORDER BY id DESC LIMIT ?",
        source, run, limit,
    )  # fmt: skip


def published_days(store: Store, source: str, limit: int = 300) -> list[date]:
    """The days on which a source published, newest first, as its articles and rows tell; pinned rows left out."""
    rows = store.query(
        "SELECT DISTINCT substr(coalesce(CASE WHEN a.published_precision <> 'month' THEN a.published END, e.date, e.first_seen), 1, 10) AS day "
        "FROM entry e LEFT JOIN article a ON a.id = e.article WHERE e.source = ? AND e.pinned = 0 ORDER BY day DESC LIMIT ?",
        source, limit,
    )  # fmt: skip
    return [d for d in map(_day, (r["day"] for r in rows)) if d is not None]


def looked_days(store: Store, source: str, since: date) -> list[date]:
    """The days on which a source's list was read, in order."""
    rows = store.query(
        "SELECT DISTINCT substr(started, 1, 10) AS day FROM run WHERE source = ? AND outcome IN ('ok', 'not-modified') "
        "AND started >= ? ORDER BY day", source, since.isoformat(),
    )  # fmt: skip
    return [d for d in map(_day, (r["day"] for r in rows)) if d is not None]


def first_of_day(store: Store, source: str) -> bool:
    """Whether the newest run of a source is its first of that day."""
    rows = store.query(
        "SELECT substr(started, 1, 10) AS day FROM run WHERE source = ? ORDER BY id DESC LIMIT 2", source
    )
    return len({r["day"] for r in rows}) == len(rows)


def known_titles(store: Store, source: str, titles: Iterable[str]) -> int:
    """How many of these titles the source's rows had before, under whatever address."""
    wanted = {t.strip() for t in titles}
    found = store.query(
        "SELECT DISTINCT title FROM entry WHERE source = ? AND title IN (SELECT value FROM json_each(?))",
        source, json.dumps(sorted(wanted), ensure_ascii=False),
    )  # fmt: skip
    return len({fold(r["title"]) for r in found})


def first_seen(store: Store, source: str, urls: Iterable[str]) -> str:
    """When the earliest known of these rows was first seen; "" when none is known."""
    found = store.value(
        "SELECT min(first_seen) FROM entry WHERE source = ? AND pinned = 0 AND url IN (SELECT value FROM json_each(?))",
        source, json.dumps(list(urls)),
    )  # fmt: skip
    return found or ""


def sightings(store: Store, source: str, since: datetime) -> list[tuple[datetime, datetime, int]]:
    """For each run that found something new: when the list was read before, when it was read, and how many rows."""
    rows = store.query(
        "SELECT started, entries_new, outcome FROM run WHERE source = ? AND outcome IN ('ok', 'not-modified') AND started >= ? ORDER BY id",
        source, since.isoformat(),
    )  # fmt: skip
    out: list[tuple[datetime, datetime, int]] = []
    before: datetime | None = None
    for row in rows:
        at = parse_stamp(row["started"])
        if before is not None and row["entries_new"] and before < at:
            out.append((before, at, row["entries_new"]))
        before = at
    return out


def published_minutes(store: Store, source: str, limit: int = 200) -> list[datetime]:
    """The times at which a source's articles say that they were published, as far as they tell the minute."""
    rows = store.query(
        "SELECT a.published FROM article a WHERE a.source = ? AND a.published_precision = 'minute' ORDER BY a.published DESC LIMIT ?",
        source, limit,
    )  # fmt: skip
    out = []
    for row in rows:
        try:
            moment = datetime.fromisoformat(row["published"])
        except ValueError:
            continue
        if moment.tzinfo is not None:
            out.append(moment)
    return out


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def first_visits(store: Store) -> dict[str, datetime]:
    """When the first article of each source is to be asked for again."""
    rows = store.query("SELECT source, min(due) AS due FROM visit WHERE due IS NOT NULL GROUP BY source")
    return {r["source"]: parse_stamp(r["due"]) for r in rows}


def asked_to_wait(store: Store) -> dict[str, datetime]:
    """Until when the server of each source asked to be left alone in its last run, as far as it did."""
    rows = store.query(
        "SELECT source, retry_after FROM run WHERE id IN (SELECT max(id) FROM run GROUP BY source) AND retry_after <> ''"
    )
    return {r["source"]: parse_stamp(r["retry_after"]) for r in rows}
