"""Articles that are asked for again, and what is made of the answers.

This module does not know Scrapy, nor when an article is due.
"""

from __future__ import annotations

from dataclasses import replace

from crawler import keeping
from crawler.model import Entry
from crawler.running import Crawl, Run
from crawler.store import entries, visits
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
    withdrawn = keeping.missing(crawl.store, run.id, run.source.name, article, url, found, crawl.now())
    run.tally.withdrawn += withdrawn
