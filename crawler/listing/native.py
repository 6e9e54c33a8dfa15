"""Feeds that a body publishes itself: RSS 0.9x to 2.0, RSS 1.0, Atom (RFC 4287), JSON Feed 1.1.

Where a page names its feeds, what is in one, and whether it is as good as the page.  XML is read
without its document type, so that no entity is ever expanded.

This module does not know how a feed is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import feedparser

from crawler.errors import PageError
from crawler.listing.moments import moment_of
from crawler.model import Entry, Listing, Moment, Precision, Request
from crawler.normalise.text import clean, fold
from crawler.page import Page, absolute

MAX_FEED = 8 * 1024 * 1024
MAX_ITEMS = 2_000
ALIVE = timedelta(days=400)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_ROOT = re.compile(r"<(rss|feed|rdf:RDF)\b", re.I)
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.I)
_FEED_ADDRESS = re.compile(
    r"(?:[/.?=_+\-](?:rss|atom|feed|feeds|rdf)(?:[/.?&_\-]|\d{0,2}$)|opendata\.aspx\?sn=|rsslist|rss\.aspx)", re.I
)
_NOT_A_FEED = re.compile(r"comment|/tag/|podcast|twitter|facebook|feedback|add\.my\.yahoo", re.I)
_USUAL = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml", "index.xml")
_ITEM_END = re.compile(r"</(?:item|entry)>")
_TAG = re.compile(r"<[^<>]{0,500}>")


def read_feed(page: Page, *, today: date, country: str = "") -> Listing | None:
    """The items of a feed as a finished list, or None when the page is no feed (or one without any item)."""
    if page.kind == "json":
        return _json_feed(page, today, country)
    match = _ROOT.search(page.text[:4000])
    if page.kind != "xml" or match is None:
        return None
    source = _bounded(page.text, match.start())
    if len(source) > MAX_FEED:
        return None
    try:
        parsed = feedparser.parse(
            source.encode("utf-8", "replace"),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": page.url},
            sanitize_html=False,
        )
    except Exception as error:
        # What is not well-formed goes to a lenient parser, which fails on some of it with whatever its parts raise.
        raise PageError(
            f"the feed is broken beyond reading ({type(error).__name__})", url=page.url, kind="feed",
            mend="give the address of the page that shows the news",
        ) from error  # fmt: skip
    entries = [_entry(item, page, today, country) for item in parsed.entries[:MAX_ITEMS]]
    kept = _days_only(_once(entry for entry in entries if entry is not None))
    if not kept:
        return None
    kind = parsed.version or match.group(1).lower()
    # Paged feeds, RFC 5005, section 3.
    links = [link for link in parsed.feed.get("links") or [] if isinstance(link, dict)]
    following = next((link.get("href") for link in links if link.get("rel") == "next"), None)
    url = page.absolute(following)
    return Listing(
        "feed", tuple(kept), Request(url) if url else None, 0.95, (f"a native feed ({kind}) with {len(kept)} items",)
    )


def _bounded(text: str, root: int) -> str:
    """The text from its root to its MAX_ITEMS-th item; what stands before the root can only declare entities."""
    start = root if _DOCTYPE.search(text, 0, root) else text.find("<")
    ends = islice(_ITEM_END.finditer(text, root), MAX_ITEMS)
    end = max((match.end() for match in ends), default=len(text))
    whole = text.count("</item>") + text.count("</entry>") <= MAX_ITEMS
    head = '<?xml version="1.0" encoding="utf-8"?>' if start == root else ""
    return head + (text[start:] if whole else text[start:end])


def _entry(item: Any, page: Page, today: date, country: str) -> Entry | None:
    # An element that is really named <links> takes the place of the parser's own list.
    told_links = [link for link in item.get("links") or [] if isinstance(link, dict)]
    links = [link.get("href", "") for link in told_links if link.get("rel", "alternate") == "alternate"]
    guid = item.get("id", "") if str(item.get("id", "")).startswith("http") else ""
    url = next((u for u in (page.absolute(link) for link in [*links, item.get("link", ""), guid]) if u), "")
    title = clean(html.unescape(_TAG.sub("", item.get("title") or "")))
    if not title and item.get("summary"):  # RSS 2.0: either of both is enough
        title = clean(_TAG.sub(" ", item["summary"]))[:120]
    if not url or not title:
        return None
    told = (item.get(key) for key in ("published", "updated", "created"))
    return Entry(url, title, next((m for m in (moment_of(t, today, country) for t in told) if m), None))


def _json_feed(page: Page, today: date, country: str) -> Listing | None:
    data = page.data
    if not isinstance(data, dict) or "jsonfeed.org/version" not in str(data.get("version", "")):
        return None
    entries: list[Entry] = []
    items = data.get("items")
    for item in items[:MAX_ITEMS] if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        url = page.absolute(str(item.get("url") or item.get("external_url") or ""))
        title = clean(str(item.get("title") or item.get("content_text") or item.get("summary") or ""))[:300]
        if url and title:
            entries.append(Entry(url, title, moment_of(item.get("date_published"), today, country)))
    if not entries:
        return None
    following = page.absolute(str(data.get("next_url") or ""))
    why = (f"a native feed (JSON Feed) with {len(entries)} items",)
    return Listing("feed", tuple(_once(entries)), Request(following) if following else None, 0.95, why)


def _once(entries: Iterable[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.url, entry)
    return list(found.values())


def _days_only(entries: list[Entry]) -> list[Entry]:
    """Feeds of systems that keep only days give all items one time of the day; then only the day is told."""
    times = {e.date.value[10:] for e in entries if e.date and e.date.precision is Precision.MINUTE}
    if len(entries) < 4 or len(times) != 1:
        return entries
    return [
        Entry(e.url, e.title, Moment(e.date.day, Precision.DAY, raw=e.date.raw) if e.date else None) for e in entries
    ]


def feed_addresses(page: Page, *, usual: bool = True) -> tuple[str, ...]:
    """Addresses where this page's feed may be, the surest first: linked, then hinted, then the usual places.

    Feeds of comments and tags are left out.  Of several linked ones, those below the page's own
    path go first.  `usual` adds the places where feeds are wont to be, linked or not.
    """
    if page.root is None:
        return ()
    linked: list[str] = []
    hinted: list[str] = []
    for element in page.root.iter("link", "a"):
        href = element.get("href") or ""
        if element.tag == "link":
            if "alternate" in (element.get("rel") or "").lower() and (element.get("type") or "").lower() in _FEED_TYPES:
                linked.append(page.absolute(href))
        elif _FEED_ADDRESS.search(href):
            hinted.append(page.absolute(href))
    path = urlsplit(page.url).path.rpartition("/")[0]
    linked.sort(key=lambda url: not (path and urlsplit(url).path.startswith(path)))
    places = [absolute(name, page.url) for name in _USUAL] + [absolute("/" + name, page.url) for name in _USUAL]
    found = [url for url in dict.fromkeys([*linked, *hinted]) if url and not _NOT_A_FEED.search(url)]
    return tuple(dict.fromkeys([*found[:10], *(places if usual else ())]))


def prefer_feed(feed_entries: Sequence[Entry], page_entries: Sequence[Entry], today: date) -> bool:
    """Whether a feed may stand for its page: alive, and with at least nine in ten of the page's rows.

    A feed whose newest item is older than the page's newest by more than a week is dead; where the page
    tells no days, one whose newest item is older than 400 days.  Pinned rows do not count; a feed without any day lives when it holds the page's rows.
    """
    if not feed_entries:
        return False
    newest = max((e.date.day for e in feed_entries if e.date), default="")
    rows = [e for e in page_entries if not e.pinned]
    newest_row = max((e.date.day for e in rows if e.date and len(e.date.day) == 10), default="")
    if newest and not newest_row and newest < (today - ALIVE).isoformat():
        return False
    if newest and newest_row and newest < (date.fromisoformat(newest_row) - timedelta(days=7)).isoformat():
        return False
    if not rows:
        return bool(newest)
    addresses = {_same(e.url) for e in feed_entries}
    titles = {fold(e.title) for e in feed_entries}
    held = sum(_same(row.url) in addresses or fold(row.title) in titles for row in rows)
    return held * 10 >= len(rows) * 9


def _same(url: str) -> str:
    """An address without what differs between a feed and its page: scheme, www, a trailing slash, campaign words."""
    parts = urlsplit(url)
    query = "&".join(field for field in parts.query.split("&") if not field.startswith("utm_"))
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{query}"
