"""An article that was judged goes into the archive, the store and its story: all of it in one transaction, or nothing.

This module does not know how it was judged, nor who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.clock import parse_stamp
from crawler.dedupe.decide import decide, decide_visit, same_article
from crawler.errors import GazetteError
from crawler.items import Fetched
from crawler.keys import Source
from crawler.model import Article, ArticleProfile, Entry, Judgement, Verdict
from crawler.normalise.urls import canonical, guid_of
from crawler.rereading import read_again
from crawler.store import articles, runs, stories, visits
from crawler.store.archive import Pages
from crawler.store.database import Store
from crawler.store.journal import recorded
from crawler.store.runs import Issue


@dataclass(frozen=True, slots=True)
class Found:
    """An article as a crawl found it: clean, with the row that led to it, where that stood, and what it was read from."""

    source: str
    entry: Entry
    position: int
    article: Article
    fetched: Fetched


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an article is judged against: the store, the raw pages (None when none are kept), its source's rules."""

    store: Store
    archive: Pages | None
    source: Source
    profile: ArticleProfile | None
    max_bytes: int


def judge(shelf: Shelf, found: Found) -> Verdict:
    """What an article is to those stored: under its address, as the visited one, or as the successor of one that is gone."""
    article, told, store = found.article, found.fetched, shelf.store
    there = articles.known_article(store, article.url)
    known = articles.known_by_id(store, told.visited) if told.visited else None
    before = articles.known_by_id(store, told.successor_of) if told.successor_of and there is None else None
    if known is not None:
        verdict = decide_visit(article, known, there, told.validators)
    elif before is not None and same_article(article, before):
        verdict = decide(article, before)
    else:
        verdict = decide(article, there, told.validators)
    if (
        verdict.judgement is Judgement.REVISION
        and verdict.known is not None
        and _only_rules_changed(shelf, verdict, found.entry)
    ):
        mine = verdict.known.source == found.source
        verdict = Verdict(
            Judgement.REREAD if mine else Judgement.UNCHANGED, verdict.article, verdict.content_hash, verdict.known,
            verdict.changes, verdict.detail,
        )  # fmt: skip
    return verdict


def _only_rules_changed(shelf: Shelf, verdict: Verdict, entry: Entry) -> bool:
    """Whether the page as it was archived, read by today's rules, tells the same as the page of today."""
    if shelf.archive is None or verdict.known is None:
        return False
    kept = shelf.archive.newest(verdict.known.guid)
    if not kept:
        return False
    try:
        again = read_again(
            [c.page for c in kept], shelf.source, shelf.profile, entry, parse_stamp(kept[0].last).date(), max_bytes=shelf.max_bytes
        )  # fmt: skip
    except GazetteError:
        return False
    return decide(again, verdict.known).content_hash == verdict.content_hash


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an article; `withdrawn` when it is confirmed that it is there no more."""

    judgement: Judgement
    withdrawn: bool = False


@recorded("archive", "verdict")
def settle(
    store: Store, archive: Pages | None, run: int, found: Found, verdict: Verdict, now: datetime, feed_time: datetime
) -> Settled:
    """Write what was judged in the course of a run, in the caller's transaction or its own."""
    if verdict.judgement is Judgement.WITHDRAWN and verdict.known is not None:
        known = verdict.known
        return Settled(Judgement.WITHDRAWN, missing(store, run, found.source, known.id, known.url, verdict.detail, now))
    # The archive first: the store never refers to a page that is not there.
    page = _keep_pages(archive, found, verdict, now)
    with store.atomic():
        number = articles.save(
            store, verdict, canonical(found.entry.url), now, feed_time, validators=found.fetched.validators, page=page
        )
        if not store.partial and (verdict.known is None or "body" in verdict.changes):
            stories.join(store, number, now)
    return Settled(verdict.judgement)


def missing(store: Store, run: int, source: str, article: int, url: str, what: str, now: datetime) -> bool:
    """An article was not at its address: note it, and withdraw the article when that is confirmed (then True)."""
    withdrawn = visits.missed(store, article, now, what)
    told = (
        "withdrawn by its publisher; its last text is kept"
        if withdrawn
        else "not there; it is looked for again before it counts as withdrawn"
    )
    runs.add_issue(store, run, source, Issue("missing", f"an article is {told} ({what})", "nothing to do", url), now)
    return withdrawn


def _keep_pages(archive: Pages | None, found: Found, verdict: Verdict, now: datetime) -> str:
    """Put the article's pages into the archive, unless it has them and nothing changed; the first one's SHA-256."""
    if archive is None:
        return ""
    guid = verdict.known.guid if verdict.known else guid_of(verdict.article.url)
    if verdict.judgement is Judgement.UNCHANGED and archive.holds(guid):
        return ""
    return archive.keep(found.source, guid, found.fetched.pages, now)
