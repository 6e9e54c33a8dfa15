"""How long a feed may be kept by caches and readers: by how often its sources bring something.

This module does not know how a file is served.
"""

from __future__ import annotations

from time import monotonic

from crawler.clock import parse_stamp
from crawler.config import Config
from crawler.errors import StoreError
from crawler.store import feedstate
from crawler.store.database import NAME, Store

# How many of the last articles tell the rhythm, and which part of the usual gap a copy may be old.
_LAST = 12
_PART = 24
_KEPT = 600.0


class Rhythm:
    """Seconds for Cache-Control, feed by feed; what the store told is kept for ten minutes."""

    SHORTEST = 300
    LONGEST = 3600

    def __init__(self, config: Config) -> None:
        self._path = config.output / NAME
        self._sources = {s.name for s in config.source}
        self._told: dict[str, tuple[float, int]] = {}

    def seconds(self, name: str) -> int:
        """How long a copy of this feed may be used; merged feeds change all the time."""
        if name not in self._sources:
            return self.SHORTEST
        at, told = self._told.get(name, (0.0, 0))
        if not told or monotonic() - at > _KEPT:
            told = self._ask(name)
            self._told[name] = (monotonic(), told)
        return told

    def _ask(self, name: str) -> int:
        try:
            with Store(self._path, writable=False, busy=1.0) as store:
                times = feedstate.last_feed_times(store, name, _LAST)
        except StoreError:
            return self.SHORTEST
        if len(times) < 3:
            return self.SHORTEST
        gap = (parse_stamp(times[0]) - parse_stamp(times[-1])).total_seconds() / (len(times) - 1)
        return int(min(max(gap / _PART, self.SHORTEST), self.LONGEST)) // 60 * 60
