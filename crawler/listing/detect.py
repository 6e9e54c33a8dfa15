"""Which part of a page is its list of news: the finder that the rest of gazette asks.

What a page says of its own list (a wrapper, data, an endpoint) is asked first, then the source's
profile, then the rows that repeat on it.

This module does not know how pages are fetched or stored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.errors import ListNotFound
from crawler.listing.anchors import anchors_of
from crawler.listing.candidates import Candidate, Found, certainty, complete, parts, rank, read_set, row_candidates
from crawler.listing.days import DayFinder
from crawler.listing.endpoint import EndpointConfig
from crawler.listing.explain import refusal, why
from crawler.listing.paging import next_page
from crawler.listing.profile import apply, derive
from crawler.listing.rows import address_of, skeleton
from crawler.listing.sets import width
from crawler.listing.transports import transport
from crawler.model import Expanded, Listing, ListProfile
from crawler.page import Page, parse_html

SURE_FOLLOW = 0.6
LEAST_WORTH = 1.0
# So many sets of rows are looked at when all are wanted.
MOST_SETS = 40


def read_listing(
    page: Page,
    *,
    today: date,
    country: str = "",
    profile: ListProfile | None = None,
    endpoint: EndpointConfig | None = None,
    learn: bool = False,
) -> Listing:
    """The entries of a list page; `endpoint` tells of rows that only a configuration can explain.

    `learn` asks for the profile of rows that were found without one.
    A listing whose `mechanism` is "script-rows" has entries without address: its rows open by script.
    Raises ListNotFound (`word`: no-links, no-list, empty-list, error-page, login-page, needs-browser, bad-json)
    with what to do.
    """
    carried = transport(page, today=today, country=country, config=endpoint)
    if isinstance(carried, Listing) and (carried.follow is None or carried.confidence >= SURE_FOLLOW):
        return carried
    inner = _unwrapped(page, carried) if isinstance(carried, Expanded) else page
    said = carried.why if isinstance(carried, Expanded) else ()
    if profile is not None and profile.row and inner.root is not None:
        entries = apply(inner, profile, finder_for(inner, today, country))
        if entries:
            told = (*said, f"read with the stored profile: {len(entries)} rows of {profile.row}")
            return _finish(Listing(profile.mechanism, entries, None, 0.95, told, profile), page, carried)
        said = (*said, f"the stored profile ({profile.row}) finds nothing here any more; the list was looked for again")
    found = candidates(inner, today=today, country=country, limit=1, learn=learn)
    if found and not _beaten(found[0]):
        listing = found[0]
        return _finish(replace(listing, why=(*said, *listing.why)), page, carried)
    if isinstance(carried, Listing):
        return carried
    raise refusal(page, inner, found[0] if found else None)


def possible_listings(
    page: Page, *, today: date, country: str = "", endpoint: EndpointConfig | None = None, limit: int = 8
) -> tuple[Listing, ...]:
    """Whatever could be the list of a page, also what `read_listing` would not believe: what the page carries, then
    sets of rows, best first.
    """
    carried = transport(page, today=today, country=country, config=endpoint)
    inner = _unwrapped(page, carried) if isinstance(carried, Expanded) else page
    rows = candidates(inner, today=today, country=country, limit=limit, every=True)
    found = tuple(_finish(listing, page, carried) for listing in rows)
    return (carried, *found) if isinstance(carried, Listing) and carried.entries else found


def page_of_rows(page: Page, *, today: date, country: str = "", endpoint: EndpointConfig | None = None) -> Page:
    """The page on which a list's rows stand: the markup that a wrapper carries, else the page itself."""
    carried = transport(page, today=today, country=country, config=endpoint)
    return _unwrapped(page, carried) if isinstance(carried, Expanded) else page


def candidates(
    page: Page, *, today: date, country: str = "", limit: int = 3, learn: bool = True, every: bool = False
) -> tuple[Listing, ...]:
    """The sets of rows that could be the list, best first, with their profiles unless `learn` is False.

    Empty when nothing repeats.  With `every`, sets that are worth no look are looked at too.
    """
    if page.root is None:
        return ()
    finder = finder_for(page, today, country)
    bones = skeleton(anchors_of(page))
    held = row_candidates(bones)
    ranked = rank(held[:MOST_SETS] if every else held, finder, every=every, first=limit == 1)
    if (not ranked or ranked[0].worth < LEAST_WORTH * 2) and len(bones.scripted) > 4:
        shadow = skeleton(anchors_of(page), scripted=True)
        scripts = rank(row_candidates(shadow), finder)
        if scripts and (not ranked or scripts[0].worth > ranked[0].worth):
            scripts[0].opened = True
            scripts[0].scripted = frozenset(el for el in bones.scripted if not address_of(el))
            ranked, bones, held = [scripts[0], *ranked], shadow, [scripts[0], *held]
    listings: list[Listing] = []
    taken: set[int] = set()
    for candidate in ranked:
        if len(listings) >= limit:
            break
        own = {id(row.node) for row in candidate.rows.rows}
        if len(own & taken) > 0.5 * len(own):
            continue
        complete(candidate, held, bones, finder)
        taken.update(id(row.node) for row in candidate.rows.rows)
        for part in parts(candidate, own, finder):
            found = read_set(part, page, finder)
            if found.entries and len(listings) < limit:
                listings.append(_listing(found, held, learn))
    return tuple(listings)


def _listing(found: Found, held: list[Candidate], learn: bool) -> Listing:
    scripted = any(row.main is not None and row.main.node.el in found.candidate.scripted for row in found.rows)
    sure = certainty(found.candidate, held)
    mechanism = "script-rows" if scripted else "html"
    return Listing(
        mechanism,
        found.entries,
        None,
        round(min(sure, 0.3) if scripted else sure, 3),
        why(found, scripted),
        # A stored rule finds links by their address.
        derive(found, mechanism) if learn and not found.candidate.opened else None,
    )


def finder_for(page: Page, today: date, country: str) -> DayFinder:
    """What reads the days of a page's rows."""
    return DayFinder(today, country, (page.root.get("lang") or "") if page.root is not None else "")


def _unwrapped(page: Page, carried: Expanded) -> Page:
    root = parse_html(carried.html, carried.base)
    return Page(page.url, "html", carried.html, page.charset, page.charset_from, root=root, base=carried.base)


def _finish(listing: Listing, page: Page, carried: Listing | Expanded | None) -> Listing:
    """With the way to older rows, and with the name of the wrapper that the rows came in."""
    following = carried.next if isinstance(carried, Expanded) else None
    mechanism = carried.mechanism if isinstance(carried, Expanded) else listing.mechanism
    profile = replace(listing.profile, mechanism=mechanism) if listing.profile else None
    return replace(
        listing,
        mechanism=mechanism,
        next=following or next_page(page, listing.entries),
        profile=profile,
    )


def _beaten(listing: Listing) -> bool:
    """Whether the best rows are too poor to be believed on a page that may be no list at all."""
    if listing.mechanism == "script-rows":
        return False
    if sum(width(entry.title) < 4 for entry in listing.entries) > 0.5 * len(listing.entries):
        return True  # a calendar, a pager, an alphabet
    if len(listing.entries) == 1:
        return True
    if listing.confidence >= 0.25:
        return False
    dated = sum(entry.date is not None for entry in listing.entries)
    return dated < 0.5 * len(listing.entries)


__all__ = ["ListNotFound", "candidates", "finder_for", "page_of_rows", "possible_listings", "read_listing"]
