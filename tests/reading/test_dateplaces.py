"""Where on a page a time stands."""

from __future__ import annotations

import pytest

from crawler.page import read_page
from crawler.reading.dateplaces import heading_of, names_date, stands_aside


@pytest.mark.parametrize(
    "name", ["date", "post-date", "article-info", "publishTime", "entry-meta", "byline", "newsDate"]
)
def test_names_of_a_date(name: str) -> None:
    assert names_date(name)


@pytest.mark.parametrize("name", ["content", "datepicker", "header", "title", "timeline-box", ""])
def test_other_names(name: str) -> None:
    assert not names_date(name)


@pytest.mark.parametrize(
    ("markup", "aside"),
    [
        ("<div class=content><i>x</i></div>", False),
        ("<div class='sidebar-right'><p><i>x</i></p></div>", True),
        ("<footer><i>x</i></footer>", True),
        ("<div id=comments><i>x</i></div>", True),
        ("<article class=related-news><i>x</i></article>", False),
        ("<form id=aspnetForm><i>x</i></form>", False),
    ],
)
def test_beside_the_article(markup: str, aside: bool) -> None:
    page = read_page(f"<body>{markup}".encode(), "https://a.example/")
    assert page.root is not None
    element = page.root.find(".//i")
    assert element is not None
    assert stands_aside(element, {}) is aside


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h1>Site of the office</h1><h2>Rules on bridges</h2>", "Rules on bridges"),
        ("<h1 class=logo>Rules on bridges</h1><div>..</div><h1 id=b>Rules on bridges</h1>", "b"),
        ("<h1>Other words</h1>", "Other words"),
        ("<table><tr><td>Rules on bridges</td></tr></table>", "Rules on bridges"),
        ("<p>no heading</p>", ""),
    ],
)
def test_the_heading(markup: str, expected: str) -> None:
    page = read_page(f"<title>Rules on bridges - Office</title><body>{markup}".encode(), "https://a.example/")
    assert page.root is not None
    found = heading_of(page, page.root)
    assert ("" if found is None else found.get("id") or found.text) == expected
