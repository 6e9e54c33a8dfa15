"""Many workers together are as polite to a host as one, also when one of them dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from crawler.samples.server import Answer, Site
from crawler.samples.sites import ROBOTS
from tests.crawls import Board
from tests.test_politeness import counting
from tests.workers.machines import child, children_of, configure, ended, hosts, needs_redis, redis_server, until

# Seconds: a wait that passes from one worker to another begins when a request was handed on, before the host saw it.
TOLERANCE = 0.15

NOW = "2024-06-03T08:00:00Z"
DELAY = 0.3


@needs_redis
def test_eight_workers_ask_one_host_no_oftener_than_one(tmp_path: Path) -> None:
    boards = [Board(f"office {n}", rows=2) for n in range(8)]
    articles = {f"/o{n}{path}": answer for n, b in enumerate(boards) for path, answer in b.site.pages.items() if path.endswith(".html")}  # fmt: skip
    with counting(articles | {"/robots.txt": ROBOTS}) as shared, redis_server() as redis:
        # Lists on eight hosts, whose articles are all on a ninth.
        lists = [
            Site(
                f"o{n}", "Notices", "/notices",
                {"/robots.txt": ROBOTS, "/notices": Answer(b.listing().body.replace(b'"/notices/', f'"http://127.0.0.1:{shared.port}/o{n}/notices/'.encode()))},
            )
            for n, b in enumerate(boards)
        ]  # fmt: skip
        with hosts(lists) as urls:
            configure(tmp_path, urls, f"delay = {DELAY}", f'private_hosts = ["127.0.0.1:{shared.port}"]')
            assert ended(child(tmp_path, NOW, ["crawl", "--all", "--queue", redis.url])) == 0
            drain = child(tmp_path, NOW, ["drain", "--until-done", "--queue", redis.url])
            workers = [
                child(tmp_path, NOW, ["worker", "--burst", "--lease", "3", "--queue", redis.url]) for _ in range(8)
            ]
            until(lambda: len(shared.came) > 5, "the shared host is asked")
            victim = next(number for w in workers for number in children_of(w.pid or 0))
            os.kill(victim, signal.SIGKILL)
            assert [ended(w) for w in workers] == [0] * 8
            while drain.exitcode is None:
                # What the dead one had may be sent again when all others found nothing left.
                assert ended(child(tmp_path, NOW, ["worker", "--burst", "--queue", redis.url])) == 0
                drain.join(0.2)
            assert drain.exitcode == 0
    asked = [path for _, path in shared.came]
    assert {path for path in asked if path.endswith(".html")} == set(articles)
    assert shared.most == 1
    assert min(shared.waits()) >= DELAY - TOLERANCE
