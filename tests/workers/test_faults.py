"""Workers that freeze or die, jobs that kill them: nothing is lost, nothing comes twice, and it is told."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.conftest import rows
from tests.crawls import Board
from tests.workers.machines import (
    RedisServer,
    child,
    children_of,
    configure,
    ended,
    hosts,
    needs_redis,
    redis_server,
    signal_all,
    until,
)

NOW = "2024-06-03T08:00:00Z"
# A request that nobody can tell the end of holds its host for the time-out and five seconds.
QUICK = "delay = 0\ntimeout = 2"
pytestmark = needs_redis


def send(folder: Path, redis: RedisServer) -> None:
    assert ended(child(folder, NOW, ["crawl", "--all", "--queue", redis.url])) == 0


def test_a_frozen_worker_loses_its_host_and_asks_nothing_more(tmp_path: Path) -> None:
    board = Board(rows=8)
    worker = ["worker", "--burst", "--lease", "2", "--queue"]
    with hosts([board.site], {"board": 0.3}) as urls, redis_server() as redis:
        configure(tmp_path, urls, QUICK)
        send(tmp_path, redis)
        first = child(tmp_path, NOW, [*worker, redis.url])
        until(lambda: len(board.site.asked) > 3, "the first worker crawls")
        signal_all(first, signal.SIGSTOP)
        asked = len(board.site.asked)
        drain = child(tmp_path, NOW, ["drain", "--until-done", "--queue", redis.url])
        until(lambda: bool(redis.ask("LLEN", "rq:queue:gazette")), "the job is sent again")
        assert ended(child(tmp_path, NOW, [*worker, redis.url])) == 0
        assert ended(drain) == 0
        done = len(board.site.asked)
        assert done > asked
        signal_all(first, signal.SIGCONT)
        assert ended(first) == 0
        # What it was in the midst of asking may have come; nothing after that.
        assert len(board.site.asked) <= done + 1
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT url) FROM article") == [(8, 8)]
    assert rows(tmp_path, "SELECT outcome FROM run") == [("ok",)]
    assert "was given to another worker" in (tmp_path / "log").read_text()


def test_a_job_that_kills_its_worker_each_time_is_set_aside_with_the_mend(tmp_path: Path) -> None:
    poison, fine = Board("poison"), Board("fine")
    poison.site.name, fine.site.name = "poison", "fine"
    with hosts([poison.site, fine.site], {"poison": 0.5}) as urls, redis_server() as redis:
        configure(tmp_path, urls, QUICK)
        send(tmp_path, redis)
        drain = child(tmp_path, NOW, ["drain", "--until-done", "--queue", redis.url])
        worker = child(tmp_path, NOW, ["worker", "--lease", "2", "--queue", redis.url])
        assert worker.pid is not None
        for _ in range(3):
            asked = len(poison.site.asked)
            until(lambda: len(poison.site.asked) > asked and bool(children_of(worker.pid or 0)), "the job is begun")  # noqa: B023
            # As the system does to a process that takes too much memory.
            os.kill(children_of(worker.pid)[0], signal.SIGKILL)
        assert ended(drain) == 3
        signal_all(worker, signal.SIGTERM)
        assert ended(worker) == 0
    assert rows(tmp_path, "SELECT kind, level FROM issue WHERE source = 'poison'") == [("job-crashed", "error")]
    ((reason, mend),) = rows(tmp_path, "SELECT reason, mend FROM source WHERE name = 'poison'")
    assert "ended 3 workers" in str(reason)
    assert "gazette crawl poison" in str(mend)
    assert rows(tmp_path, "SELECT source, count(*) FROM article GROUP BY source") == [("fine", 12)]
