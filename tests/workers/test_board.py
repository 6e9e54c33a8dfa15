"""What Redis holds of jobs: one a host, one worker a job, one request a host at a time; whoever was given up is told so."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from crawler.workers.board import Board
from crawler.workers.connection import connect
from tests.workers.machines import needs_redis, redis_server

pytestmark = needs_redis
HOST, SHARED = "news.example.org", "files.example.org"
LEASE = 0.3


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture
def board(url: str) -> Iterator[Board]:
    client = connect(url)
    client.flushall()
    yield Board(client, url, lease=LEASE)
    client.close()


def taken(board: Board, job: str, host: str) -> int:
    """The fence of a job that was put up and taken."""
    assert board.post(job, host, b"what it needs")
    fence = board.take(job, host)
    assert fence
    return fence


def hand_in(board: Board, job: str, host: str, fence: int) -> bool:
    return board.hand_in(job, host, fence, b"what was found")


def test_a_host_has_one_job_until_its_result_is_taken_in(board: Board) -> None:
    fence = taken(board, "a", HOST)
    assert not board.post("b", HOST, b"")
    assert hand_in(board, "a", HOST, fence)
    assert not board.post("b", HOST, b"")
    (result,) = board.results(0.1)
    assert (result.job, result.host, result.data) == ("a", HOST, b"what was found")
    board.acknowledge(result)
    assert board.post("b", HOST, b"")


def test_a_job_that_is_held_is_not_given_to_another(board: Board) -> None:
    fence = taken(board, "a", HOST)
    assert board.take("a", HOST) == 0
    time.sleep(LEASE * 0.7)
    assert board.renew("a", HOST, fence)
    time.sleep(LEASE * 0.7)
    assert board.take("a", HOST) == 0


def test_a_worker_that_was_given_up_asks_nothing_and_hands_in_nothing(board: Board) -> None:
    first = taken(board, "a", HOST)
    time.sleep(LEASE * 1.5)
    second = board.take("a", HOST)
    assert second > first
    assert board.ask("a", HOST, first, HOST, "1", 0, 10) == -1
    assert not board.renew("a", HOST, first)
    assert not hand_in(board, "a", HOST, first)
    assert board.ask("a", HOST, second, HOST, "2", 0, 10) == 0
    assert hand_in(board, "a", HOST, second)
    # Nor twice.
    assert not hand_in(board, "a", HOST, second)


def test_a_lease_that_lapsed_lives_on_while_nobody_else_came(board: Board) -> None:
    fence = taken(board, "a", HOST)
    time.sleep(LEASE * 1.5)
    assert board.renew("a", HOST, fence)
    assert board.take("a", HOST) == 0


def test_two_jobs_ask_a_host_that_they_share_one_after_the_other(board: Board) -> None:
    one, other = taken(board, "a", HOST), taken(board, "b", "www.example.org")
    assert board.ask("a", HOST, one, SHARED, "a:1", 0.2, 10) == 0
    # The first request is under way.
    assert board.ask("b", "www.example.org", other, SHARED, "b:1", 0.2, 10) > 0
    board.done(SHARED, "a:1")
    # It has ended, and the pause after it has not.
    wait = board.ask("b", "www.example.org", other, SHARED, "b:1", 0.2, 10)
    assert 0 < wait <= 200
    time.sleep(wait / 1000 + 0.01)
    assert board.ask("b", "www.example.org", other, SHARED, "b:1", 0.2, 10) == 0


def test_a_request_that_nobody_hears_of_holds_its_host_for_as_long_as_it_can_take(board: Board) -> None:
    first = taken(board, "a", HOST)
    assert board.ask("a", HOST, first, HOST, "a:1", 0, 0.6) == 0
    time.sleep(LEASE * 1.5)
    second = board.take("a", HOST)
    assert board.ask("a", HOST, second, HOST, "a:2", 0, 0.6) > 0
    time.sleep(0.3)
    assert board.ask("a", HOST, second, HOST, "a:2", 0, 0.6) == 0


def test_what_a_dead_process_had_is_free_at_once_and_nothing_else(board: Board) -> None:
    one, other = taken(board, "a", HOST), taken(board, "b", "www.example.org")
    assert board.ask("a", HOST, one, HOST, f"a:{one}:1", 0, 60) == 0
    assert board.ask("a", HOST, one, SHARED, f"a:{one}:2", 0, 60) == 0
    assert board.ask("b", "www.example.org", other, "www.example.org", f"b:{other}:1", 0, 60) == 0
    board.clear_up("a", HOST, one)
    again = board.take("a", HOST)
    assert again
    assert board.ask("a", HOST, again, HOST, f"a:{again}:1", 0, 60) == 0
    assert board.ask("a", HOST, again, SHARED, f"a:{again}:2", 0, 60) == 0
    assert board.ask("a", HOST, again, "www.example.org", f"a:{again}:3", 0, 60) > 0


def test_a_job_that_is_set_aside_gives_its_host_back(board: Board) -> None:
    taken(board, "a", HOST)
    (post,) = board.posts()
    assert (post.job, post.tries, post.held, post.handed) == ("a", 1, True, False)
    board.set_aside(post)
    assert board.out() == {}
    assert board.post("b", HOST, b"")
