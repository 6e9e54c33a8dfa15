"""The links and buttons of a page, and rows that are links, with what they show, read once for all that ask.

Rows, headlines and pagers all begin with the same elements; to read their texts costs as much as all else
that is asked of them.

This module does not know what a link is for.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.listing.rows import address_of, text_of
from crawler.page import Page

# So many links and buttons of a page are read.
MOST = 24_000
# And so many characters of the text of each: no title is longer, and each of them is looked at several times.
MOST_TEXT = 4_000
_ROWS = frozenset(("li", "tr", "div", "dd", "p", "article"))

Anchor = tuple[HtmlElement, str]


def anchors(root: HtmlElement, *, opened: bool = False) -> list[Anchor]:
    """The elements `a`, `area` and `button` of a tree in page order, each with its text.

    With `opened` also rows without a link that lead to an address themselves (`<li onclick="window.open('/a.html')">`).
    """
    found: list[Anchor] = []
    for el in root.iter("a", "area", "button", *(_ROWS if opened else ())):
        if el.tag in _ROWS and (not address_of(el) or any(address_of(inner) for inner in el.iter("a"))):
            continue
        found.append((el, text_of(el)[:MOST_TEXT]))
        if len(found) >= MOST:
            break
    return found


def anchors_of(page: Page) -> list[Anchor]:
    """Those of a page, remembered with it."""
    found: list[Anchor] | None = page.memo.get("anchors")
    if found is None:
        opened = "onclick" in page.text or "data-href" in page.text
        found = page.memo["anchors"] = anchors(page.root, opened=opened) if page.root is not None else []
    return found
