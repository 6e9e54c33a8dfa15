"""Look at one address without storing anything: its list and a few articles, or the page itself.

This module does not know what is done with what was seen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import answers, faults
from crawler.errors import FetchError, GazetteError
from crawler.items import NOTHING, FetchedPage, RawArticle
from crawler.keys import Source
from crawler.listing.detect import read_listing
from crawler.middlewares import NOT_OK
from crawler.model import Entry, Listing
from crawler.model import Request as Wanted
from crawler.page import Page
from crawler.reading.article import file_article, read_article
from crawler.reading.attachments import media_type
from crawler.spiders.shells import addressed
from crawler.store.runs import Issue

MAX_HOPS = 3


@dataclass(slots=True)
class Seen:
    """What a probe saw: the page that held the list (parsed, and as it came), the list, some articles, what failed."""

    page: Page | None = None
    fetched: FetchedPage | None = None
    listing: Listing | None = None
    articles: list[tuple[Entry, RawArticle]] = field(default_factory=list)
    troubles: list[Issue] = field(default_factory=list)
    error: GazetteError | None = None


class ProbeSpider(Spider):
    """Fetch a source's list as a crawl would, then `sample` of its articles; or only the page (`sample` < 0)."""

    name = "probe"

    def __init__(self, source: Source, seen: Seen, today: date, sample: int, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.seen = seen
        self.today = today
        self.sample = sample
        self.max_bytes = max_bytes

    async def start(self) -> AsyncIterator[Any]:
        """The address itself."""
        yield self.ask(Wanted(self.source.url), self.on_page, hops=0)

    def ask(self, wanted: Wanted, callback: Any, **more: Any) -> Request:
        """One request with the source's rights."""
        meta = {
            "source": self.source.name, "allow_private": self.source.private_places, "ignore_robots": self.source.ignore_robots,
            "handle_httpstatus_list": NOT_OK, "least_delay": self.source.delay or 0.0, "more": more,
        }  # fmt: skip
        return Request(
            wanted.url, callback, method=wanted.method, body=wanted.body, headers=dict(wanted.headers), errback=self.on_failure,
            dont_filter=True, meta=meta, cb_kwargs=more,
        )  # fmt: skip

    def on_page(self, response: Response, hops: int) -> Iterator[Request]:
        """The page, or what it names for its list."""
        try:
            answers.refuse_status(response)
            page = answers.page_of(response, self.max_bytes)
            self.seen.page, self.seen.fetched = page, answers.fetched(response, NOTHING).pages[0]
            if self.sample < 0:
                return
            listing = addressed(self.listing(page), page)
        except GazetteError as error:
            self.seen.error = error
            return
        if listing.follow is not None and not listing.entries and hops < MAX_HOPS:
            yield self.ask(listing.follow, self.on_page, hops=hops + 1)
            return
        self.seen.listing = listing
        for entry in listing.entries[: self.sample]:
            yield self.ask(Wanted(entry.url, "HEAD" if media_type(entry.url) else "GET"), self.on_article, entry=entry)

    def listing(self, page: Page) -> Listing:
        """The list of a page as a crawl would read it: by the source's own rules where it has some."""
        rules, endpoint = self.source.pinned, self.source.endpoint
        return read_listing(
            page, today=self.today, country=self.source.place, profile=rules, endpoint=endpoint, learn=True
        )

    def on_article(self, response: Response, entry: Entry) -> None:
        """One sampled article."""
        try:
            answers.refuse_status(response)
            if answers.is_file(response):
                raw = file_article(entry, response.url, answers.media_type(response), answers.length_of(response))
            else:
                page = answers.page_of(response, self.max_bytes)
                raw = read_article(page, today=self.today, country=self.source.place, entry=entry)
            self.seen.articles.append((entry, raw))
        except GazetteError as error:
            self.seen.troubles.append(faults.of_exception(error, response.url))

    def on_failure(self, failure: Failure) -> None:
        """A request without an answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        issue = faults.of_exception(failure.value or Exception("no answer"), request.url)
        if "entry" in request.meta["more"]:
            self.seen.troubles.append(issue)
        else:
            self.seen.error = FetchError(issue.message, url=request.url, kind=issue.kind, mend=issue.mend)
