"""What workers hand back, taken in and published: `gazette drain`, and beside `gazette serve`.

One drain takes in the results of an output folder; another waits, and takes over should the first one end.

This module does not know how a result travels, nor what is made of it.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from crawler import config as configuration
from crawler.errors import ConfigError, GazetteError, StoreBusy
from crawler.running import Ended
from crawler.store.locks import held
from feeds.crawling import conclude, tell, told_before
from feeds.queueing import board_at, log_to, trouble
from feeds.terminal import Teller

if TYPE_CHECKING:
    from crawler.workers.board import Board
    from crawler.workers.draining import Drain, Taken

LOCK = "drain.lock"
# Seconds: how long a drain waits for a result before it looks at what else there is to do; how often it looks for lost
# jobs; how long it gathers results before it publishes; how long it waits for a Redis or a store that is away.
WAIT, SWEEP, GATHER, AGAIN = 1.0, 1.0, 5.0, 1.0
# `--until-done` gives up on a Redis that is away for so long.
AWAY = 60.0
# A server goes on after a trouble that is no Redis's (a full disk, a wrong configuration), and tells of it so often.
AFTER_TROUBLE = 60.0
T = TypeVar("T")
logger = logging.getLogger(__name__)


def run_drain(path: Path, queue: str, *, until_done: bool, publishing: bool, log: str) -> int:
    """Take in results and publish until told to end (SIGINT, SIGTERM); with `until_done` until no job is out.

    The exit status is that of `gazette crawl`: 3 when a source is newly broken.  Raises StoreBusy with `until_done` when
    another drain is at it, else waits for that to end.
    """
    teller, board = Teller(log), board_at(queue)
    log_to(teller)
    with _stopping() as stop:
        status = _drain(path, board, teller, stop, until_done=until_done, publishing=publishing)
    return status if until_done else 0


def check_queue(queue: str) -> None:
    """Raise ConfigError for an address or a password that is wrong, or when the extra is not installed.

    A Redis that is away is waited for, and told of, once the work has begun.
    """
    try:
        board_at(queue)
    except ConfigError:
        raise
    except GazetteError:
        return


def drain_beside(path: Path, queue: str, stop: threading.Event, log: str) -> None:
    """Drain until `stop` is set, whatever happens: a trouble is told, and what failed is tried again."""
    from crawler.workers.connection import QueueError

    teller, told = Teller(log), ""
    log_to(teller)
    while not stop.is_set():
        wait = AGAIN
        try:
            # Without a file no source is followed yet.
            if path.exists():
                board = board_at(queue)
                told = ""
                with closing(board.client):
                    _drain(path, board, teller, stop)
        except GazetteError as error:
            if str(error) != told:
                trouble(teller, error)
            told, wait = str(error), AGAIN if isinstance(error, QueueError) else AFTER_TROUBLE
        except Exception as error:
            logger.error("results are not taken in for now (%s)", error, exc_info=True)
            wait = AFTER_TROUBLE
        stop.wait(wait)


def _drain(
    path: Path,
    board: Board,
    teller: Teller,
    stop: threading.Event,
    *,
    until_done: bool = False,
    publishing: bool = True,
) -> int:
    """What `run_drain` does, until `stop` is set."""
    from crawler.workers.draining import Drain, Taken
    from crawler.workers.serving import queue_of

    drain = Drain(board, queue_of(board.client), lambda: configuration.load(path))
    config = configuration.load(path)
    status, ended = 0, list[Ended]()
    with ExitStack() as stack:
        _persist(lambda: stack.enter_context(_alone(config.output)), teller, stop, 0.0 if until_done else None)
        before = told_before(config)
        swept = since = 0.0
        while not stop.is_set():
            sweep = time.monotonic() - swept > SWEEP
            taken = _persist(lambda: _step(drain, teller, sweep), teller, stop, AWAY if until_done else None) or Taken()  # noqa: B023
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
    return status


def _step(drain: Drain, teller: Teller, sweep: bool) -> Taken:
    """One step of a drain, with a look for lost jobs when there is time for it."""
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


def _persist(make: Callable[[], T], teller: Teller, stop: threading.Event, patience: float | None) -> T | None:
    """Call until it can be done; None when told to stop.  A Redis or a lock that is away longer than `patience` seconds raises."""
    from crawler.workers.connection import QueueError

    told, began = "", time.monotonic()
    while not stop.is_set():
        try:
            return make()
        except (QueueError, StoreBusy) as error:
            if patience is not None and time.monotonic() - began > patience:
                raise
            if str(error) != told:
                trouble(teller, error)
            told = str(error)
            stop.wait(AGAIN)
    return None


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Hold the lock of the one drain of a folder; raises StoreBusy when another process has it."""
    with held(output, LOCK, f"another `gazette drain` (or `gazette serve --queue`) takes in results for {output}"):
        yield


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
