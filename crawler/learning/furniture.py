"""What of a former list page stood beside its list: links that were seen at every crawl, and never were rows.

This module does not know what follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from crawler.learning.matching import address, key, settled
from crawler.model import Entry
from crawler.page import Page
from crawler.reading.beginning import beginning

_MAX_TEXT = 1_000


def stood_beside(page: Page, rows: Sequence[Entry], unknown: Sequence[Entry]) -> list[Entry]:
    """Which of some unknown rows a former page shows, by address or title, in links that were none of its `rows`.

    They are part of the page (a search, a choice of years): had they been news, they would be known.
    """
    links = [(link, settled(page.absolute(link.get("href")))) for link in _links(page)]
    ours = {address(row) for row in rows} - {""}
    within = _within([(link, url) for link, url in links if url in ours])
    beside = {x for link, url in links if link not in within for x in (url, *texts_of(link))} - {""}
    titles = {key(row.title) for row in rows}
    return [
        e for e in unknown
        if not (address(e) in ours or key(e.title) in titles) and (address(e) in beside or key(e.title) in beside)
    ]  # fmt: skip


def shown_texts(page: Page) -> set[str]:
    """What the links of a page say, as titles are compared."""
    return {text for link in _links(page) for text in texts_of(link)}


def texts_of(link: HtmlElement) -> tuple[str, str]:
    """The text of a link, and what its `title` says, as titles are compared."""
    return key(beginning(link, _MAX_TEXT)), key((link.get("title") or "")[:_MAX_TEXT])


def _links(page: Page) -> Iterable[HtmlElement]:
    return page.root.iter("a") if page.root is not None else ()


def _within(links: Sequence[tuple[HtmlElement, str]]) -> set[HtmlElement]:
    """All links of the rows that some links lead from, and of what lies between the rows.

    A row is the largest element around a link that holds no link of another row.
    """
    held: dict[HtmlElement, str] = {}
    shared: set[HtmlElement] = set()
    for link, url in links:
        for above in link.iterancestors():
            if held.setdefault(above, url) != url:
                shared.add(above)
    places: dict[HtmlElement, list[int]] = defaultdict(list)
    for link, _ in links:
        row, parent = link, link.getparent()
        while parent is not None and parent not in shared:
            row, parent = parent, parent.getparent()
        if parent is not None:
            places[parent].append(parent.index(row))
    return {
        link
        for parent, found in places.items()
        for child in parent[min(found) : max(found) + 1]
        for link in child.iter("a")
    }
