"""What an operator says of one row holds for all: rules taught by example."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.errors import ConfigError
from crawler.learning.examples import Corrections, taught
from crawler.listing.detect import read_listing
from crawler.listing.places import elements_of
from crawler.model import Listing
from crawler.page import Page, read_page

TODAY = date(2024, 6, 1)


def harbour() -> Page:
    """A list whose first row is an advertisement, whose rows tell two days, with a row beside it that looks otherwise."""
    rows = "".join(
        f'<li><a href="/n/{n}.html">Harbour notice number {n} of this year</a> <i>closes</i> '
        f"<span>2024-07-{n:02}</span> <b>2024-05-{20 - n:02}</b></li>"
        for n in range(1, 9)
    )
    late = '<div class=late><p><a href="/n/9.html">A notice that came in later than all others</a> <b>2024-05-21</b></p></div>'
    advertisement = '<li class=ad><a href="/boats.html">Take the boat around the harbour</a> <b>2024-05-30</b></li>'
    menu = '<ul class=menu><li><a href="/">Home</a></li><li><a href="/about.html">About us</a></li></ul>'
    return read_page(
        f"<html><body>{menu}<ul class=news>{advertisement}{rows}</ul>{late}</body></html>".encode(),
        "http://harbour.example/",
    )


def link(page: Page, href: str) -> int:
    return next(n for n, el in enumerate(elements_of(page)) if el.get("href") == href)


def beside(page: Page, href: str, tag: str) -> int:
    elements = elements_of(page)
    return next(n for n, el in enumerate(elements) if el.tag == tag and n > link(page, href))


def found(page: Page) -> Listing:
    return read_listing(page, today=TODAY, learn=True)


def taught_of(said: Corrections, page: Page) -> Listing:
    return taught(page, found(page), said, today=TODAY)


def test_a_row_that_is_none_is_told_from_the_others() -> None:
    page = harbour()
    assert "http://harbour.example/boats.html" in {e.url for e in found(page).entries}
    listing = taught_of(Corrections(strangers=(link(page, "/boats.html"),)), page)
    assert [e.url[-6:] for e in listing.entries] == [f"{n}.html" for n in range(1, 9)]
    assert listing.profile is not None
    assert listing.profile.row == "ul.news > li:not(.ad)"
    # What was taught finds the same on the page as it comes next time.
    again = read_listing(harbour(), today=TODAY, profile=listing.profile)
    assert [e.url for e in again.entries] == [e.url for e in listing.entries]


def test_a_row_that_nothing_tells_from_the_others_is_not_taken_out_by_its_place() -> None:
    page = harbour()
    with pytest.raises(ConfigError, match="no rule tells those rows from the others"):
        taught_of(Corrections(strangers=(link(page, "/n/3.html"),)), page)


def test_what_stands_on_top_may_be_told_by_that() -> None:
    page = harbour()
    first = (link(page, "/boats.html"), link(page, "/n/1.html"))
    listing = taught_of(Corrections(strangers=first), page)
    assert listing.profile is not None
    assert listing.profile.row == "ul.news > li:nth-child(n+3)"


def test_a_row_that_was_missed_is_read_with_the_others() -> None:
    page = harbour()
    assert "http://harbour.example/n/9.html" not in {e.url for e in found(page).entries}
    listing = taught_of(Corrections(rows=(link(page, "/n/9.html"),)), page)
    assert {e.url for e in listing.entries} == {e.url for e in found(page).entries} | {
        "http://harbour.example/n/9.html"
    }


def test_the_day_is_the_one_that_was_pointed_at_in_every_row() -> None:
    page = harbour()
    listing = taught_of(Corrections(day=beside(page, "/n/3.html", "span")), page)
    days = {e.url[-6:]: e.date.value if e.date else "" for e in listing.entries}
    assert days["3.html"] == "2024-07-03"
    assert days["8.html"] == "2024-07-08"
    listing = taught_of(Corrections(day=beside(page, "/n/3.html", "b")), page)
    assert {e.url[-6:]: e.date.value if e.date else "" for e in listing.entries}["8.html"] == "2024-05-12"


def test_the_title_is_the_one_that_was_pointed_at_in_every_row() -> None:
    page = harbour()
    listing = taught_of(Corrections(title=beside(page, "/n/3.html", "i")), page)
    assert {e.title for e in listing.entries if "/n/" in e.url} == {"closes"}


def test_without_a_list_the_rows_that_are_pointed_at_make_one() -> None:
    page = harbour()
    nothing = Listing("html", ())
    said = Corrections(rows=(link(page, "/n/2.html"), link(page, "/n/5.html")))
    listing = taught(page, nothing, said, today=TODAY)
    assert {f"http://harbour.example/n/{n}.html" for n in range(1, 9)} <= {e.url for e in listing.entries}


@pytest.mark.parametrize(
    ("tag", "said"), [("i", "no day can be read in 'closes'"), ("ul", "no row of the list")], ids=["no day", "no row"]
)
def test_what_cannot_be_is_refused(tag: str, said: str) -> None:
    page = harbour()
    number = (
        beside(page, "/n/3.html", "i")
        if tag == "i"
        else next(n for n, el in enumerate(elements_of(page)) if el.tag == "ul")
    )
    with pytest.raises(ConfigError, match=said):
        taught_of(Corrections(day=number), page)


def test_an_element_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigError, match="no such element"):
        taught_of(Corrections(rows=(99_999,)), harbour())
