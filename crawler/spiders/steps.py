"""What all steps of the spider share: how a step is guarded, a request made, an answer refused, the crawl stopped.

This module does not know what the steps are for.
"""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Callable, Iterator
from functools import wraps
from time import thread_time
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import answers, faults
from crawler.errors import GazetteError, StoreError
from crawler.items import Reading
from crawler.middlewares import NOT_OK
from crawler.model import Request as Wanted
from crawler.running import Crawl, Run
from crawler.store.runs import Issue
from crawler.store.visits import Visit

MAX_HOPS = 3
logger = logging.getLogger(__name__)
Step = Iterator[Request | Reading]


def guarded(step: Callable[..., Step]) -> Callable[..., Step]:
    """Turn what a step raises into an issue of its run, and let go of the request at its end.

    A StoreError is not one source's trouble: it stops the crawl.
    """

    @wraps(step)
    def inner(self: Steps, response: Any, **kwargs: Any) -> Step:
        meta = response.meta if isinstance(response, Response) else response.request.meta
        run: Run = meta["run"]
        try:
            try:
                yield from _timed(run, step(self, response, **kwargs))
            except StoreError:
                raise
            except GazetteError as error:
                yield from self.failed(run, meta, faults.of_exception(error, error.url))
            except Exception as error:
                logger.debug("a step failed", exc_info=True)
                yield from self.failed(run, meta, faults.of_exception(error, meta.get("asked", "")))
            if meta.get("entry") is not None:
                run.articles_out -= 1
                if run.articles_out == 0:
                    yield from self.settle(run)
        except StoreError as error:
            self.stop(error)
        finally:
            self.or_stop(lambda: self.crawl.release(run))

    return inner


def _timed(run: Run, steps: Step) -> Step:
    """The same steps; the seconds of the processor that they take are the run's."""
    while True:
        begin = thread_time()
        try:
            step = next(steps, None)
        finally:
            run.work(thread_time() - begin)
        if step is None:
            return
        yield step


class Steps(Spider):
    """A spider with a Crawl; what its requests have in common."""

    crawl: Crawl
    stopped: StoreError | None = None

    def more_meta(self, run: Run, wanted: Wanted, callback: Callable[..., Step]) -> dict[str, Any]:
        """What else a request needs to be fetched."""
        return {}

    @abstractmethod
    def settle(self, run: Run) -> Step:
        """Hand on the articles that waited for each other."""

    @abstractmethod
    def failed(self, run: Run, meta: dict[str, Any], issue: Issue) -> Step:
        """Record a trouble, and go on as well as can be."""

    @abstractmethod
    def on_failure(self, failure: Failure) -> Step:
        """A request without an answer."""

    def ask(
        self,
        run: Run,
        wanted: Wanted,
        callback: Callable[..., Step],
        *,
        priority: int = 0,
        entry: Any = None,
        visit: Visit | None = None,
        **more: Any,
    ) -> Request:
        """One request of a run; the run is held until its answer was dealt with."""
        source = run.source
        meta = {
            "run": run, "source": source.name, "asked": wanted.url, "allow_private": source.private_places, "entry": entry,
            "ignore_robots": source.ignore_robots, "handle_httpstatus_list": NOT_OK, "least_delay": source.delay or 0.0,
            "visit": visit, "cookiejar": source.name,
        }  # fmt: skip
        self.crawl.hold(run)
        run.articles_out += entry is not None
        meta |= self.more_meta(run, wanted, callback)
        return Request(
            wanted.url, callback, method=wanted.method, body=wanted.body, headers=dict(wanted.headers), errback=self.on_failure,
            priority=priority, dont_filter=True, meta=meta, cb_kwargs=more,
        )  # fmt: skip

    def refuse(self, response: Response, run: Run) -> None:
        """Raise for an answer that is no page; keep what it says of when to come again."""
        if response.status in (429, 503):
            run.retry_after = answers.wait_until(response, self.crawl.now())
        answers.refuse_status(response)

    @property
    def max_bytes(self) -> int:
        """The largest page that is read."""
        return self.crawl.config.gazette.max_page_bytes

    def pipeline_failed(self, reading: Reading, error: BaseException) -> None:
        """A pipeline raised: the store's errors stop the crawl, others are issues of the article."""
        if isinstance(error, StoreError):
            self.stop(error)
            return
        run = self.crawl.runs[reading.source]
        self.crawl.entry_failed(run, reading.entry, faults.of_exception(error, reading.article.url))

    def or_stop(self, act: Callable[[], None]) -> None:
        """Do something with the store; should that fail, stop."""
        try:
            act()
        except StoreError as error:
            self.stop(error)

    def stop(self, error: StoreError) -> None:
        """The store cannot be written: nothing more can be kept, so nothing more is fetched."""
        self.stopped = self.stopped or error
        engine = self.crawler.engine
        if engine is not None:
            from scrapy.utils.defer import _schedule_coro

            _schedule_coro(engine.close_spider_async(reason="store"))


class NoAnswer:
    """A request without an answer, in the shape of one."""

    def __init__(self, request: Request, error: BaseException) -> None:
        self.request = request
        self.error = error
