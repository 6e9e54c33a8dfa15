"""Input that once broke a reader, found by benchmarks/fuzz.py and cut down to what mattered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.config import parse
from crawler.errors import ConfigError, PageError
from crawler.listing.detect import read_listing
from crawler.listing.native import read_feed
from crawler.page import read_page
from tests.listing.pages import SUBJECTS, read, titles

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize("tag", ["b<c", "v:shape", "li.x", "a#b"])
def test_elements_whose_names_mean_something_else_in_a_selector(tag: str) -> None:
    rows = "".join(
        f"<{tag} class=row><a href='/n/{i}.html'>{title}</a><span>2026-05-{28 - i}</span></{tag}>"
        for i, title in enumerate(SUBJECTS)
    )
    assert titles(read(f"<div class=list>{rows}</div>")) == SUBJECTS


def test_a_feed_with_half_a_character() -> None:
    feed = b"<rss version=2.0><channel><item><title>A &#xD800; B</title><link>https://example.org/1</link></item>"
    with pytest.raises(PageError, match="broken beyond reading"):
        read_feed(read_page(feed, "https://example.org/rss"), today=TODAY)
    with pytest.raises(PageError, match="broken beyond reading"):
        read_listing(read_page(feed, "https://example.org/rss"), today=TODAY)


def test_a_feed_with_an_element_named_links() -> None:
    item = "<item><title>The bridge is open</title><link>https://example.org/1</link><links>x</links></item>"
    found = read_feed(
        read_page(f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), "https://example.org/rss"),
        today=TODAY,
    )
    assert found is not None
    assert [e.title for e in found.entries] == ["The bridge is open"]


@pytest.mark.parametrize("broken", ["http://[::1/", "http://:80/", "http://a:b/", "http://a:99999/"])
def test_one_broken_address_costs_its_row_alone(broken: str) -> None:
    rows = "".join(
        f"<li><a href='/n/{i}.html'>{title}</a><span>2026-05-{28 - i}</span></li>" for i, title in enumerate(SUBJECTS)
    )
    found = titles(
        read(
            f"<ul class=l>{rows}<li><a href='{broken}'>The committee met again today</a><span>2026-05-01</span></li></ul>"
        )
    )
    assert found == SUBJECTS


def test_half_characters_in_an_xml_list() -> None:
    rows = "".join(f"<doc><biaoti>{title}</biaoti><url>/n{i}.html</url></doc>" for i, title in enumerate(SUBJECTS))
    told = f"<?xml version='1.0'?><all a='&#xDBFF;'>{rows.replace('the', '&#xD800;&#56320;the')}</all>"
    found = read_listing(read_page(told.encode(), "https://example.org/list.xml"), today=TODAY)
    assert len(found.entries) == len(SUBJECTS)


@pytest.mark.parametrize("text", ["a = " + "1" * 5000, "a = " + "[" * 5000], ids=["number", "depth"])
def test_a_configuration_that_its_reader_cannot_count(text: str) -> None:
    with pytest.raises(ConfigError, match=r"gazette\.toml"):
        parse(text, Path("gazette.toml"))


def test_an_address_with_a_letter_that_no_address_has() -> None:
    config = parse('[[source]]\nurl = "http://example.org:2\\u0000/M"', Path("gazette.toml"))
    assert [source.url for source in config.source] == ["http://example.org:2/M"]
