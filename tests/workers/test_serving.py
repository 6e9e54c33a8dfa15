"""`gazette serve` with a queue: it serves, sends out what is due, takes in what comes back, and outlasts its Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.errors import StoreBusy
from crawler.store.locks import held
from feeds.draining import LOCK, drain_beside, run_drain
from tests.conftest import command, environment, rows
from tests.crawls import Board
from tests.workers.machines import RedisServer, child, configure, ended, hosts, needs_redis, redis_server, run, until

pytestmark = needs_redis
ANYTIME = ""


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    folder: Path

    def told(self, words: str) -> bool:
        return words in self.text

    @property
    def text(self) -> str:
        return (self.folder / "server.log").read_text("utf-8")

    def get(self, path: str) -> bytes:
        url = next(word for word in self.text.split() if word.startswith("http://"))
        with urllib.request.urlopen(url.rstrip("/") + path, timeout=10) as answer:
            return bytes(answer.read())

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Server]:
    """`gazette serve` on a free port."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command("serve", "--port", "0", *words), cwd=folder, env=environment(), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            server = Server(process, folder)
            until(lambda: server.told("Serving on") or process.poll() is not None, "it serves")
            yield server
        finally:
            process.kill()
            process.wait()


def test_a_server_sends_out_what_is_due_takes_in_what_comes_back_and_outlasts_its_redis(tmp_path: Path) -> None:
    post, port = Board("post", rows=4), Board("port", rows=3)
    post.site.name, port.site.name = "post", "port"
    with hosts([post.site, port.site]) as urls, redis_server() as redis:
        configure(tmp_path, {"post": urls["post"]})
        with serving(tmp_path, "--crawl", "--queue", redis.url) as server:
            # Before anything was crawled, too.
            assert b"post" in server.get("/")
            until(lambda: server.told("1 sources of 1 hosts are in the queue"), "what is due is sent out")
            worker = child(tmp_path, ANYTIME, ["worker", "--queue", redis.url])
            until(lambda: server.told("post: ok"), "what came back is taken in")
            redis.kill()
            until(lambda: server.told("cannot be reached"), "the trouble is told")
            configure(tmp_path, urls)
            redis.start()
            assert ended(child(tmp_path, ANYTIME, ["crawl", "port", "--queue", redis.url])) == 0
            until(lambda: server.told("port: ok"), "what came back is taken in")
            os.kill(worker.pid or 0, signal.SIGTERM)
            assert ended(worker) == 0
            assert server.end() == 128 + signal.SIGTERM
            assert "Traceback" not in server.text
        # What was gathered is published before it ends.
        assert (tmp_path / "output" / "feeds" / "port.atom").exists()
        assert rows(tmp_path, "SELECT source, count(*) FROM article GROUP BY source") == [("port", 3), ("post", 4)]
        assert rows(tmp_path, "SELECT source, outcome FROM run ORDER BY id") == [("post", "ok"), ("port", "ok")]
        assert redis.ask("HLEN", "gazette:out") == 0


def test_a_password_that_is_refused_is_told_at_the_start(tmp_path: Path) -> None:
    configure(tmp_path, {"post": "http://127.9.0.1:1/news"})
    with redis_server("--requirepass", "r1ght") as redis:
        done = run(tmp_path, "serve", "--port", "0", queue=f"redis://:wr0ng@127.0.0.1:{redis.port}/0")
    assert done.returncode == 2
    assert "refuses the user or the password" in done.stderr
    assert "Serving" not in done.stdout
    assert "Traceback" not in done.stderr


def test_one_drain_works_and_another_waits_for_its_end(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    configure(tmp_path, {"post": "http://127.9.0.1:1/news"})
    path, output, stop, told = tmp_path / "gazette.toml", tmp_path / "output", threading.Event(), []

    def tells(words: str) -> bool:
        told.append(capfd.readouterr().err)
        return words in "".join(told)

    with tempfile.TemporaryDirectory() as folder:
        redis = RedisServer(Path(folder))
        thread = threading.Thread(target=drain_beside, args=(path, redis.url, stop, "text"))
        with held(output, LOCK, "the test is at it"):
            # Nor is the Redis there yet.
            thread.start()
            until(lambda: tells("cannot be reached"), "the Redis is missed")
            redis.start()
            until(lambda: tells("another `gazette drain` (or `gazette serve --queue`) takes in results"), "it waits")
        try:
            until(lambda: is_busy(path, redis.url), "it takes over")
            stop.set()
            thread.join(30)
            assert not thread.is_alive()
            assert not is_busy(path, redis.url)
        finally:
            stop.set()
            redis.kill()


def is_busy(path: Path, queue: str) -> bool:
    """Whether a drain is refused; else there is nothing to take in, and it ends at once."""
    try:
        assert run_drain(path, queue, until_done=True, publishing=False, log="text") == 0
    except StoreBusy:
        return True
    return False
