"""The links and buttons of a page with what they show, read once for all that ask for them.

Rows, headlines and pagers all begin with the same elements; to read their texts costs as much as all else
that is asked of them.

This module does not know what a link is for.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.listing.rows import text_of
from crawler.page import Page

# So many links and buttons of a page are read.
MOST = 24_000

Anchor = tuple[HtmlElement, str]


def anchors(root: HtmlElement) -> list[Anchor]:
    """The elements `a`, `area` and `button` of a tree in page order, each with its text."""
    found: list[Anchor] = []
    for el in root.iter("a", "area", "button"):
        found.append((el, text_of(el)))
        if len(found) >= MOST:
            break
    return found


def anchors_of(page: Page) -> list[Anchor]:
    """Those of a page, remembered with it."""
    found: list[Anchor] | None = page.memo.get("anchors")
    if found is None:
        found = page.memo["anchors"] = anchors(page.root) if page.root is not None else []
    return found
