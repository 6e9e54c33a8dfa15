"""Days told from today: "yesterday", "3 days ago", "3小时前", "vor 3 Tagen".

An hour or a minute ago is told as the day only: the reader knows today, not the hour of the fetch.

This module does not know other dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from crawler.normalise.datenames import names
from crawler.normalise.lazy import Lazy

_COUNT = Lazy(
    r"(?<![\d.,:/-])(\d{1,3})\s?((?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0e30-\u0e4e\u1000-\u109f\u1780-\u17d3.])[^\d,;:|()\[\]]{0,28})"
)
_DAYS = {"minute": 0, "hour": 0, "day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Ago:
    """A day (or, when `month_only`, a month) so long before today."""

    day: date
    month_only: bool
    start: int
    end: int


def counted(text: str, today: date) -> Iterator[Ago]:
    """A number with what says "ago" after it, or before and after it; folded text."""
    table = names().ago
    for match in _COUNT.re.finditer(text):
        after = match[2]
        for length in range(min(len(after), 26), 0, -1):
            pairs = table.get(after[:length].rstrip(" .")) if after[length - 1] not in " " else None
            if pairs is None or (length < len(after) and _joined(after[length - 1], after[length])):
                continue
            before = text[max(0, match.start() - 16) : match.start()].rstrip()
            prefix = max((p for p in pairs if before.endswith(p)), key=len, default=None)
            if prefix is None:
                continue
            start = match.start() - (len(prefix) + 1 if prefix else 0)
            found = _back(today, int(match[1]), pairs[prefix], max(0, start), match.start(2) + length)
            if found is not None:
                yield found
            break


def _joined(last: str, following: str) -> bool:
    """Whether a word goes on after its last matched letter (Latin and the like; Han has no spaces)."""
    return following.isalpha() and last.isalpha() and last < "\u2e80"


def _back(today: date, count: int, unit: str, start: int, end: int) -> Ago | None:
    if unit in _DAYS:
        days = count * _DAYS[unit] if unit != "hour" else count // 24
        return Ago(today - timedelta(days), False, start, end)
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    if months < 12 * 1900:
        return None
    return Ago(date(months // 12, months % 12 + 1, 1), True, start, end)


@cache
def _named() -> re.Pattern[str]:
    words = sorted(names().named_days, key=len, reverse=True)
    spaced = "|".join(re.escape(w) for w in words if w[0] < "\u2e80" and not "\u0e00" < w[0] < "\u0eff")
    joined = "|".join(re.escape(w) for w in words if w[0] >= "\u2e80" or "\u0e00" < w[0] < "\u0eff")
    return re.compile(rf"(?<![^\W_])(?:{spaced})(?![^\W_])|(?:{joined})")


def named(text: str, today: date) -> Iterator[Ago]:
    """A word that names a day; folded text."""
    for match in _named().finditer(text):
        yield Ago(today - timedelta(names().named_days[match[0]]), False, match.start(), match.end())
