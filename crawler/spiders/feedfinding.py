"""When a source is better followed by the feed that its page links to.

The choice is made at a first run, and made again a fortnight later: feeds die, and nobody says so.

This module does not know how requests are sent.
"""

from __future__ import annotations

from datetime import date, timedelta

from scrapy.http import Response

from crawler import answers
from crawler.errors import GazetteError
from crawler.listing.native import feed_addresses, read_feed
from crawler.model import Listing
from crawler.page import Page
from crawler.running import Run

RECHECK = timedelta(days=14)
MAX_TRIED = 3


def native_feed(run: Run, today: date) -> str:
    """The feed by which a source is followed, as long as it was lately compared with the page; "" otherwise."""
    profile = run.record.list_profile
    if run.source.list.row or profile is None or profile.mechanism != "feed" or not profile.checked:
        return ""
    return profile.address if today - date.fromisoformat(profile.checked) < RECHECK else ""


def linked_feeds(page: Page, run: Run, listing: Listing) -> tuple[str, ...]:
    """The feeds to try for a page whose list was found in its markup; none when the source has rules of its own."""
    if page.kind != "html" or listing.mechanism == "feed" or run.source.list.row or run.source.endpoint:
        return ()
    profile = run.record.list_profile
    if run.was_known and profile is not None and profile.mechanism != "feed":
        return ()
    linked = feed_addresses(page, usual=False)
    return tuple(url for url in linked if url != page.url)[:MAX_TRIED]


def feed_of(response: Response, max_bytes: int, today: date, country: str) -> Listing | None:
    """The items of an answer that is a feed; None for anything else."""
    try:
        answers.refuse_status(response)
        return read_feed(answers.page_of(response, max_bytes), today=today, country=country)
    except GazetteError:
        return None
