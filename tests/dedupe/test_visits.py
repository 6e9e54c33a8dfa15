from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.dedupe.visits import absent, next_visit

SEEN = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_rhythm_is_an_hour_a_day_a_week_a_month() -> None:
    at, visits = SEEN, []
    while (due := next_visit(SEEN, at)) is not None:
        visits.append(due - SEEN)
        at = due
    assert visits == [HOUR, DAY, 7 * DAY, 30 * DAY]


def test_visits_that_were_missed_are_one() -> None:
    assert next_visit(SEEN, SEEN + 3 * DAY) == SEEN + 7 * DAY


def test_what_was_old_when_first_seen_is_left_alone() -> None:
    assert next_visit(SEEN, SEEN, SEEN - 400 * DAY) is None
    assert next_visit(SEEN, SEEN, SEEN - 3 * DAY) == SEEN + HOUR


def test_a_clock_set_back_does_not_put_visits_off() -> None:
    assert next_visit(SEEN + 365 * DAY, SEEN) == SEEN + HOUR


def test_the_first_miss_withdraws_nothing() -> None:
    found = absent(None, SEEN, visited=10, missing=1)
    assert (found.withdrawn, found.missing_since, found.due) == (False, SEEN, SEEN + 6 * HOUR)


def test_a_second_miss_some_hours_later_withdraws() -> None:
    assert not absent(SEEN, SEEN + HOUR, visited=10, missing=1).withdrawn
    found = absent(SEEN, SEEN + 6 * HOUR, visited=10, missing=1)
    assert (found.withdrawn, found.due) == (True, SEEN + 7 * HOUR)


def test_when_most_pages_are_missing_the_site_is_in_trouble() -> None:
    assert not absent(SEEN, SEEN + 6 * HOUR, visited=8, missing=7).withdrawn
    assert absent(SEEN, SEEN + 8 * DAY, visited=8, missing=7).withdrawn


def test_a_clock_set_back_starts_the_wait_anew() -> None:
    found = absent(SEEN + 30 * DAY, SEEN, visited=10, missing=1)
    assert (found.withdrawn, found.missing_since) == (False, SEEN)
