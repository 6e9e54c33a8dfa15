"""One spider for every source: list page, entries, articles.

This module does not know how a list is found or an article read; it fetches what they need, and passes on.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import answers, browser, faults
from crawler.errors import FetchError, GazetteError, StoreError
from crawler.items import RawArticle, Reading
from crawler.listing.detect import read_listing
from crawler.listing.endpoint import request_for
from crawler.listing.native import prefer_feed
from crawler.model import Entry, Listing, ListProfile
from crawler.model import Request as Wanted
from crawler.normalise.urls import canonical
from crawler.page import Page
from crawler.reading.article import file_article
from crawler.reading.attachments import media_type
from crawler.running import MAX_CATCH_UP, Crawl, Run
from crawler.spiders.feedfinding import feed_of, linked_feeds, native_feed
from crawler.spiders.holding import recognise
from crawler.spiders.reading import LEARN_FROM, is_to_learn, join_parts, learn_and_read, read
from crawler.spiders.shells import endpoint_among
from crawler.store.runs import Issue

MAX_HOPS = 3
MAX_PARTS = 20
logger = logging.getLogger(__name__)
Step = Iterator[Request | Reading]


def _guarded(step: Callable[..., Step]) -> Callable[..., Step]:
    """Turn what a step raises into an issue of its run, and let go of the request at its end.

    A StoreError is not one source's trouble: it stops the crawl.
    """

    @wraps(step)
    def inner(self: NewsSpider, response: Any, **kwargs: Any) -> Step:
        meta = response.meta if isinstance(response, Response) else response.request.meta
        run: Run = meta["run"]
        try:
            yield from step(self, response, **kwargs)
        except StoreError as error:
            self.stop(error)
        except GazetteError as error:
            yield from self.failed(run, meta, faults.of_exception(error, error.url))
        except Exception as error:
            logger.debug("a step failed", exc_info=True)
            yield from self.failed(run, meta, faults.of_exception(error, meta.get("asked", "")))
        try:
            if meta.get("entry") is not None:
                run.articles_out -= 1
                if run.articles_out == 0:
                    yield from self.settle(run)
        finally:
            self.crawl.release(run)

    return inner


class NewsSpider(Spider):
    """Crawl every source of a Crawl; without one (`scrapy crawl news`) those of gazette.toml in the present folder."""

    name = "news"

    def __init__(
        self, crawl: Crawl | None = None, config: str = "gazette.toml", sources: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if crawl is None:
            from crawler.run import standalone  # run imports this module

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
        for source in self.crawl.sources:
            if self.stopped:
                return
            try:
                run = self.crawl.open(source)
            except StoreError as error:
                self.stop(error)
                return
            yield self.ask(run, self.first(run), self.on_list, page=1, hops=0)

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

    def ask(
        self,
        run: Run,
        wanted: Wanted,
        callback: Callable[..., Step],
        *,
        priority: int = 0,
        entry: Any = None,
        **more: Any,
    ) -> Request:
        """One request of a run; the run is held until its answer was dealt with."""
        source = run.source
        meta = {
            "run": run, "source": source.name, "asked": wanted.url, "allow_private": source.allow_private, "entry": entry,
            "ignore_robots": source.ignore_robots, "handle_httpstatus_all": True, "least_delay": source.delay or 0.0,
        }  # fmt: skip
        self.crawl.hold(run)
        run.articles_out += entry is not None
        if source.browser and callback == self.on_list and wanted.method == "GET":
            run.calls = browser.Calls()
            meta |= browser.meta(run.calls)
        return Request(
            wanted.url, callback, method=wanted.method, body=wanted.body, headers=dict(wanted.headers), errback=self.on_failure,
            priority=priority, dont_filter=True, meta=meta, cb_kwargs=more,
        )  # fmt: skip

    # --- the list ---

    @_guarded
    def on_list(self, response: Response, page: int, hops: int, position: int = 0) -> Step:
        """A list page, or what a list page told us to fetch for its list."""
        run: Run = response.meta["run"]
        if response.status == 304:
            run.not_modified = True
            yield from self.articles(run)
            return
        self.refuse(response, run)
        run.redirects = tuple(response.meta.get("redirect_reasons", ()))
        parsed = answers.page_of(response, self.max_bytes)
        listing = self.listing(parsed, run)
        if run.by_feed and listing.mechanism != "feed":
            raise FetchError("the feed of this source is no feed any more", url=response.url, kind="feed")
        if listing.follow is not None and not listing.entries:
            if hops >= MAX_HOPS:
                raise GazetteError(
                    "the list is passed on from page to page without end",
                    url=response.url,
                    mend="give the last page's address",
                )
            yield self.ask(run, listing.follow, self.on_list, priority=10, page=page, hops=hops + 1, position=position)
            return
        if page == 1 and run.by_feed:
            run.profile = run.record.list_profile
            run.validators = (answers.header(response, "ETag"), answers.header(response, "Last-Modified"))
        elif page == 1:
            run.profile = listing.profile
            run.title = run.title or _page_title(parsed)
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

    @_guarded
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

    def try_feed(self, run: Run, listing: Listing, feeds: tuple[str, ...]) -> Request:
        """Ask for the first of several feeds; should it not come, the page's own list stands."""
        return self.ask(run, Wanted(feeds[0]), self.on_feed, priority=10, listing=listing, others=feeds[1:])

    def listing(self, page: Page, run: Run) -> Listing:
        """The list of a page, when it is the source's; of one that is followed by its feed, the feed's items."""
        today, source = self.crawl.now().date(), run.source
        return recognise(
            self.crawl, run, page,
            lambda: read_listing(page, today=today, country=source.place, profile=self.profile(run), endpoint=source.endpoint),
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
        rules = run.source.list
        if rules.row:
            return ListProfile("pinned", rules.row, rules.link, rules.title, rules.date, rules.next)
        return run.record.list_profile

    # --- the articles ---

    def articles(self, run: Run) -> Step:
        """Requests for all entries of a source that are open, those of earlier runs too; once a run."""
        if run.fetching:
            return
        run.fetching = True
        for entry, position in self.crawl.to_fetch(run):
            method = "HEAD" if media_type(entry.url) else "GET"
            yield self.ask(run, Wanted(entry.url, method), self.on_article, entry=(entry, position), hops=0)

    @_guarded
    def on_article(self, response: Response, hops: int, parts: tuple[RawArticle, ...] = ()) -> Step:
        """An article page; a file that a row leads to; a forward to either; the next part of an article."""
        run: Run = response.meta["run"]
        entry, position = response.meta["entry"]
        if media_type(entry.url) and response.status in (405, 501):
            pass  # no HEAD here: the row is all that is known, as if it had answered
        else:
            self.refuse(response, run)
        if answers.is_file(response):
            raw = file_article(entry, response.url, answers.media_type(response), answers.length_of(response))
        else:
            page = answers.page_of(response, self.max_bytes)
            raw = read(self.crawl, run, page, entry)
            if raw.forward and hops < MAX_HOPS and not parts:
                yield self.ask(run, Wanted(raw.forward), self.on_article, entry=(entry, position), hops=hops + 1)
                return
            if raw.next_part and len(parts) < MAX_PARTS and all(raw.next_part != p.url for p in parts):
                yield self.ask(
                    run, Wanted(raw.next_part), self.on_article, entry=(entry, position), hops=0, parts=(*parts, raw)
                )
                return
            if parts:
                raw = join_parts((*parts, raw))
            elif is_to_learn(run):
                run.waiting.append((page, entry, position))
                if len(run.waiting) >= LEARN_FROM:
                    yield from self.settle(run)
                return
        yield from self.hand_on(run, entry, position, raw)

    def settle(self, run: Run) -> Step:
        """Read the pages that waited for each other, by what they taught together."""
        for entry, position, raw in learn_and_read(self.crawl, run):
            yield from self.hand_on(run, entry, position, raw)

    def hand_on(self, run: Run, entry: Entry, position: int, raw: RawArticle) -> Step:
        """An article that was read goes to the pipelines."""
        run.read += 1
        if not raw.body_text.strip() and not raw.note:
            run.without_body += 1
            message = "no body found on the page; title, day and link are kept"
            self.crawl.trouble(
                run, Issue("no-body", message, f"`gazette inspect {raw.url}` shows what is there", raw.url)
            )
        self.crawl.hold(run)
        yield Reading(run.source.name, entry, position, raw)

    # --- answers that are none ---

    def on_failure(self, failure: Failure) -> Step:
        """A request without an answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        return self.on_no_answer(_Failed(request, failure.value or Exception("no answer")))

    @_guarded
    def on_no_answer(self, failed: _Failed) -> Step:
        """Record why nothing came; a feed that was only tried leaves the page's own list."""
        meta, more = failed.request.meta, failed.request.cb_kwargs
        if "listing" in more:
            yield from self.take(meta["run"], more["listing"], 1, 0)
        else:
            yield from self.failed(meta["run"], meta, faults.of_exception(failed.error, meta["asked"]))

    def failed(self, run: Run, meta: dict[str, Any], issue: Issue) -> Step:
        """Record a trouble: of one article when an entry led here, else of the source (a feed's: ask the page)."""
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

    def refuse(self, response: Response, run: Run) -> None:
        """Raise for an answer that is no page; keep what it says of when to come again."""
        if response.status in (429, 503):
            run.retry_after = answers.wait_until(response, self.crawl.now())
        answers.refuse_status(response)

    @property
    def max_bytes(self) -> int:
        """The largest page that is read."""
        return self.crawl.config.gazette.max_page_bytes

    # --- the end ---

    def pipeline_failed(self, reading: Reading, error: BaseException) -> None:
        """A pipeline raised: the store's errors stop the crawl, others are issues of the article."""
        if isinstance(error, StoreError):
            self.stop(error)
            return
        run = self.crawl.runs[reading.source]
        self.crawl.entry_failed(run, reading.entry, faults.of_exception(error, reading.article.url))

    def stop(self, error: StoreError) -> None:
        """The store cannot be written: nothing more can be kept, so nothing more is fetched."""
        self.stopped = self.stopped or error
        engine = self.crawler.engine
        if engine is not None:
            from scrapy.utils.defer import _schedule_coro

            _schedule_coro(engine.close_spider_async(reason="store"))


class _Failed:
    """A request without an answer, in the shape of one."""

    def __init__(self, request: Request, error: BaseException) -> None:
        self.request = request
        self.error = error


def _page_title(page: Page) -> str:
    if page.root is None:
        return urlsplit(page.url).hostname or ""
    title = page.root.findtext(".//title") or ""
    return " ".join(title.split())[:200]
