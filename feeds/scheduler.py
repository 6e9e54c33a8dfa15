"""Crawls whenever a source is due, one after the other, each a process of its own: what cron does, in one command.
With a queue, jobs for workers in their place.

A crawl is a child since what it fetches with starts once in a process only, and since a crawl that dies must not take
the server with it.

This module does not know when a source is due, nor how a crawl is made.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

from crawler import config as configuration
from crawler.clock import now
from crawler.errors import GazetteError
from crawler.pacing import due, next_moment
from crawler.store.database import NAME, Store
from feeds.alerting import pending, tell_changes
from feeds.crawling import tell_alerts
from feeds.queueing import send_due
from feeds.terminal import Teller

# Seconds: the configuration is looked at again so often, so that a source that was added is not left waiting.
LONGEST_SLEEP = 30.0
# After a crawl, and after one that could not be made: whatever is wrong, the machine is not kept busy with it.
AFTER_CRAWL, AFTER_TROUBLE = 5.0, 60.0
# A child is given so long to write down what it has.
GRACE = 20.0
# Fine, and a source is broken: the crawl told of it, and it was a crawl.
_MADE = (0, 3)


def run_due_forever(path: Path, stop: threading.Event, log: str = "text", queue: str = "") -> None:
    """Crawl what is due, sleep until something is, until `stop` is set; a crawl that runs then is told to end.

    With the address of a `queue`, what is due is put there for workers, and nothing crawled here.  Alerts that waited (for the end of a quiet time, for a server) are sent in between.
    A configuration that cannot be read is told once, and read again until it can.
    """
    teller, told = Teller(log), ""
    while not stop.is_set():
        try:
            wait = seconds_until_due(path)
            if wait <= 0 and queue:
                send_due(path, queue, log)
                # It is due until its result is in.
                wait = LONGEST_SLEEP
            told = ""
            if wait > 0 and path.exists() and pending(config := configuration.load(path)):
                tell_alerts(teller, tell_changes(config, (), now()))
        except GazetteError as error:
            if str(error) != told:
                teller.trouble("gazette", "error", error.word, "", error.message, error.mend)
            told, wait = str(error), AFTER_TROUBLE
        if wait <= 0:
            status = crawl_once(path, stop, log)
            wait = AFTER_CRAWL if status in _MADE else AFTER_TROUBLE
        stop.wait(min(wait, AFTER_TROUBLE))


def seconds_until_due(path: Path) -> float:
    """How long to sleep before the first source is due: 0 when one is, at most `LONGEST_SLEEP`.

    Raises ConfigError and StoreError as reading them does.
    """
    if not path.exists():
        return LONGEST_SLEEP
    config = configuration.load(path)
    sources = config.followed()
    if not sources:
        return LONGEST_SLEEP
    if not (config.output / NAME).exists():
        return 0.0
    at = now()
    with Store(config.output / NAME, writable=False) as store:
        if due(store, sources, at, config.gazette):
            return 0.0
        first = next_moment(store, sources, config.gazette)
    left = (first - at) if first else timedelta()
    return min(max(left.total_seconds(), 1.0), LONGEST_SLEEP)


def crawl_once(path: Path, stop: threading.Event, log: str) -> int:
    """One `gazette crawl` as a child; its exit status, or -1 when it was told to end."""
    words = [sys.executable, "-m", "feeds.cli", "crawl", "--config", str(path), "--log", log]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL) as child:  # noqa: S603 (our own command)
        while not stop.wait(0.2):
            if (status := child.poll()) is not None:
                return status
        child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
    return -1
