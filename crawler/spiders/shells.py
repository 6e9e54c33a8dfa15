"""Pages that show their list only in a browser: named as such, and the cheaper way offered once one was rendered.

This module does not know how a page is rendered.
"""

from __future__ import annotations

from datetime import date

from crawler import browser
from crawler.browser import Calls
from crawler.errors import GazetteError, ListNotFound
from crawler.listing.detect import read_listing
from crawler.listing.shells import needs_browser
from crawler.model import Listing, Request
from crawler.normalise.text import fold
from crawler.page import Page, read_page
from crawler.running import Run
from crawler.store.runs import Issue


def shell_or(error: ListNotFound, page: Page) -> ListNotFound:
    """The error of a page without a list; of one that a script would fill, an error that says so."""
    reason = needs_browser(page)
    if reason is None:
        return error
    mend = browser.missing() or "set `browser = true` for this source"
    return ListNotFound(reason, url=page.url, kind="needs-browser", mend=mend)


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
