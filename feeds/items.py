"""What a feed holds, in the form that every format is written from.

This module does not know any feed format, nor where articles are stored.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from crawler.clock import parse_stamp
from crawler.normalise.urls import is_web
from crawler.store.articles import StoredArticle
from feeds.text import language, safe, shorten, uri

EPOCH = "1970-01-01T00:00:00Z"
UNKNOWN_TYPE = "application/octet-stream"
# A longer body is cut: XML parsers refuse a text of more than ten million bytes.
MAX_BODY = 8_000_000
_SHOWN_OF_LONG = 100_000


@dataclass(frozen=True, slots=True)
class File:
    """A file of an item: address, title, media type, bytes when known."""

    url: str
    title: str
    type: str
    length: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The feed that an item of a merged feed is from (`address` without the extension, "" when not public)."""

    id: str
    title: str
    home: str
    address: str


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells a story: the source, its headline (in its language) and address, and when it was first seen."""

    source: str
    title: str
    url: str
    language: str
    seen: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One item: text is safe for XML, addresses are URIs, times are UTC.

    `updated` differs from `published` only when the publisher changed the article since.
    """

    id: str
    url: str
    title: str
    html: str
    summary: str
    published: datetime
    updated: datetime
    arrived: datetime
    language: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    files: tuple[File, ...] = ()
    origin: Origin | None = None
    tellers: tuple[Teller, ...] = ()

    @property
    def image_type(self) -> str:
        """The media type of the lead image, as its address tells; "" when it does not."""
        kind = mimetypes.guess_type(urlsplit(self.image).path)[0] or ""
        return kind if kind.startswith("image/") else ""


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that was withdrawn: its id, its last address, and when (RFC 6721)."""

    id: str
    url: str
    when: datetime


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One document of a feed, newest item first.

    `name` is the feed's file, `label` the part of its history ("" for the document that subscribers poll);
    `id` an IRI that never changes; `home` the page that it follows; `base` the public address of the output folder
    ("" when none is configured); `previous` the label of the part before, "" when there is none;
    `merged` tells that it follows no single page; `coverage` tells people since when that page was seen whole, and its gaps.
    """

    name: str
    title: str
    id: str
    home: str
    base: str
    language: str
    items: tuple[Item, ...]
    gone: tuple[Gone, ...] = ()
    label: str = ""
    previous: str = ""
    hub: str = ""
    merged: bool = False
    coverage: str = ""

    @property
    def updated(self) -> datetime:
        """When anything in it last changed: never the time at which it is built."""
        times = [max(i.updated, i.arrived) for i in self.items] + [g.when for g in self.gone]
        return max(times, default=parse_stamp(EPOCH))

    @property
    def place(self) -> str:
        """Where its files are, from the output folder and without the extension."""
        return place(self.name, self.label)

    @property
    def page(self) -> str:
        """The address of the page that shows the feed to people; "" when no public address is configured."""
        return f"{self.base}/{place(self.name)}.html" if self.base else ""


def place(name: str, label: str = "") -> str:
    """Where a feed's document is, from the output folder and without the extension."""
    return f"history/{name}/{label}" if label else f"feeds/{name}"


def item_of(stored: StoredArticle, origin: Origin | None = None) -> Item:
    """A stored article as an item."""
    article = stored.article
    published = parse_stamp(stored.feed_time)
    changed = stored.changed != stored.first_seen
    names = (safe(n).strip() for n in (article.issuer, article.author))
    return Item(
        id=stored.guid, url=uri(article.url), title=title_of(stored), html=html_of(stored),
        summary=shorten(safe(article.body_text)), published=published,
        updated=max(published, parse_stamp(stored.changed)) if changed else published,
        arrived=parse_stamp(stored.first_seen), language=language(article.language),
        authors=tuple(dict.fromkeys(n for n in names if n)), tags=tuple(t for k in article.keywords if (t := safe(k).strip())),
        image=_web(article.image), origin=origin,
        files=tuple(
            File(url, safe(a.title).strip(), _media_type(a.type, url), a.length) for a in article.attachments if (url := _web(a.url))
        ),
    )  # fmt: skip


def title_of(stored: StoredArticle) -> str:
    """A title that is never empty: the article's, else the beginning of its text, else its address."""
    article = stored.article
    return safe(article.title).strip() or shorten(safe(article.body_text), 80) or uri(article.url)


def html_of(stored: StoredArticle) -> str:
    """What a reader shows: the body, then the attachments; the link alone when there is neither."""
    article = stored.article
    parts = [safe(article.body_html)]
    if len(article.body_html) > MAX_BODY or len(parts[0].encode("utf-8", "replace")) > MAX_BODY:
        start = safe(article.body_text[:_SHOWN_OF_LONG])
        parts = [f"<p>{escape(p)}</p>" for p in start.split("\n\n") if p.strip()]
        parts.append(f"<p>… {link(article.url, title_of(stored))}</p>")
    rows = [f"<li>{link(a.url, safe(a.title).strip() or a.url)}</li>" for a in article.attachments if _web(a.url)]
    if rows:
        parts.append(f"<ul>{''.join(rows)}</ul>")
    return "\n".join(part for part in parts if part.strip()) or f"<p>{link(article.url, title_of(stored))}</p>"


def link(address: str, text: str) -> str:
    """A link as markup."""
    return f'<a href="{escape(uri(address))}">{escape(safe(text))}</a>'


def _web(address: str) -> str:
    """An address as a URI, "" when it is not http(s)."""
    return uri(address) if is_web(address.strip()) else ""


def _media_type(told: str, url: str) -> str:
    """A media type: as told when it is one, else as the address's ending tells."""
    kind = told.split(";")[0].strip().lower()
    if (
        kind.count("/") == 1
        and all(kind.split("/"))
        and kind.replace("/", "").replace("+", "").replace("-", "").replace(".", "").isalnum()
        and kind.isascii()
    ):
        return kind
    return mimetypes.guess_type(urlsplit(url).path)[0] or UNKNOWN_TYPE
