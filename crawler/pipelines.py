"""Two thin adapters between Scrapy and the pure steps: Normalise, Persist.

This module does not know how any of the steps decides.
"""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler as ScrapyCrawler

from crawler.gathering import Gathering
from crawler.items import Normal, Reading
from crawler.normalise.article import normalise
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


class Persist(_Step):
    """Normal -> the store, judged against what that holds; several articles a transaction."""

    gathering: Gathering

    def open_spider(self) -> None:
        """The crawl begins."""
        spider: Any = self._scrapy.spider
        self.gathering = Gathering(self.crawl, spider.pipeline_failed)

    def process_item(self, item: Normal) -> Normal:
        """Take an article; its run holds until it is committed."""
        self.gathering.add(item)
        return item

    def close_spider(self) -> None:
        """The crawl ends: nothing may wait any more."""
        spider: Any = self._scrapy.spider
        spider.or_stop(self.gathering.write)
