"""The list of a page."""

from datetime import date

import pytest

from crawler.errors import ListNotFound
from crawler.listing.detect import read_listing
from crawler.page import read_page

TODAY = date(2026, 6, 30)


def test_rows_with_days_are_found_beside_a_menu() -> None:
    menu = "".join(
        f"<li><a href='/{word}/'>{word.title()}</a></li>" for word in ("home", "about", "services", "contact")
    )
    rows = "".join(
        f"<li><a href='/news/{n}.html'>Council decides on the {n}th bridge over the river</a><span>2026-05-{n:02}</span></li>"
        for n in range(28, 8, -1)
    )
    page = read_page(f"<nav><ul>{menu}</ul></nav><div><ul>{rows}</ul></div>".encode(), "https://example.org/news/")
    listing = read_listing(page, today=TODAY)
    assert len(listing.entries) == 20
    first = listing.entries[0]
    assert first.url == "https://example.org/news/28.html"
    assert first.title == "Council decides on the 28th bridge over the river"
    assert first.date is not None
    assert first.date.value == "2026-05-28"


def test_a_page_without_links_is_refused_by_name() -> None:
    page = read_page(b"<p>Nothing here.</p>", "https://example.org/")
    with pytest.raises(ListNotFound):
        read_listing(page, today=TODAY)
