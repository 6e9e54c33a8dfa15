"""Articles on their way into the store: gathered for a moment, then judged and written together, in one transaction.

A transaction has a price of its own, a tenth of what an article costs.  The rows that led to the articles that wait are
pending until then, so a crawl that is killed in that moment asks for them again.  Nothing else is done while the
transaction is open: it lasts as long as its articles take to write, and other writers have their turn between two.

This module does not know Scrapy, nor how an article is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

from crawler.errors import StoreError
from crawler.items import Normal, Reading
from crawler.keeping import Found, Settled, Shelf, judge, settle
from crawler.model import Judgement, Verdict
from crawler.normalise.feedtime import feed_time
from crawler.normalise.places import zone_of
from crawler.running import Crawl

# So many articles are written at once, or those whose pages have so many bytes; a transaction takes a fifth of a second.
MOST = 32
MOST_BYTES = 4 * 1024 * 1024


class Gathering:
    """The articles of one crawl that wait to be written.

    `failed` is told of an article that could not be judged or written, and why; those beside it are stored all the same.
    """

    def __init__(self, crawl: Crawl, failed: Callable[[Reading, Exception], None]) -> None:
        self.crawl = crawl
        self.failed = failed
        self._waiting: list[tuple[Normal, datetime]] = []
        self._bytes = 0
        self._timed = False

    def add(self, item: Normal) -> None:
        """Take an article; it is written with others, a moment later at most.  Raises StoreError as `write`."""
        self._waiting.append((item, self.crawl.now()))
        self._bytes += sum(len(page.body) for page in item.reading.fetched.pages)
        if self.crawl.later is None or len(self._waiting) >= MOST or self._bytes >= MOST_BYTES:
            self.write()
        elif not self._timed:
            self._timed = True
            self.crawl.later(self._in_time)

    def write(self) -> None:
        """Write what waits; once this returns, it is committed, and its runs are told.  Raises StoreError: none of it is."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        if not waiting:
            return
        crawl = self.crawl
        # The archive's transaction is the inner one, so that it is committed first: the store never refers to a page
        # that is not there.
        with crawl.store.atomic(), crawl.archive.together() if crawl.archive else nullcontext():
            done = [self._one(item, at) for item, at in waiting]
        if crawl.archive is not None:
            crawl.archive.train(crawl.now())
        for (item, _), what in zip(waiting, done, strict=True):
            run = crawl.runs[item.reading.source]
            if isinstance(what, Exception):
                self.failed(item.reading, what)
            else:
                self._tell(item, *what)
            crawl.release(run)

    def _in_time(self) -> None:
        self._timed = False
        self.write()

    def _one(self, item: Normal, at: datetime) -> tuple[Verdict, Settled] | Exception:
        """Judge and write one article; what went wrong with this one alone."""
        crawl, reading = self.crawl, item.reading
        run = crawl.runs[reading.source]
        found = Found(reading.source, reading.entry, reading.position, item.article, reading.fetched)
        shelf = Shelf(crawl.store, crawl.archive, run.source, run.article_profile, crawl.config.gazette.max_page_bytes)
        try:
            with crawl.store.apart():
                verdict = judge(shelf, found)
                when = feed_time(verdict.article.published, at, zone_of(run.source.place), reading.position)
                return verdict, settle(crawl.store, crawl.archive, run.id, found, verdict, at, when)
        except StoreError:
            raise
        except Exception as error:
            return error

    def _tell(self, item: Normal, verdict: Verdict, settled: Settled) -> None:
        """Count an article for its run."""
        run, visited = self.crawl.runs[item.reading.source], bool(item.reading.fetched.visited)
        run.tally.visits += visited
        run.tally.withdrawn += settled.withdrawn
        if verdict.judgement is Judgement.WITHDRAWN:
            return
        run.bodies.append(len(verdict.article.body_text))
        run.tally.articles += not visited
        run.tally.articles_new += verdict.judgement is Judgement.NEW
        run.tally.revisions += verdict.judgement is Judgement.REVISION
        run.tally.moved += verdict.judgement is Judgement.MOVED
