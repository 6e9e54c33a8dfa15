"""`gazette serve`: the web application on an address of this machine; beside it crawls of what is due, and the one writer
of a queue, when asked for.

This module does not know what is served, nor when a source is due, nor what a result is.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from crawler import config as configuration
from crawler.config import Config
from crawler.errors import ConfigError
from feeds.draining import check_queue, drain_beside
from feeds.scheduler import run_due_forever
from feeds.terminal import Teller
from feeds.web.assembly import guarded, make_window

_BACKLOG = 1024
# Seconds that requests have to end in when we are told to stop: a page that follows runs never ends by itself.
_PATIENCE = 2


def run_serve(path: Path, host: str, port: int, log: str, *, crawling: bool = False, queue: str = "") -> None:
    """Serve until told to stop (SIGINT or SIGTERM), and crawl what is due if `crawling`.

    With the address of a `queue`, take in what workers hand back there; what is due then goes to them.
    Raises ConfigError when the address cannot be used, or the queue's cannot.
    """
    teller = Teller(log)
    beside: dict[str, Callable[[threading.Event], None]] = {}
    if crawling:
        beside["scheduler"] = lambda stop: run_due_forever(path, stop, log, queue)
    if queue:
        check_queue(queue)
        beside["drain"] = lambda stop: drain_beside(path, queue, stop, log)
    # Without a file there is nothing to serve yet; the first source can be added in the window.
    config = configuration.load(path) if path.exists() else Config(folder=path.parent)
    access = guarded(config.gazette.web, host)
    app = make_window(path, config, access)
    with listening(host, port) as sock:
        told = sock.getsockname()
        teller.line(f"Serving on http://{f'[{told[0]}]' if ':' in told[0] else told[0]}:{told[1]}/ (Ctrl-C ends it)")
        if access.made:
            teller.line(f"To log in from elsewhere, use this start's token: {access.token}")
        teller.event("serving", host=told[0], port=told[1])
        settings = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, lifespan="off", proxy_headers=False,
            timeout_graceful_shutdown=_PATIENCE,
        )  # fmt: skip
        with at_work(beside):
            uvicorn.Server(settings).run(sockets=[sock])


@contextmanager
def at_work(beside: Mapping[str, Callable[[threading.Event], None]]) -> Iterator[None]:
    """Do what goes on beside the server, each in a thread of that name until its event is set, while the block runs."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,), name=name) for name, work in beside.items()]

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    # The server hands SIGTERM on once it has stopped; by default that would end us before the threads are told to.
    before = signal.signal(signal.SIGTERM, end) if threads else None
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        if threads:
            signal.signal(signal.SIGTERM, before)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises ConfigError that says why it cannot."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
    except OSError as error:
        raise ConfigError(
            f"{host} port {port} cannot be used ({error.strerror})", mend="give another --port or --host"
        ) from None
    return sock
