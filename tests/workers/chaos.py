"""Machines that die at random instants: workers, the writer and the Redis, until a round is done all the same."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.workers.machines import RedisServer, child, children_of, ended, signal_all

# Without runs and states of sources: a job that was killed three times is set aside, and its sources are told broken.
COMPARED = {
    "articles": "SELECT guid, url, title, published, body_html, revision, state, first_seen, changed, feed_time FROM article ORDER BY guid",
    "changes": "SELECT a.guid, c.at, c.kind, c.fields, c.detail FROM change c JOIN article a ON a.id = c.article ORDER BY 1, 2, 3",
    "revisions": "SELECT a.guid, r.number, r.at, r.title, r.body_text FROM revision r JOIN article a ON a.id = r.article ORDER BY 1, 2",
    "arrivals": "SELECT a.guid, r.source, r.first FROM arrival r JOIN article a ON a.id = r.article ORDER BY 1, 2",
    "entries": "SELECT source, url, state FROM entry ORDER BY 1, 2",
}


class Machines:
    """A Redis, a writer and workers, at a stopped time."""

    def __init__(self, folder: Path, redis: RedisServer, now: str, workers: int = 2) -> None:
        self.folder, self.redis, self.now = folder, redis, now
        self.drain = self._begin(["drain"])
        self.workers = [self._begin(["worker", "--lease", "2"]) for _ in range(workers)]

    def _begin(self, words: list[str]) -> BaseProcess:
        return child(self.folder, self.now, [*words, "--queue", self.redis.url])

    def send(self) -> bool:
        """Make jobs of all sources; False when the Redis died meanwhile."""
        return ended(self._begin(["crawl", "--all"])) == 0

    def kill(self, chance: random.Random) -> str:
        """SIGKILL one of them and start it again; which it was."""
        what = chance.choice(("child", "worker", "worker", "drain", "redis"))
        number = chance.randrange(len(self.workers))
        worker = self.workers[number]
        if what == "redis":
            self.redis.kill()
            time.sleep(chance.uniform(0, 0.5))
            self.redis.start()
        elif what == "drain":
            signal_all(self.drain, signal.SIGKILL)
            ended(self.drain)
            self.drain = self._begin(["drain"])
        elif what == "child" and (children := children_of(worker.pid or 0)):
            os.kill(children[0], signal.SIGKILL)
        else:
            what = "worker"
            signal_all(worker, signal.SIGKILL)
            ended(worker)
            self.workers[number] = self._begin(["worker", "--lease", "2"])
        return what

    def settle(self, seconds: float = 180) -> None:
        """Wait until no job is out."""
        end = time.monotonic() + seconds
        while self.redis.ask("HLEN", "gazette:out"):
            assert time.monotonic() < end, f"jobs are still out: {self.redis.ask('HGETALL', 'gazette:out')!r}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End them in order; the writer publishes what it has."""
        for one in (*self.workers, self.drain):
            if one.pid is not None and one.exitcode is None:
                os.kill(one.pid, signal.SIGTERM)
        for one in (*self.workers, self.drain):
            one.join(30)
            if one.exitcode is None:
                signal_all(one, signal.SIGKILL)
                one.join()


def hurt_round(folder: Path, redis: RedisServer, now: str, kills: int, chance: random.Random) -> dict[str, int]:
    """Crawl all at a stopped time while so many machines are killed; then once more, undisturbed.  What was killed."""
    counts: dict[str, int] = {}
    machines = Machines(folder, redis, now)
    try:
        machines.send()
        for _ in range(kills):
            time.sleep(chance.uniform(0.1, 1.5))
            what = machines.kill(chance)
            counts[what] = counts.get(what, 0) + 1
            if not redis.ask("HLEN", "gazette:out"):
                machines.send()
        machines.settle()
        assert machines.send()
        machines.settle()
    finally:
        machines.stop()
    return counts


def state(folder: Path) -> dict[str, object]:
    """What must be the same, however often machines died."""
    out: dict[str, object] = {}
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        for name, sql in COMPARED.items():
            out[name] = connection.execute(sql).fetchall()
    finally:
        connection.close()
    feeds = (f for f in sorted((folder / "output" / "feeds").iterdir()) if f.suffix in (".rss", ".atom", ".json"))
    return out | {f"feeds/{f.name}": f.read_bytes() for f in feeds if f.stem not in ("health", "all", "stories")}
