"""What a crawl holds while it runs: the writer's lock, the store and the raw pages.

This module does not know who crawls, nor Scrapy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crawler import config as configuration
from crawler.clock import now
from crawler.config import Config
from crawler.running import Crawl
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from crawler.store.locks import writer_lock
from crawler.store.retention import keep_to_rules


@contextmanager
def opened(config: Config) -> Iterator[tuple[Store, Archive | None]]:
    """The store and its raw pages (None where they are not kept), to write.

    Raises StoreBusy when another crawl runs, StoreError when they cannot be opened.
    """
    with ExitStack() as stack:
        stack.enter_context(writer_lock(config.output))
        store = stack.enter_context(Store(config.output / NAME))
        yield store, stack.enter_context(Archive(config.output / ARCHIVE)) if config.gazette.archive.enabled else None


def standalone(path: str, names: tuple[str, ...]) -> Crawl:
    """The crawl behind `scrapy crawl news`: the store and its lock are held until the process ends."""
    config = configuration.load(Path(path))
    stack = ExitStack()
    store, archive = stack.enter_context(opened(config))
    crawl = Crawl(config, store, config.followed(names), archive=archive)
    crawl.held = stack
    crawl.tidy = lambda: keep_to_rules(store, archive, config.gazette, [e.source for e in crawl.ended], now())
    return crawl
