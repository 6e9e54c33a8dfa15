"""Which links of a former list page are part of the page, and which belong to its rows."""

from __future__ import annotations

from crawler.learning.furniture import stood_beside
from crawler.model import Entry
from crawler.page import Page, read_page

HOME = "https://post.example/"
TITLES = ("Sorting hall opens in the harbour", "Consultation on rural delivery begins", "Letter volumes are published")
ROWS = [Entry(f"{HOME}news/{n}.html", title) for n, title in enumerate(TITLES)]


def page(inner: str) -> Page:
    return read_page(f"<html><body>{inner}</body></html>".encode(), HOME, content_type="text/html")


def beside(former: Page, *unknown: tuple[str, str]) -> list[str]:
    return [e.title for e in stood_beside(former, ROWS, [Entry(HOME + path, title) for path, title in unknown])]


def test_a_choice_of_years_and_a_search_stood_beside_the_list() -> None:
    rows = "".join(f'<p><a href="{e.url}">{e.title}</a></p>' for e in ROWS)
    former = page(
        f'<div class="filter"><a href="/news?year=2024">All</a></div><div>{rows}</div><a href="/find">New search</a>'
    )
    told = beside(former, ("news?year=2024", "Every year"), ("content/7", "New search"), ("news/9.html", "New stamps"))
    assert told == ["Every year", "New search"], "by its address, by its title"


def test_the_further_links_of_a_row_are_its_own() -> None:
    rows = "".join(
        f'<tr><td><a href="/files/{n}.pdf">No. {n}</a></td><td><a href="{e.url}">{e.title}</a></td></tr>'
        f'<tr><td colspan="2"><a href="/notes/{n}">Notes {n}</a></td></tr>'
        for n, e in enumerate(ROWS)
    )
    former = page(f'<table>{rows}</table><ul><li><a href="/about">About</a></li></ul>')
    assert beside(former, ("files/0.pdf", "No. 0"), ("notes/1", "Notes 1"), ("about", "About us")) == ["About us"]


def test_links_of_a_page_without_elements_around_its_rows() -> None:
    rows = "<br>".join(f'<a href="{e.url}">{e.title}</a>' for e in ROWS)
    former = page(f'<pre><a href="/find">New search</a>\n{rows}</pre>')
    assert beside(former, ("find", "New search"), ("news/2.html", "Letter volumes")) == ["New search"]


def test_a_page_that_shows_none_of_the_rows_has_all_its_links_beside_them() -> None:
    assert beside(page('<a href="/about">About</a>'), ("about", "About")) == ["About"]
    assert beside(read_page(b"[]", HOME, content_type="application/json"), ("about", "About")) == []
