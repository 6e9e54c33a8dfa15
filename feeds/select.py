"""Which articles make up a feed, in which order, as one frozen document that every format is written from.

Order is feed time, newest first, then address; both are stored and never change, so two builds are equal.

This module does not know any feed format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.clock import parse_stamp
from crawler.config import Config, Source
from crawler.normalise.urls import guid_of
from crawler.store.articles import StoredArticle, newest
from crawler.store.database import Store

EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One feed: what it is called, where it lives, and its items, newest first.

    `name` is the file's; `id` an IRI that never changes; `home` the page that it follows; `address` the public
    address of `feeds/NAME`, without the extension ("" when no public address is configured).
    """

    name: str
    title: str
    id: str
    home: str
    address: str
    language: str
    items: tuple[StoredArticle, ...]
    source_titles: tuple[tuple[str, str, str], ...] = ()

    @property
    def updated(self) -> datetime:
        """When anything in it last changed: never the time at which it is built."""
        return parse_stamp(max((item.changed for item in self.items), default=EPOCH))


def source_feed(store: Store, config: Config, source: Source) -> FeedDocument:
    """The feed of one source."""
    row = store.one("SELECT title, language FROM source WHERE name = ?", source.name) or {}
    items = tuple(newest(store, config.gazette.feed_items, source=source.name))
    title = source.title or row.get("title") or source.name
    return FeedDocument(
        name=source.name, title=title, id=guid_of(source.url), home=source.url, address=_address(config, source.name),
        language=source.language or _language(items), items=items,
    )  # fmt: skip


def all_feed(store: Store, config: Config) -> FeedDocument:
    """The feed of all sources together."""
    items = tuple(newest(store, config.gazette.feed_items))
    titles = tuple(
        (r["name"], r["title"] or r["name"], r["url"]) for r in store.query("SELECT name, title, url FROM source")
    )
    home = config.gazette.base_url or (config.source[0].url if config.source else "https://example.org/")
    return FeedDocument(
        name="all", title=config.gazette.title, id=guid_of(f"{home.rstrip('/')}/#!all"), home=home, address=_address(config, "all"),
        language=_language(items), items=items, source_titles=titles,
    )  # fmt: skip


def _address(config: Config, name: str) -> str:
    base = config.gazette.base_url.rstrip("/")
    return f"{base}/feeds/{name}" if base else ""


def _language(items: tuple[StoredArticle, ...]) -> str:
    """The language that most items have; "" when there is none."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.article.language] = counts.get(item.article.language, 0) + 1
    return max(sorted(counts), key=lambda tag: counts[tag], default="")
