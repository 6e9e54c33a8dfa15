"""Lists that a script makes: rows that open by script alone, and the endpoint behind a page that was rendered.

This module does not know how a page is rendered.
"""

from __future__ import annotations

from datetime import date

from crawler.browser import Calls
from crawler.errors import GazetteError, ListNotFound
from crawler.listing.detect import read_listing
from crawler.listing.explain import SCRIPT_ROWS
from crawler.model import Listing, Request
from crawler.normalise.text import fold
from crawler.page import Page, read_page
from crawler.running import Run
from crawler.store.runs import Issue


def addressed(listing: Listing, page: Page) -> Listing:
    """The list, whose rows have addresses; raises ListNotFound when they only open by a script."""
    if any(entry.url for entry in listing.entries) or not listing.entries:
        return listing
    raise ListNotFound(
        f"{len(listing.entries)} rows were found, and they open by a script only", url=page.url, kind="script-rows",
        mend=SCRIPT_ROWS,
    )  # fmt: skip


def endpoint_among(calls: Calls, listing: Listing, run: Run, today: date) -> Issue | None:
    """The request of a rendered page whose answer is the list itself, as an issue that offers it; None when none is."""
    wanted = {fold(entry.title) for entry in listing.entries}
    for request, body in calls.made:
        try:
            found = read_listing(
                read_page(body, request.url, content_type="application/json"), today=today, country=run.source.place
            )
        except GazetteError:
            continue
        held = sum(fold(entry.title) in wanted for entry in found.entries)
        if held * 10 >= len(wanted) * 8:
            return Issue(
                "endpoint",
                "the page gets its list from an endpoint, which is cheaper to follow than the page",
                _offer(request),
                request.url,
            )
    return None


def _offer(request: Request) -> str:
    more = f", method = \"{request.method}\", body = '{request.body}'" if request.method != "GET" else ""
    return f'replace `browser = true` by `endpoint = {{url = "{request.url}"{more}}}`'
