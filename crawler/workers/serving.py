"""A worker: takes jobs from the queue one after the other, each in a child of its own, until it is told to end.

RQ has the queue, the child and the signals; who has a host, and what became of it, is told by the board.

This module does not know what a job does.
"""

from __future__ import annotations

import gc
import logging
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from crawler.errors import GazetteError
from crawler.running import Ended
from crawler.workers.board import LEASE, Board
from crawler.workers.connection import Client, check, connect, in_our_words
from crawler.workers.job import Bench, check_clock, clear_up, do, make_bench

QUEUE = "gazette"
TASK = f"{__name__}.task"
# Seconds: the longest a job may take; a host with many sources is asked once a second.
LONGEST = 24 * 3600
# Seconds that a failed job is shown by RQ's own tools.
SHOWN = 7 * 86_400
# Seconds between looks at the child, and between attempts to reach a Redis that has gone.
LOOK, AGAIN = 5, 2.0
# What a crawl loads only when it begins: each child would load it anew.
_LATE = ("crawler.cookies", "crawler.extensions", "crawler.pipelines", "crawler.resolving", "holidays")
_bench: list[Bench] = []
logger = logging.getLogger(__name__)


class OnlyCrawls(Job):
    """A job of RQ's that may call nothing but our task, whoever wrote it into the queue."""

    @property
    def func(self) -> Any:
        """The task; raises GazetteError for any other."""
        if self.func_name != TASK:
            raise GazetteError(f"a job that is not gazette's is in the queue: {self.func_name}", mend="see who else writes there")  # fmt: skip
        return task


def queue_of(client: Client) -> Queue:
    """The queue; what is in it is JSON, which calls nothing when it is read."""
    return Queue(QUEUE, connection=client, serializer=JSONSerializer, job_class=OnlyCrawls)


def enqueue(queue: Queue, job: str, host: str, tries: int) -> None:
    """Put a job into the queue."""
    queue.enqueue_call(
        TASK, args=[job], job_id=f"{job}-{tries + 1}", timeout=LONGEST, result_ttl=0, failure_ttl=SHOWN, description=f"crawl {host}"
    )  # fmt: skip


def waiting(queue: Queue) -> set[str]:
    """The jobs in the queue."""
    return {name.rpartition("-")[0] for name in queue.get_job_ids()}


def task(job: str) -> None:
    """What RQ calls in the child."""
    do(_bench[0], job)


class JobWorker(Worker):
    """RQ's worker; what a child that died had is given back at once."""

    # Seconds between attempts to reach a Redis that has gone, at most.
    max_connection_wait_time = 4.0

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds after which RQ takes a job for abandoned; ours come back sooner, by their lease."""
        return LOOK + 60

    def handle_work_horse_killed(self, job: Job, retpid: int, ret_val: int, rusage: object) -> None:
        """A child died in the midst of its job."""
        clear_up(_bench[0])

    @property
    def told_to_end(self) -> bool:
        """Whether a signal asked for the end."""
        return self._shutdown_requested_date is not None


def work(
    url: str, *, burst: bool = False, lease: float = LEASE, on_end: Callable[[Ended], None] | None = None,
    on_trouble: Callable[[GazetteError], None] = lambda _: None,
) -> None:  # fmt: skip
    """Take jobs until told to end (SIGINT, SIGTERM; the job that runs is ended first), with `burst` until none is left.

    Raises QueueError or ConfigError when the Redis cannot be used at the start; later it is waited for, and
    `on_trouble` is told once.
    """
    board = Board(connect(url), url, lease=lease)
    check(board.client, url)
    check_clock(board)
    _warm()
    with tempfile.TemporaryDirectory(prefix="gazette-worker-") as folder:
        _bench[:] = [make_bench(url, Path(folder), on_end, lease)]
        told = ""
        while True:
            worker, trouble = None, ""
            try:
                worker = _worker(connect(url))
                worker.work(burst=burst, logging_level="CRITICAL")
            except redis.exceptions.RedisError as error:
                away = in_our_words(error, url)
                trouble = str(away)
                if trouble != told:
                    on_trouble(away)
            told = trouble
            if worker is not None and (worker.told_to_end or (burst and not trouble)):
                return
            time.sleep(AGAIN)


def _warm() -> None:
    """Load what all jobs need, and let no child's garbage collection touch it: a page that is touched is copied."""
    for name in _LATE:
        import_module(name)
    gc.collect()
    gc.freeze()


def _worker(client: Client) -> JobWorker:
    return JobWorker(
        [queue_of(client)], connection=client, serializer=JSONSerializer, job_class=OnlyCrawls, job_monitoring_interval=LOOK,
        exception_handlers=[_told], disable_default_exception_handler=True,
    )  # fmt: skip


def _told(job: Job, kind: type[BaseException], error: BaseException, trace: object) -> bool:
    """A job's own error, in the child."""
    logger.error("%s: %s", job.description, error, exc_info=not isinstance(error, GazetteError))
    return False
