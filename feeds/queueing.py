"""`gazette crawl --queue`, `gazette worker` and `gazette drain`: many machines fetch, one writes and publishes.

This module does not know how a job travels.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import config as configuration
from crawler.clock import now
from crawler.errors import ConfigError, GazetteError, StoreBusy
from crawler.running import Ended
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from feeds.crawling import conclude, pick, tell, told_before
from feeds.terminal import Teller

if TYPE_CHECKING:
    from crawler.workers.board import Board
    from crawler.workers.draining import Drain, Taken

# Seconds: how long a drain waits for a result before it looks at what else there is to do; how often it looks for lost
# jobs; how long it gathers results before it publishes; how long it waits for a Redis or a store that is away.
WAIT, SWEEP, GATHER, AGAIN = 1.0, 1.0, 5.0, 1.0
# `--until-done` gives up on a Redis that is away for so long.
AWAY = 60.0


def run_send(path: Path, names: tuple[str, ...], queue: str, *, everything: bool, backfill: int, log: str) -> int:
    """Put a job for each host of what is due (or named) into the queue; 0."""
    board = _board(queue)
    from crawler.workers.sending import send
    from crawler.workers.serving import queue_of

    teller = Teller(log)
    config = configuration.load(path)
    picked = pick(path, config, names, everything=everything, backfill=backfill, teller=teller)
    if not picked:
        return 0
    with ExitStack() as stack:
        store = stack.enter_context(Store(config.output / NAME))
        kept = config.gazette.archive.enabled and (config.output / ARCHIVE).exists()
        archive = stack.enter_context(Archive(config.output / ARCHIVE, writable=False)) if kept else None
        sent = send(board, queue_of(board.client), config, store, archive, picked, backfill, now())
    still = f"; the last job of {len(sent.still_out)} hosts is still out" if sent.still_out else ""
    teller.line(f"{sum(sent.hosts.values())} sources of {len(sent.hosts)} hosts are in the queue{still}")
    teller.event("sent", hosts=sent.hosts, still_out=list(sent.still_out))
    return 0


def run_worker(queue: str, *, burst: bool, lease: float, log: str) -> None:
    """Take jobs until told to end; with `burst` until none is left."""
    board = _board(queue)
    from crawler.workers.connection import shown
    from crawler.workers.serving import work

    teller = Teller(log)
    _log_to(teller)
    teller.line(f"Working for {shown(board.url)} (Ctrl-C ends it, once its job is done)")
    work(board.url, burst=burst, lease=lease, on_end=lambda ended: tell(teller, ended), on_trouble=lambda e: _trouble(teller, e))  # fmt: skip


def run_drain(path: Path, queue: str, *, until_done: bool, publishing: bool, log: str) -> int:
    """Take in results and publish until told to end; with `until_done` until no job is out.

    The exit status is that of `gazette crawl`: 3 when a source is newly broken.
    """
    board = _board(queue)
    from crawler.workers.draining import Drain
    from crawler.workers.serving import queue_of

    teller = Teller(log)
    _log_to(teller)
    drain = Drain(board, queue_of(board.client), lambda: configuration.load(path))
    before = told_before(configuration.load(path))
    status, ended = 0, list[Ended]()
    with _stopping() as stop:
        swept = since = 0.0
        while not stop.is_set():
            sweep = time.monotonic() - swept > SWEEP
            taken = _step(drain, teller, stop, AWAY if until_done else None, sweep=sweep)
            swept = time.monotonic() if sweep else swept
            for one in taken.ended:
                tell(teller, one)
            since = since if ended else time.monotonic()
            ended += taken.ended
            done = until_done and drain.is_empty()
            if ended and (done or (not until_done and time.monotonic() - since > GATHER)):
                config = configuration.load(path)
                status = max(status, conclude(teller, config, ended, before, publishing=publishing))
                before, ended = told_before(config), []
            if done:
                break
        if ended:
            status = max(status, conclude(teller, configuration.load(path), ended, before, publishing=publishing))
    return status if until_done else 0


def _step(drain: Drain, teller: Teller, stop: threading.Event, patience: float | None, *, sweep: bool) -> Taken:
    """One step of a drain, tried until it can be made; a Redis that is away longer than `patience` seconds raises."""
    from crawler.workers.connection import QueueError
    from crawler.workers.draining import Taken

    told, began = "", time.monotonic()
    while True:
        try:
            taken = drain.step(WAIT)
            if sweep and not taken.ended:
                swept = drain.sweep()
                taken.ended += swept.ended
                for host in swept.sent_again:
                    teller.line(f"{host}: its job was lost, and is sent again")
                    teller.event("sent-again", host=host)
                for host in swept.set_aside:
                    teller.trouble(host, "error", "job-crashed", "", "its job is set aside", "see `gazette health`")
            for refused in taken.refused:
                teller.event("refused", reason=str(refused))
            return taken
        except (QueueError, StoreBusy) as error:
            if stop.is_set():
                return Taken()
            if patience is not None and time.monotonic() - began > patience:
                raise
            if str(error) != told:
                _trouble(teller, error)
            told = str(error)
            stop.wait(AGAIN)


def _board(queue: str) -> Board:
    """The board in the Redis of an address, which is seen to work; raises ConfigError without the extra."""
    try:
        import msgspec  # noqa: F401
        import redis  # noqa: F401
        import rq  # noqa: F401
    except ImportError as error:
        raise ConfigError(f"{error.name} is not installed, which many machines need", mend="pip install 'gazette[workers]'") from None  # fmt: skip
    from crawler.workers.board import Board
    from crawler.workers.connection import check, connect

    if not queue:
        raise ConfigError("which Redis is not told", mend="give --queue redis://HOST:PORT/DB (or set GAZETTE_QUEUE)")
    client = connect(queue)
    check(client, queue)
    return Board(client, queue)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set."""
    stop = threading.Event()
    before = {n: signal.signal(n, lambda *_: stop.set()) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Handler(logging.Handler):
    """Warnings of the workers' parts, as the command tells its troubles."""

    def __init__(self, teller: Teller) -> None:
        super().__init__(logging.WARNING)
        self._teller = teller

    def emit(self, record: logging.LogRecord) -> None:
        """One line for a record, with the trace when it has one."""
        self._teller.trouble("gazette", record.levelname.lower(), "queue", "", self.format(record), "")


def _log_to(teller: Teller) -> None:
    logger = logging.getLogger("crawler.workers")
    logger.handlers, logger.propagate = [_Handler(teller)], False


def _trouble(teller: Teller, error: GazetteError) -> None:
    teller.trouble("gazette", "error", error.word, error.url, error.message, error.mend)
