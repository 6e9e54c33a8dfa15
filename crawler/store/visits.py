"""Which articles are to be asked for again, what their servers said last, and which of them were found missing.

This module does not know how pages are fetched, nor what decides; dedupe.visits does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.clock import parse_stamp, stamp
from crawler.dedupe.visits import AGAIN_AFTER_FAILURE, absent, next_visit
from crawler.model import Entry, Judgement, Moment, Precision, Validators
from crawler.store.database import Row, Store
from crawler.store.history import note_change
from crawler.store.journal import recorded

# How many of a source's last visits tell whether its site is in trouble.
_LATELY = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """One article to be asked for again: the row that led to it, its present address, what its server said last."""

    article: int
    url: str
    is_file: bool
    entry: Entry
    position: int
    validators: Validators


def due_visits(store: Store, source: str, now: datetime, limit: int) -> list[Visit]:
    """The articles of a source that are due, the longest due first."""
    rows = store.query(
        "SELECT a.id, a.url, a.title, a.published, a.published_precision, a.note, v.etag, v.last_modified, v.length "
        "FROM visit v JOIN article a ON a.id = v.article WHERE v.source = ? AND v.due <= ? ORDER BY v.due, a.id LIMIT ?",
        source, stamp(now), limit,
    )  # fmt: skip
    return [_visit(store, source, r) for r in rows]


def visit_of(store: Store, source: str, article: int) -> Visit | None:
    """The same for one article, due or not."""
    row = store.one(
        "SELECT a.id, a.url, a.title, a.published, a.published_precision, a.note, v.etag, v.last_modified, v.length "
        "FROM visit v JOIN article a ON a.id = v.article WHERE a.id = ?", article,
    )  # fmt: skip
    return _visit(store, source, row) if row else None


def visited(store: Store, article: int, source: str, now: datetime, validators: Validators, page: str = "") -> None:
    """An article's address was answered with the article: it is there; look again at the rhythm's next time.

    `page` is the SHA-256 of what it was read from ("" leaves what is known, as after a 304).
    """
    row = store.one(
        "SELECT a.first_seen, a.published, a.published_precision, v.article AS known, v.missing_since "
        "FROM article a LEFT JOIN visit v ON v.article = a.id WHERE a.id = ?", article,
    )  # fmt: skip
    if row is None:
        return
    due = next_visit(parse_stamp(row["first_seen"]), now, _day(row["published"]))
    told: Row = {
        "due": stamp(due) if due else None, "last": stamp(now), "etag": validators.etag, "last_modified": validators.last_modified,
        "length": validators.length, "missing_since": None,
    } | ({"page": page} if page else {})  # fmt: skip
    if row["known"] is None:
        store.insert("visit", {"article": article, "source": source, **told})
    else:
        with store.atomic():
            store.update("visit", told, "article = ?", article)
            store.execute("UPDATE visit SET visits = visits + 1 WHERE article = ?", article)


@recorded()
def not_modified(store: Store, article: int, source: str, now: datetime) -> None:
    """The server said that nothing changed: as `visited`, with the validators that are known."""
    row = store.one("SELECT etag, last_modified, length FROM visit WHERE article = ?", article) or {}
    with store.atomic():
        store.update("article", {"last_seen": stamp(now)}, "id = ?", article)
        visited(store, article, source, now, Validators(**row))


@recorded()
def visit_failed(store: Store, article: int, now: datetime, *, for_good: bool = False) -> None:
    """No answer that tells anything of the article: ask again later, or (`for_good`: forbidden) not at all."""
    due = None if for_good else stamp(now + AGAIN_AFTER_FAILURE)
    store.update("visit", {"due": due}, "article = ?", article)


def visit_at_once(store: Store, source: str, urls: list[str], now: datetime) -> None:
    """The articles behind these rows of a list are due now: the list shows another title or day for them."""
    store.many(
        "UPDATE visit SET due = ? WHERE article = (SELECT article FROM entry WHERE source = ? AND url = ?)",
        [(stamp(now), source, url) for url in urls],
    )


@recorded()
def missed(store: Store, article: int, now: datetime, found: str) -> bool:
    """An article's address was answered, and not with the article (`found` says with what).

    True when the article is withdrawn by this; its text stays as it was last.
    """
    row = store.one(
        "SELECT v.source, v.missing_since, a.state FROM visit v JOIN article a ON a.id = v.article WHERE a.id = ?",
        article,
    )
    if row is None:
        return False
    if row["state"] == "withdrawn":
        since = parse_stamp(row["missing_since"]) if row["missing_since"] else now
        due = next_visit(since, now)
        store.update("visit", {"due": stamp(due) if due else None, "last": stamp(now)}, "article = ?", article)
        return False
    with store.atomic():
        before = parse_stamp(row["missing_since"]) if row["missing_since"] else None
        store.update("visit", {"missing_since": stamp(before or now), "last": stamp(now)}, "article = ?", article)
        counts = store.one(
            "SELECT count(*) AS visited, coalesce(sum(missing), 0) AS missing FROM ("
            "SELECT v.missing_since IS NOT NULL AS missing FROM visit v JOIN article a ON a.id = v.article "
            "WHERE v.source = ? AND a.state = 'live' AND (v.visits > 0 OR v.missing_since IS NOT NULL) "
            "ORDER BY v.last DESC LIMIT ?)", row["source"], _LATELY,
        ) or {"visited": 1, "missing": 1}  # fmt: skip
        told = absent(before, now, **counts)
        store.update(
            "visit", {"missing_since": stamp(told.missing_since), "due": stamp(told.due) if told.due else None},
            "article = ?", article,
        )  # fmt: skip
        if told.withdrawn:
            store.update("article", {"state": "withdrawn", "changed": stamp(now)}, "id = ?", article)
            # Without validators the next visit gets the page itself: "not modified" would hide that it is back.
            store.update("visit", {"etag": "", "last_modified": ""}, "article = ?", article)
            note_change(store, article, Judgement.WITHDRAWN, stamp(now), (), found)
    return told.withdrawn


def _visit(store: Store, source: str, r: Row) -> Visit:
    row = store.one(
        "SELECT url, title, date, precision, position, pinned FROM entry WHERE source = ? AND article = ? "
        "ORDER BY last_seen DESC, url LIMIT 1", source, r["id"],
    )  # fmt: skip
    if row is None:
        day = Moment(r["published"], Precision(r["published_precision"])) if r["published"] else None
        entry, position = Entry(r["url"], r["title"], day), 0
    else:
        day = Moment(row["date"], Precision(row["precision"])) if row["date"] else None
        entry, position = Entry(row["url"], row["title"], day, bool(row["pinned"])), row["position"]
    told = Validators(r["etag"], r["last_modified"], r["length"])
    return Visit(r["id"], r["url"], r["note"] == "file", entry, position, told)


def _day(published: str | None) -> datetime | None:
    """The day of a stored time, at its beginning in UTC: near enough to tell what is recent."""
    if not published or len(published) < 10:
        return None
    try:
        return datetime.fromisoformat(published[:10]).replace(tzinfo=UTC)
    except ValueError:
        return None
