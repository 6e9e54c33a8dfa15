"""Pages of many systems, calendars and scripts, each as a whole."""

import pytest

from crawler.listing.detect import read_listing
from tests.listing.pages import SUBJECTS, TODAY, page, read, rows
from tests.listing.worldpages import SHAPES, Shape

HOST = "https://office.example"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_page_gives_its_rows_with_titles_and_days(shape: Shape) -> None:
    listing = read_listing(page(shape.body, HOST + shape.path), today=TODAY, country=shape.country)
    found = [(e.url.removeprefix(HOST), e.title, e.date.day if e.date else "") for e in listing.entries]
    assert found == [
        (address if address[0] == "/" else f"/{address}", title, day) for address, title, day in shape.rows
    ]
    if shape.next:
        assert listing.next is not None
        assert listing.next.url == HOST + shape.next


def test_links_that_open_by_script_and_write_out_their_address_are_followed() -> None:
    form = "<tr><td><a href='javascript:void(0)' onclick=\"window.open('{url}')\">{title}</a></td><td>{day}</td></tr>"
    listing = read("<table>" + rows(form) + "</table>", url=HOST + "/list")
    assert listing.mechanism == "html"
    assert listing.profile is None  # a stored rule finds links by their address
    assert [(e.url, e.title) for e in listing.entries[:2]] == [
        (f"{HOST}/news/0.html", SUBJECTS[0]),
        (f"{HOST}/news/1.html", SUBJECTS[1]),
    ]


def test_a_row_that_is_a_link_by_its_data_can_be_remembered() -> None:
    body = "<table>" + rows("<tr data-href='{url}'><td>{title}</td><td>{day}</td></tr>") + "</table>"
    first = read(body, url=HOST + "/list")
    assert first.entries[0].title == SUBJECTS[0]
    assert first.profile is not None
    again = read_listing(page(body, HOST + "/list"), today=TODAY, profile=first.profile)
    assert again.entries == first.entries
