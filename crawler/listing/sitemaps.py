"""Sitemaps (sitemaps.org 0.9, with the news extension) as a last resort, and home-made XML lists.

XML is parsed without entities, external files and network, and only so much of it.

This module does not know which of a site's pages are news: a plain sitemap names all.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.etree

from crawler.listing.json_rows import DataRows, read_rows
from crawler.listing.moments import moment_of
from crawler.model import Entry, Listing, Request
from crawler.normalise.text import clean
from crawler.page import Page

MAX_XML = 16 * 1024 * 1024
MAX_URLS = 50_000  # the protocol allows no more in one file
MAX_ENTRIES = 500
# References to halves of characters (surrogates): a lenient XML parser makes bytes of them that no text can hold.
_HALF = re.compile(
    r"&#(?:[xX]0{0,9}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,9}5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]))(?:;|(?![0-9a-fA-F]))"
)
_NEWS_PATH = re.compile(r"news|press|notice|article|post|release|announce|xinwen|tongzhi|gonggao", re.I)


def parse_xml(text: str) -> lxml.etree._Element | None:
    """The root of an XML text, or None; entities stay unexpanded (they read as nothing)."""
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    if len(text) > MAX_XML:
        return None
    # The text is decoded already: what its declaration says of an encoding is over.
    bare = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.lstrip("\ufeff"), count=1).lstrip()
    bare = _HALF.sub("\ufffd", bare)
    try:
        return lxml.etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except (lxml.etree.XMLSyntaxError, ValueError):
        return None


def read_sitemap(page: Page, *, today: date) -> Listing | None:
    """A sitemap's newest addresses as entries, or the newest child of an index to follow; None for other XML."""
    if "<urlset" not in page.text[:3000].lower() and "<sitemapindex" not in page.text[:3000].lower():
        return None
    root = parse_xml(page.text)
    if root is None:
        return None
    rows = [
        {_local(child): _text(child) for child in element.iter() if isinstance(child.tag, str)}
        for element in root[:MAX_URLS]
    ]
    rows = [row for row in rows if row.get("loc")]
    if _local(root) == "sitemapindex":
        return _index(page, rows, today)
    entries = [entry for entry in (_row(page, row, today) for row in rows) if entry is not None]
    if not entries:
        return None
    entries.sort(key=lambda entry: entry.date.value if entry.date else "", reverse=True)
    titled = sum("title" in row for row in rows)
    why = f"a sitemap names {len(rows)} addresses" + (", with titles" if titled else "; titles are made from addresses")
    return Listing("sitemap", tuple(entries[:MAX_ENTRIES]), confidence=0.8 if titled else 0.3, why=(why,))


def _index(page: Page, rows: list[dict[str, str]], today: date) -> Listing | None:
    def rank(row: dict[str, str]) -> tuple[bool, str]:
        moment = moment_of(row.get("lastmod"), today)
        return bool(_NEWS_PATH.search(row["loc"])), moment.value if moment else ""

    url = page.absolute(max(rows, key=rank)["loc"]) if rows else ""
    if not url:
        return None
    why = f"an index of {len(rows)} sitemaps; the newest with news in its name is read"
    return Listing("sitemap", (), confidence=0.3, why=(why,), follow=Request(url))


def _row(page: Page, row: dict[str, str], today: date) -> Entry | None:
    url = page.absolute(row["loc"])
    title = clean(row.get("title", "")) or _from_address(url)
    if not url or not title:
        return None
    return Entry(url, title, moment_of(row.get("publication_date") or row.get("lastmod"), today))


def _from_address(url: str) -> str:
    """A stand-in title: the words of the last part of the path."""
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return clean(re.sub(r"[-_+]+", " ", re.sub(r"\.\w{2,5}$", "", last)))


def read_xml_rows(page: Page, *, today: date, country: str = "") -> DataRows | None:
    """The list of a home-made XML answer (`<items><item><title>…`); None when the page is HTML or no list.

    Elements become objects under their local names, attributes too; then JSON's rules hold.
    """
    head = page.text.lstrip("\ufeff \t\r\n")[:2000].lower()
    if not head.startswith("<?xml") or "<html" in head or "<!doctype html" in head:
        return None
    root = parse_xml(page.text)
    if root is None:
        return None
    tables: list[list[dict[str, Any]]] = []
    for count, parent in enumerate(root.iter()):
        if count > 200_000:
            break
        groups: dict[str, list[dict[str, Any]]] = {}
        for element in parent:
            if isinstance(element.tag, str) and (len(element) or element.attrib):
                fields = {_local(child): _text(child) for child in element if isinstance(child.tag, str)}
                groups.setdefault(_local(element), []).append({**element.attrib, **fields})
        tables += [group for group in groups.values() if len(group) >= 2]
    return read_rows(tables, page.base, today=today, country=country)


def _local(element: lxml.etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: lxml.etree._Element) -> str:
    return (element.text or "").strip()
