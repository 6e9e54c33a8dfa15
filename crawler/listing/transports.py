"""How a page carries its list when it does not simply show it, told from the page's content alone.

`transport` answers None for a page to be read as it stands, Expanded for markup in a wrapper, a
Listing with entries for data, and a Listing whose `follow` is set when the page only names where
its list is.  Answers to followed requests come back to the same function.

A follow with a confidence below 0.6 (a frame, a channel id, a link to the whole list) is a guess:
rows that the page itself shows go first.

This module does not know how rows of markup are found, nor how a request is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from crawler.listing.asked import asked
from crawler.listing.dahan import jpaas_answer, jpaas_unit, jpage
from crawler.listing.declared import declared, next_of_answer
from crawler.listing.endpoint import EndpointConfig
from crawler.listing.headlines import shows_headlines
from crawler.listing.json_rows import DataRows, read_rows
from crawler.listing.native import read_feed
from crawler.listing.paging import next_page
from crawler.listing.scripts import inline_rows, wrapped_data, written
from crawler.listing.sitemaps import read_sitemap, read_xml_rows
from crawler.listing.templated import onclick_rows
from crawler.model import Expanded, Listing, Request
from crawler.page import Page

# What `read_rows` gives rows with days whose keys are called what they hold.
_SURE = 0.9
_WITHIN_THE_PAGE = frozenset({"document.write", "onclick", "inline-array"})


def transport(
    page: Page, *, today: date, country: str = "", config: EndpointConfig | None = None
) -> Listing | Expanded | None:
    """The list that a page carries in other than plain markup; None when there is no sign of one."""
    found = _carried(page, today, country, config)
    if found is None or found.next is not None or (isinstance(found, Listing) and found.follow is not None):
        return found
    if page.kind == "html" and found.mechanism in _WITHIN_THE_PAGE:
        # The rows came from the page itself, and so does its pager.
        return replace(found, next=next_page(page, found.entries if isinstance(found, Listing) else ()))
    return found


def _carried(page: Page, today: date, country: str, config: EndpointConfig | None) -> Listing | Expanded | None:
    if page.kind == "xml":
        return read_feed(page, today=today, country=country) or read_sitemap(page, today=today)
    if page.kind == "json":
        return _from_data(page, page.data, "json", today, country, config)
    if config is not None and config.onclick:
        rewritten = onclick_rows(page, config)
        if rewritten is not None:
            return rewritten
    block = jpage(page)
    if block is not None:
        return block
    data = wrapped_data(page)
    if data is not None:
        return _from_data(page, data, "jsonp", today, country, config)
    rows = read_xml_rows(page, today=today, country=country)
    if rows is not None:
        return _listing("xml", rows, page)
    return jpaas_unit(page) or _in_scripts(page, today, country) or declared(page) or _asked(page)


def _asked(page: Page) -> Listing | None:
    return None if shows_headlines(page, 4) else asked(page)


def _in_scripts(page: Page, today: date, country: str) -> Listing | Expanded | None:
    """Data or markup in scripts.  Menus and carousels are such arrays too: a page that shows headlines
    of its own is believed, unless the array's rows have days, under keys that are called so.
    """
    rows = inline_rows(page, today=today, country=country)
    dated = sum(entry.date is not None for entry in rows.entries) if rows else 0
    sure = rows is not None and dated >= max(4, len(rows.entries) / 2) and rows.confidence >= _SURE
    if rows and (sure or not shows_headlines(page)):
        return _listing("inline-array", rows, page)
    return None if "document.write" not in page.text or shows_headlines(page) else written(page)


def _from_data(
    page: Page, data: Any, mechanism: str, today: date, country: str, config: EndpointConfig | None
) -> Listing | Expanded | None:
    if mechanism == "json":
        special = read_feed(page, today=today, country=country) or jpaas_answer(page)
        if special is not None:
            return special
    rows = read_rows(data, page.base, today=today, country=country, config=config)
    markup = max(_markups(data), key=lambda text: text.lower().count("<a "), default="")
    links = markup.lower().count("<a ")
    if rows is not None and (len(rows.entries) >= links or rows.confidence >= 0.9):
        return _listing(mechanism, rows, page)
    if links >= 2:
        following = next_of_answer(page.url, links, rows.total if rows else 0, rows.pages if rows else 0)
        return Expanded("html-in-json", markup, page.base, following, ("the answer carries the list as HTML",))
    return None


def _listing(mechanism: str, rows: DataRows, page: Page) -> Listing:
    following = Request(rows.next_link) if rows.next_link else None
    if following is None and mechanism in ("json", "jsonp"):
        following = next_of_answer(page.url, len(rows.entries), rows.total, rows.pages)
    return Listing(mechanism, rows.entries, following, rows.confidence, rows.why)


def _markups(data: Any) -> Iterator[str]:
    """Strings of a JSON value that hold links, outer ones first."""
    waiting, seen = [data], 0
    while waiting and seen < 20_000:
        value = waiting.pop(0) if len(waiting) < 50 else waiting.pop()
        seen += 1
        if isinstance(value, str):
            if "<a " in value.lower() and "href" in value:
                yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
