"""Jobs made of sources: one a host, as far as the host has none yet.

This module does not know which sources are due, nor who does the jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from rq import Queue

from crawler.config import Config
from crawler.keys import Source
from crawler.settings import host_of
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.workers.board import Board
from crawler.workers.connection import told
from crawler.workers.parcel import make_job, pack
from crawler.workers.serving import enqueue


@dataclass(frozen=True, slots=True)
class Sent:
    """The hosts that got a job, with how many of the sources; those whose last job is still out."""

    hosts: dict[str, int]
    still_out: tuple[str, ...]


def by_host(sources: Sequence[Source]) -> dict[str, list[Source]]:
    """Sources by the host whose pace they share."""
    out: dict[str, list[Source]] = {}
    for source in sources:
        out.setdefault(host_of(source.url), []).append(source)
    return out


def send(
    board: Board, queue: Queue, config: Config, store: Store, archive: Archive | None, sources: Sequence[Source],
    backfill: int, now: datetime,
) -> Sent:  # fmt: skip
    """Make the jobs and put them into the queue.  Raises QueueError; what was sent before stays."""
    hosts: dict[str, int] = {}
    still: list[str] = []
    out = board.out()
    for host, group in by_host(sources).items():
        name = uuid4().hex
        if host in out or not board.post(
            name, host, pack(make_job(store, archive, config, host, group, backfill, now))
        ):
            still.append(host)
            continue
        # Should this not come to pass, the writer finds a job that nobody has, and sends it again.
        with told(board.url):
            enqueue(queue, name, host, 0)
        hosts[host] = len(group)
    return Sent(hosts, tuple(still))
