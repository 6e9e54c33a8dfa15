"""How the world writes a day: every form as a finder of year, month, day and calendar in folded text.

    numbers   2024-05-01, 1/5/2024, 113.05.01, 24-01-01
    han       2024年5月1日, 民國113年5月, 令和元年五月一日, 2024년 5월 1일, R6.5.1
    named     1 May 2024, May 1, 2024, 2024. május 1., ๑ พ.ค. ๒๕๖๗, ۱۲ اردیبهشت ۱۴۰۳
    counted   ngày 1 tháng 5 năm 2024, 2024 оны 5-р сарын 1

Each yields Hits that exist in their calendar.  This module does not know times of day, nor how
much of a text a date must fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawler.model import Calendar
from crawler.normalise.calendars import ERAS, era_year, gregorian
from crawler.normalise.clock import Clock, compact
from crawler.normalise.datefold import NUMERALS, number
from crawler.normalise.datehints import Customs
from crawler.normalise.datenames import names
from crawler.normalise.lazy import Lazy


@dataclass(frozen=True, slots=True)
class Hit:
    """A date at `start`..`end`; `day` is None for a month.  `year_told` is False when it was supplied."""

    year: int
    month: int
    day: date | None
    calendar: Calendar
    start: int
    end: int
    clock: Clock | None = None
    year_told: bool = True


_N = f"[0-9{NUMERALS}]"
_ERA = "中華民國|中华民国|民國|民国|西元|公元|" + "|".join(ERAS)
_NUMBERS = Lazy(r"(?<![\d])(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?!\d|[./]\d|-\d{1,2}(?!\d|:))")
_HAN = Lazy(
    rf"(?:(?P<era>{_ERA})\s?)?(?P<y>{_N}{{1,5}}|元)\s?[年년]\s?(?P<m>{_N}{{1,3}})\s?[月월](?:\s?(?P<d>{_N}{{1,3}})\s?(?:[日號号일]|(?![\d月年])))?"
)
_HAN_DAY = Lazy(rf"(?<![年년\d{NUMERALS}])(?<!年\s)(?P<m>{_N}{{1,3}})\s?[月월]\s?(?P<d>{_N}{{1,3}})\s?[日號号일]")
_ERA_NUMBERS = Lazy(
    rf"(?:(?P<era>{_ERA})|(?<![^\W\d_])(?P<letter>[rhst])\.?)\s?(?P<y>\d{{1,4}}|元)\s?[./\-年]\s?(?P<m>\d{{1,2}})\s?[./\-月]\s?(?P<d>\d{{1,2}})(?!\d)"
)
_COUNTED = Lazy(
    r"(?<!\d)(?P<d>\d{1,2})\s{0,2}(?:tháng|thg\.?|th)\s{0,2}(?P<m>\d{1,2})(?!\d)(?:\s?[,/.]?\s?(?:năm)?\s{0,2}(?P<y>\d{4}))?"
    r"|tháng\s(?P<m2>\d{1,2})\s(?P<d2>\d{1,2}),?\s(?P<y2>\d{4})"
    r"|(?P<y3>\d{4})\s?(?:оны|он)?\s{0,2}(?P<m3>\d{1,2})(?:[\s\-]?р|\s?д[уү]г[аэ]{2}р)?[\s\-]?сарын\s(?P<d3>\d{1,2})"
)
_DIGITS = Lazy(r"\d{1,4}")
_NEAR = 48  # characters; the longest month's name and what links it to its day
_MARKS = "\u0300-\u036f\u0591-\u05c7\u05f3\u064b-\u0652\u0654\u0670\u0900-\u0963\u0970-\u0d7f\u0d80-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u1000-\u109f\u1780-\u17d3"
_WORD = Lazy(
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    "|[ก-ฮ][ีิ]?เ?[ก-ฮ]?\\.\\s?[ก-ฮ](?=\\.?\\s?\\d)|(?:เม|มี|มิ|[ก-ฮ])\\.\\s?[ก-ฮ]\\.?|[ກ-ຮ]\\.[ກ-ຮ]"
    f"|[^\\W\\d_](?:[^\\W\\d_]|[{_MARKS}])+(?:\\.[^\\W\\d_](?=[\\s.]))?"
)
# What _WORD finds in ASCII, three times as fast.
_ASCII_WORD = Lazy(r"[a-z]{2,}(?:\.[a-z](?=[\s.]))?")
_SUFFIX = r"(?:st|nd|rd|th|er|ère|ra|ro|de|ste|adik|º|ª|°|o(?=\s)|a(?=\s)|\.|-?го|-?е|-?ви|-?ти|-?ма|η|ης|ej|an|en|a|eko|lik)?"
_LINK = r"(?:de|del|d'|di|of|ta'|the|من|خ|a|n?a\s|ថ្ងៃ|ខែ|เดือน|day of|o|an|ziua|к|به)?"
_LEFT_DAY = Lazy(rf"(?<![\d/:.])(?P<d>\d{{1,2}}){_SUFFIX}[\s.,\-/)]{{0,3}}{_LINK}['\s]{{0,2}}(?:של\s|ב)?$")
_LEFT_YEAR = Lazy(
    r"(?<!\d)(?P<y>\d{4})(?:[\s.,\-/]{0,3}(?:gada|m|ko|eko|\(e\)ko|e|г|год|жылғы|жыл|йил|साल|il|-?ci\s?il|წლის|թ|ж)?[\s.,\-/']{0,3})(?:(?P<d>\d{1,2})\.?[\s\-/.]{0,2})?$"
)
_RIGHT_DAY = Lazy(
    r"[\s.,\-/']{0,3}(?:the\s|ren\s|aren\s)?(?P<d>\d{1,2})(?!\d|:\d|[.,]\d|\s?(?:am|pm|uhr|%))"
    r"(?:st|nd|rd|th|a|\(a\)|an|ko|n|º|d|-?én|-?án|\.)?"
    r"(?:[\s,.\-/']{1,4}(?:(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s(?:(?P<zone>[a-z]{2,5}|[+\-]\d{4})\s)?)?(?:de\s|del\s|of\s)?(?P<y>\d{4}(?!\d)|'\d{2}(?!\d)))?"
)
_RIGHT_YEAR = Lazy(
    r"(?:\s?[/(]\s?[^\W\d_]{3,12}(?:\s[^\W\d_]{3,12})?\)?)?[\s.,\-/']{0,3}"
    r"(?:de|del|of|d'|anno|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|năm|tahun|thn|سنة|عام|سال|לשנת|rok|roku|року|рік|år|του|ឆ្នាំ|ປີ|ta'|an)?[\s.']{0,3}"
    r"(?P<y>\d{4}|\d{2})(?!\d|:\d|[.,]\d\d?(?!\d)|\s?(?:am|pm|uhr|%|°))"
)


def numbers(text: str, customs: Customs) -> Iterator[Hit]:
    """Three numbers with the same mark between them."""
    for match in _NUMBERS.re.finditer(text):
        begin = match.start()
        if begin > 1 and text[begin - 1] in ".,/-" and text[begin - 2].isdecimal():
            continue  # the tail of a longer number: an address, a version
        parts = (match[1], match[3], match[4])
        for year, month, day, calendar in _orders(parts, match[2], customs):
            found = gregorian(year, month, day, calendar)
            if found is not None:
                yield Hit(found.year, found.month, found, calendar, match.start(), match.end())
                break


def _orders(parts: tuple[str, str, str], mark: str, customs: Customs) -> Iterator[tuple[int, int, int, Calendar]]:
    """The readings of three numbers, the likeliest first."""
    a, b, c = (int(p) for p in parts)
    first, last = len(parts[0]), len(parts[2])
    if first == 4 and last <= 2:
        year, calendar = year_of(a, customs)
        yield year, b, c, calendar
    elif first == 3 and last <= 2:
        if customs.roc and a < 200:
            yield a, b, c, Calendar.ROC
    elif last == 4 and first <= 2:
        year, calendar = year_of(c, customs)
        day_month = ((a, b), (b, a)) if not customs.month_first else ((b, a), (a, b))
        for day, month in day_month:
            yield year, month, day, calendar
    elif first == 2 and last == 1:
        if customs.roc and 60 <= a <= 99:
            yield a, b, c, Calendar.ROC
    elif first <= 2 and last == 2:
        yield from _short_years(parts, mark, customs)


def _short_years(parts: tuple[str, str, str], mark: str, customs: Customs) -> Iterator[tuple[int, int, int, Calendar]]:
    a, b, c = (int(p) for p in parts)
    greg = Calendar.GREGORIAN
    if customs.roc and len(parts[0]) == 2 and 60 <= a <= 99:
        yield a, b, c, Calendar.ROC
    if customs.country == "TH" or customs.language == "th":
        yield 2500 + c, b, a, Calendar.BUDDHIST
    leading = (short_year(a, customs.today), b, c, greg) if len(parts[0]) == 2 else None
    if leading and (customs.year_first or (mark == "-" and not customs.country and not customs.order_known) or a > 31):
        yield leading
    if customs.month_first and (mark != "." or customs.order_known):
        yield short_year(c, customs.today), a, b, greg
    yield short_year(c, customs.today), b, a, greg
    yield short_year(c, customs.today), a, b, greg
    if leading:
        yield leading


def short_year(year: int, today: date) -> int:
    """The century of a two-digit year: this one, unless it lies more than five years ahead."""
    return year + (2000 if year <= today.year % 100 + 5 else 1900)


_HIJRI_COUNTRIES = frozenset("SA AE QA KW BH OM YE JO IQ EG SY LB PS SD LY MA DZ TN MR PK BN".split())


def year_of(year: int, customs: Customs) -> tuple[int, Calendar]:
    """The calendar that a year of four digits belongs to, by its size and by country and language."""
    if 1300 <= year <= 1499:
        if customs.country in ("IR", "AF") or customs.language in ("fa", "ps"):
            return year, Calendar.SOLAR_HIJRI
        if customs.country in _HIJRI_COUNTRIES or customs.language in ("ar", "ur"):
            return year, Calendar.HIJRI
    if 2440 <= year <= 2700 and (customs.country == "TH" or customs.language == "th" or customs.labelled):
        return year, Calendar.BUDDHIST
    # Nepal writes both calendars; its own years run 56 to 57 ahead, where no notice of an office dates a Gregorian one.
    if _nepali(customs) and 20 <= year - customs.today.year <= 64:
        return year, Calendar.BIKRAM_SAMBAT
    return year, Calendar.GREGORIAN


def _nepali(customs: Customs) -> bool:
    return customs.country == "NP" or customs.language == "ne"


def han(text: str, customs: Customs) -> Iterator[Hit]:
    """Year, month and day with the signs of Chinese, Japanese and Korean, in any of their eras."""
    for match in _HAN.re.finditer(text):
        day = match["d"]
        hit = _of_era(match["era"] or "", match["y"], match["m"], day, customs, match.start(), match.end())
        if hit is not None:
            yield hit
    for match in _ERA_NUMBERS.re.finditer(text):
        letter = match["letter"]
        if letter and not (customs.country == "JP" or customs.language == "ja" or customs.labelled):
            continue
        hit = _of_era(match["era"] or letter, match["y"], match["m"], match["d"], customs, match.start(), match.end())
        if hit is not None:
            yield hit
    for match in _HAN_DAY.re.finditer(text):
        hit = yearless(number(match["m"]), number(match["d"]), customs, match.start(), match.end())
        if hit is not None:
            yield hit


def _of_era(
    era: str, year_text: str, month_text: str, day_text: str | None, customs: Customs, start: int, end: int
) -> Hit | None:
    year, month, day = number(year_text), number(month_text), number(day_text) if day_text else None
    calendar = Calendar.GREGORIAN
    if era.endswith(("民國", "民国")):
        calendar = Calendar.ROC
    elif era and era not in ("西元", "公元"):
        shifted = era_year(era, year)
        if shifted is None:
            return None
        year, calendar = shifted, Calendar.JAPANESE
    elif year < 200 and customs.roc and (len(year_text) == 3 or 60 <= year <= 99):
        calendar = Calendar.ROC
    elif len(year_text) == 2 and year_text.isdecimal():
        year = short_year(year, customs.today)
    return dated(year, month, day, calendar, start, end)


# Their months begin within a Gregorian one.
_OWN_MONTHS = (Calendar.HIJRI, Calendar.SOLAR_HIJRI, Calendar.BIKRAM_SAMBAT)


def dated(
    year: int,
    month: int,
    day: int | None,
    calendar: Calendar,
    start: int,
    end: int,
    clock: Clock | None = None,
) -> Hit | None:
    """A Hit when the calendar has that day (or month); months of the Hijri calendars and of Nepal have none."""
    found = gregorian(year, month, day or 1, calendar)
    if found is None or (day is None and calendar in _OWN_MONTHS):
        return None
    return Hit(found.year, found.month, found if day else None, calendar, start, end, clock)


def yearless(month: int, day: int, customs: Customs, start: int, end: int) -> Hit | None:
    """A day whose year is not told: the latest that is not in the future."""
    for year in range(customs.today.year, customs.today.year - 9, -1):  # a leap day comes within eight years
        found = gregorian(year, month, day)
        if found is not None and found <= customs.today:
            return Hit(found.year, found.month, found, Calendar.GREGORIAN, start, end, year_told=False)
    return None


def _words(text: str) -> Iterator[re.Match[str]]:
    """The words that stand close enough to a number to be its month; in a short text all."""
    word = _ASCII_WORD.re if text.isascii() else _WORD.re
    if len(text) <= 160:
        yield from word.finditer(text)
        return
    done = 0
    for digits in _DIGITS.re.finditer(text):
        end = digits.end() + _NEAR
        if end > done:
            yield from word.finditer(text, max(done, digits.start() - _NEAR), end)
            done = end


def named(text: str, customs: Customs) -> Iterator[Hit]:
    """A day or month whose month is a word, in any order and language."""
    table = names()
    for match in _words(text):
        word, end = match[0], match.end()
        for phrase in table.phrases.get(word, ()):
            if text.startswith(phrase, match.start()):
                word, end = phrase, match.start() + len(phrase)
                break
        word = word.rstrip(".׳॰").replace(". ", ".")
        if word not in table.every_month:
            continue
        month, calendar = table.month(word, customs.language, customs.country), Calendar.GREGORIAN
        if not month:
            if word in table.solar_hijri:
                month, calendar = table.solar_hijri[word], Calendar.SOLAR_HIJRI
            elif word in table.hijri:
                month, calendar = table.hijri[word], Calendar.HIJRI
            elif _nepali(customs):
                month, calendar = table.bikram_sambat[word], Calendar.BIKRAM_SAMBAT
            else:
                continue
        hit = _around(text, match.start(), end, month, calendar, customs)
        if hit is not None:
            yield hit


def _around(text: str, start: int, end: int, month: int, calendar: Calendar, customs: Customs) -> Hit | None:
    """The date whose month's name stands at start..end, by the numbers beside it."""
    begin = max(0, start - 32)
    left = text[begin:start]
    thai = "\u0e00" < text[start] < "\u0e7f"
    left_day, left_year = _LEFT_DAY.re.search(left), _LEFT_YEAR.re.search(left)
    right_day, right_year = _RIGHT_DAY.re.match(text, end), _RIGHT_YEAR.re.match(text, end)

    def hit(year: str, day: str | None, first: int, last: int, clock: Clock | None = None) -> Hit | None:
        number_ = int(year.lstrip("'"))
        if len(year.lstrip("'")) == 2:
            number_ = number_ + 2500 if thai else short_year(number_, customs.today)
        own = calendar
        if own is Calendar.GREGORIAN and 2400 <= number_ <= 2700 and (thai or customs.country == "TH"):
            own = Calendar.BUDDHIST
        return dated(number_, month, int(day) if day else None, own, first, last, clock)

    if left_day and right_year and _is_year(text, right_year, customs.whole or thai):
        return hit(right_year["y"], left_day["d"], begin + left_day.start(), right_year.end())
    if left_year and left_year["d"]:
        return hit(left_year["y"], left_year["d"], begin + left_year.start(), end)
    if left_year and right_day and not right_day["y"]:
        return hit(left_year["y"], right_day["d"], begin + left_year.start(), right_day.end("d"))
    if right_day and right_day["y"]:
        clock = None
        if right_day["clock"]:
            hour, minute, second = (*right_day["clock"].split(":"), "0")[:3]
            clock = compact(hour, minute, second, right_day["zone"] or "", customs.country)
        return hit(right_day["y"], right_day["d"], start, right_day.end(), clock)
    if left_day and calendar is Calendar.GREGORIAN:
        return yearless(month, int(left_day["d"]), customs, begin + left_day.start("d"), end)
    if right_day and calendar is Calendar.GREGORIAN and not (right_year and len(right_year["y"]) == 4):
        return yearless(month, int(right_day["d"]), customs, start, right_day.end("d"))
    if right_year and len(right_year["y"]) == 4:
        return hit(right_year["y"], None, start, right_year.end())
    if left_year:
        return hit(left_year["y"], None, begin + left_year.start(), end)
    return None


def _is_year(text: str, match: re.Match[str], lenient: bool) -> bool:
    """Two digits after a month are a year only where a mark joins them ("5-May-24", "5 May '24")."""
    return len(match["y"]) == 4 or lenient or text[match.start("y") - 1] in "-'./"


def counted(text: str, customs: Customs) -> Iterator[Hit]:
    """Vietnamese and Mongolian, which number their months and name each part."""
    for match in _COUNTED.re.finditer(text):
        year = match["y"] or match["y2"] or match["y3"]
        month = int(match["m"] or match["m2"] or match["m3"])
        day = int(match["d"] or match["d2"] or match["d3"])
        if year:
            hit = dated(int(year), month, day, Calendar.GREGORIAN, match.start(), match.end())
        else:
            hit = yearless(month, day, customs, match.start(), match.end())
        if hit is not None:
            yield hit
