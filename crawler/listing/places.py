"""Where a found list stands on its page: the elements of each row, its link and its day.

With a profile the rows are those that it finds; without one a row is the largest element that holds one entry alone.

This module does not know how the list was found, nor how rows are shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.listing.profile import select
from crawler.listing.rows import text_of
from crawler.model import Entry, Listing, ListProfile
from crawler.page import Page

# A day is looked for in so many elements of a row.
_MOST = 200


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One entry on its page; `day` is the smallest element that tells its day, None when that stands nowhere within."""

    entry: Entry
    row: HtmlElement
    link: HtmlElement
    title: HtmlElement
    day: HtmlElement | None


def elements_of(page: Page) -> list[HtmlElement]:
    """The elements of a page in page order: an element's number is its index here."""
    if "elements" not in page.memo:
        root = page.root
        page.memo["elements"] = [] if root is None else [el for el in root.iter() if isinstance(el.tag, str)]
    found: list[HtmlElement] = page.memo["elements"]
    return found


def places(page: Page, listing: Listing) -> tuple[Place, ...]:
    """Where the entries of a listing stand, in its order; entries whose link is not on the page are left out."""
    links: dict[str, list[HtmlElement]] = defaultdict(list)
    # The list of elements holds them: lxml makes a new object for an element that nobody holds.
    for el in elements_of(page):
        if el.tag in ("a", "area") and (url := page.absolute(el.get("href"))):
            links[url].append(el)
    rules = listing.profile or ListProfile(listing.mechanism)
    rows = set(select(rules.row, page.root, page.url)) if rules.row and page.root is not None else set()
    found = [(entry, _best(links[entry.url], rows)) for entry in listing.entries if links.get(entry.url)]
    alone = _alone([(link, links[entry.url]) for entry, link in found])
    out = []
    for (entry, link), widest in zip(found, alone, strict=True):
        row = _within(link, rows)
        row = widest if row is None else row
        title = _first(rules.title, row, page.url)
        out.append(Place(entry, row, link, link if title is None else title, _day(entry, row, rules, page.url)))
    return tuple(out)


def _best(links: list[HtmlElement], rows: set[HtmlElement]) -> HtmlElement:
    """Of several links to one address: one within a row that has text, else within a row, else the first."""
    inside = [link for link in links if _within(link, rows) is not None] or links
    return next((link for link in inside if text_of(link)), inside[0])


def _within(el: HtmlElement, rows: set[HtmlElement]) -> HtmlElement | None:
    at: HtmlElement | None = el
    while at is not None and at not in rows:
        at = at.getparent()
    return at


def _alone(links: list[tuple[HtmlElement, list[HtmlElement]]]) -> list[HtmlElement]:
    """For each entry the largest element around its link that holds no link of another."""
    claims: Counter[HtmlElement] = Counter()
    for _, all_of_it in links:
        claims.update({up for link in all_of_it for up in link.iterancestors()})
    out = []
    for link, _ in links:
        at = link
        # One entry alone has no neighbour that would end its row.
        while (
            len(links) > 1 and (parent := at.getparent()) is not None and claims[parent] == 1 and parent.tag != "body"
        ):
            at = parent
        out.append(at)
    return out


def _first(selector: str, row: HtmlElement, url: str) -> HtmlElement | None:
    return next(iter(select(selector, row, url)), None) if selector else None


def _day(entry: Entry, row: HtmlElement, rules: ListProfile, url: str) -> HtmlElement | None:
    if entry.date is None:
        return None
    named = _first(rules.date, row, url)
    if named is not None:
        return named
    raw = " ".join(entry.date.raw.split())
    told: HtmlElement | None = None
    if raw:
        for n, el in enumerate(row.iter()):
            if n >= _MOST:
                break
            if not isinstance(el.tag, str) or not (raw in text_of(el) or raw in (el.get("datetime") or "")):
                continue
            # Page order: what comes later and tells the day too lies within, or tells it again.
            if told is None or told in el.iterancestors():
                told = el
    return told
