"""Whether a source is quiet for longer than its own rhythm explains; pure.

Silence is counted in working days of the source's country (weekends and public holidays do not count, unless the
source publishes on them), and only over days on which we looked: a machine that was off, or a clock that jumped, is
not the source's silence.

This module does not know what else a run saw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any

from crawler.health.symptoms import Symptom

# Posting days that have to be known before silence means anything, and the least that is ever called silence.
ENOUGH_DAYS = 8
LEAST = 3
MAX_SPAN = timedelta(days=1100)
# A share of posting days from which on days off count as days of work.
WORKS_WEEKENDS = 0.1

DayOff = Callable[[date], bool]


@lru_cache(maxsize=64)
def days_off(country: str) -> DayOff:
    """Tells the days on which a country (ISO 3166-1 alpha-2) does not work: its weekend and its public holidays.

    Of an unknown country Saturday and Sunday.  The library is loaded at the first call.
    """
    import holidays

    try:
        known: Any = holidays.country_holidays(country)
    except (NotImplementedError, KeyError):
        return lambda day: day.weekday() >= 5
    # A day is asked for by every source of the country, at each of its runs.
    return lru_cache(maxsize=4096)(lambda day: not known.is_working_day(day))


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a source publishes: the longest silence that is usual, in counted days, and whether it rests on days off."""

    longest: float
    rests: bool


def pattern_of(days: Sequence[date], off: DayOff) -> Pattern | None:
    """The pattern of a source from the days on which it published; None when too few are known.

    The bound is above every silence of its past, save for one that is out of all proportion (a pinned old row).
    """
    posted = sorted(set(days))
    posted = [day for day in posted if day >= posted[-1] - MAX_SPAN] if posted else []
    if len(posted) < ENOUGH_DAYS:
        return None
    rests = sum(map(off, posted)) < WORKS_WEEKENDS * len(posted)
    gaps = sorted(_counted(a, b, off if rests else None) for a, b in pairwise(posted))
    common = gaps[len(gaps) * 9 // 10]
    return Pattern(max(LEAST, min(gaps[-1] * 1.3 + 1, common * 5 + 5)), rests)


def quiet(
    source: str,
    days: Sequence[date],
    looked: Sequence[date],
    today: date,
    off: DayOff,
    every_days: float | None = None,
) -> Symptom | None:
    """The symptom of a silence that is too long.

    `days` are those on which the source published, `looked` those on which its list was read, both in any order.
    """
    posted = [day for day in days if day <= today]
    if not posted:
        return None
    pattern = pattern_of(posted, off)
    if every_days is not None:
        pattern = Pattern(every_days, pattern.rests if pattern else True)
    if pattern is None:
        return None
    last = max(posted)
    silent = _watched(last, today, looked, off if pattern.rests else None)
    if silent <= pattern.longest:
        return None
    unit = "working days" if pattern.rests else "days"
    usual = f"something new within {pattern.longest:.0f} {unit}"
    return Symptom(
        "quiet", usual, f"nothing since {last.isoformat()}, {silent} {unit}",
        f"open the list in a browser: `gazette inspect` it; `every` under [source.expect] of {source} sets another bound",
    )  # fmt: skip


def _counted(after: date, before: date, off: DayOff | None) -> int:
    """Days between two, the second included, that count."""
    span = range(1, min((before - after).days, MAX_SPAN.days) + 1)
    return sum(1 for n in span if off is None or not off(after + timedelta(days=n)))


def _watched(last: date, today: date, looked: Sequence[date], off: DayOff | None) -> int:
    """Counted days between the last publication and today over which we looked; today is not over yet.

    A look covers the days since the one before, as far as that is our habit.
    """
    seen = sorted({day for day in looked if day <= today})
    habit = max(1, 2 * round(median((b - a).days for a, b in pairwise(seen)))) if len(seen) > 2 else 1
    covered: set[date] = set()
    for i, day in enumerate(seen):
        back = min((day - seen[i - 1]).days if i else 1, habit, 14)
        covered |= {day - timedelta(days=n) for n in range(back)}
    return sum(1 for day in covered if last < day < today and (off is None or not off(day)))
