"""Entries and articles in the store: what is known, what a verdict changes.

This module does not know how a verdict was reached, nor what feeds make of an article.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from crawler.clock import stamp
from crawler.model import Article, Attachment, Entry, Evidence, Judgement, Known, Moment, Precision, Verdict
from crawler.normalise.urls import canonical, guid_of
from crawler.store.database import Row, Store

# How long until an entry that failed is tried again, by the number of failures; then it is given up.
RETRY_HOURS = (0, 1, 6, 24, 72, 168)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the store holds it, with its identity and its history in short."""

    id: int
    guid: str
    article: Article
    state: str
    revision: int
    first_seen: str
    last_seen: str
    changed: str
    feed_time: str


def see_entries(
    store: Store, source: str, entries: Sequence[Entry], now: datetime, first_position: int = 0
) -> list[Entry]:
    """Record the rows of a list page; those that were not known, in order, now pending."""
    keyed = {canonical(e.url): e for e in reversed(entries)}
    known = known_urls(store, source, keyed)
    at = stamp(now)
    fresh: list[tuple[object, ...]] = []
    out: list[Entry] = []
    for offset, entry in enumerate(entries):
        url = canonical(entry.url)
        if url in known or keyed.pop(url, None) is None:
            continue
        day = entry.date
        fresh.append((source, url, entry.title, day.value if day else None, day.precision if day else None,
                      first_position + offset, int(entry.pinned), at, at))  # fmt: skip
        out.append(entry)
    with store.atomic():
        store.many(
            "INSERT INTO entry (source, url, title, date, precision, position, pinned, state, first_seen, last_seen) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
            fresh,
        )
        store.many("UPDATE entry SET last_seen = ? WHERE source = ? AND url = ?", [(at, source, url) for url in known])
    return out


def known_urls(store: Store, source: str, urls: Iterable[str]) -> set[str]:
    """Those of these canonical addresses that the source's list has shown before."""
    listed = json.dumps(list(urls))
    return {
        r["url"]
        for r in store.query(
            "SELECT url FROM entry WHERE source = ? AND url IN (SELECT value FROM json_each(?))", source, listed
        )
    }


def open_entries(store: Store, source: str, now: datetime, limit: int) -> list[tuple[Entry, int]]:
    """The entries that are still to be fetched, with their positions, in list order."""
    rows = store.query(
        "SELECT url, title, date, precision, position, pinned FROM entry WHERE source = ? AND state = 'pending' "
        "AND (next_try IS NULL OR next_try <= ?) ORDER BY position, url LIMIT ?",
        source, stamp(now), limit,
    )  # fmt: skip
    return [(entry_of(r), r["position"]) for r in rows]


def entry_of(row: Row) -> Entry:
    """An entry from its stored row."""
    day = Moment(row["date"], Precision(row["precision"])) if row["date"] else None
    return Entry(row["url"], row["title"], day, bool(row["pinned"]))


def entry_failed(store: Store, source: str, url: str, now: datetime, *, state: str = "") -> None:
    """Record that an entry could not be read: put off with growing waits, or ended with `state` ("gone", "refused")."""
    attempts = (store.value("SELECT attempts FROM entry WHERE source = ? AND url = ?", source, url) or 0) + 1
    if not state:
        state = "pending" if attempts < len(RETRY_HOURS) else "failed"
    wait = RETRY_HOURS[min(attempts, len(RETRY_HOURS) - 1)]
    until = datetime.fromtimestamp(now.timestamp() + wait * 3600, now.tzinfo)
    store.update(
        "entry", {"state": state, "attempts": attempts, "next_try": stamp(until)}, "source = ? AND url = ?", source, url
    )


def known_article(store: Store, url: str) -> Known | None:
    """What the store holds under a canonical address."""
    row = store.one(
        "SELECT id, guid, url, state, content_hash, title, coalesce(published, '') AS published, body_text, attachments "
        "FROM article WHERE url = ?", url,
    )  # fmt: skip
    if row is None:
        return None
    titles = tuple(a["title"] for a in json.loads(row.pop("attachments")))
    return Known(**row, attachments=titles)


def save(store: Store, verdict: Verdict, entry_url: str, now: datetime, feed_time: datetime) -> int:
    """Write one verdict and its entry in one transaction; the article's id.

    `entry_url` is the canonical address of the list row, which differs from the article's when that one forwarded.
    """
    at = stamp(now)
    article = verdict.article
    with store.atomic():
        if verdict.known is None:
            row = _columns(article) | {
                "guid": guid_of(article.url), "source": article.source, "url": article.url, "content_hash": verdict.content_hash,
                "first_seen": at, "last_seen": at, "changed": at, "feed_time": stamp(feed_time),
            }  # fmt: skip
            number = store.insert("article", row)
        else:
            number = verdict.known.id
            changes: Row = {"last_seen": at}
            if verdict.judgement in (Judgement.REVISION, Judgement.RETURNED, Judgement.MOVED):
                changes |= _columns(article) | {"content_hash": verdict.content_hash, "changed": at, "state": "live"}
                store.execute("UPDATE article SET revision = revision + 1 WHERE id = ?", number)
            store.update("article", changes, "id = ?", number)
        store.update(
            "entry",
            {"state": "stored", "article": number, "next_try": None},
            "source = ? AND url = ?",
            article.source,
            entry_url,
        )
    return number


_SELECT = "SELECT a.* FROM article a"


def newest(store: Store, limit: int, *, source: str = "") -> list[StoredArticle]:
    """Live articles, newest feed time first, of all sources or of one (whichever source had them first)."""
    if source:
        sql = (f"{_SELECT} JOIN entry e ON e.article = a.id WHERE e.source = ? AND a.state = 'live' GROUP BY a.id "
               "ORDER BY a.feed_time DESC, a.url LIMIT ?")  # fmt: skip
        rows = store.query(sql, source, limit)
    else:
        rows = store.query(f"{_SELECT} WHERE a.state = 'live' ORDER BY a.feed_time DESC, a.url LIMIT ?", limit)
    return [_stored(r) for r in rows]


def _stored(r: Row) -> StoredArticle:
    moment = Moment(r["published"], Precision(r["published_precision"])) if r["published"] else None
    evidence = tuple(
        (name, tuple(Evidence(e["value"], e["from"], e["rank"]) for e in found))
        for name, found in json.loads(r["evidence"]).items()
    )
    article = Article(
        source=r["source"], url=r["url"], title=r["title"], published=moment,
        updated=Moment(r["updated"], Precision.MINUTE if "T" in r["updated"] else Precision.DAY) if r["updated"] else None,
        language=r["language"], title_language=r["title_language"], issuer=r["issuer"], author=r["author"],
        document_number=r["document_number"], keywords=tuple(json.loads(r["keywords"])), image=r["image"],
        body_html=r["body_html"], body_text=r["body_text"], note=r["note"], evidence=evidence,
        attachments=tuple(Attachment(**a) for a in json.loads(r["attachments"])),
    )  # fmt: skip
    return StoredArticle(
        r["id"],
        r["guid"],
        article,
        r["state"],
        r["revision"],
        r["first_seen"],
        r["last_seen"],
        r["changed"],
        r["feed_time"],
    )


def _columns(article: Article) -> Row:
    evidence = {
        name: [{"value": e.value, "from": e.place, "rank": e.rank} for e in found] for name, found in article.evidence
    }
    return {
        "title": article.title,
        "published": article.published.value if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "updated": article.updated.value if article.updated else None,
        "language": article.language, "title_language": article.title_language, "issuer": article.issuer, "author": article.author,
        "document_number": article.document_number, "keywords": json.dumps(article.keywords, ensure_ascii=False), "image": article.image,
        "body_html": article.body_html, "body_text": article.body_text, "note": article.note,
        "attachments": json.dumps([asdict(a) for a in article.attachments], ensure_ascii=False),
        "evidence": json.dumps(evidence, ensure_ascii=False),
    }  # fmt: skip
