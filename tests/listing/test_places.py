"""Where a list's rows stand on the page, with a profile and without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler.listing.detect import read_listing
from crawler.listing.places import places
from crawler.page import read_page

ROWS = "".join(
    f'<tr><td class=n>{n}</td><td><a href="{n}.htm"><img src=new.gif></a><a href="{n}.htm">Ferry times of pier {n} changed</a></td>'
    f"<td>2024-05-{20 - n}</td></tr>"
    for n in range(1, 7)
)
PAGE = f'<html><body><p><a href="/">Start</a></p><table class=news>{ROWS}</table></body></html>'.encode()


@pytest.mark.parametrize("learned", [True, False])
def test_each_entry_has_its_row_its_link_and_its_day(learned: bool) -> None:
    page = read_page(PAGE, "http://ferries.example/")
    listing = read_listing(page, today=date(2024, 6, 1), learn=True)
    found = places(page, listing if learned else replace(listing, profile=None))
    assert len(found) == len(listing.entries) == 6
    for n, place in enumerate(found, 1):
        assert place.row.tag == "tr"
        assert place.link.text == f"Ferry times of pier {n} changed"
        assert place.day is not None
        assert place.day.text == f"2024-05-{20 - n}"


def test_an_entry_that_the_page_does_not_link_to_has_no_place() -> None:
    page = read_page(PAGE, "http://ferries.example/")
    listing = read_listing(page, today=date(2024, 6, 1))
    elsewhere = replace(listing.entries[0], url="http://ferries.example/none.htm")
    assert places(page, replace(listing, entries=(elsewhere,))) == ()
