"""A host that a worker has: kept alive while it crawls, asked of before every request, given up once another has it.

While Redis cannot be reached nothing is fetched, since nobody can tell whether another worker has the host.

This module does not know how pages are fetched.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from crawler.workers.board import Board
from crawler.workers.connection import QueueError

# The exit status of a worker's child that has lost its host (EX_TEMPFAIL of sysexits.h).
LOST = 75
# Seconds: so long a result is kept in memory while Redis is away or full.
PATIENCE = 900.0
PAUSE = 1.0
logger = logging.getLogger(__name__)


class Lease:
    """One job in the hands of this process, from its take to its result."""

    def __init__(self, board: Board, job: str, host: str, fence: int) -> None:
        self.board, self.job, self.host, self.fence = board, job, host, fence
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, name="lease", daemon=True)
        self._numbers = itertools.count(1)
        self._turns: dict[str, asyncio.Lock] = {}

    def __enter__(self) -> Lease:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        if kind is not None:
            with suppress(QueueError):  # the lease ends by itself
                self.board.free(self.host, self.fence)

    def _live(self) -> None:
        """Renew the lease three times as often as it runs out; give up on a Redis that is away for good."""
        heard = time.monotonic()
        while not self._ended.wait(self.board.lease / 3000):
            try:
                held = self.board.renew(self.job, self.host, self.fence)
            except QueueError:
                if time.monotonic() - heard > PATIENCE:
                    self.give_up()
                continue
            heard = time.monotonic()
            if not held and not self._ended.is_set():
                self.give_up()

    def give_up(self) -> None:
        """Another worker has the host (this one was frozen, or cut off): end at once, before anything more is fetched."""
        logger.warning("%s was given to another worker, or will be; what was crawled of it here is dropped", self.host)
        os._exit(LOST)

    @asynccontextmanager
    async def asking(self, asked: str, gap: float, most: float) -> AsyncIterator[None]:
        """Wait until the host `asked` may be sent a request, and hold it until the answer came.

        `gap`: seconds to the next request, whoever sends it; `most`: seconds that the request can take.
        """
        request = f"{self.job}:{self.fence}:{next(self._numbers)}"
        # Without a delay Scrapy starts several requests to a host at once; they take turns here, not by asking Redis.
        async with self._turns.setdefault(asked, asyncio.Lock()):
            while wait := await asyncio.to_thread(self._ask, asked, request, gap, most):
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                await asyncio.to_thread(self._done, asked, request)

    def _ask(self, asked: str, request: str, gap: float, most: float) -> float:
        try:
            wait = self.board.ask(self.job, self.host, self.fence, asked, request, gap, most)
        except QueueError as error:
            logger.warning("%s; waiting for it", error)
            return PAUSE
        if wait < 0:
            self.give_up()
        return wait / 1000

    def _done(self, asked: str, request: str) -> None:
        try:
            self.board.done(asked, request)
        except QueueError:
            # The mark goes by itself, once the longest request would have ended.
            logger.debug("the end of a request could not be told")

    def hand_in(self, data: bytes) -> None:
        """Hand in the result, however long Redis is away (up to PATIENCE); raises QueueError after that."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if not self.board.hand_in(self.job, self.host, self.fence, data):
                    self.give_up()
                return
            except QueueError as error:
                if time.monotonic() > until:
                    raise
                logger.warning("%s; a result waits", error)
                time.sleep(PAUSE)
