"""One job from its take to its result: the same crawl as of one process, into a store of the worker's own.

This module does not know how jobs reach a worker, nor what the writer makes of results.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crawler.clock import now
from crawler.errors import GazetteError
from crawler.run import crawl_into
from crawler.running import Ended
from crawler.store import part
from crawler.store.database import NAME, Store
from crawler.workers.board import LEASE, Board
from crawler.workers.connection import QueueError, connect, told
from crawler.workers.lease import Lease
from crawler.workers.parcel import FORM, Carried, Job, Journal, Result, configuration_of, pack, unpack
from crawler.workers.transport import use

# Seconds that a machine's clock may be wrong: what is first seen is told by it.
SKEW = 60.0
# Where a child notes which job it has, for its parent to clear up should it die.
_HOLDING = "holding"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker's jobs share: the address of Redis, its folder, an empty store's bytes, whom to tell of runs that end."""

    url: str
    folder: Path
    empty: bytes
    on_end: Callable[[Ended], None] | None = None
    lease: float = LEASE


def make_bench(url: str, folder: Path, on_end: Callable[[Ended], None] | None = None, lease: float = LEASE) -> Bench:
    """A bench whose files go into a folder."""
    path = folder / "empty.db"
    with Store(path) as store:
        part.make_bare(store)
    return Bench(url, folder, path.read_bytes(), on_end, lease)


def do(bench: Bench, name: str) -> bool:
    """Do a job and hand in its result; False when it is done, or another worker has its host.

    Once in a process (Twisted's reactor does not start twice).  Raises GazetteError when it cannot be done.
    """
    board = Board(connect(bench.url), bench.url, lease=bench.lease)
    host = board.host_of(name)
    check_clock(board)
    fence = board.take(name, host) if host else 0
    data = board.part(name) if fence else None
    if data is None:
        return False
    (bench.folder / _HOLDING).write_text(f"{name} {host} {fence}", "utf-8")
    with (
        Lease(board, name, host, fence) as lease,
        tempfile.TemporaryDirectory(dir=bench.folder, prefix="job-") as folder,
    ):
        lease.hand_in(crawled(unpack(data, Job), bench, Path(folder), lease))
    return True


def crawled(job: Job, bench: Bench, folder: Path, lease: Lease) -> bytes:
    """Crawl what a job says, in a folder of its own; the result as it travels."""
    config, sources = configuration_of(job, folder)
    more = use(lease, rendering=any(s.browser for s in sources))
    path = folder / NAME
    path.write_bytes(bench.empty)
    journal = Journal()
    with Store(path) as store:
        part.lay_out(store, job.tables)
        store.journal = journal
        pages = Carried(journal, job.lists) if job.archive else None
        report = crawl_into(config, store, pages, sources, backfill=job.backfill, on_end=bench.on_end, more=more)
    if report.stopped is not None:
        raise report.stopped
    return pack(Result(FORM, job.host, {s.name: s.url for s in sources}, job.newest, journal.calls))


def check_clock(board: Board) -> None:
    """Raise QueueError when this machine's clock and that of Redis differ: times of articles are told by it."""
    if os.environ.get("GAZETTE_NOW"):
        return
    with told(board.url):
        seconds, _ = board.client.time()
    off = now().timestamp() - seconds
    if abs(off) > SKEW:
        raise QueueError(
            f"this machine's clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} that of the Redis",
            mend="let both keep time by NTP (`timedatectl set-ntp true`)",
        )


def clear_up(bench: Bench) -> None:
    """What a child that died left: its host is given back, so that nobody waits for the lease or a request to end; its files go."""
    note = bench.folder / _HOLDING
    if note.exists():
        job, host, fence = note.read_text("utf-8").split()
        note.unlink()
        with suppress(GazetteError):  # the lease ends by itself, and so do the marks of requests
            Board(connect(bench.url), bench.url).clear_up(job, host, int(fence))
    for folder in bench.folder.glob("job-*"):
        shutil.rmtree(folder, ignore_errors=True)
