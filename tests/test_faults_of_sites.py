"""What goes wrong with sites: each fault has its state with reason and mend, none sends false news, none flaps."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.samples.server import Answer, Site, serving
from crawler.samples.sites import ROBOTS
from tests.certificates import Authority, serving_safely
from tests.crawls import Board, Follower, page, sentence


@pytest.fixture
def follower(tmp_path: Path, board: Board) -> Follower:
    """One that has followed the board for a while."""
    made = Follower(tmp_path)
    made.configure({"board": board.site.url})
    assert made.states(1) == ["ok"]
    for _ in range(4):
        board.post(made.at.date())
        assert made.states(1) == ["ok"]
    return made


def links(count: int, words: int, tag: str = "li") -> str:
    return "".join(
        f'<{tag}><a href="/offers/{n}.html">{sentence(f"offer {n}", words)}</a></{tag}>' for n in range(count)
    )


ERROR_PAGES = {
    "words": page("Error", "<h1>404 Page not found</h1><p>The page that you asked for does not exist.</p>"),
    "with a menu": page("System error", f"<h2>System busy, please try again later</h2><ul class=quick>{links(8, 3)}</ul>"),
    "nothing": b"",
    "a login": page("Login", '<form action="/login"><input name=user><input type=password name=password></form>'),
    "other news": page("Welcome", f"<div class=tips>{links(10, 8, 'p')}</div>"),
}  # fmt: skip


def test_error_pages_that_come_with_200_are_told_and_send_no_news(follower: Follower, board: Board) -> None:
    known = follower.titles()
    for name, body in ERROR_PAGES.items():
        board.show(Answer(body))
        assert follower.states(2) == ["broken", "broken"], name
        told = follower.health()
        assert told["reason"], name
        assert told["mend"], name
        board.show()
        assert follower.states(2) == ["ok", "ok"], name
    assert follower.titles() == known
    assert follower.ask("SELECT * FROM change") == []
    assert gaps(follower) == []


def test_a_start_page_in_the_list_s_place_that_shows_a_known_row_sends_no_news(
    follower: Follower, board: Board
) -> None:
    known = follower.titles()
    title = board.notices[-1][0]
    rows = f'<p><a href="/notices/{len(board.notices)}.html">{title}</a></p>{links(10, 8, "p")}'
    board.show(Answer(page("Welcome", f"<div class=hot>{rows}</div>")))
    assert set(follower.states(2)) == {"broken"}
    assert follower.titles() == known


def test_yesterday_s_page_at_random_makes_no_gap_and_tells_nothing_twice(follower: Follower, board: Board) -> None:
    chance = random.Random(8)
    yesterday = board.listing()
    states = []
    for n in range(16):
        if n % 2 == 0:
            yesterday = board.listing()
            board.post(follower.at.date())
        board.show(chance.choice((yesterday, board.listing())))
        states += follower.states(1)
    board.show()
    states += follower.states(1)
    assert set(states) == {"ok"}
    assert sorted(follower.titles()) == sorted(title for title, _ in board.notices)
    assert follower.ask("SELECT * FROM change") == []
    assert gaps(follower) == []


def test_two_templates_in_turn_are_one_list(follower: Follower, board: Board) -> None:
    states = []
    for n in range(10):
        if n % 3 == 0:
            board.post(follower.at.date())
        board.show(board.listing("table" if n % 2 else "list"))
        states += follower.states(1)
    assert set(states) == {"ok"}
    assert sorted(follower.titles()) == sorted(title for title, _ in board.notices)
    assert follower.ask("SELECT * FROM change") == []
    assert gaps(follower) == []


def test_a_name_that_is_gone(follower: Follower, board: Board) -> None:
    known = follower.titles()
    follower.configure({"board": "http://notices.port-office.invalid/notices"})
    assert follower.states(3) == ["unreachable"] * 3
    assert follower.health()["reason"] == "the host's name is not known"
    assert "spelt right" in follower.health()["mend"]
    follower.configure({"board": board.site.url})
    assert follower.states(2) == ["ok", "ok"]
    assert follower.titles() == known


def test_a_domain_that_was_parked(follower: Follower, board: Board) -> None:
    known = follower.titles()
    parked = Site("parked", "", "/", {"/robots.txt": ROBOTS, "/": Answer(page("Buy this name", f"<ul class=ads>{links(12, 7)}</ul>"))})  # fmt: skip
    with serving([parked]):
        follower.configure({"board": board.site.url}, more=f'private_hosts = ["127.0.0.1:{parked.port}"]')
        for status in (301, 302):
            board.show(Answer(b"", status=status, headers=(("Location", parked.url),)))
            assert follower.states(2) == ["gone", "gone"]
            told = follower.health()
            assert f"another site (127.0.0.1:{parked.port})" in told["reason"]
            assert "change `url`" in told["mend"]
    board.show()
    assert follower.states(1) == ["ok"]
    assert follower.titles() == known


def test_a_list_that_shrinks_to_one_row(follower: Follower, board: Board) -> None:
    known = follower.titles()
    board.show(board.listing(count=1))
    assert follower.states(1) == ["ok"]
    assert "expected about 12 rows a page, seen: 1" in follower.health()["note"]
    assert follower.states(3) == ["partial"] * 3
    assert "board" in follower.health()["mend"]
    board.show()
    assert follower.states(2) == ["partial", "ok"]
    board.post(follower.at.date())
    assert follower.states(1) == ["ok"]
    assert set(known) < set(follower.titles())
    assert len(follower.titles()) == len(board.notices)
    assert follower.ask("SELECT * FROM change") == []


def test_a_fault_that_comes_and_goes_is_told_once_a_day_by_exit_status_and_never_by_alert(
    follower: Follower, board: Board
) -> None:
    statuses = []
    for n in range(8):
        board.show(Answer(ERROR_PAGES["words"]) if n % 2 else None)
        statuses.append(follower.crawl())
    assert statuses.count(3) == 1
    assert follower.ask("SELECT told FROM alert WHERE source = 'board'") == [{"told": "ok"}]


def test_articles_that_lose_their_text_are_told_and_change_nothing_that_is_held(
    follower: Follower, board: Board
) -> None:
    texts = {r["title"]: r["body_text"] for r in follower.ask("SELECT title, body_text FROM article")}
    for _ in range(2):
        board.post(follower.at.date())
        for path, answer in board.site.pages.items():
            body = re.sub(rb"<div class=text>.*?</div>", b"<div class=text></div>", answer.body)
            board.site.pages[path] = Answer(body, answer.type)
        follower.at += timedelta(days=8)
        follower.crawl()
        follower.crawl()
    assert follower.health()["state"] == "partial"
    assert "articles with a body" in follower.health()["reason"]
    assert follower.ask("SELECT * FROM change") == []
    assert (
        texts.items()
        <= {r["title"]: r["body_text"] for r in follower.ask("SELECT title, body_text FROM article")}.items()
    )


def test_a_certificate_that_ran_out(tmp_path: Path) -> None:
    made = Board()
    authority = Authority(tmp_path)
    with serving_safely(made.site, authority.certificate(days=30)) as renew:
        follower = Follower(tmp_path, environment={"SSL_CERT_FILE": str(authority.file)})
        follower.configure({"board": f"https://127.0.0.1:{made.site.port}/notices"})
        assert follower.states(2) == ["ok", "ok"]
        known = follower.titles()
        assert len(known) == 12
        renew(authority.certificate(days=-1))
        assert follower.states(3) == ["unreachable"] * 3
        told = follower.health()
        assert "no safe connection" in told["reason"]
        assert "it may have run out" in told["reason"]
        assert "insecure_tls" in told["mend"]
        renew(authority.certificate(days=30))
        made.post(follower.at.date())
        assert follower.states(2) == ["ok", "ok"]
        assert len(follower.titles()) == len(known) + 1


WALL = Answer(
    b"<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies</noscript></body></html>",
    status=403, headers=(("cf-mitigated", "challenge"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (WALL, "blocked", "a challenge stands before the page (cloudflare)"),
        (Answer(b"<html><body>Forbidden</body></html>", status=403), "blocked", "403"),
        (Answer(b"<html><body>Down</body></html>", status=500), "unreachable", "500"),
        (Answer(b"<html><body>Gone</body></html>", status=410), "gone", "410"),
    ],
    ids=["challenge", "refusal", "error", "gone"],
)
def test_what_a_server_says_instead_of_the_list(
    follower: Follower, board: Board, answer: Answer, state: str, said: str
) -> None:
    known = follower.titles()
    board.show(answer)
    assert follower.states(2) == [state, state]
    assert said in follower.health()["reason"]
    assert follower.health()["mend"]
    board.show()
    assert follower.states(1) == ["ok"]
    assert follower.titles() == known


def test_a_list_that_moved_for_good_is_followed_and_told(follower: Follower, board: Board) -> None:
    def move() -> None:
        board.show()
        board.site.pages["/news-room"] = board.site.pages[board.site.start]
        board.show(Answer(b"", status=301, headers=(("Location", "/news-room"),)))

    for state in ("ok", "moved", "moved"):
        board.post(follower.at.date())
        move()
        assert follower.states(1) == [state]
    assert "/news-room" in follower.health()["mend"]
    board.show()
    assert follower.states(2) == ["moved", "ok"]
    assert sorted(follower.titles()) == sorted(title for title, _ in board.notices)


def test_a_list_without_rows_is_empty_and_not_broken(follower: Follower, board: Board) -> None:
    known = follower.titles()
    board.show(Answer(page("Notices", "<ul class=news></ul>")))
    assert follower.states(3) == ["ok", "empty", "empty"]
    assert follower.health()["mend"]
    board.show()
    assert follower.states(2) == ["empty", "ok"]
    assert follower.titles() == known


def test_a_silence_is_told_once_it_is_longer_than_any_before(follower: Follower, board: Board) -> None:
    follower.step = timedelta(days=1)
    states = follower.states(9)
    assert states[:3] == ["ok"] * 3
    assert states[-1] == "quiet"
    assert states == sorted(states), "it does not flap"
    assert "seen: nothing since 2024-05-13" in follower.health()["reason"]
    board.post(follower.at.date())
    assert follower.states(1) == ["ok"]


def test_a_clock_that_jumps_tells_no_silence_and_leaves_no_gap(follower: Follower, board: Board) -> None:
    for jump in (timedelta(days=1100), -timedelta(days=1100), -timedelta(days=30), timedelta(days=30)):
        follower.at += jump
        assert follower.states(1) == ["ok"]
        board.post(follower.at.date())
        assert follower.states(1) == ["ok"]
    assert sorted(follower.titles()) == sorted(title for title, _ in board.notices)
    assert gaps(follower) == []


def gaps(follower: Follower) -> list[dict[str, object]]:
    return follower.ask("SELECT * FROM coverage WHERE whole = 0")
