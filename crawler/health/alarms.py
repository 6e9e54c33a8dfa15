"""What to tell operators of changed states, and when; pure.

A change is told once it held over two runs and for the patience that was asked for; so a host that comes and goes tells
nothing.  All changes of one moment are one message.

This module does not know how a message is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

# A change has to hold over so many runs: one odd answer is none.
RUNS = 2
RETRY_MINUTES = (1, 5, 15, 60, 240)
GIVE_UP = 12


@dataclass(frozen=True, slots=True)
class Watch:
    """What was told of a source, what its runs find now, since when, and over how many runs."""

    source: str
    told: str = "ok"
    state: str = "ok"
    since: datetime | None = None
    runs: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """One change to tell: the state before and now, the reason, the mend."""

    source: str
    before: str
    state: str
    reason: str = ""
    mend: str = ""

    def line(self) -> str:
        """The change as a line of a message."""
        text = f"{self.source}: {self.before} -> {self.state}"
        return "\n".join(
            filter(None, (text + (f": {self.reason}" if self.reason else ""), self.mend and f"  mend: {self.mend}"))
        )


def watch(old: Watch, state: str, at: datetime) -> Watch:
    """A source's watch after one more run."""
    if state == old.state:
        return Watch(old.source, old.told, state, old.since or at, old.runs + 1)
    return Watch(old.source, old.told, state, at, 1)


def ripe(now: datetime, one: Watch, patience: timedelta) -> bool:
    """Whether a change is to be told; a clock that jumped back does not hold one up for ever."""
    if one.state == one.told or one.runs < RUNS or one.since is None:
        return False
    return one.since > now or now - one.since >= patience


def message(news: Sequence[News]) -> tuple[str, str]:
    """Title and body of one message over all changes."""
    worse = [one for one in news if one.state != "ok"]
    names = ", ".join(one.source for one in (worse or news)[:3])
    more = len(worse or news) - 3
    title = f"gazette: {names}{f' and {more} more' if more > 0 else ''} {worse[0].state if len(worse) == 1 else 'changed' if worse else 'ok again'}"
    return title, "\n".join(one.line() for one in news)


def is_quiet(now: datetime, hours: str, zone: tzinfo) -> bool:
    """Whether messages wait at this time: `hours` is "22-7" (local, the first included), or ""."""
    if not hours:
        return False
    first, last = map(int, hours.split("-"))
    hour = now.astimezone(zone).hour
    return first <= hour < last if first <= last else hour >= first or hour < last


def retry_at(now: datetime, attempts: int) -> datetime:
    """When a message that could not be sent is tried again."""
    return now + timedelta(minutes=RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1])
