"""Three thin adapters between Scrapy and the pure steps: Normalise, Dedupe, Persist.

This module does not know how any of the steps decides.
"""

from __future__ import annotations

from scrapy.crawler import Crawler as ScrapyCrawler

from crawler.items import Judged, Normal, Reading
from crawler.keeping import Found, Shelf, judge, settle
from crawler.model import Article, Judgement
from crawler.normalise.article import normalise
from crawler.normalise.feedtime import feed_time
from crawler.normalise.places import zone_of
from crawler.running import Crawl


class _Step:
    def __init__(self, scrapy_crawler: ScrapyCrawler) -> None:
        self._scrapy = scrapy_crawler

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> _Step:
        """Made by Scrapy."""
        return cls(crawler)

    @property
    def crawl(self) -> Crawl:
        """The crawl that the spider belongs to."""
        crawl = getattr(self._scrapy.spider, "crawl", None)
        assert isinstance(crawl, Crawl)
        return crawl


class Normalise(_Step):
    """Reading -> Normal."""

    def process_item(self, item: Reading) -> Normal:
        """Clean every field."""
        run = self.crawl.runs[item.source]
        return Normal(item, normalise(item, run.source.language))


class Dedupe(_Step):
    """Normal -> Judged."""

    def process_item(self, item: Normal) -> Judged:
        """Judge the article against what the store holds."""
        crawl, reading = self.crawl, item.reading
        run = crawl.runs[reading.source]
        limit = crawl.config.gazette.max_page_bytes
        shelf = Shelf(crawl.store, crawl.archive, run.source, run.article_profile, limit)
        return Judged(reading, judge(shelf, _found(reading, item.article)))


class Persist(_Step):
    """Judged -> the store, one transaction an article."""

    def process_item(self, item: Judged) -> Judged:
        """Write the verdict; once this returns, the article is committed."""
        crawl, verdict = self.crawl, item.verdict
        run = crawl.runs[item.reading.source]
        now = crawl.now()
        visited = bool(item.reading.fetched.visited)
        when = feed_time(verdict.article.published, now, zone_of(run.source.place), item.reading.position)
        found = _found(item.reading, verdict.article)
        settled = settle(crawl.store, crawl.archive, run.id, found, verdict, now, when)
        run.tally.visits += visited
        run.tally.withdrawn += settled.withdrawn
        if verdict.judgement is Judgement.WITHDRAWN:
            return item
        run.bodies.append(len(verdict.article.body_text))
        run.tally.articles += not visited
        run.tally.articles_new += verdict.judgement is Judgement.NEW
        run.tally.revisions += verdict.judgement is Judgement.REVISION
        run.tally.moved += verdict.judgement is Judgement.MOVED
        return item


def _found(reading: Reading, article: Article) -> Found:
    return Found(reading.source, reading.entry, reading.position, article, reading.fetched)
