"""Three thin adapters between Scrapy and the pure steps: Normalise, Dedupe, Persist.

This module does not know how any of the steps decides.
"""

from __future__ import annotations

from scrapy.crawler import Crawler as ScrapyCrawler

from crawler.dedupe.decide import decide
from crawler.items import Judged, Normal, Reading
from crawler.model import Judgement
from crawler.normalise.article import normalise
from crawler.normalise.feedtime import feed_time
from crawler.normalise.places import zone_of
from crawler.normalise.urls import canonical
from crawler.running import Crawl
from crawler.store import articles


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
        """Judge the article against the one that the store holds under its address."""
        known = articles.known_article(self.crawl.store, item.article.url)
        return Judged(item.reading, decide(item.article, known))


class Persist(_Step):
    """Judged -> the store, one transaction an article."""

    def process_item(self, item: Judged) -> Judged:
        """Write the verdict; once this returns, the article is committed."""
        crawl, verdict = self.crawl, item.verdict
        run = crawl.runs[item.reading.source]
        now = crawl.now()
        when = feed_time(verdict.article.published, now, zone_of(run.source.place), item.reading.position)
        articles.save(crawl.store, verdict, canonical(item.reading.entry.url), now, when)
        run.bodies.append(len(verdict.article.body_text))
        run.tally.articles += 1
        run.tally.articles_new += verdict.judgement is Judgement.NEW
        run.tally.revisions += verdict.judgement is Judgement.REVISION
        return item
