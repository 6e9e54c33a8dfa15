"""Strings to times: what a page prints, in any calendar and language, as a Moment.

`parse_date` reads a string that tells one time and nothing else (a cell, a meta value, a label with
its date); `find_dates` finds the dates in running text.  Values are ISO 8601; a day stays a day, a
time of day carries the offset that was written, else that of the country's clocks.

A form that can be read in two ways (5/1/2024) is read as the country, then the language, has it;
impossible readings are passed over.  Years of the Republic of China without their name count only
in Taiwan, in traditional Chinese, or after a label.  The future is not refused: callers flag it.

This module does not know where on a page a string stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawler.model import Calendar, Moment, Precision
from crawler.normalise import dateago
from crawler.normalise.clock import Clock, after, before, compact
from crawler.normalise.datefold import NUMERALS, fold_text
from crawler.normalise.dateforms import (
    Customs,
    Hit,
    counted,
    dated,
    han,
    named,
    numbers,
    year_of,
    yearless,
)
from crawler.normalise.datelabels import published_labels, updated_labels
from crawler.normalise.datenames import names
from crawler.normalise.lazy import Lazy
from crawler.normalise.places import zone_of

MAX_WHOLE = 240  # what tells one time is never longer
MAX_TEXT = 100_000  # running text is read so far
MAX_FOUND = 200

_MONTH_FIRST = frozenset(("US", "PH", "FM", "PW", "MH", "GU", "PR"))
_YEAR_FIRST = frozenset(("CN", "TW", "HK", "MO", "JP", "KR", "HU", "LT", "MN"))
_DIGIT = Lazy(r"\d")
_HAN_YEAR = Lazy(f"[{NUMERALS}]\\s?[年月]|元年")
_HAN_SIGN = Lazy("[月월國国和成]")
_TRADITIONAL = ("zh-tw", "zh-hant", "zh-hant-tw")


@dataclass(frozen=True, slots=True)
class DateHints:
    """What decides between readings: `today` in the source's country, its ISO 3166 code, a BCP 47 tag.

    `labelled` tells that a label ("發布日期") stood before the string.
    """

    today: date
    country: str = ""
    language: str = ""
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A time in running text, at text[start:end]."""

    moment: Moment
    start: int
    end: int


def parse_date(text: str, hints: DateHints) -> Moment | None:
    """The one time that a string tells, maybe with label, brackets and weekday; None for anything else."""
    text = text.strip()
    if not text or len(text) > MAX_WHOLE:
        return None
    folded = fold_text(text)
    customs = _customs(hints, whole=True)
    bare, label = _bare(folded)
    special = _special(bare, customs, hints) if bare else None
    if special is not None:
        return _moment(special, text, hints)
    if label and not customs.labelled:
        customs = _customs(DateHints(hints.today, hints.country, hints.language, True), whole=True)
    hits = list(_hits(folded, customs, relative=True))
    days = {(h.day or (h.year, h.month)) for h in hits}
    if len(days) != 1:
        return None
    hit = max(hits, key=lambda h: (h.clock is not None, h.end - h.start))
    if not _is_frame(folded[: hits[0].start], True) or not _is_frame(folded[hits[-1].end :], False):
        return None
    return _moment(hit, text, hints)


def find_dates(text: str, hints: DateHints) -> list[FoundDate]:
    """The dates inside running text, in order, none overlapping; the first MAX_FOUND in MAX_TEXT characters."""
    text = text[:MAX_TEXT]
    has_digit = _DIGIT.re.search(text) is not None
    if not has_digit and not _HAN_YEAR.re.search(text):
        return []
    folded = fold_text(text)
    found: list[FoundDate] = []
    for hit in _hits(folded, _customs(hints, whole=False), relative=has_digit):
        found.append(FoundDate(_moment(hit, text[hit.start : hit.end], hints), hit.start, hit.end))
        if len(found) == MAX_FOUND:
            break
    return found


def _customs(hints: DateHints, *, whole: bool) -> Customs:
    tag = hints.language.lower().replace("_", "-")
    country = hints.country.upper()
    language = tag.partition("-")[0]
    english = language == "en" and tag in ("en", "en-us") and not country
    return Customs(
        today=hints.today,
        country=country,
        language=language,
        labelled=hints.labelled,
        roc=country == "TW"
        or (tag.startswith(_TRADITIONAL) and country in ("", "TW"))
        or (hints.labelled and country in ("", "TW")),
        month_first=country in _MONTH_FIRST or english or (tag.endswith("-us") and not country),
        year_first=country in _YEAR_FIRST or (not country and language in ("zh", "ja", "ko", "hu", "lt", "mn")),
        whole=whole,
    )


def _hits(folded: str, customs: Customs, *, relative: bool) -> Iterator[Hit]:
    """Every date in folded text, in order, with its time of day; of overlapping readings the longer."""
    hits = [*numbers(folded, customs), *named(folded, customs)]
    if _HAN_SIGN.re.search(folded) or customs.labelled or customs.language == "ja" or customs.country == "JP":
        hits += han(folded, customs)
    if "th" in folded or "сарын" in folded:
        hits += counted(folded, customs)
    if relative:
        hits += (_ago(a) for a in dateago.counted(folded, customs.today))
        if customs.whole and not hits:
            hits += (_ago(a) for a in dateago.named(folded, customs.today))
    if len(hits) > 1:
        hits.sort(key=lambda h: (h.start - h.end, not h.year_told, h.start))
        kept: list[Hit] = []
        taken = bytearray(len(folded) + 1)
        for hit in hits:
            if not any(taken[hit.start : hit.end]):
                taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
                kept.append(hit)
        hits = sorted(kept, key=lambda h: h.start)
    for hit in hits:
        yield hit if hit.day is None or hit.clock else _clocked(hit, folded, customs)


def _ago(ago: dateago.Ago) -> Hit:
    day = None if ago.month_only else ago.day
    return Hit(ago.day.year, ago.day.month, day, Calendar.GREGORIAN, ago.start, ago.end, year_told=False)


def _clocked(hit: Hit, folded: str, customs: Customs) -> Hit:
    clock = after(folded, hit.end, customs.country)
    if clock is not None:
        return Hit(hit.year, hit.month, hit.day, hit.calendar, hit.start, clock.end, clock, hit.year_told)
    clock = before(folded, hit.start, customs.country)
    if clock is not None:
        return Hit(hit.year, hit.month, hit.day, hit.calendar, clock.start, hit.end, clock, hit.year_told)
    return hit


def _moment(hit: Hit, raw: str, hints: DateHints) -> Moment:
    raw = raw[:MAX_WHOLE]
    if hit.day is None:
        return Moment(f"{hit.year:04d}-{hit.month:02d}", Precision.MONTH, hit.calendar, raw)
    if hit.clock is None:
        return Moment(hit.day.isoformat(), Precision.DAY, hit.calendar, raw)
    clock = hit.clock
    value = f"{hit.day.isoformat()}T{clock.hour:02d}:{clock.minute:02d}:{clock.second:02d}"
    if clock.offset is not None:
        return Moment(value + _offset(clock.offset), Precision.MINUTE, hit.calendar, raw, "page")
    zone = zone_of(hints.country.upper()) if hints.country else None
    if zone is None:
        return Moment(value, Precision.MINUTE, hit.calendar, raw)
    there = datetime(hit.day.year, hit.day.month, hit.day.day, clock.hour, clock.minute, tzinfo=zone).utcoffset()
    minutes = round((there or timedelta()).total_seconds() / 60)
    return Moment(value + _offset(minutes), Precision.MINUTE, hit.calendar, raw, "country")


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


_EDGE = " \"'.,;:|()[]{}<>«»*#/>_-~"
_COMPACT = Lazy(
    r"(\d{4})(\d{2})(\d{2})(?:[t_\-\s]?(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?\s?(z|[+\-]\d{2}:?\d{2}|utc|gmt)?)?"
)
_EPOCH = Lazy(r"(\d{10})(\d{3})?|(\d{10})\.\d{1,9}")
_YEARLESS = Lazy(r"(\d{1,2})\s?([-/.月])\s?(\d{1,2})\.?日?")
_ISO_BASIC_ROC = Lazy(r"(\d{2,3})(\d{2})(\d{2})")
# Day, month and year in separate cells or lines of markup.
_SPLIT = (
    Lazy(r"(?P<d>\d{1,2})[日号號]?[\s/|,.\-]+(?P<y>\d{4})\s?[-./年]\s?(?P<m>\d{1,2})月?"),
    Lazy(r"(?P<y>\d{4})\s?[-./年]\s?(?P<m>\d{1,2})月?[\s|,]+(?P<d>\d{1,2})[日号號]?"),
    Lazy(r"(?P<y>\d{4})年?[\s|,/]+(?P<m>\d{1,2})[-./月](?P<d>\d{1,2})[日号號]?"),
    Lazy(r"(?P<m>\d{1,2})[-./月](?P<d>\d{1,2})[日号號]?[\s|,/]+(?P<y>\d{4})年?"),
)
_MONTH = (
    Lazy(r"(?P<y>\d{4})\s?[-/.]\s?(?P<m>\d{1,2})"),
    Lazy(r"(?P<m>\d{1,2})\s?[-/.]\s?(?P<y>\d{4})"),
)


def _bare(folded: str) -> tuple[str, bool]:
    """The text without its edges and without a label that ends in a colon: (text, labelled)."""
    head, colon, tail = folded.partition(":")
    label = bool(colon) and not _DIGIT.re.search(head) and len(head) <= 40
    bare = (tail if label else folded).strip(_EDGE)
    if not label:
        for word in re.split(r"(?<=\D)(?=\d)", bare, maxsplit=1)[:1]:
            if word.strip(_EDGE) in published_labels() or word.strip(_EDGE) in updated_labels():
                bare, label = bare[len(word) :], True
    return bare, label


def _special(bare: str, customs: Customs, hints: DateHints) -> Hit | None:
    """Forms that are dates only where they are the whole string."""
    end = len(bare)
    if bare.isdecimal() or "." in bare:
        stamp = _EPOCH.re.fullmatch(bare)
        if stamp is not None:
            return _epoch(int(stamp[1] or stamp[3]), hints)
        roc = _ISO_BASIC_ROC.re.fullmatch(bare)
        if roc is not None and len(bare) in (6, 7) and customs.roc and 60 <= int(roc[1]) <= 200:
            return dated(int(roc[1]), int(roc[2]), int(roc[3]), Calendar.ROC, 0, end)
    match = _COMPACT.re.fullmatch(bare)
    if match is not None:
        clock: Clock | None = None
        if match[4]:
            clock = compact(match[4], match[5], match[6], match[7] or "", customs.country)
        year, calendar = year_of(int(match[1]), customs)
        return dated(year, int(match[2]), int(match[3]), calendar, 0, end, clock)
    for pattern in _SPLIT:
        match = pattern.re.fullmatch(bare)
        if match is not None:
            return _split(match, pattern is _SPLIT[3], customs, end)
    for pattern in _MONTH:
        match = pattern.re.fullmatch(bare)
        if match is not None:
            year, calendar = year_of(int(match["y"]), customs)
            return dated(year, int(match["m"]), None, calendar, 0, end)
    return _short(bare, customs, end)


def _split(match: re.Match[str], month_first: bool, customs: Customs, end: int) -> Hit | None:
    year, calendar = year_of(int(match["y"]), customs)
    month, day = int(match["m"]), int(match["d"])
    if month_first and not (customs.month_first or customs.year_first):
        month, day = day, month
    return dated(year, month, day, calendar, 0, end) or dated(year, day, month, calendar, 0, end)


def _short(bare: str, customs: Customs, end: int) -> Hit | None:
    """A day without its year ("01-02"), or a month of the Republic ("113-05")."""
    match = _YEARLESS.re.fullmatch(bare)
    if match is None:
        roc = re.fullmatch(r"(\d{3})[-/.](\d{1,2})", bare)
        return dated(int(roc[1]), int(roc[2]), None, Calendar.ROC, 0, end) if roc and customs.roc else None
    a, mark, b = int(match[1]), match[2], int(match[3])
    if mark == "." and not bare.endswith(".") and len(match[1]) + len(match[3]) < 4:
        return None  # a number, or a version
    day_first = mark in "./" and not customs.month_first and not customs.year_first
    month, day = (b, a) if day_first else (a, b)
    return yearless(month, day, customs, 0, end) or yearless(day, month, customs, 0, end)


def _epoch(seconds: int, hints: DateHints) -> Hit | None:
    """Seconds since 1970 as the source's clocks showed them (UTC when its country is not known)."""
    instant = datetime.fromtimestamp(seconds, UTC)
    if not 1990 <= instant.year <= 2100:
        return None
    zone = zone_of(hints.country.upper()) if hints.country else None
    local = instant.astimezone(zone) if zone else instant
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    clock = Clock(local.hour, local.minute, local.second, minutes, 0, 0)
    return Hit(local.year, local.month, local.date(), Calendar.GREGORIAN, 0, 0, clock)


_TOKEN = Lazy(r"[^\W\d_][^\s:,;|()\[\]/\-]*")
_AROUND = frozenset(
    "at on the of by um uhr kl klo der den die dem de del le el il em am vom à a h hrs hours o г года год р року м m هـ ه م ق"
    " r d թ а dne dnia на от від день day ngày năm thứ hai ba tư sáu bảy chủ nhật วันที่ ที่ พ.ศ เวลา น วัน 时间 時間 日期 訊 讯 电 發布 发布 posted published".split()
)
_HAN_WEEKDAY = Lazy(r"(?:星期|礼拜|禮拜|週|周)?[一二三四五六日天月火水木金土](?:曜日?)?|[월화수목금토일](?:요일)?")


def _is_frame(folded: str, leading: bool) -> bool:
    """Whether what stands beside a date is only label, weekday, brackets: nothing that tells more."""
    bare = folded.strip(_EDGE + "\u3001·【】《》")
    if not bare:
        return True
    if _DIGIT.re.search(bare) or len(bare) > 48:
        return False
    if leading and folded.rstrip().endswith(":") and len(bare) <= 40:
        return True
    if bare in published_labels() or bare in updated_labels() or _HAN_WEEKDAY.re.fullmatch(bare):
        return True
    weekdays = names().weekdays
    for phrase in names().weekday_phrases:
        if phrase in bare:
            bare = bare.replace(phrase, " ")
    words = (word.rstrip(".׳").removesuffix("ที่") for word in _TOKEN.re.findall(bare))
    return all(
        word in weekdays
        or word in _AROUND
        or word in published_labels()
        or word in updated_labels()
        or _HAN_WEEKDAY.re.fullmatch(word)
        for word in words
    )
