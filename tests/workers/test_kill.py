"""Workers, the writer and the Redis killed at random instants; benchmarks/workers_kills.py does it a hundred times."""

from __future__ import annotations

import random
from pathlib import Path

from tests.crawls import Board
from tests.workers.chaos import hurt_round, state
from tests.workers.machines import child, configure, ended, hosts, needs_redis, redis_server, run

NOW = "2024-06-03T08:00:00Z"


@needs_redis
def test_machines_killed_at_random_instants_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    boards = [Board(f"office {n}", rows=4) for n in range(3)]
    for n, board in enumerate(boards):
        board.site.name = f"o{n}"
    calm, hurt = tmp_path / "calm", tmp_path / "hurt"
    with hosts([b.site for b in boards], {"o1": 0.1}) as urls, redis_server() as redis:
        for folder in (calm, hurt):
            configure(folder, urls, "delay = 0.01\nconcurrency = 256\ntimeout = 2")
        assert ended(child(calm, NOW, ["crawl", "--all"])) == 0
        hurt_round(hurt, redis, NOW, 4, random.Random(20170718))
    before, after = state(calm), state(hurt)
    assert [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)] == []
    assert run(hurt, "doctor").returncode == 0
