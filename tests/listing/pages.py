"""Small pages for tests of the list finder."""

from __future__ import annotations

from datetime import date

from lxml.html import HtmlElement

from crawler.listing.detect import read_listing
from crawler.model import Listing
from crawler.page import Page, read_page

TODAY = date(2026, 6, 30)
URL = "https://example.org/news/"
SUBJECTS = (
    "Council opens the new bridge over the river",
    "Ministry publishes its report on drinking water",
    "Port authority invites tenders for the north quay",
    "Library hours change during the summer holidays",
    "Results of the public hearing on the railway line",
    "Agency warns of false letters about road tax",
    "Nine schools receive funds for new laboratories",
    "Mayor signs the agreement on regional transport",
)
MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href='/{w.lower()}/'>{w}</a></li>" for w in ("Home", "About us", "Services", "Contact"))
    + "</ul></nav>"
)


def page(body: str, url: str = URL) -> Page:
    """A page with this body."""
    return read_page(f"<html><body>{body}</body></html>".encode(), url)


def read(body: str, country: str = "", url: str = URL) -> Listing:
    """What the finder makes of a body."""
    return read_listing(page(body, url), today=TODAY, country=country, learn=True)


def rows(form: str, subjects: tuple[str, ...] = SUBJECTS, start: int = 0) -> str:
    """One row for each subject; `form` may name {url}, {title} and {day} (falling from 28 May 2026)."""
    return "".join(
        form.format(url=f"/news/{start + i}.html", title=title, day=f"2026-05-{28 - start - i:02}", i=start + i)
        for i, title in enumerate(subjects)
    )


def titles(listing: Listing) -> tuple[str, ...]:
    """The titles of a listing."""
    return tuple(entry.title for entry in listing.entries)


def days(listing: Listing) -> list[str]:
    """The days of a listing, "" where there is none."""
    return [entry.date.day if entry.date else "" for entry in listing.entries]


def root(body: str) -> HtmlElement:
    """The parsed tree of a body."""
    tree = page(body).root
    assert tree is not None
    return tree
