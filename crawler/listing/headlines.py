"""How many links of a page read like headlines: whether a page shows a list at all, roughly and fast.

This module does not know which of them are the list; the row finder does.
"""

from __future__ import annotations

import lxml.html

from crawler.listing.rows import text_of
from crawler.page import Page

_FURNITURE = frozenset({"nav", "header", "footer"})
# A headline of this many columns: a CJK character counts two.
_COLUMNS = 24
_MOST_LINKS = 20_000


def shows_headlines(page: Page, enough: int = 6) -> bool:
    """Whether a page has so many different long-titled links outside its head, foot and menus."""
    key = f"headlines-{enough}"
    if key not in page.memo:
        page.memo[key] = page.root is not None and _reaches(page.root, enough)
    answer: bool = page.memo[key]
    return answer


def _reaches(root: lxml.html.HtmlElement, enough: int) -> bool:
    seen: set[str] = set()
    for count, link in enumerate(root.iter("a")):
        if count >= _MOST_LINKS:  # whatever it is, it is no shell
            return True
        text = text_of(link) or link.get("title") or ""
        # Only CJK titles can be wide enough with fewer than _COLUMNS characters.
        if len(text) < _COLUMNS and (text.isascii() or len(text) + sum(ord(c) > 0x2E80 for c in text) < _COLUMNS):
            continue
        if text in seen or not link.get("href") or any(parent.tag in _FURNITURE for parent in link.iterancestors()):
            continue
        seen.add(text)
        if len(seen) >= enough:
            return True
    return False
