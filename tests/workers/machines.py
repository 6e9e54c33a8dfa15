"""A Redis of the test's own, sites on addresses of their own, and commands that work with both."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType

import pytest
import redis

from crawler.samples.server import Site, handler_for
from tests.conftest import command, environment
from tests.crawls import PROCESSES

needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(slots=True)
class RedisServer:
    """A redis-server that keeps what it was told on disk before it answers, as deploy/ has it."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--appendonly", "yes",
            "--appendfsync", "always", "--save", "", "--loglevel", "warning", *self.more,
        ]  # fmt: skip
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                assert self.process.poll() is None, "redis-server ended at once"
                time.sleep(0.02)
        raise AssertionError("redis-server does not listen")

    def kill(self) -> None:
        """SIGKILL, as a machine that goes away."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, *words: str) -> object:
        """One command, by a client of the test's own."""
        client = redis.Redis(port=self.port, protocol=2)
        try:
            return client.execute_command(*words)  # type: ignore[no-untyped-call]
        finally:
            client.close()


@contextmanager
def redis_server(*more: str) -> Iterator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="gazette-redis-") as folder:
        server = RedisServer(Path(folder), more=more)
        server.start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def hosts(
    sites: Sequence[Site], slow: Mapping[str, float] = MappingProxyType({}), address: str = ""
) -> Iterator[dict[str, str]]:
    """Serve each site on a loopback address of its own (all on `address` when given); the addresses of their lists by name.

    `slow` says which of them answer only after so many seconds.
    """
    servers: list[ThreadingHTTPServer] = []
    urls = {}
    try:
        for n, site in enumerate(sites, 1):
            handler = slowed(handler_for(site), slow.get(site.name, 0.0))
            server = ThreadingHTTPServer((address or f"127.9.0.{n}", 0), handler)
            server.daemon_threads = True
            site.port = server.server_address[1]
            servers.append(server)
            urls[site.name] = f"http://{address or f'127.9.0.{n}'}:{site.port}{site.start}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield urls
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def slowed(handler: type[BaseHTTPRequestHandler], seconds: float) -> type[BaseHTTPRequestHandler]:
    """A handler that thinks before each answer."""

    class Slow(handler):  # type: ignore[misc, valid-type]
        def send_response(self, code: int, message: str | None = None) -> None:
            time.sleep(seconds)
            super().send_response(code, message)

    return Slow


def configure(folder: Path, urls: dict[str, str], gazette: str = "delay = 0", more: str = "") -> None:
    folder.mkdir(exist_ok=True)
    tables = "".join(f'[[source]]\nname = "{n}"\nurl = "{u}"\nallow_private = true\n{more}\n' for n, u in urls.items())
    (folder / "gazette.toml").write_text(f"[gazette]\n{gazette}\n{tables}")


def run(
    folder: Path, *words: str, now: str = "", queue: str = "", timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """One command to its end."""
    env = environment(**({"GAZETTE_NOW": now} if now else {}), **({"GAZETTE_QUEUE": queue} if queue else {}))
    return subprocess.run(command(*words), cwd=folder, env=env, capture_output=True, text=True, timeout=timeout, check=False)  # fmt: skip


def begin(folder: Path, *words: str, now: str = "", queue: str = "") -> subprocess.Popen[str]:
    """One command in the background; its group is its own, so that its children can be ended with it."""
    env = environment(**({"GAZETTE_NOW": now} if now else {}), **({"GAZETTE_QUEUE": queue} if queue else {}))
    return subprocess.Popen(
        command(*words), cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )  # fmt: skip


def child(folder: Path, now: str, words: list[str]) -> BaseProcess:
    """A command in a process that is forked from one where all is loaded; its exit status is the command's."""
    started = PROCESSES.Process(target=_command, args=(str(folder), now, words))
    started.start()
    return started


def _command(folder: str, now: str, words: list[str]) -> None:
    from feeds.cli import _run, app

    os.environ |= {"GAZETTE_NOW": now}
    os.chdir(folder)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    with Path("log").open("a") as log:
        sys.stdout = sys.stderr = log
        status = _run(lambda: app(words))
        log.flush()
    os._exit(status)


def _end_with(parent: int) -> None:
    """End with the server that forked us, which ends with the tests: a worker would else wait for its Redis for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    for number in (*children_of(os.getpid()), os.getpid()):
        os.kill(number, signal.SIGKILL)


def ended(process: BaseProcess, seconds: float = 90) -> int:
    """The exit status of a child."""
    process.join(seconds)
    assert process.exitcode is not None, "it does not end"
    return process.exitcode


def crawl_by_queue(folder: Path, queue: str, now: str, workers: int = 1, names: Sequence[str] = ("--all",)) -> int:
    """What `gazette crawl --all` does, by so many workers, each in a folder of its own; the exit status of the drain."""
    assert ended(child(folder, now, ["crawl", *names, "--queue", queue])) == 0, (folder / "log").read_text()
    going = []
    for n in range(workers):
        elsewhere = folder.parent / f"worker-{n}"
        elsewhere.mkdir(exist_ok=True)
        going.append(child(elsewhere, now, ["worker", "--burst", "--queue", queue]))
    status = ended(child(folder, now, ["drain", "--until-done", "--queue", queue]))
    assert [ended(one) for one in going] == [0] * workers
    assert status in (0, 3), (folder / "log").read_text()
    return status


def children_of(number: int) -> list[int]:
    """The children of a process: of a worker, the one that does its job."""
    try:
        return [int(n) for n in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    except OSError:
        return []


def signal_all(process: BaseProcess, number: int) -> None:
    """A signal for a process and its children; it is not heard by those that are gone."""
    assert process.pid is not None
    for pid in (*children_of(process.pid), process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)
