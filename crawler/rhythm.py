"""When a source is worth looking at again, from its own posting pattern; pure.

Posts come in the office hours of a place.  With a budget of so many requests a day, the expected delay from posting to
seeing is least when the rate of looking follows the square root of the rate of posting (J. Cho and H. Garcia-Molina,
"Effective page refresh policies for web crawlers", ACM TODS 28(4), 2003, for the freshness of pages; for a delay the
optimum is exact: minimise the sum of rate/looks under a fixed sum of looks).

A pattern is the rate of posting for each hour of a working day and of a day off (weekends and public holidays of the
country), in the source's zone, with a factor for each weekday.  It begins as the world's office hours and is pulled
towards what was seen, old sightings counting less.

This module does not know where posts are remembered, nor who looks.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

DayOff = Callable[[date], bool]
Sighting = tuple[datetime, datetime, float]

HOUR = 3600.0
# Posts that the world's office hours count for, beside what was seen of a source.
PRIOR = 6.0
HALF_LIFE_DAYS = 60.0
# A sighting that waited longer says too little of the hour.
LONGEST_WAIT = timedelta(hours=16)
# What follows the rate of posting: above 0.5 the busy hours get more than the mean delay asks for, which the median likes.
EXPONENT = 0.6
# Of a quiet hour, beside the busiest: nothing is ever left out.
FLOOR = 0.004
# Posts come in bursts: after something new we come back sooner.
BURST = 0.55
# A due time that lies further ahead than any wait we give was set by a clock that jumped.
HORIZON = timedelta(days=8)
_OFFICE = (1, 1, 1, 1, 1, 1, 2, 6, 18, 26, 26, 22, 14, 16, 24, 26, 24, 18, 10, 5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an operator allows: the shortest and longest wait in seconds, and requests a day on an average week."""

    shortest: float = 600.0
    longest: float = 4 * HOUR
    daily: float = 24.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Posts an hour: for the hours of a working day and of a day off, times the weekday's factor (Monday first)."""

    work: tuple[float, ...]
    off: tuple[float, ...]
    weekdays: tuple[float, ...]

    def rates(self, weekday: int, is_off: bool) -> list[float]:
        """The rates of posting over the hours of a day."""
        return [x if is_off else x * self.weekdays[weekday] for x in (self.off if is_off else self.work)]


@dataclass(frozen=True, slots=True)
class Plan:
    """Looks an hour over the hours of a day off, and of a working day by its weekday; and what bounds the waits."""

    off: tuple[float, ...]
    work: tuple[tuple[float, ...], ...]
    bounds: Bounds


def pattern(sightings: Sequence[Sighting], now: datetime, zone: tzinfo, off: DayOff) -> Pattern:
    """The posting pattern behind sightings: (looked before, saw it, how many); a post of a known minute has both equal."""
    work, rest, week = [0.0] * 24, [0.0] * 24, [0.0] * 7
    for before, at, count in sightings:
        if at - before > LONGEST_WAIT or at > now:
            continue
        weight = count * 0.5 ** ((now - at).total_seconds() / 86_400 / HALF_LIFE_DAYS)
        for moment, share in _hours(before, at):
            local = moment.astimezone(zone)
            is_off = off(local.date())
            (rest if is_off else work)[local.hour] += weight * share
            if not is_off:
                week[local.weekday()] += weight * share
    seen, on_off = sum(work) + sum(rest), sum(rest)
    # Five working days to two days off; a tenth as many posts on a day off, as long as nothing else is known.
    share_off = (on_off + PRIOR * 0.04) / (seen + PRIOR)
    office = [x / sum(_OFFICE) for x in _OFFICE]
    by_hour = _mixed(work, office, PRIOR)
    rest_hour = _mixed(rest, by_hour, PRIOR)
    mean = (sum(week) + PRIOR * 2) / 5
    factors = [(n + PRIOR * 0.4) / mean for n in week]
    return Pattern(
        tuple(x * (1 - share_off) / 5 for x in by_hour), tuple(x * share_off / 2 for x in rest_hour), tuple(factors)
    )


def plan(known: Pattern, today: date, off: DayOff, bounds: Bounds) -> Plan:
    """How to spend the budget of an ordinary week on a pattern."""
    scale = _scale(known, _usual_off(today, off), bounds)
    return Plan(
        tuple(_looks(rate, scale, bounds) for rate in known.rates(0, True)),
        tuple(tuple(_looks(rate, scale, bounds) for rate in known.rates(wd, False)) for wd in range(7)),
        bounds,
    )


def next_due(now: datetime, looking: Plan, zone: tzinfo, off: DayOff, *, fresh: bool) -> datetime:
    """When to look again after a look that found something (`fresh`) or nothing."""
    bounds = looking.bounds
    ahead, moment = 0.0, now.astimezone(UTC)
    end = now + timedelta(seconds=bounds.longest)
    while moment < end:
        local = moment.astimezone(zone)
        # Looks an hour, until the hour ends.
        looks = (looking.off if off(local.date()) else looking.work[local.weekday()])[local.hour]
        left = HOUR - local.minute * 60 - local.second
        need = (1 - ahead) / looks * HOUR
        if need <= left:
            moment += timedelta(seconds=need)
            break
        ahead += looks * left / HOUR
        moment += timedelta(seconds=left)
    wait = (min(moment, end) - now).total_seconds() * (BURST if fresh else 1.0)
    return _whole(now + timedelta(seconds=max(bounds.shortest, wait)))


def back_off(now: datetime, source: str, fails: int, bounds: Bounds, retry_after: datetime | None = None) -> datetime:
    """When to try again after `fails` failures in a row: doubling waits up to a day, and not before Retry-After.

    The jitter (a quarter either way) depends on source and count alone, so that a run can be repeated.
    """
    digest = hashlib.sha256(f"{source} {fails}".encode()).digest()
    jitter = 0.75 + digest[0] / 510
    wait = min(bounds.shortest * 2 ** min(fails - 1, 16), max(bounds.longest, 86_400.0)) * jitter
    due = now + timedelta(seconds=max(bounds.shortest, wait))
    return _whole(max(due, retry_after) if retry_after else due)


def is_due(now: datetime, due: datetime | None, last: datetime | None) -> bool:
    """Whether a source is due; one whose times are beyond reason is, for then the clock has jumped."""
    if due is None or due <= now or due - now > HORIZON:
        return True
    return last is not None and last > now + timedelta(minutes=5)


def _scale(known: Pattern, usual_off: Sequence[bool], bounds: Bounds) -> float:
    """The factor that spends the budget of an ordinary week.

    What a factor spends grows in straight pieces between the factors at which an hour leaves its least number of looks
    and those at which it reaches its greatest: the piece that holds the budget gives the factor.
    """
    least, most, budget = HOUR / bounds.longest, HOUR / bounds.shortest, bounds.daily * 7
    weights = [w for wd in range(7) for w in map(_weight, known.rates(wd, usual_off[wd])) if w > 0]
    spent, slope, at = least * 7 * 24, 0.0, 0.0
    for factor, change in sorted([(least / w, w) for w in weights] + [(most / w, -w) for w in weights]):
        if spent + slope * (factor - at) > budget:
            break
        spent, slope, at = spent + slope * (factor - at), slope + change, factor
    # Beyond the last piece, and for a budget below the least that is looked, no factor changes anything.
    return at + (budget - spent) / slope if budget > spent and slope > 1e-12 else at


def _looks(rate: float, scale: float, bounds: Bounds) -> float:
    """Looks an hour for a rate of posting."""
    return min(max(scale * _weight(rate), HOUR / bounds.longest), HOUR / bounds.shortest)


def _weight(rate: float) -> float:
    """Looks an hour for a rate of posting, before the budget and the bounds."""
    return math.pow(max(rate, 0.0), EXPONENT)


@lru_cache(maxsize=256)
def _usual_off(today: date, off: DayOff) -> tuple[bool, ...]:
    """Which weekdays are usually off, by the last eight weeks; the sources of one country ask the same."""
    out = []
    for wd in range(7):
        last = today - timedelta(days=(today.weekday() - wd) % 7)
        out.append(sum(off(last - timedelta(weeks=n)) for n in range(8)) > 4)
    return tuple(out)


def _hours(before: datetime, at: datetime) -> list[tuple[datetime, float]]:
    """The hours that a wait went over, each with its share."""
    total = (at - before).total_seconds()
    if total <= 0:
        return [(at, 1.0)]
    steps = max(1, round(total / 1200))
    return [(before + (at - before) * ((n + 0.5) / steps), 1 / steps) for n in range(steps)]


def _mixed(counts: Sequence[float], prior: Sequence[float], strength: float) -> list[float]:
    """Shares of the hours: counts, smoothed over neighbours, and pseudo-counts of the prior."""
    smooth = [counts[h - 1] * 0.2 + counts[h] * 0.6 + counts[(h + 1) % 24] * 0.2 for h in range(24)]
    total = sum(smooth) + strength
    shares = [(smooth[h] + strength * prior[h]) / total for h in range(24)]
    return [max(share, FLOOR * max(shares)) for share in shares]


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
