"""How a crawl grows with workers, and how much one writer takes in: benchmarks/workers.py [--hosts 24] [--rounds 3].

Slow servers (300 ms a page, no delay between requests) are crawled by the queue with 1, 2 and 4 workers; what counts is
the time from the first job to the last result handed in, the writer apart.  Then the writer alone takes in all those
results, from a Redis that holds them: its ceiling.  Workers, servers, Redis and writer share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.site import host
from tests.workers.machines import RedisServer, child, configure, ended, free_port, redis_server

NOW = "2026-06-01T08:00:00Z"


def slow_site(port: int, seconds: float, sources: int) -> None:
    """benchmarks/site.py with a wait before each answer."""
    from benchmarks import site

    site.make(sources)

    class Slow(site.Server):
        def data_received(self, data: bytes) -> None:
            asyncio.get_running_loop().call_later(seconds, super().data_received, data)

    site.Server = Slow  # type: ignore[misc]
    asyncio.run(site.serve(port))


def crawl(folder: Path, redis: RedisServer, workers: int, hosts: int) -> float:
    """Seconds until the last result is handed in."""
    assert ended(child(folder, NOW, ["crawl", "--all", "--queue", redis.url])) == 0
    going = []
    for n in range(workers):
        elsewhere = folder / f"worker-{n}"
        elsewhere.mkdir(exist_ok=True)
        going.append(child(elsewhere, NOW, ["worker", "--burst", "--queue", redis.url]))
    while redis.ask("LLEN", "rq:queue:gazette") == hosts:
        time.sleep(0.01)
    began = time.monotonic()
    while redis.ask("XLEN", "gazette:results") != hosts:
        time.sleep(0.02)
    seconds = time.monotonic() - began
    assert [ended(one) for one in going] == [0] * workers
    return seconds


def take_in(folder: Path, redis: RedisServer) -> float:
    """Seconds of the writer, from its start to the last commit, without publishing."""
    from crawler import config
    from crawler.workers.board import Board
    from crawler.workers.connection import connect
    from crawler.workers.draining import Drain
    from crawler.workers.serving import queue_of

    os.environ["GAZETTE_NOW"] = NOW
    board = Board(connect(redis.url), redis.url)
    drain = Drain(board, queue_of(board.client), lambda: config.load(folder / "gazette.toml"))
    began = time.process_time(), time.monotonic()
    while not drain.is_empty():
        drain.step(1.0)
    print(f"  the writer used {time.process_time() - began[0]:.1f} s of one core")
    return time.monotonic() - began[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--wait", type=float, default=0.3)
    words = parser.parse_args()
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(
        target=slow_site, args=(port, words.wait, words.hosts), daemon=True
    )
    server.start()
    time.sleep(2)
    articles = words.hosts * 20
    ceilings = []
    first = 0.0
    for workers in (1, 2, 4):
        times = []
        for _ in range(words.rounds):
            with tempfile.TemporaryDirectory() as name, redis_server() as redis:
                urls = {f"s{n}": f"http://{host(n)}:{port}/" for n in range(words.hosts)}
                configure(Path(name), urls, "delay = 0", "ignore_robots = true")
                times.append(crawl(Path(name), redis, workers, words.hosts))
                ceilings.append(articles / take_in(Path(name), redis))
        rate = articles / statistics.median(times)
        first = first or rate
        print(f"{workers} workers: {rate:.1f} articles a second ({rate / first:.2f} times one worker's)", flush=True)
    print(f"the writer alone: {statistics.median(ceilings):.0f} articles a second")
    server.terminate()


if __name__ == "__main__":
    main()
