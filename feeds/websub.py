"""Tell a WebSub hub of feeds that changed (W3C WebSub, 6.1: `hub.mode=publish`), so that subscribers get them at once.

What the hub is to be told stands in the store until it was told: a hub that is down, or a crawl that is killed, only
puts it off.  Bounded in time, since it comes at the end of a crawl.

This module does not know which feeds changed.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlencode, urlsplit

from crawler.clock import stamp
from crawler.store import feedstate
from crawler.store.database import Store

SECONDS = 20.0
TIMEOUT = 5.0
# How long until a feed is told of again, by the number of failures; a later change of the feed begins anew.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
_TOO_MANY = 3
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of it: feeds that the hub was told of, feeds that are put off, and the last failure ("" for none)."""

    told: int = 0
    put_off: int = 0
    trouble: str = ""


def push(store: Store, hub: str, now: datetime, *, seconds: float = SECONDS) -> Pushed:
    """Tell the hub of the feeds that are due, for at most so many seconds; never raises for what the hub does."""
    due = feedstate.due_pings(store, stamp(now), _MOST)
    if not hub or not due:
        return Pushed()
    told: list[str] = []
    put_off, trouble, failed_in_a_row = 0, "", 0
    end = monotonic() + seconds
    with _Hub(hub) as ask:
        for topic, attempts in due:
            # A hub that failed a few times in a row is down; the rest stays due for the next run.
            if monotonic() > end or failed_in_a_row >= _TOO_MANY:
                break
            failure = ask(topic)
            if not failure:
                told.append(topic)
                failed_in_a_row = 0
                continue
            trouble, put_off, failed_in_a_row = failure, put_off + 1, failed_in_a_row + 1
            until = now + WAITS[min(attempts, len(WAITS) - 1)]
            feedstate.put_off_ping(store, topic, attempts + 1, stamp(until))
    feedstate.end_pings(store, told)
    return Pushed(len(told), put_off, trouble)


class _Hub:
    """One connection to a hub, opened anew when it breaks."""

    def __init__(self, hub: str) -> None:
        parts = urlsplit(hub)
        self._host = parts.hostname or ""
        self._port = parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._secure = parts.scheme == "https"
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Callable[[str], str]:
        return self.tell

    def __exit__(self, *_: object) -> None:
        self._close()

    def tell(self, topic: str) -> str:
        """Tell of one feed; "" when the hub took it, else what failed."""
        form = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "gazette"}
        try:
            if self._connection is None:
                self._connection = self._open()
            self._connection.request("POST", self._path, form, headers)
            answer = self._connection.getresponse()
            answer.read(65536)
            if answer.will_close or not answer.isclosed():
                self._close()
        except (OSError, http.client.HTTPException) as error:
            self._close()
            return f"the hub did not answer ({error or type(error).__name__})"
        return "" if 200 <= answer.status < 300 else f"the hub answered {answer.status}"

    def _open(self) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
