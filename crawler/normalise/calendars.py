"""Days of the world's calendars as Gregorian days.

Republic of China (year 1 is 1912), Japanese eras, the Thai Buddhist calendar (543 years ahead),
the Solar Hijri calendar of Iran and Afghanistan (jdatetime), the Hijri calendar as Umm al-Qura
(hijridate), the Bikram Sambat of Nepal (nepali-datetime, years 1975 to 2100).  The three libraries are loaded when a
date first asks for them.

This module does not know how a date is written.
"""

from __future__ import annotations

from datetime import date

from crawler.model import Calendar

# The first day of each era: later years of an era are refused once the next has begun.
ERAS = {
    "明治": date(1868, 1, 25),
    "大正": date(1912, 7, 30),
    "昭和": date(1926, 12, 25),
    "平成": date(1989, 1, 8),
    "令和": date(2019, 5, 1),
}
ERA_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
# What an official page may date; outside it a number is a mistake or a placeholder (0001, 9999).
FIRST_YEAR, LAST_YEAR = 1800, 2199


def gregorian(year: int, month: int, day: int, calendar: Calendar = Calendar.GREGORIAN) -> date | None:
    """The Gregorian day, or None when that calendar has no such day or nobody would print it.

    A Japanese year comes as a Gregorian one (see `era_year`).
    """
    try:
        if calendar is Calendar.SOLAR_HIJRI:
            found = _solar(year, month, day)
        elif calendar is Calendar.HIJRI:
            found = _hijri(year, month, day)
        elif calendar is Calendar.BIKRAM_SAMBAT:
            found = _bikram(year, month, day)
        else:
            shift = {Calendar.ROC: 1911, Calendar.BUDDHIST: -543}.get(calendar, 0)
            found = date(year + shift, month, day)
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def era_year(era: str, year: int) -> int | None:
    """The Gregorian year of a year of a Japanese era (name or letter); None when the era had no such year."""
    name = ERA_LETTERS.get(era.lower(), era)
    begin = ERAS.get(name)
    if begin is None or year < 1:
        return None
    names = list(ERAS)
    position = names.index(name)
    last = ERAS[names[position + 1]].year if position + 1 < len(names) else LAST_YEAR
    found = begin.year + year - 1
    return found if found <= last else None


def _solar(year: int, month: int, day: int) -> date:
    import jdatetime

    found: date = jdatetime.date(year, month, day).togregorian()
    return found


def _hijri(year: int, month: int, day: int) -> date:
    from hijridate import Hijri

    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def _bikram(year: int, month: int, day: int) -> date:
    import nepali_datetime

    found: date = nepali_datetime.date(year, month, day).to_datetime_date()
    return found
