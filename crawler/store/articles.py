"""Articles in the store: what is known, what a verdict changes.

This module does not know how a verdict was reached, nor what feeds make of an article.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from crawler.clock import stamp
from crawler.dedupe.fingerprint import content_hash
from crawler.model import (
    UNTOLD,
    Article,
    Attachment,
    Evidence,
    Judgement,
    Known,
    Moment,
    Precision,
    Validators,
    Verdict,
)
from crawler.normalise.urls import guid_of
from crawler.store.database import Row, Store
from crawler.store.history import note_change, reread, revise
from crawler.store.visits import visited


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


_KNOWN = (
    "SELECT a.id, a.guid, a.url, a.state, a.content_hash, a.title, coalesce(a.published, '') AS published, a.body_text, "
    "a.attachments, a.note, a.source, coalesce(v.etag, '') AS etag, coalesce(v.last_modified, '') AS last_modified, v.length "
    "FROM article a LEFT JOIN visit v ON v.article = a.id WHERE a."
)


def known_article(store: Store, url: str) -> Known | None:
    """What the store holds under a canonical address, which may be one that the article had before."""
    row = store.one(_KNOWN + "url = ?", url)
    if row is None:
        number = store.value("SELECT article FROM former_address WHERE url = ?", url)
        return known_by_id(store, number) if number else None
    return _known(row)


def known_by_id(store: Store, number: int) -> Known | None:
    """What the store holds of an article."""
    return _known(store.one(_KNOWN + "id = ?", number))


def save(
    store: Store,
    verdict: Verdict,
    entry_url: str,
    now: datetime,
    feed_time: datetime,
    *,
    validators: Validators = UNTOLD,
    page: str = "",
) -> int:
    """Write one verdict and its entry in one transaction; the article's id.

    `entry_url` is the canonical address of the list row, which differs from the article's when that one forwarded.
    `validators` are the server's; `page` is the SHA-256 of the archived page.  guid, first_seen and feed_time are
    written once; `changed` moves only with what the publisher did to the text.
    """
    at = stamp(now)
    article, known = verdict.article, verdict.known
    with store.atomic():
        if known is None:
            row = columns(article) | {
                "guid": guid_of(article.url), "source": article.source, "url": article.url, "content_hash": verdict.content_hash,
                "first_seen": at, "last_seen": at, "changed": at, "feed_time": stamp(feed_time),
            }  # fmt: skip
            number = store.insert("article", row)
        else:
            number = known.id
            _save_known(store, verdict, known, at)
        visited(store, number, article.source, now, validators, page)
        store.update(
            "entry",
            {"state": "stored", "article": number, "next_try": None},
            "source = ? AND url = ?",
            article.source,
            entry_url,
        )
    return number


def _save_known(store: Store, verdict: Verdict, known: Known, at: str) -> None:
    kind, article = verdict.judgement, verdict.article
    told: Row = {"last_seen": at, "content_hash": verdict.content_hash}
    if kind is Judgement.UNCHANGED:
        store.update("article", told, "id = ?", known.id)
        return
    text = columns_again(store, known.id, article) | {"content_hash": verdict.content_hash}
    if kind is Judgement.REREAD:
        reread(store, known.id, text)
        store.update("article", told | text, "id = ?", known.id)
        note_change(store, known.id, kind, at, verdict.changes)
        return
    if verdict.changes:
        told |= text | {"revision": revise(store, known.id, text, verdict.changes, at), "changed": at}
    if kind is Judgement.RETURNED:
        told |= {"state": "live", "changed": at}
    if known.url != article.url:
        told["url"] = article.url
        store.execute("DELETE FROM former_address WHERE url = ?", article.url)
        store.execute("INSERT OR REPLACE INTO former_address VALUES (?, ?, ?)", known.url, known.id, at)
    store.update("article", told, "id = ?", known.id)
    note_change(store, known.id, kind, at, verdict.changes, known.url if known.url != article.url else "")


def read_anew(store: Store, number: int, article: Article, fields: Sequence[str], now: datetime) -> None:
    """Store what today's rules read from the page that an article was last read from.

    Recorded as `reread`.  guid, address, first_seen, last_seen, feed_time, `changed` and the revision's number stay.
    """
    with store.atomic():
        text = columns_again(store, number, article) | {"content_hash": content_hash(article)}
        reread(store, number, text)
        store.update("article", text, "id = ?", number)
        note_change(store, number, Judgement.REREAD, stamp(now), fields)


def _known(row: Row | None) -> Known | None:
    if row is None:
        return None
    titles = tuple(a["title"] for a in json.loads(row.pop("attachments")))
    told = Validators(row.pop("etag"), row.pop("last_modified"), row.pop("length"))
    return Known(**row, attachments=titles, validators=told)


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


def columns(article: Article) -> Row:
    """The columns of `article` that an article's text and metadata fill."""
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


def columns_again(store: Store, number: int, article: Article) -> Row:
    """The columns for an article that is stored: what servers once told of its attachments, which no page tells, is kept."""
    held = json.loads(store.value("SELECT attachments FROM article WHERE id = ?", number) or "[]")
    told = {a["url"]: Attachment(**a) for a in held}
    attachments = tuple(
        replace(a, type=a.type or known.type, length=known.length if a.length is None else a.length)
        if (known := told.get(a.url))
        else a
        for a in article.attachments
    )
    return columns(replace(article, attachments=attachments))


def in_order(store: Store, ids: Iterable[int]) -> list[StoredArticle]:
    """The articles of these ids, in their order; those that are not there are left out."""
    listed = list(ids)
    rows = store.query(
        f"{_SELECT} WHERE a.id IN (SELECT value FROM json_each(?))",  # noqa: S608
        json.dumps(listed),
    )
    found = {r["id"]: r for r in rows}
    return [_stored(found[number]) for number in listed if number in found]


def by_ids(store: Store, ids: Iterable[int]) -> list[StoredArticle]:
    """Articles by their ids, newest feed time first."""
    sql = "SELECT a.* FROM article a WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.feed_time DESC, a.url"
    return [_stored(r) for r in store.query(sql, json.dumps(list(ids)))]


def count(store: Store, sources: Sequence[str]) -> int:
    """How many articles these sources have."""
    sql = "SELECT count(*) FROM article WHERE source IN (SELECT value FROM json_each(?))"
    return int(store.value(sql, json.dumps(list(sources))))
