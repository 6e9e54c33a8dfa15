"""RSS 2.0 and Atom 1.0 (RFC 4287), through feedgen.

This module does not know where feeds are written, nor which articles belong to one.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from crawler.clock import parse_stamp
from crawler.store.articles import StoredArticle
from feeds.extension import AtomExtension, Enclosure
from feeds.select import FeedDocument

UNKNOWN_TYPE = "application/octet-stream"
# Characters that XML 1.0 (2.2) does not allow.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rss(document: FeedDocument) -> bytes:
    """The document as RSS 2.0."""
    return bytes(_generator(document, "rss").rss_str(pretty=True))


def atom(document: FeedDocument) -> bytes:
    """The document as Atom 1.0."""
    return bytes(_generator(document, "atom").atom_str(pretty=True))


def safe(text: str) -> str:
    """Text that XML can hold."""
    return _NOT_XML.sub("", text)


def _generator(document: FeedDocument, kind: str) -> Any:
    feed = FeedGenerator()
    feed.id(document.id)
    feed.title(safe(document.title))
    feed.description(safe(f"{document.title}: {document.home}"))
    feed.generator("gazette")
    feed.updated(document.updated)
    feed.lastBuildDate(document.updated)
    if document.language:
        feed.language(document.language)
    if document.address:
        feed.link(href=f"{document.address}.{kind}", rel="self", type=f"application/{kind}+xml")
    # RSS takes the last link as its own: the page that the feed follows.
    feed.link(href=document.home, rel="alternate")
    if kind == "atom":
        feed.author({"name": safe(document.title)})
    for item in document.items:
        feed.add_entry(_entry(item, document, kind), order="append")
    return feed


def _entry(item: StoredArticle, document: FeedDocument, kind: str) -> Any:
    article = item.article
    when = parse_stamp(item.feed_time)
    entry = FeedEntry()
    entry.guid(item.guid, permalink=False)
    # RSS titles are read as HTML by most readers, Atom's plain titles as text.
    entry.title(safe(article.title) if kind == "atom" else escape(safe(article.title)))
    entry.link(href=article.url, rel="alternate")
    entry.published(when)
    entry.pubDate(when)
    entry.updated(max(when, parse_stamp(item.changed)) if item.revision > 1 else when)
    body = safe(body_of(item))
    if kind == "atom":
        entry.content(body, type="html")
    else:
        entry.description(body)
    name = article.author or article.issuer
    if kind == "atom" and name:
        entry.author({"name": safe(name)})
    if kind == "atom":
        entry.register_extension("gazette", AtomExtension, atom=True, rss=False)
        entry.gazette.enclosures = [
            Enclosure(a.url, a.type or UNKNOWN_TYPE, a.length, safe(a.title)) for a in article.attachments
        ]
    if kind == "rss" and article.attachments:
        first = article.attachments[0]
        entry.enclosure(first.url, str(first.length or 0), first.type or UNKNOWN_TYPE)
    for name_, title, url in document.source_titles:
        if name_ == article.source:
            entry.source(url=url, title=safe(title))
    return entry


def body_of(item: StoredArticle) -> str:
    """What a reader shows: the body, then the attachments; a line with the link when there is neither."""
    article = item.article
    parts = [article.body_html]
    if article.attachments:
        rows = "".join(
            f'<li><a href="{escape(a.url, {chr(34): "&quot;"})}">{escape(a.title or a.url)}</a></li>'
            for a in article.attachments
        )
        parts.append(f"<ul>{rows}</ul>")
    body = "\n".join(part for part in parts if part)
    return body or f'<p><a href="{escape(article.url, {chr(34): "&quot;"})}">{escape(article.title)}</a></p>'
