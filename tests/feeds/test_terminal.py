"""What a page says cannot move the cursor, set the clipboard or turn a line around on the operator's terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.text import Text

from feeds.terminal import LONG, console, json_text, plain, sheet, state_text
from tests.conftest import Gazette

ATTACKS = (
    "\x1b[2J",
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;http://x/\x1b\\",
    "\x9b31m",
    "\x9d0;t\x9c",
    "\r",
    "\x08",
    "\u202e",
    "\u2066",
    "\x00",
    "\x7f",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_terminal_would_obey_is_taken_off(attack: str) -> None:
    left = plain(f"before{attack}after")
    assert left.startswith("before")
    assert left.endswith("after")
    assert all(letter.isprintable() for letter in left)


@pytest.mark.parametrize("attack", ATTACKS)
def test_json_says_it_all_the_same_without_a_letter_that_a_terminal_obeys(attack: str) -> None:
    told = json_text({"title": f"before{attack}郵政"})
    assert json.loads(told) == {"title": f"before{attack}郵政"}
    assert "郵政" in told
    assert all(letter.isprintable() or letter == "\n" for letter in told)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_console_lets_nothing_through(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    console().print(f"before{attack}after", markup=False)
    console().print(Text(f"before{attack}after", style="bold"))
    told = capsys.readouterr().out
    assert told.count("before") == told.count("after") == 2
    assert all(letter.isprintable() or letter == "\n" for letter in told)


def test_a_page_full_of_escapes_is_shown_without_them(gazette: Gazette, tmp_path: Path) -> None:
    words = "".join(f"&#{ord(letter)};" for attack in ATTACKS for letter in attack if ord(letter) not in (0,))
    body = "<p>The council met in the great hall and decided what had been laid before it.\x1b[31m</p>" * 5
    page = f"<html><head><title>A{words}B</title></head><body><h1>A{words} notice of the council B</h1><div>{body}</div></body></html>"
    (tmp_path / "page.html").write_text(page)
    done = gazette("inspect", "page.html", "--as", "article", "--url", "https://example.org/a")
    assert done.returncode == 0
    assert "notice of the council" in done.stdout
    assert not [letter for letter in done.stdout if letter in "\x1b\x9b\x9d\r\x08\x07\u202e\u2066"]


def test_a_sheet_is_a_line_a_row_aligned_by_the_cells_that_a_terminal_shows() -> None:
    columns: list[tuple[str, dict[str, str]]] = [
        ("source", {}),
        ("state", {}),
        ("articles", {"justify": "right"}),
        ("list", {}),
    ]
    shown = sheet(
        columns,
        [["郵政\x1b[2J", state_text("broken"), "7", "https://post.example/"], ["city", state_text("ok"), "1000", ""]],
    )
    assert shown.plain.split("\n") == [
        "source   state   articles  list",
        "郵政[2J  broken         7  https://post.example/",
        "city     ok          1000",
        "",
    ]
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["broken", "ok"]


def test_a_long_list_is_a_line_a_member_as_json() -> None:
    members = [{"name": f"s{n}", "title": "郵\u202e"} for n in range(LONG + 1)]
    told = json_text(members)
    assert json.loads(told) == members
    assert told.split("\n")[1] == '{"name": "s0", "title": "郵\\u202e"},'
