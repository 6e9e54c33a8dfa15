from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from crawler.rhythm import HORIZON, Bounds, Sighting, back_off, is_due, next_due, pattern, plan

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2024, 6, 12, 1, tzinfo=UTC)  # a Wednesday, nine in the morning in Taipei
BOUNDS = Bounds()


def weekend(day: date) -> bool:
    return day.weekday() >= 5


def posts_at(hour: int, days: int = 60) -> list[Sighting]:
    out = []
    for n in range(1, days):
        at = (NOW.astimezone(TAIPEI) - timedelta(days=n)).replace(hour=hour, minute=20)
        if at.weekday() < 5:
            out.append((at - timedelta(minutes=20), at, 2.0))
    return out


def looks(day: datetime, sightings: list[Sighting]) -> list[datetime]:
    """All looks of one local day at a source that posts nothing."""
    learned = plan(pattern(sightings, NOW, TAIPEI, weekend), NOW.date(), weekend, BOUNDS)
    out, at = [], day.astimezone(UTC)
    while at < day + timedelta(days=1):
        out.append(at.astimezone(TAIPEI))
        at = next_due(at, learned, TAIPEI, weekend, fresh=False)
    return out


WEDNESDAY = datetime(2024, 6, 12, tzinfo=TAIPEI)


def test_looks_gather_in_the_hours_in_which_a_source_posts() -> None:
    hours = [at.hour for at in looks(WEDNESDAY, posts_at(15))]
    assert sum(14 <= h <= 16 for h in hours) > len(hours) / 3
    assert sum(h <= 5 for h in hours) <= 3


def test_a_week_costs_what_the_budget_says_and_no_wait_is_beyond_the_bounds() -> None:
    times = [at for n in range(7) for at in looks(WEDNESDAY + timedelta(days=n), posts_at(10))]
    assert 7 * 16 <= len(times) <= 7 * 30
    for a, b in pairwise(times):
        assert b - a <= timedelta(seconds=BOUNDS.longest)


def test_an_unknown_source_is_looked_at_in_office_hours_first() -> None:
    hours = [at.hour for at in looks(WEDNESDAY, [])]
    assert sum(8 <= h <= 18 for h in hours) > len(hours) / 2
    assert len(looks(WEDNESDAY + timedelta(days=3), [])) < len(hours)


def test_something_new_brings_us_back_sooner() -> None:
    learned = plan(pattern([], NOW, TAIPEI, weekend), NOW.date(), weekend, BOUNDS)
    again = next_due(NOW, learned, TAIPEI, weekend, fresh=True)
    assert NOW + timedelta(seconds=BOUNDS.shortest) <= again < next_due(NOW, learned, TAIPEI, weekend, fresh=False)


def test_failures_double_the_wait_with_a_jitter_that_can_be_repeated() -> None:
    waits = [(back_off(NOW, "post", n, BOUNDS) - NOW).total_seconds() for n in range(1, 20)]
    assert waits == [(back_off(NOW, "post", n, BOUNDS) - NOW).total_seconds() for n in range(1, 20)]
    assert waits[0] >= BOUNDS.shortest
    assert 4 * waits[0] < waits[5]
    assert max(waits) <= 86_400 * 1.25
    assert back_off(NOW, "post", 4, BOUNDS) != back_off(NOW, "harbour", 4, BOUNDS)


def test_retry_after_is_obeyed() -> None:
    told = NOW + timedelta(hours=30)
    assert back_off(NOW, "post", 1, BOUNDS, told) == told
    assert back_off(NOW, "post", 9, BOUNDS, NOW + timedelta(seconds=5)) > NOW + timedelta(hours=2)


def test_a_clock_that_jumped_leaves_no_source_waiting() -> None:
    later = NOW + timedelta(hours=1)
    assert is_due(NOW, None, None)
    assert is_due(NOW, NOW, NOW - timedelta(hours=1))
    assert not is_due(NOW, later, NOW - timedelta(hours=1))
    assert is_due(NOW, NOW + HORIZON + timedelta(hours=1), NOW - timedelta(hours=1))
    assert is_due(NOW, later, NOW + timedelta(days=365))
