"""A network that is cut in the midst of a crawl: the worker loses its host, another does its job, nothing comes twice."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import environment
from tests.crawls import Board
from tests.workers.machines import child, configure, ended, hosts, needs_redis, redis_server, until

NOW = "2024-06-03T08:00:00Z"
# Addresses for documentation (RFC 5737): no route of this machine's is touched.
HERE, THERE = "198.51.100.1", "198.51.100.2"
NAME = f"gz{os.getpid()}"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def can_have_namespaces() -> bool:
    if os.geteuid() or shutil.which("ip") is None:
        return False
    made = subprocess.run(["ip", "netns", "add", f"{NAME}t"], capture_output=True, check=False).returncode == 0
    subprocess.run(["ip", "netns", "delete", f"{NAME}t"], capture_output=True, check=False)
    return made


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another machine, as far as the network goes: a namespace at the other end of a cable."""
    ip("netns", "add", NAME)
    try:
        ip("link", "add", f"{NAME}a", "type", "veth", "peer", "name", f"{NAME}b", "netns", NAME)
        ip("addr", "add", f"{HERE}/30", "dev", f"{NAME}a")
        ip("link", "set", f"{NAME}a", "up")
        ip("-n", NAME, "addr", "add", f"{THERE}/30", "dev", f"{NAME}b")
        for device in ("lo", f"{NAME}b"):
            ip("-n", NAME, "link", "set", device, "up")
        # The sites' addresses lead here.
        ip("-n", NAME, "route", "add", "default", "via", HERE)
        yield
    finally:
        subprocess.run(["ip", "link", "delete", f"{NAME}a"], capture_output=True, check=False)
        ip("netns", "delete", NAME)


@needs_redis
@pytest.mark.skipif(not can_have_namespaces(), reason="network namespaces are for root, with iproute2")
def test_a_worker_that_is_cut_off_loses_its_host_and_nothing_comes_twice(tmp_path: Path) -> None:
    board = Board(rows=8)
    with elsewhere(), hosts([board.site], {"board": 0.3}, HERE) as urls, redis_server("--bind", "0.0.0.0", "--protected-mode", "no") as redis:  # fmt: skip
        # A request that nobody can tell the end of holds its host for the time-out and five seconds.
        configure(tmp_path, urls, "delay = 0\ntimeout = 2")
        queue = f"redis://{HERE}:{redis.port}/0"
        assert ended(child(tmp_path, NOW, ["crawl", "--all", "--queue", queue])) == 0
        words = [
            "ip",
            "netns",
            "exec",
            NAME,
            sys.executable,
            "-m",
            "feeds.cli",
            "worker",
            "--burst",
            "--lease",
            "2",
            "--queue",
            queue,
        ]
        far = subprocess.Popen(
            words,
            cwd=tmp_path,
            env=environment(GAZETTE_NOW=NOW),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            until(lambda: len(board.site.asked) > 3, "the far worker crawls")
            ip("link", "set", f"{NAME}a", "down")
            drain = child(tmp_path, NOW, ["drain", "--until-done", "--queue", redis.url])
            until(lambda: bool(redis.ask("LLEN", "rq:queue:gazette")), "the job is sent again")
            assert ended(child(tmp_path, NOW, ["worker", "--burst", "--queue", redis.url])) == 0
            assert ended(drain) == 0
            done = len(board.site.asked)
            ip("link", "set", f"{NAME}a", "up")
            ip("-n", NAME, "route", "replace", "default", "via", HERE)
            assert "was given to another worker" in far.communicate(timeout=90)[1]
        finally:
            far.kill()
            far.communicate()
        assert len(board.site.asked) == done
    connection = sqlite3.connect(tmp_path / "output" / "gazette.db")
    try:
        assert connection.execute("SELECT count(*), count(DISTINCT url) FROM article").fetchall() == [(8, 8)]
        assert connection.execute("SELECT outcome FROM run").fetchall() == [("ok",)]
    finally:
        connection.close()
