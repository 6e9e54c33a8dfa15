"""The one place that starts Scrapy: a crawl of sources into a store.

This module does not know the command line.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scrapy.crawler import AsyncCrawlerProcess

from crawler import browser
from crawler.clock import now
from crawler.config import Config
from crawler.errors import ConfigError, StoreError
from crawler.keys import Source, span_seconds
from crawler.opening import opened
from crawler.running import Crawl, Ended
from crawler.settings import host_of, settings_for
from crawler.spiders.news import NewsSpider
from crawler.spiders.probe import ProbeSpider, Seen
from crawler.store.archive import Pages
from crawler.store.database import Store
from crawler.store.retention import keep_to_rules

# A probe stores nothing.
_BARE: dict[str, object] = {
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {
        "crawler.extensions.PagesOnly": 100,
        "crawler.downloading.UnderWay": 110,
        "scrapy.extensions.throttle.AutoThrottle": 500,
        "crawler.extensions.Pace": 900,
    },
}


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did: one Ended a source, in the order in which they ended."""

    ended: tuple[Ended, ...]
    stopped: StoreError | None = None


def crawl(
    config: Config, sources: tuple[Source, ...], *, backfill: int = 1, on_end: Callable[[Ended], None] | None = None
) -> CrawlReport:
    """Crawl sources into the store of `config`, holding its writer's lock.

    Can be called once in a process (Twisted's reactor does not start twice).  Raises StoreBusy when another crawl
    runs, StoreError when the store cannot be opened.
    """
    with opened(config) as (store, archive):
        report = crawl_into(config, store, archive, sources, backfill=backfill, on_end=on_end)
        if report.stopped is None:
            keep_to_rules(store, archive, config.gazette, [e.source for e in report.ended], now())
        return report


def crawl_into(
    config: Config,
    store: Store,
    archive: Pages | None,
    sources: tuple[Source, ...],
    *,
    backfill: int = 1,
    on_end: Callable[[Ended], None] | None = None,
    more: Mapping[str, object] = MappingProxyType({}),
) -> CrawlReport:
    """The same into an open store and its raw pages; `more` are settings of Scrapy's that come last."""
    # Certificates are checked for a crawl as a whole, so sources that waive them are crawled apart.
    groups = [tuple(s for s in sources if s.insecure_tls is waived) for waived in (False, True)]
    process = AsyncCrawlerProcess(_settings(config, sources, verify=True) | dict(more))
    crawls: list[Crawl] = []
    spiders = []
    for group, verify in zip(groups, (True, False), strict=True):
        if group:
            crawls.append(Crawl(config, store, group, backfill=backfill, on_end=on_end, archive=archive))
            spider = process.create_crawler(NewsSpider)
            spider.settings.setdict(_settings(config, group, verify=verify) | dict(more), priority="cmdline")
            spiders.append(spider)
            process.crawl(spider, crawl=crawls[-1])
    _hush()
    # Pages make objects by the ten thousand and few cycles: to look for those at each 700 costs a twentieth of a crawl.
    gc.set_threshold(20_000, 10, 10)
    process.start()
    stopped = next((s.spider.stopped for s in spiders if isinstance(s.spider, NewsSpider) and s.spider.stopped), None)
    return CrawlReport(tuple(e for c in crawls for e in c.ended), stopped)


def probe(config: Config, sources: tuple[Source, ...], *, sample: int = 3) -> tuple[Seen, ...]:
    """Look at sources without storing anything: their lists and `sample` articles each (only the page when negative).

    As `crawl`, once in a process.
    """
    process = AsyncCrawlerProcess(_settings(config, sources, verify=True) | _BARE)
    seen = tuple(Seen() for _ in sources)
    for source, one in zip(sources, seen, strict=True):
        spider = process.create_crawler(ProbeSpider)
        spider.settings.setdict(
            _settings(config, (source,), verify=not source.insecure_tls) | _BARE, priority="cmdline"
        )
        limit = config.gazette.max_page_bytes
        process.crawl(spider, source=source, seen=one, today=now().date(), sample=sample, max_bytes=limit)
    _hush()
    process.start()
    return seen


def _hush() -> None:
    """What Scrapy logs is told by us as issues; its tracebacks are for its developers."""
    for name in ("scrapy", "scrapy-playwright", "twisted"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _settings(config: Config, sources: tuple[Source, ...], *, verify: bool) -> dict[str, object]:
    own = config.gazette
    slots = {host_of(s.url): s.delay for s in sources if s.delay is not None}
    out = settings_for(
        delay=own.delay, timeout=own.timeout, patience=span_seconds(own.source_time), max_bytes=own.max_page_bytes, concurrency=own.concurrency,
        contact=own.contact, slots=slots, verify=verify,
    )  # fmt: skip
    rendered = [s for s in sources if s.browser]
    if rendered:
        if wanting := browser.missing():
            raise ConfigError(
                f"{rendered[0].name} wants a browser", source=rendered[0].name, url=rendered[0].url, mend=wanting
            )
        out |= browser.settings()
    return out
