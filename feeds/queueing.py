"""`gazette crawl --queue` and `gazette worker`: what is due goes to the queue of a Redis, and is fetched from there.

This module does not know how a job travels, nor what becomes of a result.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import config as configuration
from crawler.clock import now
from crawler.config import Config
from crawler.errors import ConfigError, GazetteError
from crawler.keys import Source
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from feeds.crawling import pick, tell
from feeds.terminal import Teller

if TYPE_CHECKING:
    from crawler.workers.board import Board
    from crawler.workers.sending import Sent


def run_send(path: Path, names: tuple[str, ...], queue: str, *, everything: bool, backfill: int, log: str) -> int:
    """Put a job for each host of what is due (or named) into the queue; 0."""
    board, teller = board_at(queue), Teller(log)
    config = configuration.load(path)
    picked = pick(path, config, names, everything=everything, backfill=backfill, teller=teller)
    if picked:
        _tell_sent(teller, _send(board, config, picked, backfill))
    return 0


def send_due(path: Path, queue: str, log: str) -> None:
    """Put what is due into the queue, and tell of it; nothing is told when each of the hosts has its last job still out."""
    board, teller = board_at(queue), Teller(log)
    with closing(board.client):
        config = configuration.load(path)
        picked = pick(path, config, (), everything=False, backfill=1, teller=teller)
        if picked and (sent := _send(board, config, picked, 1)).hosts:
            _tell_sent(teller, sent)


def _send(board: Board, config: Config, picked: tuple[Source, ...], backfill: int) -> Sent:
    from crawler.workers.sending import send
    from crawler.workers.serving import queue_of

    with ExitStack() as stack:
        store = stack.enter_context(Store(config.output / NAME))
        kept = config.gazette.archive.enabled and (config.output / ARCHIVE).exists()
        archive = stack.enter_context(Archive(config.output / ARCHIVE, writable=False)) if kept else None
        return send(board, queue_of(board.client), config, store, archive, picked, backfill, now())


def _tell_sent(teller: Teller, sent: Sent) -> None:
    still = f"; the last job of {len(sent.still_out)} hosts is still out" if sent.still_out else ""
    teller.line(f"{sum(sent.hosts.values())} sources of {len(sent.hosts)} hosts are in the queue{still}")
    teller.event("sent", hosts=sent.hosts, still_out=list(sent.still_out))


def run_worker(queue: str, *, burst: bool, lease: float, log: str) -> None:
    """Take jobs until told to end; with `burst` until none is left."""
    board = board_at(queue)
    from crawler.workers.connection import shown
    from crawler.workers.serving import work

    teller = Teller(log)
    log_to(teller)
    teller.line(f"Working for {shown(board.url)} (Ctrl-C ends it, once its job is done)")
    work(board.url, burst=burst, lease=lease, on_end=lambda ended: tell(teller, ended), on_trouble=lambda e: trouble(teller, e))  # fmt: skip


def board_at(queue: str) -> Board:
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


class _Handler(logging.Handler):
    """Warnings of the workers' parts, as the command tells its troubles."""

    def __init__(self, teller: Teller) -> None:
        super().__init__(logging.WARNING)
        self._teller = teller

    def emit(self, record: logging.LogRecord) -> None:
        """One line for a record, with the trace when it has one."""
        self._teller.trouble("gazette", record.levelname.lower(), "queue", "", self.format(record), "")


def log_to(teller: Teller) -> None:
    """Tell of the workers' parts' warnings as of a command's troubles."""
    logger = logging.getLogger("crawler.workers")
    logger.handlers, logger.propagate = [_Handler(teller)], False


def trouble(teller: Teller, error: GazetteError) -> None:
    """Tell of an error."""
    teller.trouble("gazette", "error", error.word, error.url, error.message, error.mend)
