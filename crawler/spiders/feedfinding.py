"""When a source is better followed by the feed that its page links to, or can only be followed by a feed or sitemap.

The choice is made at a first run, and made again a fortnight later: feeds die, and nobody says so.

This module does not know how requests are sent.
"""

from __future__ import annotations

from datetime import date, timedelta

from scrapy.http import Response

from crawler import answers
from crawler.errors import GazetteError
from crawler.listing.native import feed_addresses, read_feed
from crawler.listing.sitemaps import read_sitemap
from crawler.model import Listing
from crawler.page import Page
from crawler.running import Run

RECHECK = timedelta(days=14)
MAX_TRIED = 3
MAX_LAST = 16
# How the list of a source comes that is followed at another address than its page.
ELSEWHERE = frozenset({"feed", "sitemap"})
SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")


def native_feed(run: Run, today: date) -> str:
    """The feed by which a source is followed, as long as it was lately compared with the page; "" otherwise."""
    profile = run.record.list_profile
    if run.source.list.row or profile is None or profile.mechanism not in ELSEWHERE or not profile.checked:
        return ""
    return profile.address if today - date.fromisoformat(profile.checked) < RECHECK else ""


def linked_feeds(page: Page, run: Run, listing: Listing) -> tuple[str, ...]:
    """The feeds to try for a page whose list was found in its markup; none when the source has rules of its own."""
    if page.kind != "html" or listing.mechanism == "feed" or run.source.list.row or run.source.endpoint:
        return ()
    profile = run.record.list_profile
    if run.was_known and profile is not None and profile.mechanism not in ELSEWHERE:
        return ()
    linked = feed_addresses(page, usual=False)
    return tuple(url for url in linked if url != page.url)[:MAX_TRIED]


def last_places(page: Page, run: Run) -> tuple[str, ...]:
    """Where to look when a source's page shows no list: linked feeds, the usual places of feeds, sitemaps.

    None for a source that has given news before, or has rules of its own: there the page is what needs a look.
    """
    if page.kind != "html" or run.was_known or run.source.list.row or run.source.endpoint or run.source.browser:
        return ()
    sitemaps = tuple(page.absolute(place) for place in SITEMAPS)
    return tuple(url for url in (*feed_addresses(page), *sitemaps) if url and url != page.url)


def feed_of(response: Response, max_bytes: int, today: date, country: str) -> Listing | None:
    """The items of an answer that is a feed; None for anything else."""
    try:
        answers.refuse_status(response)
        return read_feed(answers.page_of(response, max_bytes), today=today, country=country)
    except GazetteError:
        return None


def feed_or_sitemap(response: Response, max_bytes: int, today: date, country: str) -> Listing | None:
    """The items of a feed, else the pages of a sitemap (or what an index of sitemaps leads to); None for anything else."""
    found = feed_of(response, max_bytes, today, country)
    if found is not None:
        return found
    try:
        answers.refuse_status(response)
        return read_sitemap(answers.page_of(response, max_bytes), today=today)
    except GazetteError:
        return None
