from __future__ import annotations

from datetime import date, timedelta

from crawler.health.silence import days_off, pattern_of, quiet

DAILY = [
    date(2024, 3, 1) + timedelta(days=n) for n in range(60) if (date(2024, 3, 1) + timedelta(days=n)).weekday() < 5
]
LAST = DAILY[-1]


def every_day(since: date, until: date) -> list[date]:
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


def is_quiet(today: date, country: str = "DE", looked: list[date] | None = None, every: float | None = None) -> bool:
    seen = every_day(LAST, today) if looked is None else looked
    return quiet("post", DAILY, seen, today, days_off(country), every) is not None


def test_a_weekend_is_no_silence() -> None:
    assert date(2024, 4, 29) == LAST
    assert not is_quiet(date(2024, 5, 6))


def test_more_working_days_than_ever_before_are() -> None:
    assert is_quiet(date(2024, 5, 10))
    silence = quiet("post", DAILY, every_day(LAST, date(2024, 5, 10)), date(2024, 5, 10), days_off("DE"))
    assert silence is not None
    assert silence.expected == "something new within 3 working days"
    assert silence.seen == "nothing since 2024-04-29, 6 working days"


def test_public_holidays_of_the_country_do_not_count() -> None:
    # The first five days of May are off in mainland China.
    until = date(2024, 5, 7)
    assert is_quiet(until, "DE")
    assert not is_quiet(until, "CN")


def test_days_on_which_nobody_looked_do_not_count() -> None:
    assert not is_quiet(date(2025, 5, 10), looked=[LAST, date(2025, 5, 10)])
    assert not is_quiet(date(2025, 5, 10), looked=[*every_day(LAST - timedelta(days=9), LAST), date(2025, 5, 10)])


def test_a_source_that_is_read_once_a_week_can_be_quiet_too() -> None:
    weekly = [LAST + timedelta(days=7 * n) for n in range(-4, 5)]
    assert is_quiet(LAST + timedelta(days=29), looked=weekly)


def test_the_bound_can_be_set_by_hand() -> None:
    assert is_quiet(date(2024, 5, 4), every=2)
    assert not is_quiet(date(2024, 5, 20), every=20)


def test_a_source_that_works_on_weekends_is_counted_in_days() -> None:
    daily = every_day(date(2024, 3, 1), date(2024, 4, 30))
    pattern = pattern_of(daily, days_off("TW"))
    assert pattern is not None
    assert not pattern.rests


def test_an_old_row_kept_on_top_does_not_make_every_silence_usual() -> None:
    pattern = pattern_of([date(2022, 1, 4), *DAILY], days_off("DE"))
    assert pattern is not None
    assert pattern.longest <= 10


def test_too_few_days_say_nothing() -> None:
    assert quiet("post", DAILY[:5], every_day(LAST, date(2024, 9, 1)), date(2024, 9, 1), days_off("DE")) is None
    assert quiet("post", [], [LAST], LAST, days_off("")) is None


def test_an_unknown_country_rests_on_saturday_and_sunday() -> None:
    off = days_off("")
    assert [off(date(2024, 6, n)) for n in (7, 8, 9, 10)] == [False, True, True, False]
