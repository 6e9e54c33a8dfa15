"""One spider for every source: list page, entries, articles.

This module does not know how a list is found or an article read; it fetches what they need, and passes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import answers, browser, faults, revisiting
from crawler.errors import FetchError, GazetteError, ListNotFound, StoreError
from crawler.items import NOTHING
from crawler.listing.detect import read_listing
from crawler.listing.endpoint import request_for
from crawler.listing.native import prefer_feed
from crawler.model import Entry, Listing, ListProfile
from crawler.model import Request as Wanted
from crawler.normalise.urls import canonical
from crawler.opening import standalone
from crawler.page import Page
from crawler.running import MAX_CATCH_UP, Crawl, Run
from crawler.spiders.articles import ArticleSteps
from crawler.spiders.feedfinding import (
    ELSEWHERE,
    MAX_LAST,
    feed_of,
    feed_or_sitemap,
    last_places,
    linked_feeds,
    native_feed,
)
from crawler.spiders.holding import recognise
from crawler.spiders.shells import addressed, endpoint_among
from crawler.spiders.steps import MAX_HOPS, NoAnswer, Step, guarded
from crawler.store.runs import Issue

# Runs that are begun in one transaction, and seconds in which those that found nothing new are gathered for one.
TOGETHER = 16
GATHERED = 0.2


class NewsSpider(ArticleSteps):
    """Crawl every source of a Crawl; without one (`scrapy crawl news`) those of gazette.toml in the present folder."""

    name = "news"

    def __init__(
        self, crawl: Crawl | None = None, config: str = "gazette.toml", sources: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if crawl is None:
            crawl = standalone(config, tuple(filter(None, sources.split(","))))
        self.crawl = crawl
        self.stopped: StoreError | None = None

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Made by Scrapy."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, NewsSpider)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The list page of each source, in the order of the configuration."""
        self.crawl.later = self.later
        sources = self.crawl.sources
        for first in range(0, len(sources), TOGETHER):
            try:
                runs = self.crawl.open_together(sources[first : first + TOGETHER])
            except StoreError as error:
                self.stop(error)
                return
            for run in runs:
                if self.stopped:
                    return
                yield self.ask(run, self.first(run), self.on_list, page=1, hops=0)

    def later(self, act: Callable[[], None]) -> None:
        """Call something of the store's in a moment."""
        asyncio.get_running_loop().call_later(GATHERED, self.or_stop, act)

    def first(self, run: Run) -> Wanted:
        """The first request of a run: the native feed that stands for the list, or the list page; conditional."""
        headers = []
        if self.crawl.backfill <= 1:
            if run.record.etag:
                headers.append(("If-None-Match", run.record.etag))
            if run.record.last_modified:
                headers.append(("If-Modified-Since", run.record.last_modified))
        if run.source.endpoint and not run.source.endpoint.onclick:
            return replace(
                request_for(run.source.endpoint), headers=(*request_for(run.source.endpoint).headers, *headers)
            )
        feed = native_feed(run, self.crawl.now().date())
        run.by_feed = bool(feed)
        return Wanted(feed or run.source.url, headers=tuple(headers))

    def more_meta(self, run: Run, wanted: Wanted, callback: Callable[..., Step]) -> dict[str, Any]:
        """A list that needs a browser is fetched by one."""
        if not run.source.browser or callback != self.on_list or wanted.method != "GET":
            return {}
        run.calls = browser.Calls()
        return browser.meta(run.calls)

    # --- the list ---

    @guarded
    def on_list(self, response: Response, page: int, hops: int, position: int = 0) -> Step:
        """A list page, or what a list page told us to fetch for its list."""
        run: Run = response.meta["run"]
        if answers.is_unchanged(response):
            run.not_modified = True
            yield from self.articles(run)
            return
        self.refuse(response, run)
        run.redirects = tuple(response.meta.get("redirect_reasons", ()))
        parsed = answers.page_of(response, self.max_bytes)
        # The first page with a title names the source: what it leads to (data, a feed) has none for people.
        run.title = run.title or _page_title(parsed)
        self.crawl.keep_list(run, answers.fetched(response, NOTHING).pages[0])
        try:
            listing = self.listing(parsed, run)
        except ListNotFound as error:
            places = last_places(parsed, run) if page == 1 else ()
            if not places:
                raise
            yield self.ask(run, Wanted(places[0]), self.on_last, priority=10, error=error, others=places[1:])
            return
        if run.by_feed and listing.mechanism not in ELSEWHERE:
            raise FetchError("the feed of this source is no feed any more", url=response.url, kind="feed")
        if listing.follow is not None and not listing.entries:
            if hops >= MAX_HOPS:
                raise GazetteError(
                    "the list is passed on from page to page without end",
                    url=response.url,
                    kind="endless",
                    mend="give the last page's address",
                )
            yield self.ask(run, listing.follow, self.on_list, priority=10, page=page, hops=hops + 1, position=position)
            return
        if page == 1 and run.by_feed:
            run.profile = run.record.list_profile
            run.validators = (answers.header(response, "ETag"), answers.header(response, "Last-Modified"))
        elif page == 1:
            run.profile = listing.profile
            if hops == 0:
                # Validators of a page that only names its list tell nothing of the list.
                run.validators = (answers.header(response, "ETag"), answers.header(response, "Last-Modified"))
            feeds = linked_feeds(parsed, run, listing) if self.crawl.backfill <= 1 else ()
            if feeds:
                yield self.try_feed(run, listing, feeds)
                return
            if run.calls is not None and (cheaper := endpoint_among(run.calls, listing, run, self.crawl.now().date())):
                self.crawl.trouble(run, cheaper)
        yield from self.take(run, listing, page, position)

    @guarded
    def on_feed(self, response: Response, listing: Listing, others: tuple[str, ...]) -> Step:
        """A feed that the page links to: it stands for the page when it is alive and as complete."""
        run: Run = response.meta["run"]
        today = self.crawl.now().date()
        found = feed_of(response, self.max_bytes, today, run.source.place)
        if found is not None and prefer_feed(found.entries, listing.entries, today):
            run.profile = ListProfile("feed", address=response.url, checked=today.isoformat())
            run.validators = (answers.header(response, "ETag"), answers.header(response, "Last-Modified"))
            why = ("the page links to a feed of its own that is alive and as complete as the page", *found.why)
            yield from self.take(run, replace(found, next=None, why=why), 1, 0)
        elif others:
            yield self.try_feed(run, listing, others)
        else:
            yield from self.take(run, listing, 1, 0)

    @guarded
    def on_last(self, response: Response, error: ListNotFound, others: tuple[str, ...]) -> Step:
        """The last resort for a page without a list: a feed at a usual place, a sitemap; else the page's own error stands."""
        run: Run = response.meta["run"]
        today = self.crawl.now().date()
        found = feed_or_sitemap(response, self.max_bytes, today, run.source.place)
        if found is not None and found.entries:
            run.profile = ListProfile(found.mechanism, address=response.url, checked=today.isoformat())
            run.validators = (answers.header(response, "ETag"), answers.header(response, "Last-Modified"))
            yield from self.take(run, replace(found, next=None), 1, 0)
            return
        if found is not None and found.follow is not None:
            others = (found.follow.url, *others)
        yield self.try_last(run, error, others)

    def try_last(self, run: Run, error: ListNotFound, places: tuple[str, ...]) -> Request:
        """Ask the next of the last places; raises the page's own error when none is left."""
        if not places:
            raise error
        # An index of sitemaps leads on and on: so many places, and no more.
        return self.ask(run, Wanted(places[0]), self.on_last, priority=10, error=error, others=places[1:MAX_LAST])

    def try_feed(self, run: Run, listing: Listing, feeds: tuple[str, ...]) -> Request:
        """Ask for the first of several feeds; should it not come, the page's own list stands."""
        return self.ask(run, Wanted(feeds[0]), self.on_feed, priority=10, listing=listing, others=feeds[1:])

    def listing(self, page: Page, run: Run) -> Listing:
        """The list of a page, when it is the source's; of one that is followed by its feed, the feed's items."""
        today, source = self.crawl.now().date(), run.source
        return recognise(
            self.crawl, run, page,
            lambda: addressed(
                read_listing(
                    page, today=today, country=source.place, profile=self.profile(run), endpoint=source.endpoint, learn=True,
                ),
                page,
            ),
        )  # fmt: skip

    def take(self, run: Run, listing: Listing, page: int, position: int) -> Step:
        """Record a page of the list, then turn to the next one or to the articles."""
        seen_before = frozenset(canonical(e.url) for e in listing.entries) in run.pages_seen
        met = self.crawl.saw_list(run, listing, position)
        if listing.next is not None and not seen_before and self.further(run, page, met):
            where = position + len(listing.entries)
            yield self.ask(run, listing.next, self.on_list, priority=10, page=page + 1, hops=0, position=where)
        else:
            yield from self.articles(run)

    def further(self, run: Run, page: int, met: bool) -> bool:
        """Whether to turn the page: as many as a back-fill asks for; else until the rows meet what is known."""
        if page < self.crawl.backfill:
            return True
        return run.was_known and not met and self.crawl.backfill <= 1 and page <= MAX_CATCH_UP

    def profile(self, run: Run) -> ListProfile | None:
        """The rules pinned in the configuration, else those learned."""
        return run.source.pinned or run.record.list_profile

    # --- answers that are none ---

    def on_failure(self, failure: Failure) -> Step:
        """A request without an answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        return self.on_no_answer(NoAnswer(request, failure.value or Exception("no answer")))

    @guarded
    def on_no_answer(self, failed: NoAnswer) -> Step:
        """Record why nothing came; a feed that was only tried leaves the page's own list."""
        meta, more = failed.request.meta, failed.request.cb_kwargs
        if "listing" in more:
            yield from self.take(meta["run"], more["listing"], 1, 0)
        elif "error" in more:
            yield self.try_last(meta["run"], more["error"], more["others"])
        elif "reading" in more:
            yield from self.measure(meta["run"], more["reading"], more["number"] + 1)
        elif "before" in more:
            yield self.article(meta["run"], *meta["entry"])
        else:
            yield from self.failed(meta["run"], meta, faults.of_exception(failed.error, meta["asked"]))

    def failed(self, run: Run, meta: dict[str, Any], issue: Issue) -> Step:
        """Record a trouble: of one article when an entry led here, else of the source (a feed's: ask the page)."""
        if issue.kind == "patience" and run.list_read:
            # What was not asked for is as open as before; the next crawl goes on with it.
            if not run.impatient:
                run.impatient = True
                self.crawl.trouble(run, issue)
            if meta.get("entry") is None:
                yield from self.articles(run)
            return
        if meta.get("visit") is not None:
            revisiting.failed(self.crawl, run, meta["visit"], issue)
            return
        if meta.get("entry") is None:
            if run.by_feed:
                run.by_feed = False
                self.crawl.trouble(run, replace(issue, mend="nothing to do: the page itself is read again"))
                yield self.ask(run, Wanted(run.source.url), self.on_list, page=1, hops=0)
            elif run.list_read:
                # An older page of the list failed: what the newer ones told is still good.
                self.crawl.trouble(run, issue)
                yield from self.articles(run)
            else:
                self.crawl.trouble(run, faults.as_error(issue))
            return
        entry: Entry = meta["entry"][0]
        if issue.kind in ("http-404", "http-410"):
            issue = replace(issue, mend="nothing to do: the list leads to a page that is not there")
        state = {"http-404": "gone", "http-410": "gone", "robots": "refused", "refused": "refused"}.get(issue.kind, "")
        self.crawl.entry_failed(run, entry, issue, state)


def _page_title(page: Page) -> str:
    title = (page.root.findtext(".//title") or "") if page.root is not None else ""
    return " ".join(title.split())[:200]
