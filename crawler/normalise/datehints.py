"""What decides between two readings of one date: country, language, and what a source's other dates tell.

This module does not know how a date is written, but for numbers with a mark between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from crawler.normalise.datefold import fold_text
from crawler.normalise.lazy import Lazy

_MONTH_FIRST = frozenset(("US", "PH", "FM", "PW", "MH", "GU", "PR"))
_YEAR_FIRST = frozenset(("CN", "TW", "HK", "MO", "JP", "KR", "HU", "LT", "MN"))
_TRADITIONAL = ("zh-tw", "zh-hant", "zh-hant-tw")
_THREE = Lazy(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-])")


@dataclass(frozen=True, slots=True)
class DateHints:
    """What decides between readings: `today` in the source's country, its ISO 3166 code, a BCP 47 tag.

    `labelled` tells that a label ("發布日期") stood before the string; `month_first` that in this source
    5/1/2024 is the first of May (see `with_order`), None where only country and language tell.
    """

    today: date
    country: str = ""
    language: str = ""
    labelled: bool = False
    month_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Customs:
    """What decides where a date can be read in two ways: the reader's hints and today."""

    today: date
    country: str
    language: str
    labelled: bool
    roc: bool  # three-digit years are years of the Republic of China
    month_first: bool  # 5/1/2024 is the first of May
    year_first: bool  # 24-01-05 is the fifth of January 2024
    order_known: bool  # `month_first` was learned, not supposed
    whole: bool  # the text is one date and nothing else


# A page asks for the same few again for each of its dates.
@lru_cache(256)
def customs_of(hints: DateHints, *, whole: bool) -> Customs:
    """What hints come to."""
    tag = hints.language.lower().replace("_", "-")
    country = hints.country.upper()
    language = tag.partition("-")[0]
    english = language == "en" and tag in ("en", "en-us") and not country
    month_first = hints.month_first
    if month_first is None:
        month_first = country in _MONTH_FIRST or english or (tag.endswith("-us") and not country)
    return Customs(
        today=hints.today,
        country=country,
        language=language,
        labelled=hints.labelled,
        roc=country == "TW"
        or (tag.startswith(_TRADITIONAL) and country in ("", "TW"))
        or (hints.labelled and country in ("", "TW")),
        month_first=month_first,
        year_first=country in _YEAR_FIRST or (not country and language in ("zh", "ja", "ko", "hu", "lt", "mn")),
        order_known=hints.month_first is not None,
        whole=whole,
    )


def with_order(texts: Iterable[str], hints: DateHints) -> DateHints:
    """The hints, with the order of day and month that the dates of one list (or page) give away.

    One number above 12 tells it, unless others contradict.  Else the order in which the dates lie close
    together and not ahead, as the rows of a list do, where the difference is plain.
    """
    pairs = [
        (int(m[1]), int(m[3]), int(m[4]) + (2000 if len(m[4]) == 2 else 0))
        for text in texts
        if (m := _THREE.re.search(fold_text(text[:400]))) is not None
    ]
    day_first = sum(a > 12 >= b for a, b, _ in pairs)
    month_first = sum(b > 12 >= a for a, b, _ in pairs)
    if day_first or month_first:
        if min(day_first, month_first) * 5 > max(day_first, month_first):
            return hints
        return replace(hints, month_first=month_first > day_first)
    if len(pairs) < 4:
        return hints
    by_month = _travel([(y, a, b) for a, b, y in pairs], hints.today)
    by_day = _travel([(y, b, a) for a, b, y in pairs], hints.today)
    if max(by_month, by_day) < 2 * min(by_month, by_day) + 14:
        return hints
    return replace(hints, month_first=by_month < by_day)


def _travel(days: list[tuple[int, int, int]], today: date) -> int:
    """How far a run of days goes to and fro, in days; what lies ahead of today counts ten times."""
    places = [year * 365 + month * 31 + day for year, month, day in days]
    tomorrow = today.year * 365 + today.month * 31 + today.day + 1
    ahead = sum(max(0, place - tomorrow) for place in places)
    return sum(abs(a - b) for a, b in pairwise(places)) + 10 * ahead
