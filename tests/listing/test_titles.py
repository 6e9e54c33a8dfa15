"""Titles of rows."""

from datetime import date

import pytest

from crawler.listing.days import DayFinder
from crawler.listing.titles import clean_title, is_pinned, reads_like_title
from tests.listing.pages import SUBJECTS, read, rows, titles

FINDER = DayFinder(date(2026, 6, 30))


@pytest.mark.parametrize(
    ("text", "attribute", "title"),
    [
        ("Council opens the new br...", "Council opens the new bridge", "Council opens the new bridge"),
        ("Council opens the bridge", "Open in a new window", "Council opens the bridge"),
        ("关于召开行业年会的通…", "关于召开行业年会的通知", "关于召开行业年会的通知"),
        ("关于召开行业年会的...", "关于召开行业年会的通知", "关于召开行业年会的通知"),
        ("[置顶]关于召开年会的通知", "", "关于召开年会的通知"),
        ("3. Council opens the bridge", "", "Council opens the bridge"),
        ("· 关于召开年会的通知", "", "关于召开年会的通知"),
        ("关于召开年会的通知 NEW", "", "关于召开年会的通知"),
        ("New York opens the bridge", "", "New York opens the bridge"),
        ("关于召开年会的通知2026-05-04", "", "关于召开年会的通知"),
        ("Council opens the bridge (2026-05-04)", "", "Council opens the bridge"),
        ("項目申請通知(2026年5月)", "", "項目申請通知(2026年5月)"),
        ("Report of 4 May 2026", "", "Report of 4 May 2026"),
    ],
)
def test_what_a_list_adds_to_a_title_comes_off(text: str, attribute: str, title: str) -> None:
    assert clean_title(text, attribute, FINDER) == title


@pytest.mark.parametrize(
    "text",
    [
        "Read more",
        "PDF",
        "查看更多",
        "Download (English) (212 KB)",
        "PDF 1.2 MB",
        "2 CA-CR 2013-0296",
        "25-291",
        "続きを読む",
        "3",
    ],
)
def test_labels_and_numbers_are_no_titles(text: str) -> None:
    assert not reads_like_title(text)


def test_pinned_rows_are_marked() -> None:
    assert is_pinned("【置顶】关于召开年会的通知")
    assert not is_pinned("关于召开年会的通知")


@pytest.mark.parametrize(
    "form",
    [
        "<li><h3>{title}</h3><p>{day}</p><a href='{url}'>Read more</a></li>",
        "<li><b>{title}</b> <a href='{url}'><img src='pdf.gif'></a> {day}</li>",
        "<li><a href='{url}'>24-{i}</a> <span>{title}</span> {day}</li>",
        "<li><a href='{url}'><div class='date'>{day}</div><div class='text'>{title}</div></a></li>",
        "<li><p>{title}</p> {day} <a href='{url}.pdf'>Download (English) (21{i} KB)</a></li>",
        "<li><a href='{url}'>{day}: {title}</a></li>",
        "<li><h3><button>{title}</button></h3><p>{day}</p><p>Short text.</p><a href='{url}'>Full text</a></li>",
        "<li><a href='{url}'>[{day}] {title}</a></li>",
    ],
)
def test_a_title_beside_its_link(form: str) -> None:
    assert titles(read("<ul>" + rows(form) + "</ul>")) == SUBJECTS


def test_a_record_whose_title_stands_above_its_link() -> None:
    form = "<tr><td colspan='2'><b>{title}</b></td></tr><tr><td><a href='{url}'>2026/{i}</a></td><td>{day}</td></tr>"
    assert titles(read("<table>" + rows(form) + "</table>")) == SUBJECTS


def test_a_record_of_two_table_rows() -> None:
    form = "<tr><td><a href='{url}'>2026/{i}</a></td><td>{day}</td></tr><tr><td colspan='2'><b>{title}</b></td></tr>"
    assert titles(read("<table>" + rows(form) + "</table>")) == SUBJECTS


def test_a_short_title_beside_the_number_of_a_day() -> None:
    form = "<li><a href='{url}'><b>{i}</b><i>June</i><em>2026</em><p>{title}</p></a></li>"
    short = ("Tender notice", "Budget act", "Vacancies", "Road closed", "Annual fair")
    assert titles(read("<ul>" + rows(form, short, 11) + "</ul>")) == short


def test_a_day_that_tells_titles_apart_stays() -> None:
    names = tuple(f"{day} June 2026: Minutes of the meeting" for day in (4, 11, 18, 25))
    assert titles(read("<ul>" + rows("<li><a href='{url}'>{title}</a></li>", names) + "</ul>")) == names


def test_the_kind_of_each_text_stands_above_its_headline_in_the_link() -> None:
    form = "<a href='{url}'><div class='kind'>Press release</div><div class='head'>{title}</div><div>{day}</div></a>"
    assert titles(read("<div>" + rows(form) + "</div>")) == SUBJECTS


def test_the_link_to_a_category_before_each_headline_is_none() -> None:
    form = "<p><span>[<a href='/news/kinds/'>Press releases</a>]</span> <a href='{url}'>{title}</a> <em>{day}</em></p>"
    pager = "<div>Page 1/8 <a href='/news/?page=2'>next</a> <a href='/news/?page=8'>last</a></div>"
    listing = read("<div>" + rows(form) + "</div>" + pager)
    assert titles(listing) == SUBJECTS
    assert listing.next is not None
    assert listing.next.url.endswith("?page=2")
