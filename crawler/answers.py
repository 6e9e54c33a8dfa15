"""A server's answer to a page, or to the error that says why it is none.

This module does not know whether the page was wanted as a list or as an article.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

from crawler import faults
from crawler.errors import Blocked, FetchError, PageError, WrongKind
from crawler.items import Fetched, FetchedPage
from crawler.listing.challenge import challenge
from crawler.listing.shells import lies
from crawler.model import UNTOLD, Validators
from crawler.page import Page, read_page

MAX_WAIT = timedelta(days=7)
_SNIFFED = 50_000
_LIES = {
    "error-page": "an error page came as if all were well (status 200)",
    "login-page": "a login page came in its place",
}


def is_unchanged(response: Response) -> bool:
    """Whether an answer says that nothing changed since the validators that its request named (RFC 9110, 15.4.5).

    The same answer to a request that named none is no page and no news: to believe it would be to go quiet for ever.
    """
    asked = response.request.headers if response.request is not None else {}
    return response.status == 304 and any(name in asked for name in ("If-None-Match", "If-Modified-Since"))


def refuse_status(response: Response) -> None:
    """Raise Blocked for a challenge, FetchError for an error status; pass for what may be a page."""
    kind = challenge(response.body[:_SNIFFED].decode("utf-8", "replace"), response.status, headers_of(response))
    if kind:
        raise Blocked(
            f"a challenge stands before the page ({kind})", url=response.url,
            mend="gazette does not solve challenges; look for a feed or another list of the same body",
        )  # fmt: skip
    if response.status >= 300:
        issue = faults.of_status(response.status, response.url)
        raise FetchError(issue.message, url=response.url, kind=issue.kind, mend=issue.mend)


def page_of(response: Response, max_bytes: int) -> Page:
    """The parsed page of an answer; raises PageError, also for an error page that came with status 200."""
    if is_file(response):
        raise WrongKind(
            f"this is a file ({media_type(response) or 'unknown type'}), not a page", url=response.url,
            mend="give the address of the page that links to it",
        )  # fmt: skip
    page = read_page(response.body, response.url, content_type=header(response, "Content-Type"), max_bytes=max_bytes)
    lie = lies(page)
    if lie:
        raise PageError(
            _LIES[lie], url=response.url, kind=lie, mend="open the address in a browser; the page may have moved"
        )
    return page


def is_error_page(response: Response, max_bytes: int) -> bool:
    """Whether an answer with status 200 says that there is nothing."""
    if response.status != 200 or is_file(response):
        return False
    try:
        page_of(response, max_bytes)
    except PageError as error:
        return error.word == "error-page"
    return False


def fetched(response: Response, before: Fetched) -> Fetched:
    """What an article was read from, with this answer as its next page (a file's bytes are not fetched)."""
    told = Validators(header(response, "ETag"), header(response, "Last-Modified"))
    if is_file(response):
        return replace(before, validators=replace(told, length=length_of(response)))
    page = FetchedPage(response.url, response.body, header(response, "Content-Type"))
    # One page's validators say nothing of the other pages of an article.
    return replace(before, pages=(*before.pages, page), validators=UNTOLD if before.pages else told)


def wait_until(response: Response, now: datetime) -> datetime | None:
    """The time that a Retry-After header asks to wait for (RFC 9110, 10.2.3), at most a week away."""
    told = header(response, "Retry-After").strip()
    if told.isdigit():
        return now + min(timedelta(seconds=min(int(told), 10**7)), MAX_WAIT)
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return None
    return min(moment, now + MAX_WAIT) if moment.tzinfo and moment > now else None


def headers_of(response: Response) -> dict[str, str]:
    """All headers as text."""
    return {str(k, "latin-1"): "; ".join(str(v, "latin-1") for v in values) for k, values in response.headers.items()}


def header(response: Response, name: str) -> str:
    """One header as text, "" when it is not there."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def media_type(response: Response) -> str:
    """The media type without its parameters, lower case."""
    return header(response, "Content-Type").partition(";")[0].strip().lower()


def length_of(response: Response) -> int | None:
    """What Content-Length tells, bytes."""
    told = header(response, "Content-Length").strip()
    return int(told) if told.isdigit() and len(told) < 16 else None


def is_file(response: Response) -> bool:
    """Whether the answer is a file: only its headers were asked for, or its download was stopped at them."""
    return (response.request is not None and response.request.method == "HEAD") or "download_stopped" in response.flags
