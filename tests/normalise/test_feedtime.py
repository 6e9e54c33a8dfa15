from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crawler.model import Moment, Precision
from crawler.normalise.feedtime import feed_time

SEEN = datetime(2024, 5, 2, 1, 30, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")


def day(text: str) -> Moment:
    return Moment(text, Precision.DAY)


def test_a_time_to_the_minute_is_taken() -> None:
    told = Moment("2024-05-01T10:00:00+08:00", Precision.MINUTE)
    assert feed_time(told, SEEN, TAIPEI, 0) == datetime(2024, 5, 1, 2, 0, tzinfo=UTC)


def test_a_minute_without_zone_is_the_countrys() -> None:
    assert feed_time(Moment("2024-05-01T10:00:00", Precision.MINUTE), SEEN, TAIPEI, 0) == datetime(
        2024, 5, 1, 2, 0, tzinfo=UTC
    )


def test_todays_news_is_shown_when_it_was_seen() -> None:
    # 01:30 UTC is half past nine of the same day in Taipei.
    assert feed_time(day("2024-05-02"), SEEN, TAIPEI, 0) == SEEN


def test_older_days_are_noon_in_list_order() -> None:
    upper, lower = (feed_time(day("2024-04-01"), SEEN, TAIPEI, n) for n in (0, 1))
    assert upper > lower
    assert upper.astimezone(TAIPEI).hour == lower.astimezone(TAIPEI).hour == 12


def test_what_is_unknown_or_still_to_come_is_shown_when_it_was_seen() -> None:
    later = Moment("2031-01-01T00:00:00+00:00", Precision.MINUTE)
    for told in (None, day("2031-01-01"), later, Moment("2024-04", Precision.MONTH)):
        assert feed_time(told, SEEN, TAIPEI, 0) == SEEN
