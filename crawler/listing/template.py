"""Where on a page the rows of a list stand, as a CSS selector that is remembered from run to run.

It tells a list that is empty from one whose container is gone, reads a list that shrank to a row or two (nothing
repeats there, so searching finds nothing), and shows when a site was rebuilt.

This module does not know how rows are found in the first place.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.listing.titles import is_pinned
from crawler.model import Entry, Listing
from crawler.normalise.text import fold
from crawler.normalise.urls import canonical
from crawler.page import Page

# A name that a template gives, not one that a row or a build gives (digits, state words, hashes).
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
_STATE = frozenset("odd even first last active current alt selected open show hide hidden clearfix cf new hover on off".split())
_DRESS = frozenset(("span", "strong", "b", "font", "em", "i", "u", "nobr", "small", "big", "center", "mark"))
MAX_LINKS = 20_000
MAX_STEPS = 6
SEPARATOR = " >> "


def template_of(page: Page, listing: Listing) -> str:
    """`CONTAINER >> ROWS`: a CSS selector of the element that holds the rows, and one of their links within it.

    "" for a list that is no markup, or has fewer than two rows.
    """
    if page.root is None or listing.mechanism != "html" or len(listing.entries) < 2:
        return ""
    wanted = {canonical(e.url) for e in listing.entries}
    chains: list[list[HtmlElement]] = []
    for link in list(page.root.iter("a"))[:MAX_LINKS]:
        url = page.absolute(link.get("href"))
        if url and canonical(url) in wanted:
            chains.append([*reversed([a for a in link.iterancestors() if isinstance(a, HtmlElement)]), link])
    if len(chains) < 2:
        return ""
    # The most frequent way from the root: the same article may be linked elsewhere on the page too.
    ways = Counter(tuple(c.tag for c in chain if c.tag not in _DRESS) for chain in chains)
    (way, _), *_rest = ways.most_common(1)
    same = [chain for chain in chains if tuple(c.tag for c in chain if c.tag not in _DRESS) == way]
    depth = min(_shared(a, b) for a, b in pairwise(same)) if len(same) > 1 else len(same[0]) - 1
    holder, inner = same[0][:depth], [e for e in same[0][depth:] if e.tag not in _DRESS or e is same[0][-1]]
    return f"{_path(holder)}{SEPARATOR}{' '.join(_step(e, named=False) for e in inner)}"


def read_by_template(page: Page, template: str) -> Listing | None:
    """The rows that stand where they stood before; with no entries when the container is there and empty.

    None when the container is not there (or the template is none).
    """
    container, _, rows = template.partition(SEPARATOR)
    if page.root is None or not rows:
        return None
    holders = page.selector.css(container)
    if len(holders) != 1:
        return None
    entries: dict[str, Entry] = {}
    for link in holders[0].css(rows)[:1000]:
        url = page.absolute(link.attrib.get("href"))
        own = " ".join("".join(link.css("::text").getall()).split())
        title = link.attrib.get("title") or own
        if url and url != page.url and fold(title):
            entries.setdefault(url, Entry(url, title[:500], None, is_pinned(own)))
    why = (f"searching finds no list, but what stands where the rows stood before (`{container}`)",)
    return Listing("html", tuple(entries.values()), confidence=0.5, why=why)


def _shared(a: list[HtmlElement], b: list[HtmlElement]) -> int:
    n = 0
    while n < min(len(a), len(b)) - 1 and a[n] is b[n]:
        n += 1
    return n


def _path(holder: list[HtmlElement]) -> str:
    """From the nearest ancestor with a name of its own down to the container."""
    steps: list[str] = []
    for element in reversed(holder):
        step = _step(element)
        steps.append(step)
        if "#" in step or ("." in step and len(steps) > 1) or element.tag == "body" or len(steps) >= MAX_STEPS:
            break
    return " > ".join(reversed(steps))


def _step(element: HtmlElement, *, named: bool = True) -> str:
    tag = str(element.tag)
    if not named:
        return tag
    identity = element.get("id") or ""
    if _NAME.fullmatch(identity):
        return f"{tag}#{identity}"
    classes = [c for c in (element.get("class") or "").split() if _NAME.fullmatch(c) and c.lower() not in _STATE]
    return tag + "".join(f".{c}" for c in classes[:2])
