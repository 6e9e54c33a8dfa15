"""Strings as pages print them, to times.

The table in dates.tsv holds one string a line: text, hints, value, precision, calendar.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.normalise.dates import DateHints, find_dates, parse_date, with_order

TODAY = date(2026, 3, 10)
LINES = [
    line.split("\t")
    for line in Path(__file__).with_name("dates.tsv").read_text("utf-8").splitlines()
    if "\t" in line and not line.startswith("#")
]


def hints(told: str) -> DateHints:
    country, _, language = told.partition(" ")
    return DateHints(TODAY, country.strip("-"), language)


@pytest.mark.parametrize(("text", "told", "value", "precision", "calendar"), LINES, ids=lambda part: part or "none")
def test_table(text: str, told: str, value: str, precision: str, calendar: str) -> None:
    found = parse_date(text, hints(told))
    got = (found.value, found.precision, found.calendar) if found else ("-", "", "")
    assert got == (value, precision, calendar)


def test_the_table_is_whole() -> None:
    assert len(LINES) > 300


def spans(text: str, country: str = "") -> list[str]:
    return [text[f.start : f.end] for f in find_dates(text, DateHints(TODAY, country))]


def test_running_text_gives_its_dates_in_order() -> None:
    text = "Adopted on 3 May 2024, in force since 2024-06-01; see also page 12."
    assert spans(text) == ["3 May 2024", "2024-06-01"]


def test_a_date_glued_to_a_title_is_found_and_the_year_in_it_is_not() -> None:
    assert spans("公告115年度補助作業須知115-04-10", "TW") == ["115-04-10"]


def test_labels_that_run_together_leave_the_dates_whole() -> None:
    line = "发布时间：2024-01-01 10:00 信息来源：X 阅读次数：9 更新时间：2024年1月3日"
    assert spans(line, "CN") == ["2024-01-01 10:00", "2024年1月3日"]


@pytest.mark.parametrize(
    "text",
    [
        "Call 03-1234-5678 or 192.168.1.12",
        "Version 1.2.3 of May",
        "ISO 9001:2015, 12 of 24 items, 3.5 %",
        "第12号文件的附件3",
        "公告115年度補助作業",
        "",
    ],
)
def test_numbers_are_no_dates(text: str) -> None:
    assert spans(text, "CN") == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["5/1/2024", "5/13/2024"], True),
        (["5.1.2024", "13.5.2024"], False),
        (["12/10/2025", "12/9/2025", "12/8/2025", "12/3/2025", "11/12/2025"], True),
        (["10/12/2025", "09/12/2025", "08/12/2025", "03/12/2025", "12/11/2025"], False),
        (["7/9/2025", "7/8/2025"], None),
        (["2024-05-01", "no date"], None),
    ],
)
def test_the_dates_of_a_list_tell_the_order_of_day_and_month(texts: list[str], expected: bool | None) -> None:
    assert with_order(texts, DateHints(TODAY)).month_first is expected


def test_a_learned_order_beats_the_country() -> None:
    found = parse_date("05-06-24", DateHints(TODAY, "GB", month_first=True))
    assert found is not None
    assert found.value == "2024-05-06"
