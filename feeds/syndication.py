"""RSS 2.0 and Atom 1.0 (RFC 4287), through feedgen.

This module does not know where feeds are written, nor which articles belong to one.
"""

from __future__ import annotations

from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feeds.extension import EntryExtension, FeedExtension
from feeds.items import FeedDocument, Item
from feeds.text import rss_text, safe, uri


def rss(document: FeedDocument) -> bytes:
    """The document as RSS 2.0."""
    return bytes(_generator(document, "rss").rss_str(pretty=True))


def atom(document: FeedDocument) -> bytes:
    """The document as Atom 1.0."""
    return bytes(_generator(document, "atom").atom_str(pretty=True))


def _generator(document: FeedDocument, kind: str) -> Any:
    words = safe if kind == "atom" else rss_text
    feed = FeedGenerator()
    feed.register_extension("gazette", FeedExtension, None, atom=True, rss=True)
    feed.gazette.document, feed.gazette.kind = document, kind
    feed.id(document.id)
    feed.title(words(document.title) or document.name)
    feed.description(words(f"{document.title}: {document.home}"))
    feed.generator("gazette")
    feed.updated(document.updated)
    feed.lastBuildDate(document.updated)
    feed.link(href=uri(document.home), rel="alternate")
    if kind == "atom":
        feed.author({"name": safe(document.title) or document.name})
    elif document.language:
        feed.language(document.language)
    for item in document.items:
        feed.add_entry(_entry(item, document, kind), order="append")
    return feed


def _entry(item: Item, document: FeedDocument, kind: str) -> Any:
    entry = FeedEntry()
    entry.register_extension("gazette", EntryExtension, atom=True, rss=True)
    entry.gazette.item, entry.gazette.feed_language = item, document.language
    entry.guid(item.id, permalink=False)
    entry.link(href=item.url, rel="alternate")
    entry.published(item.published)
    entry.updated(item.updated)
    if item.tags:
        entry.category([{"term": tag if kind == "atom" else rss_text(tag)} for tag in item.tags])
    if kind == "atom":
        entry.title(item.title)
        if item.authors:
            entry.author([{"name": name} for name in item.authors])
        if item.summary:
            entry.summary(item.summary)
        entry.content(item.html, type="html")
        return entry
    entry.title(rss_text(item.title))
    entry.description(escape(item.summary or item.title, quote=False), isSummary=True)
    entry.content(item.html)
    if item.files:
        # The specification leaves it open, but most readers take one file an item; the body links all.
        first = item.files[0]
        entry.enclosure(first.url, str(first.length or 0), first.type)
    return entry
