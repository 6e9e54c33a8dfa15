"""How many links of a page read like headlines: whether a page shows a list at all, roughly and fast.

This module does not know which of them are the list; the row finder does.
"""

from __future__ import annotations

from crawler.listing.anchors import anchors_of
from crawler.page import Page

_FURNITURE = frozenset({"nav", "header", "footer"})
# A headline of this many columns: a CJK character counts two.
_COLUMNS = 24
_MOST_LINKS = 20_000
_ENOUGH = 8


def shows_headlines(page: Page, enough: int = 6) -> bool:
    """Whether a page has so many (at most eight) different long-titled links outside its head, foot and menus."""
    if "headlines" not in page.memo:
        page.memo["headlines"] = _count(page)
    count: int = page.memo["headlines"]
    return count >= enough


def _count(page: Page) -> int:
    seen: set[str] = set()
    for count, (link, shown) in enumerate(anchors_of(page)):
        if count >= _MOST_LINKS:  # whatever it is, it is no shell
            return _ENOUGH
        text = shown or (link.get("title") or "" if link.tag == "a" else "")
        # Only CJK titles can be wide enough with fewer than _COLUMNS characters.
        if len(text) < _COLUMNS and (text.isascii() or len(text) + sum(ord(c) > 0x2E80 for c in text) < _COLUMNS):
            continue
        if text in seen or link.tag != "a" or not link.get("href"):
            continue
        if any(parent.tag in _FURNITURE for parent in link.iterancestors()):
            continue
        seen.add(text)
        if len(seen) >= _ENOUGH:
            break
    return len(seen)
