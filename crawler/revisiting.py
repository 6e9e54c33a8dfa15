"""Articles that are asked for again, and what is made of the answers.

This module does not know Scrapy, nor when an article is due.
"""

from __future__ import annotations

from dataclasses import replace

from crawler.clock import parse_stamp
from crawler.dedupe.decide import decide, decide_visit, same_article
from crawler.errors import GazetteError
from crawler.items import Normal
from crawler.model import Entry, Judgement, Verdict
from crawler.rereading import read_again
from crawler.running import Crawl, Run
from crawler.store import articles, entries, visits
from crawler.store.runs import Issue
from crawler.store.visits import Visit

# Visits of one source in one run: they take turns with what is new, and a second a request.
MAX_VISITS = 50
_MISSING = ("http-404", "http-410", "error-page")
_FOR_GOOD = ("robots", "refused")


def due(crawl: Crawl, run: Run) -> list[Visit]:
    """The articles to ask for again in this run: none when the list itself could not be read."""
    if run.failure is not None:
        return []
    return visits.due_visits(crawl.store, run.source.name, crawl.now(), MAX_VISITS)


def conditions(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The headers that let a server say that nothing changed (RFC 9110, 13.1)."""
    pairs = (("If-None-Match", visit.validators.etag), ("If-Modified-Since", visit.validators.last_modified))
    return () if visit.is_file else tuple((name, value) for name, value in pairs if value)


def elsewhere(crawl: Crawl, run: Run, entry: Entry) -> Visit | None:
    """A stored article of the same row at an address that the list shows no more: the row may lead to its new address."""
    if not run.was_known:
        return None
    number = entries.elsewhere(crawl.store, run.source.name, entry, run.started)
    return visits.visit_of(crawl.store, run.source.name, number) if number is not None else None


def still_there(crawl: Crawl, run: Run, visit: Visit) -> None:
    """The server said that nothing changed."""
    run.tally.visits += 1
    visits.not_modified(crawl.store, visit.article, run.source.name, crawl.now())


def failed(crawl: Crawl, run: Run, visit: Visit, issue: Issue) -> None:
    """A visit got no page: gone (see `missing`), forbidden, or no answer that tells anything of the article."""
    if issue.kind in _MISSING:
        missing(crawl, run, visit.article, visit.url, issue.message)
        return
    crawl.trouble(run, replace(issue, mend="nothing to do: it is asked for again later; what is stored stays"))
    visits.visit_failed(crawl.store, visit.article, crawl.now(), for_good=issue.kind in _FOR_GOOD)


def missing(crawl: Crawl, run: Run, article: int, url: str, found: str) -> None:
    """An article was not at its address: note it, and withdraw the article when that is confirmed."""
    run.tally.visits += 1
    withdrawn = visits.missed(crawl.store, article, crawl.now(), found)
    run.tally.withdrawn += withdrawn
    what = (
        "withdrawn by its publisher; its last text is kept"
        if withdrawn
        else "not there; it is looked for again before it counts as withdrawn"
    )
    crawl.trouble(run, Issue("missing", f"an article is {what} ({found})", "nothing to do", url))


def judge(crawl: Crawl, run: Run, item: Normal) -> Verdict:
    """What an article is to those stored: under its address, as the visited one, or as the successor of one that is gone."""
    article, told = item.article, item.reading.fetched
    there = articles.known_article(crawl.store, article.url)
    known = articles.known_by_id(crawl.store, told.visited) if told.visited else None
    before = articles.known_by_id(crawl.store, told.successor_of) if told.successor_of and there is None else None
    if known is not None:
        verdict = decide_visit(article, known, there, told.validators)
    elif before is not None and same_article(article, before):
        verdict = decide(article, before)
    else:
        verdict = decide(article, there, told.validators)
    if (
        verdict.judgement is Judgement.REVISION
        and verdict.known is not None
        and _only_rules_changed(crawl, run, verdict, item)
    ):
        mine = verdict.known.source == run.source.name
        return replace(verdict, judgement=Judgement.REREAD if mine else Judgement.UNCHANGED)
    return verdict


def _only_rules_changed(crawl: Crawl, run: Run, verdict: Verdict, item: Normal) -> bool:
    """Whether the page as it was archived, read by today's rules, tells the same as the page of today."""
    if crawl.archive is None or verdict.known is None:
        return False
    kept = crawl.archive.newest(verdict.known.guid)
    if not kept:
        return False
    try:
        again = read_again(
            [c.page for c in kept], run.source, run.article_profile, item.reading.entry, parse_stamp(kept[0].last).date(),
            max_bytes=crawl.config.gazette.max_page_bytes,
        )  # fmt: skip
    except GazetteError:
        return False
    return decide(again, verdict.known).content_hash == verdict.content_hash
