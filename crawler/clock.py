"""What time it is, as text and as a moment; the only module that looks at a clock.

`GAZETTE_NOW` (ISO 8601) stops the clock for rehearsals and tests, so that a run can be repeated to the byte.

This module does not know what a time is used for.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crawler.errors import ConfigError


def now() -> datetime:
    """The present moment in UTC, whole seconds; raises ConfigError when GAZETTE_NOW is no time."""
    told = os.environ.get("GAZETTE_NOW")
    if not told:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        raise ConfigError(f"GAZETTE_NOW is no ISO 8601 time: {told!r}", mend="unset GAZETTE_NOW") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """A moment as the store writes it: UTC, seconds, `Z`."""
    # isoformat, since strftime writes the year 24 as "24".
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_stamp(text: str) -> datetime:
    """The moment behind a stored time."""
    return datetime.fromisoformat(text)


def known_zone(name: str) -> str:
    """The name when it is a time zone's; raises ValueError for any other."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('a zone is named like "Europe/Lisbon", "Asia/Macau" or "UTC"') from None
    return name
