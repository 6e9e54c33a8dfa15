from __future__ import annotations

from crawler.listing.holder import holder_of, is_empty
from crawler.page import Page, read_page

MENU = '<ul class="menu"><li><a href="/a">Home</a></li><li><a href="/b">About</a></li></ul>'


def page(rows: str) -> Page:
    return read_page(
        f'<body>{MENU}<div id="main"><ul class="news on">{rows}</ul></div></body>'.encode(), "https://a.org/"
    )


def test_what_holds_the_rows_is_told_by_a_selector_that_names_it_alone() -> None:
    found = page('<li><a href="/1">One</a></li><li><a href="/2">Two</a></li>')
    assert holder_of(found, "ul.news > li") == "ul.news"
    assert holder_of(found, "li") == ""  # of the menu too: their holder is the body, which says nothing


def test_a_holder_without_links_is_empty_and_one_that_is_gone_is_not() -> None:
    assert is_empty(page("<li>Nothing to show</li>"), "ul.news")
    assert not is_empty(page('<li><a href="/1">One</a></li>'), "ul.news")
    assert not is_empty(page(""), "ul.gone")
    assert not is_empty(page(""), "")


def test_selectors_that_cannot_be_read_have_no_holder() -> None:
    assert holder_of(page(""), "//li") == ""
    assert holder_of(page(""), "li[") == ""
