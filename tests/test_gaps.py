"""More is posted than a list shows, while nobody looks: the gap is filled by paging, or recorded and shown."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.samples.server import Answer
from tests.conftest import Gazette
from tests.crawls import Board, Follower, page


@pytest.fixture
def follower(tmp_path: Path, board: Board) -> Follower:
    """One that was away for a week, in which the board posted more than its list shows."""
    made = Follower(tmp_path, publishing=True)
    made.configure({"board": board.site.url})
    assert made.states(2) == ["ok", "ok"]
    for n in range(20):
        board.post(made.at.date() + timedelta(days=1 + n // 4))
    made.at += timedelta(days=7)
    return made


def paged(board: Board) -> None:
    """Lists whose older rows stand on further pages."""
    newest = list(enumerate(board.notices, 1))[::-1]
    for number in range(3):
        rows = "".join(
            f'<li><a href="/notices/{n}.html">{title}</a><span>{day:%Y-%m-%d}</span></li>'
            for n, (title, day) in newest[12 * number : 12 * number + 12]
        )
        more = f'<a rel="next" href="/notices?page={number + 2}">Next</a>' if number < 2 else ""
        path = f"/notices?page={number + 1}" if number else "/notices"
        board.site.pages[path] = Answer(page("Notices", f"<ul class=news>{rows}</ul>{more}"))


def test_a_gap_is_filled_from_further_pages_at_once(follower: Follower, board: Board, gazette: Gazette) -> None:
    paged(board)
    assert follower.states(1) == ["ok"]
    assert sorted(follower.titles()) == sorted(title for title, _ in board.notices)
    (told,) = json.loads(gazette("health", "--json").stdout)
    assert told["coverage"]["gaps"] == []


def test_a_gap_that_nothing_fills_is_shown_until_it_is_walked_over(
    follower: Follower, board: Board, gazette: Gazette
) -> None:
    follower.crawl()
    assert len(follower.titles()) == len(board.notices) - 8
    (told,) = json.loads(gazette("health", "--json").stdout)
    assert told["coverage"]["sentence"] == "complete since 2024-04-20, gap 13 to 16 May 2024"
    shown = follower.folder / "output" / "feeds" / "board.html"
    assert told["coverage"]["sentence"] in shown.read_text("utf-8")
    paged(board)
    now = (follower.at + timedelta(hours=2)).isoformat()
    walked = gazette("crawl", "board", "--backfill", "3", now=now)
    assert walked.returncode == 0, walked.stderr
    assert sorted(follower.titles()) == sorted(title for title, _ in board.notices)
    (told,) = json.loads(gazette("health", "--json").stdout)
    assert told["coverage"]["gaps"] == []
    assert "gap" not in told["coverage"]["sentence"]
    assert "complete since" in shown.read_text("utf-8")
    assert "gap" not in re.findall("complete since [^<]*", shown.read_text("utf-8"))[0]
