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

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from crawler.model import Calendar, Moment, Precision
from crawler.normalise import dateago
from crawler.normalise.clock import after, before
from crawler.normalise.datefold import NUMERALS, fold_text
from crawler.normalise.dateforms import (
    Hit,
    counted,
    han,
    named,
    numbers,
)
from crawler.normalise.datehints import Customs, DateHints, customs_of, with_order
from crawler.normalise.datewhole import bare_of, is_frame, special
from crawler.normalise.lazy import Lazy
from crawler.normalise.places import zone_of

MAX_WHOLE = 240  # what tells one time is never longer
MAX_TEXT = 100_000  # running text is read so far
MAX_FOUND = 200

_DIGIT = Lazy(r"\d")
_EASTERN = Lazy("[\u0660-\u0669\u06f0-\u06f9]")
_HAN_YEAR = Lazy(f"[{NUMERALS}]\\s?[年月]|元年")
_HAN_SIGN = Lazy("[月월國国和成]")


__all__ = ["DateHints", "FoundDate", "find_dates", "parse_date", "with_order"]


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
    return _whole(text, hints)


@lru_cache(maxsize=1_024)
def _whole(text: str, hints: DateHints) -> Moment | None:
    """The same, remembered: a day stands in the list's row, in the page's head and beside its title, each time alike."""
    folded = fold_text(text)
    hints = _hinted(text, hints)
    customs = customs_of(hints, whole=True)
    bare, label = bare_of(folded)
    only = special(bare, customs, hints) if bare else None
    if only is not None:
        return _moment(only, text, hints)
    if label and not customs.labelled:
        customs = customs_of(DateHints(hints.today, hints.country, hints.language, True), whole=True)
    hits = list(_hits(folded, customs, relative=True))
    days = {(h.day or (h.year, h.month)) for h in hits}
    if len(days) != 1:
        return None
    hit = max(hits, key=lambda h: (h.clock is not None, h.end - h.start))
    if not is_frame(folded[: hits[0].start], True) or not is_frame(folded[hits[-1].end :], False):
        return None
    return _moment(hit, text, hints)


def find_dates(text: str, hints: DateHints) -> list[FoundDate]:
    """The dates inside running text, in order, none overlapping; the first MAX_FOUND in MAX_TEXT characters."""
    text = text[:MAX_TEXT]
    has_digit = _DIGIT.re.search(text) is not None
    if not has_digit and not _HAN_YEAR.re.search(text):
        return []
    folded = fold_text(text)
    hints = _hinted(text, hints)
    found: list[FoundDate] = []
    for hit in _hits(folded, customs_of(hints, whole=False), relative=has_digit):
        found.append(FoundDate(_moment(hit, text[hit.start : hit.end], hints), hit.start, hit.end))
        if len(found) == MAX_FOUND:
            break
    return found


def _hinted(text: str, hints: DateHints) -> DateHints:
    """Where nothing else is known, the digits tell the language: Persian ones, Arabic ones."""
    if hints.country or hints.language or text.isascii():
        return hints
    digits = _EASTERN.re.search(text)
    return hints if digits is None else replace(hints, language="fa" if digits[0] >= "\u06f0" else "ar")


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
