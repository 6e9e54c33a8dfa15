"""What the pages and the interface for programs ask the store, as plain rows.

This module does not know how rows are shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crawler.clock import now, parse_stamp
from crawler.store.database import Row, Store

_JSON = ("keywords", "attachments", "evidence", "topics", "why", "list_profile", "article_profile")
_BRIEF = (
    "a.id, a.guid, a.source, a.url, a.title, a.published, a.published_precision, a.updated, a.language, a.title_language, "
    "a.issuer, a.state, a.revision, a.first_seen, a.changed, a.feed_time"
)
RUN = (
    "r.id, r.source, r.started, r.ended, r.outcome, r.mechanism, r.confidence, r.pages, r.entries, r.entries_new, "
    "r.entries_dated, r.overlap, r.articles, r.articles_new, r.revisions, r.requests, r.bytes"
)


def unpacked(row: Row) -> Row:
    """A row with its JSON columns read."""
    return {k: json.loads(v) if k in _JSON and isinstance(v, str) else v for k, v in row.items()}


def weeks_of(store: Store, source: str, weeks: int) -> list[int]:
    """How many articles of a source each of the last weeks brought, the oldest first."""
    today = now().date()
    first = today - timedelta(days=7 * weeks - 1)
    out = [0] * weeks
    rows = store.query(
        "SELECT substr(feed_time, 1, 10) AS day, count(*) AS n FROM article WHERE source = ? AND feed_time >= ? GROUP BY day",
        source, first.isoformat(),
    )  # fmt: skip
    for row in rows:
        place = (date.fromisoformat(row["day"]) - first).days // 7
        if place < weeks:
            out[place] += row["n"]
    return out


def newest_of(store: Store, source: str) -> Row | None:
    """The newest live article of a source, in brief."""
    return store.one(
        f"SELECT {_BRIEF} FROM article a WHERE a.source = ? AND a.state = 'live' ORDER BY a.feed_time DESC, a.id DESC LIMIT 1",  # noqa: S608
        source,
    )


def articles(store: Store, limit: int, *, source: str = "", before: tuple[str, int] | None = None) -> list[Row]:
    """Articles in brief, newest feed time first; `before` is the (feed time, id) of the last one of the page before."""
    where, values = ["1"], list[Any]()
    if source:
        where.append("a.source = ?")
        values.append(source)
    if before is not None:
        where.append("(a.feed_time, a.id) < (?, ?)")
        values += [*before]
    return store.query(
        f"SELECT {_BRIEF} FROM article a WHERE {' AND '.join(where)} ORDER BY a.feed_time DESC, a.id DESC LIMIT ?",  # noqa: S608
        *values, limit,
    )  # fmt: skip


def article(store: Store, number: int) -> Row | None:
    """One article, whole, with the lists that show it (`entries`)."""
    row = store.one("SELECT * FROM article WHERE id = ?", number)
    if row is None:
        return None
    shown = store.query(
        "SELECT source, title, date, pinned, first_seen, last_seen FROM entry WHERE article = ? ORDER BY first_seen",
        number,
    )
    return unpacked(row) | {"entries": shown}


def source(store: Store, name: str) -> Row | None:
    """A source as the store knows it."""
    row = store.one("SELECT * FROM source WHERE name = ?", name)
    return unpacked(row) if row else None


def coverage(store: Store, name: str) -> Row | None:
    """The shares of a source's articles that have a date, a body, an issuer, in percent."""
    return store.one("SELECT * FROM v_coverage WHERE source = ?", name)


def troubles(store: Store, name: str) -> list[Row]:
    """What went wrong in the last run of a source."""
    return store.query("SELECT at, level, kind, url, message, mend FROM v_troubles WHERE source = ?", name)


def runs(store: Store, limit: int, *, source: str = "", before: int | None = None) -> list[Row]:
    """Runs, newest first; `before` is the id of the last one of the page before."""
    where, values = ["1"], list[Any]()
    if source:
        where.append("r.source = ?")
        values.append(source)
    if before is not None:
        where.append("r.id < ?")
        values.append(before)
    sql = f"SELECT {RUN} FROM run r WHERE {' AND '.join(where)} ORDER BY r.id DESC LIMIT ?"  # noqa: S608
    return [_seconds(r) for r in store.query(sql, *values, limit)]


def under_way(store: Store) -> list[Row]:
    """The runs that go on (or were killed and not noticed yet), with what they stored so far and what waits."""
    rows = store.query(
        f"SELECT {RUN}, (SELECT count(*) FROM article a WHERE a.source = r.source AND a.first_seen >= r.started) AS stored, "  # noqa: S608
        "(SELECT count(*) FROM entry e WHERE e.source = r.source AND e.state = 'pending') AS pending "
        "FROM run r WHERE r.outcome = 'running' ORDER BY r.id DESC LIMIT 200"
    )
    return [_seconds(r) for r in rows]


def issues(store: Store, run: int) -> list[Row]:
    """The troubles of one run."""
    return store.query("SELECT at, level, kind, url, message, mend FROM issue WHERE run = ? ORDER BY id", run)


def run(store: Store, number: int) -> Row | None:
    """One run with what decided its list (`why`)."""
    row = store.one(f"SELECT {RUN}, r.why FROM run r WHERE r.id = ?", number)  # noqa: S608
    return unpacked(_seconds(row)) if row else None


def story_of(store: Store, article: int) -> Row | None:
    """The story that an article tells with others (`id`, `tellers`: how many); None when it tells none."""
    return store.one(
        "SELECT story AS id, (SELECT count(*) FROM story_article o WHERE o.story = m.story) AS tellers "
        "FROM story_article m WHERE m.article = ?", article,
    )  # fmt: skip


def by_ids(store: Store, numbers: Sequence[int]) -> list[Row]:
    """Articles in brief, in the given order."""
    marks = ", ".join("?" * len(numbers))
    rows = {r["id"]: r for r in store.query(f"SELECT {_BRIEF} FROM article a WHERE a.id IN ({marks})", *numbers)}  # noqa: S608
    return [rows[n] for n in numbers if n in rows]


def _seconds(row: Row) -> Row:
    """A run with how long it took, seconds; None while it goes on."""
    took = None
    if row["ended"]:
        took = int((parse_stamp(row["ended"]) - parse_stamp(row["started"])).total_seconds())
    return row | {"seconds": took}
