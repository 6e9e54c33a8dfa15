"""A found list as selectors, and read by them."""

import pytest

from crawler.errors import ConfigError
from crawler.listing.detect import read_listing
from crawler.model import ListProfile
from tests.listing.pages import MENU, SUBJECTS, TODAY, page, read, rows, titles

ROW = "<li><a href='{url}'>{title}</a><span class='date'>{day}</span></li>"
BODY = MENU + "<ul class='news-list'>" + rows(ROW) + "</ul>"


def test_a_profile_is_what_a_person_would_write() -> None:
    profile = read(BODY).profile
    assert profile == ListProfile("html", "ul.news-list > li", "a", "", "span.date")


def test_a_profile_survives_a_new_menu_and_new_rows() -> None:
    profile = read(BODY).profile
    changed = page(
        "<div class='banner'><a href='/x'>Campaign</a></div>"
        + BODY.replace("<li><a href='/news", "<li class='n'><a href='/news")
    )
    listing = read_listing(changed, today=TODAY, profile=profile)
    assert titles(listing) == SUBJECTS
    assert listing.profile == profile
    assert "stored profile" in listing.why[0]


def test_when_it_finds_nothing_the_list_is_looked_for_again() -> None:
    stale = ListProfile("html", "div.old > p", "a")
    listing = read_listing(page(BODY), today=TODAY, profile=stale, learn=True)
    assert titles(listing) == SUBJECTS
    assert listing.why[0].startswith("the stored profile (div.old > p) finds nothing")
    assert listing.profile != stale


def test_a_profile_is_derived_only_when_asked_for() -> None:
    assert read_listing(page(BODY), today=TODAY).profile is None


def test_selectors_may_be_xpath() -> None:
    pinned = ListProfile("html", "//ul[@class='news-list']/li", "./a", "./a", ".//span")
    assert titles(read_listing(page(BODY), today=TODAY, profile=pinned)) == SUBJECTS


@pytest.mark.parametrize("selector", ["ul..li", "//ul[", "li:nth-child("])
def test_a_selector_that_cannot_be_read_is_named(selector: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_listing(page(BODY), today=TODAY, profile=ListProfile("html", selector))
