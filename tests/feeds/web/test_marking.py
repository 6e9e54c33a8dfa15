"""A fetched page with its rows marked: nothing of its own passes for ours, nothing in it runs or leads away."""

from __future__ import annotations

from datetime import date

from crawler.listing.detect import read_listing
from crawler.listing.places import places
from crawler.page import read_page
from feeds.web.marking import marked


def page_of(more: str = "") -> tuple[str, int]:
    """The marked markup of a list of articles with other things on its page, and how many rows it has."""
    rows = "".join(
        f'<article class="gz-row x" id="row-9" onclick="steal()"><h3><a href="/n/{n}.html" target="x">Ferry notice {n} of the harbour</a></h3>'
        f'<time datetime="2024-05-{20 - n}">{20 - n} May 2024</time></article>'
        for n in range(1, 7)
    )
    html = f'<html><body class="gz-title"><div>{rows}</div>{more}</body></html>'
    page = read_page(html.encode(), "http://ferries.example/")
    held = places(page, read_listing(page, today=date(2024, 6, 1), learn=True))
    return marked(page, held, lambda n: f"/add/x?at={n}&list=1"), len(held)


def test_rows_titles_and_days_are_marked_whatever_their_elements_are() -> None:
    markup, rows = page_of()
    assert rows == 6
    assert markup.count('class="gz-row"') == 6
    assert markup.count("gz-title") == 6
    assert markup.count('class="gz-day"') == 6
    assert [f'id="row-{n}"' in markup for n in (1, 6, 7, 9)] == [True, True, False, False]


def test_every_link_leads_to_us_and_to_nowhere_else() -> None:
    more = '<a href="http://evil.example/">out</a><a href="javascript:x()">run</a><map><area href="/y"></map><a href="/add/x?at=1">ours?</a>'
    markup, _ = page_of(more)
    assert "evil.example" not in markup
    assert "javascript" not in markup
    assert markup.count('href="') == markup.count('href="/add/x?at=')
    assert markup.count("&amp;list=1") == markup.count('href="')


def test_what_could_run_or_load_is_gone() -> None:
    more = (
        "<script>x()</script><style>*{}</style><iframe src=http://evil.example/></iframe><form action=/x><input name=csrf></form>"
        '<img src="http://evil.example/i.png" onerror=x()><svg><a href="http://evil.example/"><title><style><img onerror=x()></style></title></a></svg>'
    )
    markup, _ = page_of(more)
    assert not [
        word
        for word in ("script", "style", "iframe", "form", "input", "onerror", "onclick", "steal", "evil")
        if word in markup
    ]
