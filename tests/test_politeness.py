"""Hosts are asked as politely as they want to be, however many sources they carry; and it is shown."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from crawler.samples.server import Answer
from tests.conftest import Gazette
from tests.crawls import Board, Follower


@dataclass(slots=True)
class Counting:
    """A host with several boards that notes when each request came, and how many were open at once."""

    pages: dict[str, Answer]
    port: int = 0
    work: float = 0.02
    came: list[tuple[float, str]] = field(default_factory=list)
    open: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def waits(self) -> list[float]:
        """The seconds between one request and the next."""
        return [after - before for (before, _), (after, _) in pairwise(self.came)]


@contextmanager
def counting(pages: dict[str, Answer]) -> Iterator[Counting]:
    host = Counting(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with host.lock:
                host.came.append((time.monotonic(), self.path))
                host.open += 1
                host.most = max(host.most, host.open)
            time.sleep(host.work)
            answer = host.pages.get(self.path, Answer(b"<html><body>Not found</body></html>", status=404))
            with host.lock:
                host.open -= 1
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def boards(count: int, rows: int = 3) -> dict[str, Answer]:
    """So many boards under one host, each below a folder of its own."""
    pages: dict[str, Answer] = {}
    for n in range(count):
        made = Board(name=f"office {n}", rows=rows)
        for path, answer in made.site.pages.items():
            pages[f"/o{n}{path}"] = Answer(answer.body.replace(b'"/notices/', f'"/o{n}/notices/'.encode()), answer.type)
    return pages


def follow(follower: Follower, host: Counting, count: int, more: str = "", delay: float = 0.3) -> None:
    sources = {f"o{n}": f"http://127.0.0.1:{host.port}/o{n}/notices" for n in range(count)}
    follower.configure(sources, more, f"delay = {delay}\ntimeout = 20")


@pytest.fixture
def follower(tmp_path: object) -> Follower:
    return Follower(tmp_path)  # type: ignore[arg-type]


def test_five_sources_of_one_host_share_its_pace(follower: Follower) -> None:
    with counting(boards(5)) as host:
        follow(follower, host, 5)
        assert follower.crawl() == 0
    asked = [path for _, path in host.came]
    assert asked.count("/robots.txt") == 1
    assert len(asked) == 1 + 5 + 15
    assert host.most == 1
    assert min(host.waits()) >= 0.3


def test_sources_that_ask_for_different_delays_get_the_longest(follower: Follower) -> None:
    with counting(boards(2)) as host:
        follow(follower, host, 2, delay=0.05)
        text = (follower.folder / "gazette.toml").read_text()
        (follower.folder / "gazette.toml").write_text(text.replace('name = "o1"\n', 'name = "o1"\ndelay = 0.4\n'))
        assert follower.crawl() == 0
    assert host.most == 1
    # Until the first request of the source that asks for more is there, nobody asked.
    first = next(i for i, (_, path) in enumerate(host.came) if path.startswith("/o1"))
    assert min(host.waits()[first:]) >= 0.4


def test_a_crawl_delay_of_robots_txt_is_kept_and_shown(follower: Follower, gazette: Gazette) -> None:
    pages = boards(2, rows=2) | {"/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.6\nDisallow: /o1/notices/2.html\n", "text/plain")}  # fmt: skip
    with counting(pages) as host:
        follow(follower, host, 2, delay=0.1)
        assert follower.crawl() == 0
    assert "/o1/notices/2.html" not in [path for _, path in host.came]
    assert min(host.waits()) >= 0.6
    shown = gazette("health", "o1").stdout.replace("\n", " ")
    assert "robots.txt asks for 0.6 s between requests, which is kept" in shown
    assert "robots.txt forbade 1 addresses, which were not fetched" in shown
    told = {row["name"]: row for row in json.loads(gazette("health", "--json").stdout)}
    assert (told["o0"]["politeness"]["crawl_delay"], told["o0"]["politeness"]["refusals"]) == (0.6, 0)


def test_retry_after_is_kept_by_every_source_that_was_told_and_shown(follower: Follower, gazette: Gazette) -> None:
    later = Answer(b"<html><body>Too many requests</body></html>", status=429, headers=(("Retry-After", "9000"),))
    pages = boards(1)
    with counting(pages | {"/o0/notices": later}) as host:
        follow(follower, host, 1, delay=0.05)
        assert follower.crawl() == 3
        assert [path for _, path in host.came] == ["/robots.txt", "/o0/notices"]
        until = "2024-05-13T12:30:00Z"
        assert "due at 2024-05-13T12:30:00Z" in gazette("crawl", now="2024-05-13T12:29:00Z").stdout
        assert len(host.came) == 2
        assert f"the server asked to be left alone until {until}" in gazette("health", "o0").stdout.replace("\n", " ")
        host.pages = pages
        assert gazette("crawl", now="2024-05-13T12:31:00Z").returncode == 0
