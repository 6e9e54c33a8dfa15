"""The years of days that are written without one."""

import pytest

from tests.listing.pages import SUBJECTS, days, read

OLD = [f"2019-05-{28 - i:02}" for i in range(len(SUBJECTS))]
LATEST = [f"2026-05-{28 - i:02}" for i in range(len(SUBJECTS))]


def yearless(form: str = "{day:02}/05", first: int = 28) -> str:
    return "".join(
        f"<li><b>{form.format(day=first - i)}</b> <a href='/news/{first}-{i}.html'>{title} ({first})</a></li>"
        for i, title in enumerate(SUBJECTS)
    )


@pytest.mark.parametrize("form", ["{day:02}/05", "{day} May", "May {day}", "05-{day}", "{day}.05."])
@pytest.mark.parametrize(
    "heading",
    ["<h1>Press releases 2019</h1>", "<title>News of 2019</title><h1>News</h1>", "<h1>News</h1><h2>2019</h2>"],
)
def test_the_heading_of_the_page_tells_the_year(heading: str, form: str) -> None:
    assert days(read(f"{heading}<ul>{yearless(form)}</ul>")) == OLD


@pytest.mark.parametrize(
    "heading", ["<h3>{year}</h3>", "<h3>Year {year}</h3>", "<p><b>{year}</b></p>", "<p>May {year}</p>"]
)
def test_the_heading_above_the_rows_tells_the_year(heading: str) -> None:
    body = "".join(
        f"{heading.format(year=year)}<ul>{yearless(first=first)}</ul>" for year, first in ((2026, 28), (2019, 20))
    )
    assert days(read(f"<div>{body}</div>"))[len(SUBJECTS) :] == [f"2019-05-{20 - i:02}" for i in range(len(SUBJECTS))]


@pytest.mark.parametrize("heading", ["<h1>News</h1>", "<h1>2018 to 2019</h1>", "<h1>Plan 2030</h1>"])
def test_without_one_past_year_in_the_heading_the_latest_is_taken(heading: str) -> None:
    assert days(read(f"{heading}<ul>{yearless()}</ul>")) == LATEST


def test_days_with_a_year_and_days_counted_from_today_keep_theirs() -> None:
    told = "".join(f"<li>{28 - i}/05/2024 <a href='/n/{i}'>{title}</a></li>" for i, title in enumerate(SUBJECTS))
    assert days(read(f"<h1>News 2019</h1><ul>{told}</ul>"))[0] == "2024-05-28"
    ago = "".join(f"<li>{i + 2} days ago <a href='/n/{i}'>{title}</a></li>" for i, title in enumerate(SUBJECTS))
    assert days(read(f"<h1>News 2019</h1><ul>{ago}</ul>"))[0] == "2026-06-28"
