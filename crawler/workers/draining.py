"""The one writer: results into the store in the order in which they came, jobs that were lost sent again.

A result is acknowledged once it is committed; one that comes again finds that its sources ran meanwhile, and changes
nothing.  A job that nobody has any more is put into the queue again, and set aside after so many tries.

This module does not know what is published of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from rq import Queue

from crawler.clock import now
from crawler.config import Config
from crawler.errors import GazetteError, StoreError
from crawler.running import Crawl, Ended
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from crawler.store.locks import writer_lock
from crawler.store.retention import keep_to_rules
from crawler.store.runs import Issue
from crawler.workers.applying import Refused, apply
from crawler.workers.board import TRIES, Board, Post
from crawler.workers.board import Result as Waiting
from crawler.workers.connection import told
from crawler.workers.parcel import Job, Result, unpack
from crawler.workers.serving import enqueue, waiting

# Seconds: a job that was just taken from the queue has no lease yet.
GRACE = 3.0
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Taken:
    """What one step did: the runs that ended, the results that were refused and why, the hosts sent again and set aside."""

    ended: list[Ended] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    sent_again: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)


class Drain:
    """The writer's side of a board.  `load` reads the configuration, anew for each batch of results."""

    def __init__(self, board: Board, queue: Queue, load: Callable[[], Config], *, grace: float = GRACE) -> None:
        self.board, self.queue, self.load, self.grace = board, queue, load, grace
        self._lost: dict[str, float] = {}

    def step(self, wait: float) -> Taken:
        """Take in the results that are there (wait for the first up to so many seconds).

        Raises QueueError, StoreError (StoreBusy when another process writes): nothing is acknowledged that is not
        committed, so the step can be made again.
        """
        taken = Taken()
        results = list(self.board.results(wait))
        if results:
            config = self.load()
            with ExitStack() as stack:
                stack.enter_context(writer_lock(config.output))
                store, archive = _opened(stack, config)
                for result in results:
                    try:
                        if result.data is None:
                            raise Refused("its pieces are not in the Redis any more", mend="nothing to do: its sources are crawled when they are due")  # fmt: skip
                        taken.ended += apply(store, archive, config, result.data)
                    except Refused as error:
                        taken.refused.append(error)
                    except StoreError:
                        raise
                    except Exception as error:
                        logger.error("the result of %s cannot be taken in", result.host, exc_info=True)
                        taken.ended += _broken(config, store, archive, _sources_of(result), _unreadable(result, error))
                        self.board.acknowledge(result)
                        # What the archive has in memory may be of the transaction that was undone.
                        break
                    self.board.acknowledge(result)
                keep_to_rules(store, archive, config.gazette, [e.source for e in taken.ended], now())
        return taken

    def sweep(self) -> Taken:
        """Send jobs again that nobody has, and set those aside that never come back.  Raises as `step` does."""
        taken = Taken()
        with told(self.board.url):
            queued = waiting(self.queue)
        here: set[str] = set()
        for post in self.board.posts():
            if post.handed or post.held or post.job in queued:
                continue
            here.add(post.job)
            if time.monotonic() - self._lost.setdefault(post.job, time.monotonic()) < self.grace:
                continue
            if post.tries < TRIES:
                with told(self.board.url):
                    enqueue(self.queue, post.job, post.host, post.tries)
                taken.sent_again.append(post.host)
            else:
                taken.ended += self._set_aside(post)
                taken.set_aside.append(post.host)
            here.discard(post.job)
        self._lost = {job: at for job, at in self._lost.items() if job in here}
        return taken

    def is_empty(self) -> bool:
        """Whether no host has a job any more."""
        return not self.board.out()

    def _set_aside(self, post: Post) -> list[Ended]:
        """Record on a job's sources that it never came back."""
        data = self.board.part(post.job)
        config, ended = self.load(), []
        if data is not None:
            names = list(unpack(data, Job).newest)
            with ExitStack() as stack:
                stack.enter_context(writer_lock(config.output))
                store, archive = _opened(stack, config)
                issue = Issue(
                    "job-crashed", f"the job of {post.host} ended {post.tries} workers before it was done, and is set aside",
                    f"see the workers' logs; `gazette crawl {names[0]}` here, without the queue, shows whether it is the site",
                    level="error",
                )  # fmt: skip
                ended = _broken(config, store, archive, names, issue)
        self.board.set_aside(post)
        return ended


def _sources_of(result: Waiting) -> list[str]:
    """The sources of a result that cannot be taken in, as far as it can be read at all."""
    try:
        return list(unpack(result.data or b"", Result).sources)
    except GazetteError:
        return []


def _unreadable(result: Waiting, error: Exception) -> Issue:
    return Issue(
        "result-unreadable", f"the result of {result.host} cannot be taken in ({error})",
        "run the same version of gazette on all machines; else report it with the log of `gazette drain`", level="error",
    )  # fmt: skip


def _opened(stack: ExitStack, config: Config) -> tuple[Store, Archive | None]:
    store = stack.enter_context(Store(config.output / NAME))
    kept = config.gazette.archive.enabled
    return store, stack.enter_context(Archive(config.output / ARCHIVE)) if kept else None


def _broken(config: Config, store: Store, archive: Archive | None, names: Sequence[str], issue: Issue) -> list[Ended]:
    """A run of each of these sources (as far as they are still followed) that ended in an issue."""
    sources = tuple(s for s in config.source if s.name in names)
    crawl = Crawl(config, store, sources, archive=archive)
    for source in sources:
        run = crawl.open(source)
        crawl.trouble(run, issue)
        crawl.end(run)
    return crawl.ended
