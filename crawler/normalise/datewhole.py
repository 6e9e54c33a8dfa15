"""What makes a whole string one date: forms that are dates only there, and what may stand beside one.

`113-05`, `01-02`, `20240501`, `1714521600`, `26 2024-01` are dates where they are all there is; label,
brackets and weekday beside a date tell nothing more.

This module does not know dates inside of text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from crawler.model import Calendar
from crawler.normalise.clock import Clock, compact
from crawler.normalise.dateforms import Hit, dated, year_of, yearless
from crawler.normalise.datehints import Customs, DateHints
from crawler.normalise.datelabels import published_labels, updated_labels
from crawler.normalise.datenames import names
from crawler.normalise.lazy import Lazy
from crawler.normalise.places import zone_of

_DIGIT = Lazy(r"\d")
_EDGE = " \"'.,;:|()[]{}<>«»*#/>_-~"
_COMPACT = Lazy(
    r"(\d{4})(\d{2})(\d{2})(?:[t_\-\s]?(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?\s?(z|[+\-]\d{2}:?\d{2}|utc|gmt)?)?"
)
_EPOCH = Lazy(r"(\d{10})(\d{3})?|(\d{10})\.\d{1,9}")
_YEARLESS = Lazy(r"(\d{1,2})\s?([-/.月])\s?(\d{1,2})\.?日?")
_DOTTED = Lazy(r"\d{1,2}\.\s?\d{1,2}")
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


def bare_of(folded: str) -> tuple[str, bool]:
    """The text without its edges and without a label that ends in a colon: (text, labelled)."""
    head, colon, tail = folded.partition(":")
    label = bool(colon) and not _DIGIT.re.search(head) and len(head) <= 40
    bare = (tail if label else folded).strip(_EDGE)
    if _DOTTED.re.fullmatch(bare) and f"{bare}." in folded:
        return f"{bare}.", label  # the dot tells the day "7.11." from the number 7.11
    if not label:
        for word in re.split(r"(?<=\D)(?=\d)", bare, maxsplit=1)[:1]:
            if word.strip(_EDGE) in published_labels() or word.strip(_EDGE) in updated_labels():
                bare, label = bare[len(word) :], True
    return bare, label


def special(bare: str, customs: Customs, hints: DateHints) -> Hit | None:
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
    " r d թ а dne dnia на от від день day ngày năm thứ hai ba tư sáu bảy chủ nhật วันที่ ที่ พ.ศ เวลา น วัน गते साल वि.सं मिति 时间 時間 日期 訊 讯 电 發布 发布 posted published".split()
)
_HAN_WEEKDAY = Lazy(r"(?:星期|礼拜|禮拜|週|周)?[一二三四五六日天月火水木金土](?:曜日?)?|[월화수목금토일](?:요일)?")


def is_frame(folded: str, leading: bool) -> bool:
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
