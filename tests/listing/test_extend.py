"""Rows of other templates that belong, and rows that do not."""

from tests.listing.pages import MENU, SUBJECTS, read, rows, titles

ROW = "<li><a href='{url}'>{title}</a><span>{day}</span></li>"


def test_two_templates_in_one_list() -> None:
    first = rows("<li><div class='top'><a href='{url}'>{title}</a></div><em>{day}</em></li>", SUBJECTS[:3])
    body = f"{MENU}<ul class='news'>{first}{rows(ROW, SUBJECTS[3:], 3)}</ul>"
    assert titles(read(body)) == SUBJECTS


def test_the_list_goes_on_in_another_box() -> None:
    body = f"<div id='a'><div><ul>{rows(ROW, SUBJECTS[:4])}</ul></div></div><div id='b'><ul>{rows(ROW, SUBJECTS[4:], 4)}</ul></div>"
    assert titles(read(f"<main>{body}</main>")) == SUBJECTS


def test_a_row_of_links_to_other_years_is_no_entry() -> None:
    years = "<tr><td colspan='3'><a href='/2025/'>2025</a> <a href='/2024/'>2024</a></td></tr>"
    body = rows("<tr><td>{day}</td><td>No. {i}</td><td><a href='{url}'>{title}</a></td></tr>")
    assert titles(read(f"<table>{body}{years}</table>")) == SUBJECTS


def test_an_answer_that_goes_with_each_row_is_no_entry() -> None:
    form = "<tr><td><a href='{url}'>{title}</a></td><td>{day}</td></tr><tr><td><a href='{url}?answer'>Answer of the government</a></td><td></td></tr>"
    assert titles(read(f"<table>{rows(form)}</table>")) == SUBJECTS


def test_separators_are_passed_over() -> None:
    assert titles(read("<ul>" + rows(ROW + "<li class='line'></li>") + "</ul>")) == SUBJECTS
