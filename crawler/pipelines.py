"""Three thin adapters between Scrapy and the pure steps: Normalise, Dedupe, Persist.

This module does not know how any of the steps decides.
"""

from __future__ import annotations

from datetime import datetime

from scrapy.crawler import Crawler as ScrapyCrawler

from crawler.items import Judged, Normal, Reading
from crawler.model import Judgement
from crawler.normalise.article import normalise
from crawler.normalise.feedtime import feed_time
from crawler.normalise.places import zone_of
from crawler.normalise.urls import canonical, guid_of
from crawler.revisiting import judge, missing
from crawler.running import Crawl
from crawler.store import articles, stories


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
        return Judged(item.reading, judge(self.crawl, self.crawl.runs[item.reading.source], item))


class Persist(_Step):
    """Judged -> the store, one transaction an article."""

    def process_item(self, item: Judged) -> Judged:
        """Write the verdict; once this returns, the article is committed."""
        crawl, verdict = self.crawl, item.verdict
        run = crawl.runs[item.reading.source]
        now = crawl.now()
        when = feed_time(verdict.article.published, now, zone_of(run.source.place), item.reading.position)
        told, known = item.reading.fetched, verdict.known
        if verdict.judgement is Judgement.WITHDRAWN and known is not None:
            missing(crawl, run, known.id, known.url, verdict.detail)
            return item
        # The archive first: the store never refers to a page that is not there.
        page = self.keep(item, now)
        with crawl.store.atomic():
            number = articles.save(
                crawl.store,
                verdict,
                canonical(item.reading.entry.url),
                now,
                when,
                validators=told.validators,
                page=page,
            )
            if known is None or "body" in verdict.changes:
                stories.join(crawl.store, number, now)
        run.bodies.append(len(verdict.article.body_text))
        run.tally.articles += not told.visited
        run.tally.visits += bool(told.visited)
        run.tally.articles_new += verdict.judgement is Judgement.NEW
        run.tally.revisions += verdict.judgement is Judgement.REVISION
        run.tally.moved += verdict.judgement is Judgement.MOVED
        return item

    def keep(self, item: Judged, now: datetime) -> str:
        """Put the article's pages into the archive, unless it has them and nothing changed; the first one's SHA-256."""
        archive, verdict = self.crawl.archive, item.verdict
        if archive is None:
            return ""
        guid = verdict.known.guid if verdict.known else guid_of(verdict.article.url)
        if verdict.judgement is Judgement.UNCHANGED and archive.holds(guid):
            return ""
        return archive.keep(item.reading.source, guid, item.reading.fetched.pages, now)
