"""Scrapy extensions: files are not downloaded, hosts get the pace they ask for, runs are told what came back.

This module does not know how a run is judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from crawler.errors import StoreError
from crawler.items import Reading
from crawler.middlewares import MAX_ROBOTS_BYTES

UNPACKED_ROBOTS_BYTES = 8 * 1024 * 1024
_PAGE = re.compile(rb"html|xml|json|text|javascript", re.I)


class PagesOnly:
    """Stop a download once its headers say that it is a file, not a page: a file's address is all that is kept.

    That of a robots.txt is stopped once what is read of it is there.
    """

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> PagesOnly:
        """Made by Scrapy."""
        extension = cls()
        crawler.signals.connect(extension.headers_received, signals.headers_received)
        crawler.signals.connect(extension.bytes_received, signals.bytes_received)
        return extension

    def headers_received(self, headers: Any, request: Request) -> None:
        """Raise StopDownload at the headers of a file; a robots.txt is read whatever it says that it is."""
        if request.meta.get("is_robots"):
            return
        kind = headers.get(b"Content-Type") or b""
        disposition = headers.get(b"Content-Disposition") or b""
        if (kind and not _PAGE.search(kind)) or disposition.strip().lower().startswith(b"attachment"):
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Raise StopDownload once as much of a robots.txt came as is read."""
        if not request.meta.get("is_robots"):
            return
        # From here on it holds for what the file unpacks to.
        request.meta["download_maxsize"] = UNPACKED_ROBOTS_BYTES
        request.meta["came_bytes"] = request.meta.get("came_bytes", 0) + len(data)
        if request.meta["came_bytes"] >= MAX_ROBOTS_BYTES:
            raise StopDownload(fail=False)


class Pace:
    """Hold a host's delay at what its robots.txt and its sources ask for, whatever AutoThrottle finds.

    The delay counts from the first sign of the answer.  Scrapy counts from when it hands a request on; the host may see
    it much later (a name is looked up, a connection made), and would see the next one too soon after it.
    """

    def __init__(self, crawler: ScrapyCrawler) -> None:
        self.crawler = crawler
        self.least: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> Pace:
        """Made by Scrapy."""
        extension = cls(crawler)
        crawler.signals.connect(extension.hold, signals.request_reached_downloader)
        crawler.signals.connect(extension.answered, signals.headers_received)
        crawler.signals.connect(extension.downloaded, signals.response_downloaded)
        return extension

    def hold(self, request: Request) -> None:
        """Widen the slot of a request that is about to wait in it."""
        key = request.meta.get("download_slot", "")
        asked = max(request.meta.get("robots_delay", 0.0), request.meta.get("least_delay", 0.0))
        self.least[key] = max(self.least.get(key, 0.0), asked)
        slot = self._slot(request)
        if slot is not None and slot.delay < self.least[key]:
            slot.delay = self.least[key]

    def answered(self, request: Request) -> None:
        """The host surely has the request by now: the wait for the next one begins."""
        slot = self._slot(request)
        if slot is not None:
            slot.lastseen = monotonic()

    def downloaded(self, response: Response, request: Request) -> None:
        """AutoThrottle may have lowered the slot's delay."""
        self.hold(request)

    def _slot(self, request: Request) -> Any:
        engine = self.crawler.engine
        return engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine else None


class RunKeeper:
    """Count what each run fetched, and let go of its articles that failed before they were gathered for the store."""

    def __init__(self, crawler: ScrapyCrawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> RunKeeper:
        """Made by Scrapy."""
        extension = cls(crawler)
        crawler.signals.connect(extension.response_received, signals.response_received)
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.left_downloader, signals.request_left_downloader)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    @property
    def crawl(self) -> Any:
        """The crawl that the spider belongs to."""
        return getattr(self.crawler.spider, "crawl", None)

    def response_received(self, response: Response, request: Request) -> None:
        """Count one response for its run."""
        run = request.meta.get("run")
        if run is not None:
            run.tally.requests += 1
            run.tally.bytes += len(response.body)
            run.tally.crawl_delay = max(run.tally.crawl_delay, request.meta.get("robots_delay", 0.0))

    def left_downloader(self, request: Request) -> None:
        """Count the seconds that a run waited for an answer, or for none."""
        run = request.meta.get("run")
        if run is not None:
            run.spent += monotonic() - request.meta["began"]

    def item_error(self, item: Any, failure: Any) -> None:
        """A pipeline failed on an article; the pipelines hand on errors that concern the whole crawl."""
        reading = item if isinstance(item, Reading) else item.reading
        spider: Any = self.crawler.spider
        if spider is not None:
            spider.pipeline_failed(reading, failure.value)
        crawl = self.crawl
        run = crawl.runs.get(reading.source) if crawl else None
        if run is not None:
            self._or_stop(lambda: crawl.release(run))

    def closed(self) -> None:
        """End the runs that are still open, and do what this crawl is to do at its end."""
        if self.crawl is not None:
            self._or_stop(self.crawl.end_all)
            spider: Any = self.crawler.spider
            if self.crawl.tidy is not None and spider.stopped is None:
                self._or_stop(self.crawl.tidy)

    def _or_stop(self, act: Callable[[], None]) -> None:
        """Scrapy logs what a signal's receiver raises, and goes on: a store that cannot be written has to stop the crawl."""
        try:
            act()
        except StoreError as error:
            spider: Any = self.crawler.spider
            if spider is not None:
                spider.stop(error)
