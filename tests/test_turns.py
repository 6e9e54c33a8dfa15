"""A source that has cost much work comes after those that have cost little; the requests go out one at a time here."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.turns import SHARE
from tests.conftest import ROOT, environment

# Three requests of each source are known before the first of them is sent, as the rows of a list are.
SPIDER = """
import json, sys
from types import SimpleNamespace
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Rows(Spider):
    name = "rows"
    async def start(self):
        yield Request(sys.argv[1], self.known)
    def known(self, response):
        for url, worked in json.loads(sys.argv[2]).items():
            run = SimpleNamespace(worked=worked)
            for n in range(3):
                yield Request(f"{url}{n}", self.came, meta={"run": run, "costs": float(sys.argv[3])})
    def came(self, response):
        response.meta["run"].worked += response.meta["costs"]

process = AsyncCrawlerProcess({"SCHEDULER_PRIORITY_QUEUE": "crawler.turns.Turns", "CONCURRENT_REQUESTS": 1,
    "DOWNLOAD_DELAY": 0, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False})
process.crawl(Rows)
process.start()
"""


@contextmanager
def office(address: str, asked: list[str]) -> Iterator[str]:
    """A server at an address of its own (hosts are told apart by these), which notes its last number when it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(address.rpartition(".")[2])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://{address}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def order(worked: tuple[float, ...], costs: float = 0.0) -> str:
    """Which of several hosts was asked when, by number; their sources have `worked` so long, and each answer `costs` more."""
    asked: list[str] = []
    with ExitStack() as stack:
        urls = [stack.enter_context(office(f"127.3.0.{n}", asked)) for n in range(1, len(worked) + 1)]
        told = json.dumps(dict(zip(urls, worked, strict=True)))
        subprocess.run(
            [sys.executable, "-c", SPIDER, urls[0], told, str(costs)], cwd=ROOT, env=environment(), check=True
        )
    return "".join(asked[1:])


def test_those_that_cost_little_take_turns() -> None:
    assert order((0.0, SHARE / 2, 0.0)) in {"231231231", "123123123", "312312312"}


def test_those_that_cost_much_come_last_and_the_costliest_after_all() -> None:
    assert order((SHARE * 9, SHARE, 0.0)) == "333222111"


def test_what_each_page_costs_is_seen_before_the_next_is_asked_for() -> None:
    # When all were known to be asked for, the first had cost more than the others will have after one page more.
    assert "1" in order((SHARE * 3, SHARE, SHARE), costs=SHARE * 8)[:6]
