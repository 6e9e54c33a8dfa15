"""The element that holds a list's rows, as a CSS selector that is remembered from run to run.

It tells a list that is there and empty from one whose place is gone.

This module does not know how rows are found.
"""

from __future__ import annotations

import re

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement

from crawler.page import Page

# A name that a template gives, not one that a row or a build gives (digits, state words, hashes).
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
_STATE = frozenset(
    "odd even first last active current alt selected open show hide hidden clearfix cf new on off hover".split()
)
MAX_STEPS = 6


def holder_of(page: Page, row: str) -> str:
    """A selector of what holds the rows that `row` selects; "" when it is no CSS, or names not exactly one element."""
    if page.root is None or not row or row[0] in "/(" or row.startswith("./"):
        return ""
    try:
        rows = [found.root for found in page.selector.css(row)]
    except (SelectorError, etree.XPathError, ValueError):
        return ""
    if len(rows) < 2:
        return ""
    above = [list(reversed(list(one.iterancestors()))) for one in rows]
    depth = min(len(chain) for chain in above)
    while depth and any(chain[depth - 1] is not above[0][depth - 1] for chain in above):
        depth -= 1
    steps: list[str] = []
    for element in reversed(above[0][:depth]):
        steps.insert(0, _step(element))
        if element.tag in ("html", "body") or len(steps) > MAX_STEPS:
            break
        selector = " > ".join(steps)
        if ("." in selector or "#" in selector) and len(page.selector.css(selector)) == 1:
            return selector
    return ""


def is_empty(page: Page, holder: str) -> bool:
    """Whether the holder is on the page and holds no link."""
    if page.root is None or not holder:
        return False
    found = page.selector.css(holder)
    return len(found) == 1 and not found[0].css("a")


def _step(element: HtmlElement) -> str:
    tag, identity = str(element.tag), element.get("id") or ""
    if _NAME.fullmatch(identity):
        return f"{tag}#{identity}"
    classes = [c for c in (element.get("class") or "").split() if _NAME.fullmatch(c) and c.lower() not in _STATE]
    return tag + "".join(f".{c}" for c in classes[:2])
