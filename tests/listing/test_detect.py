"""The list of a page, or a named refusal."""

import pytest

from crawler.errors import GazetteError, ListNotFound
from crawler.listing.detect import candidates, read_listing
from crawler.page import read_page
from tests.listing.pages import MENU, SUBJECTS, TODAY, URL, page, read, rows, titles

ROW = "<li><a href='{url}'>{title}</a><span>{day}</span></li>"
SIDE = (
    "<aside class='hot'><h3>Most read</h3><ol>"
    + rows("<li><a href='/hot/{i}'>{title}</a></li>", SUBJECTS[:5])
    + "</ol></aside>"
)


def test_rows_with_days_are_found_among_menus_and_hot_lists() -> None:
    listing = read(
        f"{MENU}{SIDE}<div><ul>{rows(ROW)}</ul></div><footer><ul><li><a href='/imprint'>Imprint</a></li><li><a href='/privacy'>Privacy</a></li></ul></footer>"
    )
    assert titles(listing) == SUBJECTS
    assert listing.entries[0].url == "https://example.org/news/0.html"
    assert listing.mechanism == "html"
    assert listing.confidence > 0.8
    assert "the days fall from the first row to the last" in listing.why


def test_rows_may_lead_to_files() -> None:
    body = rows("<tr><td>{day}</td><td><a href='/files/{i}.pdf'>{title}</a></td></tr>")
    assert read(f"<table>{body}</table>").entries[0].url == "https://example.org/files/0.pdf"


def test_bare_anchors() -> None:
    assert titles(read("<div>" + rows("<a href='{url}'>{title}</a> {day}<br>") + "</div>")) == SUBJECTS


def test_older_rows_are_named() -> None:
    listing = read(f"<ul>{rows(ROW)}</ul><p><a href='?page=2'>Next page</a></p>")
    assert listing.next is not None
    assert listing.next.url == "https://example.org/news/?page=2"


def test_candidates_are_different_lists_best_first() -> None:
    second = (
        "<div class='tenders'><table>"
        + rows("<tr><td><a href='/t/{i}'>Tender {i}: {title}</a></td></tr>")
        + "</table></div>"
    )
    first, other, *_ = candidates(page(f"<ul>{rows(ROW)}</ul>{second}"), today=TODAY)
    assert titles(first) == SUBJECTS
    assert other.entries[0].title.startswith("Tender 0")


def test_two_equal_lists_give_one_of_them_or_both() -> None:
    body = f"<div class='a'><ul>{rows(ROW, SUBJECTS[:4])}</ul></div><div class='b'><ul>{rows(ROW, SUBJECTS[4:], 4)}</ul></div>"
    assert set(titles(read(body))) in ({*SUBJECTS}, {*SUBJECTS[:4]}, {*SUBJECTS[4:]})


def test_rows_that_open_by_script_have_no_address_and_say_so() -> None:
    listing = read(rows("<li><a href='javascript:;' data-no='{i}'>{title}</a><span>{day}</span></li>"))
    assert listing.mechanism == "script-rows"
    assert titles(listing) == SUBJECTS
    assert {entry.url for entry in listing.entries} == {""}
    assert listing.confidence < 0.5


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<p>Nothing here.</p>", "no-links"),
        ("<title>Sign in</title><form><input name='u'><input type='password'></form><a href='/a'>Register</a><a href='/b'>Help</a>", "login-page"),
        ("<title>404 Not Found</title><h1>Page not found</h1><a href='/'>Home</a>", "error-page"),
        ("<ul><li><a href='/a'>Home</a></li><li><a href='/b'>News</a></li></ul><p>暂无数据</p>", "empty-list"),
        ("<ul>" + rows("<li><a href='/same'>{title}</a></li>") + "</ul>", "no-list"),
        ("<table>" + "".join(f"<tr>{''.join(f'<td><a href=?d={w * 7 + d}>{w * 7 + d}</a></td>' for d in range(1, 8))}</tr>" for w in range(5)) + "</table>", "no-list"),
        (MENU, "no-list"),
    ],
)  # fmt: skip
def test_a_page_without_a_list_is_refused_by_name(body: str, word: str) -> None:
    with pytest.raises(ListNotFound) as caught:
        read(body)
    assert caught.value.word == word
    assert caught.value.mend


def test_json_that_is_cut_short_is_named() -> None:
    broken = read_page(b'{"data": [{"title": "Council opens the br', URL, content_type="application/json")
    with pytest.raises(ListNotFound) as caught:
        read_listing(broken, today=TODAY)
    assert caught.value.word == "bad-json"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 5000 + "<a href='/x'>y</a>",
        "<div>" * 500 + f"<ul>{rows(ROW)}</ul>",
        "<p>" + "".join(f"<a href='/n/{i}'>x</a>" for i in range(30_000)),
        "<p>" + "2026-05-01 " * 300_000 + "<a href='/a'>x</a>",
        "<ul>" + "".join(f"<li><a href='/n/{i}'>{'1-' * 200}</a>{'2026-' * 300}</li>" for i in range(300)),
        "<ul><li><a href='/q'>aaaa bbbb cccc</a>" * 300,
        "<a href='http://['>bad</a><a href='//'>worse</a><a href='http://[::1'>worst</a>",
    ],
    ids=["deep", "rather deep", "anchors only", "dates only", "digits", "nested lists", "broken links"],
)
def test_hostile_pages_give_an_answer_or_a_named_refusal(body: str) -> None:
    assert answer(body)


def answer(body: str) -> object:
    """The entries, or the mend of a refusal."""
    try:
        return read(body).entries
    except GazetteError as error:
        return error.mend


def test_ten_thousand_rows() -> None:
    body = "".join(
        f"<li><a href='/n/{i}'>Council decides on case number {i} of the year</a><span>2026-05-{i % 28 + 1:02}</span></li>"
        for i in range(10_000)
    )
    assert len(read(f"<ul>{body}</ul>").entries) == 10_000
