"""Redesigns and impostors of one small list, and what is proposed for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from crawler.learning.matching import proves_nothing
from crawler.learning.repair import Decision, Proposal, propose
from crawler.listing.detect import read_listing
from crawler.model import KnownEntry
from crawler.page import Page, read_page

TODAY = date(2024, 6, 20)
URL = "https://post.example/news/"
Row = tuple[str, str, str]
ROWS: list[Row] = [
    ("Sorting hall for parcels opens in the harbour", "2024-06-11", "12.html"),
    ("Consultation on rural delivery standards begins", "2024-06-03", "11.html"),
    ("Letter volumes of the first quarter are published", "2024-05-27", "10.html"),
    ("Ombudsman for postal complaints takes office", "2024-05-14", "9.html"),
    ("Warning of false delivery messages", "2024-05-02", "8.html"),
    ("Tariffs for registered letters are revised", "2024-04-18", "7.html"),
]
OTHERS: list[Row] = [
    (f"{what} of the customs office", day, f"c{n}.html")
    for n, (what, day) in enumerate(
        [("Opening hours", "2024-06-10"), ("Annual report", "2024-06-01"), ("Recruitment plan", "2024-05-20"),
         ("Auction of seized goods", "2024-05-12"), ("Works at the north gate", "2024-04-30"), ("New forms", "2024-04-20")]
    )
]  # fmt: skip


def listed(rows: Sequence[Row]) -> Page:
    inner = "".join(f'<li><a href="{u}">{t}</a><span>{d}</span></li>' for t, d, u in rows)
    return page(f'<ul class="news">{inner}</ul>')


def cards(rows: Sequence[Row], prefix: str = "/stories/") -> Page:
    inner = "".join(
        f'<article class="card"><h3><a href="{prefix}{u}">{t}</a></h3><p class="meta"><time>{d}</time></p></article>'
        for t, d, u in rows
    )
    return page(f'<main class="cards">{inner}</main>')


def page(inner: str) -> Page:
    menu = "".join(
        f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("About", "Services", "Contact", "Press")
    )
    text = f'<html lang="en"><body><ul class="menu">{menu}</ul>{inner}</body></html>'
    return read_page(text.encode(), URL, content_type="text/html")


KNOWN = [KnownEntry(URL + u, (t,), d) for t, d, u in ROWS]


def asked(new: Page, known: Sequence[KnownEntry] = KNOWN) -> Proposal:
    before = listed(ROWS)
    old = read_listing(before, today=TODAY, learn=True).profile
    return propose(new, known, [before], old, today=TODAY)


def test_other_markup_and_other_addresses_are_mended_and_mapped() -> None:
    got = asked(cards(ROWS))
    assert got.decision is Decision.ACCEPT
    assert {(m.known.url, m.entry.url) for m in got.moves} == {
        (URL + u, f"https://post.example/stories/{u}") for _, _, u in ROWS
    }
    assert got.old == got.new, "on the page of before it finds the same"


def test_the_same_markup_under_other_addresses() -> None:
    assert len(asked(listed([(t, d, f"x{u}") for t, d, u in ROWS])).moves) == len(ROWS)


def test_news_since_then_are_the_only_new_rows() -> None:
    newer = ("Stamps for the jubilee are on sale", "2024-06-18", "13.html")
    got = asked(cards([newer, *ROWS]))
    assert got.decision is Decision.ACCEPT
    assert [e.title for e in got.weighed.fresh] == [newer[0]]


def test_cut_titles_are_known_again() -> None:
    got = asked(cards([(t[:20] + "…", d, u) for t, d, u in ROWS]))
    assert len(got.moves) == len(ROWS)


def test_a_title_that_is_only_an_address_proves_no_move() -> None:
    bare = ("https://post.example/files/plan.html", "2024-05-20", "98.html")
    known = [*KNOWN[:3], KnownEntry(URL + bare[2], (bare[0],), bare[1]), *KNOWN[3:]]
    got = asked(cards([*ROWS[:3], bare, *ROWS[3:]]), known)
    assert {m.known.url for m in got.moves} == {URL + u for _, _, u in ROWS}
    assert got.decision is Decision.PROPOSE
    assert asked(cards([*ROWS[:3], bare, *ROWS[3:]], prefix="/news/"), known).decision is Decision.ACCEPT


@pytest.mark.parametrize(
    ("title", "nothing"),
    [
        ("https://post.example/files/plan.html", True),
        ("3. www.post.example/plan", True),
        ("post.example/plan", True),
        ("plan_2024.PDF", True),
        ("www.post.example has a new look", False),
        ("www.post.example改版公告", False),
        ("年度報告.pdf", False),
        ("Tariffs 2024", False),
    ],
)
def test_titles_that_prove_nothing(title: str, nothing: bool) -> None:
    assert proves_nothing(title) is nothing


def test_a_title_that_returns_on_another_day_is_news() -> None:
    known = [KnownEntry(f"{URL}w{n}.html", ("Weekly report of prices",), f"2024-05-{n:02}") for n in (29, 22, 15, 8)]
    rows = [
        ("Weekly report of prices", f"2024-{d}", f"n{d}.html") for d in ("06-12", "06-05", "05-29", "05-22", "05-15")
    ]
    got = asked(cards(rows), known)
    assert {m.entry.date.day for m in got.moves if m.entry.date} == {"2024-05-29", "2024-05-22", "2024-05-15"}


@pytest.mark.parametrize(
    ("new", "decision"),
    [
        (cards(OTHERS), Decision.REJECT),
        (page("<h1>Sorry</h1><p>Come back later.</p>"), Decision.REJECT),
        (cards([*OTHERS[:2], ROWS[1], *OTHERS[2:4], ROWS[3]]), Decision.PROPOSE),
        (cards([ROWS[4], OTHERS[1], ROWS[0], OTHERS[4], ROWS[2], OTHERS[2]]), Decision.PROPOSE),
        (cards(list(reversed(ROWS))), Decision.PROPOSE),
        (cards([(t, "2023" + d[4:], u) for t, d, u in ROWS]), Decision.REJECT),
        (cards(ROWS[3:]), Decision.PROPOSE),
    ],
    ids=["other-rows", "no-rows", "two-of-six", "three-of-six", "reversed", "other-days", "the-newest-missing"],
)
def test_what_is_not_taken_without_help(new: Page, decision: Decision) -> None:
    got = asked(new)
    assert got.decision is decision, got.reasons
    assert got.reasons[-1]


def test_a_link_that_stood_beside_the_list_before_is_not_taken_as_news() -> None:
    """The menu's links were seen at every crawl: as rows they would be announced, old as they are."""
    press = ("Press", "2024-06-12", "../press")
    got = asked(cards([press, *ROWS]))
    assert got.decision is Decision.PROPOSE
    assert got.reasons[-1] == "1 rows were shown before, and were no rows of the list: Press"
    day = ("Press day at the sorting hall", "2024-06-12", "13.html")
    assert asked(cards([day, *ROWS])).decision is Decision.ACCEPT


def test_a_row_called_by_its_address_may_be_a_known_one_that_moved() -> None:
    untitled = ("show?id=969b3d", "2024-06-12", "show?id=969b3d")
    got = asked(cards([untitled, *ROWS]))
    assert got.decision is Decision.PROPOSE
    assert "no title of their own" in got.reasons[-1]
    assert asked(cards([untitled, *ROWS], prefix="/news/")).decision is Decision.ACCEPT
    by_title = ("Jubilee", "2024-06-12", "Jubilee")
    assert asked(cards([by_title, *ROWS])).decision is Decision.ACCEPT, "an address that is named by the title"


def test_unknown_rows_of_the_newest_day_among_known_ones_that_moved() -> None:
    def among(count: int, prefix: str) -> Decision:
        rows = [(title, ROWS[0][1], url) for title, _, url in OTHERS[:count]]
        return asked(cards([ROWS[0], *rows, *ROWS[1:]], prefix)).decision

    assert among(1, "/stories/") is Decision.ACCEPT
    assert among(2, "/stories/") is Decision.PROPOSE
    assert among(2, "/news/") is Decision.ACCEPT


def test_more_new_rows_than_known_ones_wait() -> None:
    newer = [
        (f"Notice {n} of the parcel hall, {title}", "2024-06-18", f"n{n}.html")
        for n, (title, _, _) in enumerate(OTHERS)
    ]
    assert asked(cards([*newer, *ROWS])).decision is Decision.ACCEPT
    got = asked(cards([*newer, *ROWS[:5]]))
    assert got.decision is Decision.PROPOSE
    assert "6 rows are new, more than the 5 known ones" in got.reasons[-1]
