"""How many links of a page read like headlines: whether a page shows a list at all, roughly and fast.

This module does not know which of them are the list; the row finder does.
"""

from __future__ import annotations

import lxml.html

from crawler.page import Page

_FURNITURE = frozenset({"nav", "header", "footer"})
# A headline of this many columns: a CJK character counts two.
_COLUMNS = 24


def headlines(page: Page) -> int:
    """The number of different long-titled links outside the page's head, foot and menus."""
    if "headlines" not in page.memo:
        page.memo["headlines"] = _count(page.root) if page.root is not None else 0
    count: int = page.memo["headlines"]
    return count


def _count(root: lxml.html.HtmlElement) -> int:
    seen: set[str] = set()
    for link in root.iter("a"):
        text = " ".join(str(link.text_content()).split()) or (link.get("title") or "")
        if len(text) + sum(ord(c) > 0x2E80 for c in text) < _COLUMNS or text in seen:
            continue
        if link.get("href") and not any(parent.tag in _FURNITURE for parent in link.iterancestors()):
            seen.add(text)
    return len(seen)
