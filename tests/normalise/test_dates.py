"""Strings as pages print them, to times."""

from __future__ import annotations

from datetime import date

from crawler.model import Precision
from crawler.normalise.dates import DateHints, find_dates, parse_date

TODAY = date(2026, 3, 10)


def test_a_minute_carries_the_offset_of_the_country() -> None:
    found = parse_date("发布时间：2024年1月1日10:00", DateHints(TODAY, "CN"))
    assert found is not None
    assert (found.value, found.precision, found.zone) == ("2024-01-01T10:00:00+08:00", Precision.MINUTE, "country")


def test_running_text_gives_its_dates_in_order() -> None:
    text = "Adopted on 3 May 2024, in force since 2024-06-01; see also page 12."
    assert [text[f.start : f.end] for f in find_dates(text, DateHints(TODAY))] == ["3 May 2024", "2024-06-01"]


def test_a_year_in_a_title_is_no_date() -> None:
    assert parse_date("公告115年度補助作業至115年11月30日", DateHints(TODAY, "TW")) is None
