"""When real sources post: the days and times of labelled pages, made into a year for each list; for benchmarks/rhythm.py.

A labelled list tells the day of each of its rows.  Few rows tell an hour, so hours are drawn, by chance but always the
same ones, out of the times that the corpora's pages tell to the minute: those of articles (in the zone that they are
written in), where the label confirms the day, and those of rows.  A list whose rows mostly stand at full quarters of an
hour tells when meetings begin or bids end, not when a row was posted, and gives no hours.

The hours of all pages are one heap: a source of the replay posts at the hours at which the sources of the corpora post
together.  A single office keeps narrower hours, which are easier to learn.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from crawler.errors import GazetteError
from crawler.listing.detect import read_listing
from crawler.model import Moment, Precision
from crawler.normalise.places import country_of, zone_of
from crawler.page import read_page
from crawler.reading.dating import published

sys.path.insert(0, str(Path(__file__).parent))
import dating  # type: ignore[import-not-found]
import listing  # type: ignore[import-not-found]

TODAY = date(2026, 6, 1)
# A list of fewer posting days has no sequence to speak of.
LEAST_DAYS = 8
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Listed:
    """A labelled list: its country, the days of the rows of its newest year in order, the times that its page tells."""

    name: str
    country: str
    days: tuple[date, ...]
    times: tuple[time, ...]


def lists(corpora: Sequence[Path]) -> Iterator[Listed]:
    """The lists of the corpora that tell at least LEAST_DAYS days of one year."""
    for corpus in corpora:
        for name, path, want in listing.cases(corpus):
            told = (_day(row.get("date") or "") for row in want["entries"])
            days = _newest_year([day for day in told if day is not None])
            if len(set(days)) >= LEAST_DAYS:
                country = want.get("country") or country_of(want["url"], want.get("lang") or "")
                yield Listed(name, country, tuple(days), tuple(_row_times(path, want["url"], country)))


def article_times(corpora: Sequence[Path]) -> Iterator[time]:
    """The time of each article that tells it to the minute, if the day is that of the label."""
    for corpus in corpora:
        for _, body, url, day in dating.cases(corpus):
            try:
                told = published(read_page(body, url), today=TODAY).published
            except GazetteError:
                continue
            if told is not None and told.day == day and (at := _time(told)) is not None:
                yield at


def year(one: Listed, times: Sequence[time], begin: date) -> list[datetime]:
    """A year of a list's posts, in order: its days, repeated after whole weeks so that weekdays stay what they were.

    Times of day are drawn from `times`, in the list's zone.
    """
    chance = random.Random(one.name)
    zone = zone_of(one.country) or ZoneInfo("UTC")
    days = one.days
    gaps = [(b - a).days for a, b in pairwise(sorted(set(days)))]
    weeks = -(-((days[-1] - days[0]).days + round(median(gaps))) // 7)
    # The first day keeps its weekday.
    shift = begin + timedelta(days=(days[0].weekday() - begin.weekday()) % 7) - days[0]
    out: list[datetime] = []
    while days[0] + shift < begin + YEAR:
        moved = [day + shift for day in days if day + shift < begin + YEAR]
        out += [datetime.combine(day, chance.choice(times), zone).astimezone(UTC) for day in moved]
        shift += timedelta(weeks=max(weeks, 1))
    return sorted(out)


def _newest_year(days: Sequence[date]) -> list[date]:
    """The days of the year that ends with the newest one, in order."""
    return sorted(day for day in days if max(days) - day < YEAR)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _row_times(path: Path, url: str, country: str) -> list[time]:
    try:
        rows = read_listing(read_page(path.read_bytes(), url), today=TODAY, country=country).entries
    except GazetteError:
        return []
    times = [at for row in rows if row.date is not None and (at := _time(row.date)) is not None]
    return times if sum(at.minute % 15 > 0 for at in times) > len(times) / 2 else []


def _time(moment: Moment) -> time | None:
    """The time of day where a moment was written; None when it tells none, or midnight, which stands for none."""
    if moment.precision is not Precision.MINUTE:
        return None
    at = datetime.fromisoformat(moment.value).time()
    return at if at != time(0) else None
