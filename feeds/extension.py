"""What feedgen does not write of itself, through its extension mechanism.

feedgen 1.0 loses `rel`, `type` and `length` of an Atom entry's links, so enclosures would pass for further alternates;
and it knows neither a source element with its id, nor archived feeds, nor hubs, nor withdrawn entries.

This module does not know which articles have files, nor what was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import lxml.etree as etree
from feedgen.ext.base import BaseEntryExtension, BaseExtension

from feeds.items import FeedDocument, Gone, Item
from feeds.text import rss_text, uri

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a document to another: `rel`, `href` and media type ("" when it has none)."""

    rel: str
    href: str
    type: str = ""


def links_of(document: FeedDocument, kind: str) -> tuple[Link, ...]:
    """The document's own links: itself, its page, its hub, the parts of its history (RFC 5005, 4; WebSub, 4).

    Without a public address only Atom, where an address may be relative, can tell of the history.
    """
    media = TYPES[kind]
    out = []
    if document.base:
        out.append(Link("self", f"{document.base}/{document.place}.{kind}", media))
    if document.hub and document.base and not document.label:
        out.append(Link("hub", document.hub))
    near = f"{document.base}/" if document.base else ("../../" if document.label else "../")
    if document.base or kind == "atom":
        if document.label:
            out.append(Link("current", f"{near}feeds/{document.name}.{kind}", media))
        if document.previous:
            out.append(Link("prev-archive", f"{near}history/{document.name}/{document.previous}.{kind}", media))
    return tuple(out)


class FeedExtension(BaseExtension):  # type: ignore[misc]
    """Adds a document's links, `fh:archive`, its language and its withdrawn entries."""

    document: FeedDocument
    kind: str

    def extend_ns(self) -> dict[str, str]:
        """The namespaces that are used."""
        used = {"dc": DC, "media": MEDIA} if self.kind == "rss" else {}
        if self.document.label:
            used["fh"] = HISTORY
        if self.kind == "atom" and self.document.gone:
            used["at"] = TOMBSTONES
        return used

    def extend_atom(self, feed: Any) -> Any:
        """Add to the `feed` element; feedgen writes the entries after this."""
        if self.document.language:
            feed.set(XML_LANG, self.document.language)
        _add_links(feed, self.document, "atom")
        for gone in self.document.gone:
            _tombstone(feed, gone)
        return feed

    def extend_rss(self, rss: Any) -> Any:
        """Add to the `channel` element."""
        _add_links(rss[0], self.document, "rss")
        return rss


def _add_links(parent: Any, document: FeedDocument, kind: str) -> None:
    # feedgen writes Atom's elements without a namespace, and `xmlns` as if it were an attribute.
    name = "link" if kind == "atom" else f"{{{ATOM}}}link"
    for link in links_of(document, kind):
        element = etree.SubElement(parent, name, rel=link.rel, href=link.href)
        if link.type:
            element.set("type", link.type)
    if document.label:
        etree.SubElement(parent, f"{{{HISTORY}}}archive")


def _tombstone(feed: Any, gone: Gone) -> None:
    """RFC 6721, 3: an entry that was withdrawn, and where it was."""
    element = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=gone.id, when=rfc3339(gone.when))
    etree.SubElement(element, "link", href=gone.url)


@dataclass(slots=True)
class EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """Adds an item's files, image, source and language."""

    item: Item | None = None
    feed_language: str = ""

    def extend_atom(self, entry: Any) -> Any:
        """Add to an `entry` element (RFC 4287, 4.2.7 and 4.2.11)."""
        item = self.item
        assert item is not None
        entry.find("updated").text = distinct(item.updated, item.id)
        entry.find("published").text = rfc3339(item.published)
        if item.language and item.language != self.feed_language:
            entry.set(XML_LANG, item.language)
        for file in item.files:
            link = etree.SubElement(entry, "link", rel="enclosure", href=file.url, type=file.type)
            if file.length is not None:
                link.set("length", str(file.length))
            if file.title:
                link.set("title", file.title)
        if item.image:
            link = etree.SubElement(entry, "link", rel="enclosure", href=item.image)
            if item.image_type:
                link.set("type", item.image_type)
        if item.origin is not None:
            source = etree.SubElement(entry, "source")
            etree.SubElement(source, "id").text = item.origin.id
            etree.SubElement(source, "title").text = item.origin.title
            # When the entry was taken from it: a later change of the source is none of this entry.
            etree.SubElement(source, "updated").text = rfc3339(item.updated)
            etree.SubElement(source, "link", rel="alternate", href=item.origin.home)
            if item.origin.address:
                href, kind = f"{item.origin.address}.atom", TYPES["atom"]
                etree.SubElement(source, "link", rel="self", href=href, type=kind)
        return entry

    def extend_rss(self, entry: Any) -> Any:
        """Add to an `item` element: names that have no mail address, the language, the image."""
        item = self.item
        assert item is not None
        for name in item.authors:
            etree.SubElement(entry, f"{{{DC}}}creator").text = name
        if item.language and item.language != self.feed_language:
            etree.SubElement(entry, f"{{{DC}}}language").text = item.language
        if item.image:
            image = etree.SubElement(entry, f"{{{MEDIA}}}content", url=item.image, medium="image")
            if item.image_type:
                image.set("type", item.image_type)
        if item.origin is not None and item.origin.address:
            # The url of a source element is that of its feed; without a public address there is none.
            source = etree.SubElement(entry, "source", url=uri(f"{item.origin.address}.rss"))
            source.text = rss_text(item.origin.title)
        entry.find("pubDate").text = format_datetime(item.published)
        return entry


def rfc3339(moment: datetime) -> str:
    """A time as Atom writes it."""
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def distinct(moment: datetime, item: str) -> str:
    """A time with a part of the second that tells items of the same second apart, always the same for an item.

    Validators warn of entries with equal `updated`, and readers may take one for the other.
    """
    part = int(item.replace("-", "")[-12:], 16) % 1_000_000 if item.startswith("urn:uuid:") else len(item)
    return f"{rfc3339(moment)[:-1]}.{part:06d}Z"
