"""Where the day of a row stands."""

import pytest

from crawler.listing.days import DayFinder
from tests.listing.pages import SUBJECTS, TODAY, days, read, rows, titles

FALLING = [f"2026-05-{28 - i:02}" for i in range(len(SUBJECTS))]


@pytest.mark.parametrize(
    "form",
    [
        "<li><a href='{url}'>{title}</a><span>{day}</span></li>",
        "<li><span>[{day}]</span> <a href='{url}'>{title}</a></li>",
        "<li><a href='{url}'>{title}</a> ({day})</li>",
        "<li><a href='{url}'><span>{title}</span><span class='badge'>{day}</span></a></li>",
        "<li><time datetime='{day}T10:00:00Z'>yesterday</time><a href='{url}'>{title}</a></li>",
        "<p>{day}</p><p><a href='{url}'>{title}</a></p>",
    ],
)
def test_a_day_is_read_wherever_the_row_has_it(form: str) -> None:
    assert days(read("<ul>" + rows(form) + "</ul>")) == FALLING


def test_a_day_in_the_next_table_row() -> None:
    body = "<table>" + rows("<tr><td><a href='{url}'>{title}</a></td></tr><tr><td><i>{day}</i></td></tr>") + "</table>"
    assert days(read(body)) == FALLING


def test_a_day_above_each_row_where_a_menu_stands_above_them_all() -> None:
    menu = "<table><tr><td><a href='/'>Start page</a> | <a href='/laws/'>Laws</a></td></tr></table>"
    form = "<table><tr><td>{day}</td></tr><tr><td><a href='{url}'>{title}</a></td></tr><tr><td>More.</td></tr></table>"
    listing = read(menu + rows(form))
    assert days(listing) == FALLING
    assert titles(listing) == SUBJECTS


def test_a_day_that_only_the_address_tells() -> None:
    body = "".join(f"<li><a href='/2026/05/{28 - i:02}/item/'>{title}</a></li>" for i, title in enumerate(SUBJECTS))
    assert days(read(f"<ul>{body}</ul>")) == FALLING


def test_addresses_that_tell_all_the_same_day_tell_none() -> None:
    body = "".join(f"<li><a href='/2026/05/28/{i}/'>{title}</a></li>" for i, title in enumerate(SUBJECTS))
    assert not any(days(read(f"<ul>{body}</ul>")))


def test_one_day_heads_many_rows() -> None:
    body = "<dl>"
    for day, part in (("2026年5月12日", SUBJECTS[:3]), ("2026年5月11日", SUBJECTS[3:])):
        body += f"<dt>{day}</dt>" + rows("<dd><a href='{url}'>{title}</a></dd>", part, SUBJECTS.index(part[0]))
    assert days(read(body + "</dl>")) == ["2026-05-12"] * 3 + ["2026-05-11"] * 5


def test_the_column_of_publication_and_not_that_of_the_deadline() -> None:
    head = "<tr><th>Subject</th><th>Deadline</th><th>Published</th></tr>"
    body = rows("<tr><td><a href='{url}'>{title}</a></td><td>2026-06-{i:02}</td><td>{day}</td></tr>", start=1)
    assert days(read(f"<table>{head}{body}</table>"))[0] == "2026-05-27"


def test_a_day_cut_into_month_day_and_year() -> None:
    form = "<li><div>May</div><div>{i}</div><div>2026</div><a href='{url}'>{title}</a></li>"
    assert days(read("<ul>" + rows(form, start=1) + "</ul>"))[:2] == ["2026-05-01", "2026-05-02"]


def test_a_list_without_days_is_a_list() -> None:
    listing = read("<ul>" + rows("<li><a href='{url}'>{title}</a></li>") + "</ul>")
    assert days(listing) == [""] * len(SUBJECTS)
    assert "no row has a day that can be read" in listing.why


def test_one_day_above_twelve_tells_the_order_of_all_rows() -> None:
    written = ("05/28/2026", "05/12/2026", "05/11/2026", "04/09/2026")
    body = "".join(f"<li><a href='/n/{i}'>{SUBJECTS[i]}</a><span>{day}</span></li>" for i, day in enumerate(written))
    assert days(read(f"<ul>{body}</ul>", country="DE")) == ["2026-05-28", "2026-05-12", "2026-05-11", "2026-04-09"]


@pytest.mark.parametrize("written", ["28 May 2026", "May 28, 2026", "28/05/2026", "28.5.2026", "May. 28, 2026"])
def test_common_ways_to_write_a_day(written: str) -> None:
    moment = DayFinder(TODAY).whole(written)
    assert moment is not None
    assert (moment.value, moment.raw) == ("2026-05-28", written)


@pytest.mark.parametrize(
    "written", ["31 June 2026", "45/45/2026", "Agenda 28, 2026", "hier", "23-3423 Smith v Jones", "Devblog 97"]
)
def test_what_only_looks_like_a_day_is_none(written: str) -> None:
    assert DayFinder(TODAY).whole(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Gestern, 13:41", "2026-06-29"),
        ("вчора", "2026-06-29"),
        ("yesterday", "2026-06-29"),
        ("3 days ago", "2026-06-27"),
    ],
)
def test_days_told_from_today(written: str, day: str) -> None:
    moment = DayFinder(TODAY).whole(written)
    assert moment is not None
    assert moment.day == day
