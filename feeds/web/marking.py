"""A fetched page as gazette sees it: its rows, titles and days marked, every link leading to our own page about it.

Nothing of the page's own addresses, names and styles is left; what stays passes the allow-list last, after the marks.

This module does not know which list was chosen, nor what is said of a link.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Sequence

import lxml.html
from lxml.html import HtmlElement

from crawler.listing.places import Place, elements_of
from crawler.normalise.sanitise import TAGS, sanitise_marked
from crawler.page import Page

# Attributes that the allow-list lets through for our marks; a page's own would pass for ours.
_OWN = ("class", "id", "target", "href", "title")


def marked(page: Page, held: Sequence[Place], address: Callable[[int], str] | None = None) -> str:
    """The markup of a page with the rows of a list marked, safe to show in a sandboxed frame.

    `address` gives our own path (from `/`) for the number of a link; without it no link leads anywhere.  Rows have the
    ids `row-1`, `row-2`, …, in the list's order.
    """
    if page.root is None:
        return ""
    elements = elements_of(page)
    number = {el: n for n, el in enumerate(elements)}
    root = copy.deepcopy(page.root)
    copies = [el for el in root.iter() if isinstance(el.tag, str)]
    # A host that no page can know, so that our paths pass the allow-list as addresses and nothing else does.
    host = f"https://{secrets.token_hex(16)}.invalid"
    for n, el in enumerate(copies):
        _bare(el, f"{host}{address(n)}" if address is not None and el.tag == "a" and _leads(elements[n], page) else "")
    for n, place in enumerate(held, 1):
        row, link, title = (copies[number[el]] for el in (place.row, place.link, place.title))
        _mark(n, row, link, title, None if place.day is None else copies[number[place.day]])
    body = root.find("body")
    return sanitise_marked(lxml.html.tostring(root if body is None else body, encoding="unicode")).replace(host, "")


def _leads(link: HtmlElement, page: Page) -> bool:
    return bool(page.absolute(link.get("href")))


def _bare(el: HtmlElement, ours: str) -> None:
    """Take away what the page calls its elements and where its links lead; a link that leads to us says so."""
    for name in _OWN:
        if name in el.attrib:
            del el.attrib[name]
    if ours:
        el.set("href", ours)
        el.set("target", "_top")
        el.set("class", "gz-other")
    elif el.tag == "a":
        el.tag = "span"


def _mark(n: int, row: HtmlElement, link: HtmlElement, title: HtmlElement, day: HtmlElement | None) -> None:
    for el, name in ((row, "gz-row"), (link, "gz-link"), (title, "gz-title"), (day, "gz-day")):
        if el is not None:
            if el.tag not in TAGS:
                # The allow-list would drop the element, and our mark with it.
                el.tag = "div" if el is row else "span"
            el.set("class", f"{el.get('class', '').replace('gz-other', '')} {name}".strip())
    row.set("id", f"row-{n}")
    badge = lxml.html.Element("span", {"class": "gz-mark"})
    badge.text = str(n)
    if link.getparent() is not None:
        link.addprevious(badge)
    if day is not None and not len(day) and day is not link and all(up.tag != "a" for up in day.iterancestors()):
        # The day leads where its row's title does.
        inner = lxml.html.Element("a", {"class": "gz-when", "target": "_top", "href": link.get("href") or ""})
        inner.text, day.text = day.text, None
        if inner.get("href"):
            day.insert(0, inner)
        else:
            day.text = inner.text
