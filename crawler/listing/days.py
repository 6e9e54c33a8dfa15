"""The day of each row of a set.

A place that holds a day in most rows is the day column.  Where rows have none, the texts between
rows are read: a date in the next row, one before each row, or one heading that dates many.

This module does not know which rows are the list; `normalise.dates` knows what a date looks like.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.listing.pieces import ATTRIBUTE, IN_LINK, TIME, Piece, Reader, Row, follow, trail
from crawler.listing.rows import fold
from crawler.model import Moment, Precision
from crawler.normalise.dateaddress import from_address
from crawler.normalise.datehints import customs_of
from crawler.normalise.datenames import dating_words, names
from crawler.normalise.dates import DateHints, find_dates, parse_date, with_order

# The least of it: to look for one of these is ten times as fast.
_COUNTS = re.compile(r"[\d年月]")
# What no date can do without: a year, two numbers side by side, a number beside a word, or Han numerals.
_DATEISH = re.compile(
    r"(?:19|20)\d\d|(?<!\d)\d{1,2}\s?[-/.]\s?\d{1,2}(?!\d)|\d{6}|\d[\s.,]{0,3}[^\W\d_]{3}|[^\W\d_]{3}[\s.,-]{0,3}\d"
    r"|\d\s*[\u0900-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]|[一二三四五六七八九十元]\s*[年月]"
)
# The same for text in ASCII: three numbers or a year and a month side by side, or digits alone; else it takes a word.
_ASCII_NUMBERS = re.compile(
    r"(?<!\d)\d{1,4}\s?[-/.]\s?\d{1,2}(?!\d)|(?<!\d)\d\d?\s?[-/.\s]\s?(?:19|20)\d\d(?!\d)|(?:19|20)\d\d \d\d?(?!\d)"
    r"|(?<!\d)(?:19|20)\d{6}|(?<!\d)\d{6,7}(?!\d)|\d{10}"
)
_ASCII_WORD = re.compile(r"[a-z]{2,}")
_PUBLISHED = re.compile(
    r"publi|post(?:ed|date)|date|issued|filed|decided|released?|fecha|datum|veröff|stand|发布|發布|發佈|发文|成文|公布|日期|时间|時間|掲載|公開|등록|게시|작성|дата|data",
    re.I,
)
_OTHER = re.compile(
    r"dead-?line|clos(?:e|ing)|due|expir|until|\bends?\b|\bto\b|hearing|argued|start|from|conclu|vence|cierre|límite|frist|ende\b|ablauf|bis\b|截止|截至|到期|结束|有效|起止|開始|締切|期限|마감|접수|기간|срок|scaden|échéance|clôture|תוקף|סיום|תחילת|אחרון",
    re.I,
)
_ANCHOR = re.compile(r"[^\W\d_]{3}|(?:19|20)\d\d|[年月]")
# Where the days stand when every row has its own above it.
BEFORE_EACH = "before each row"
_LONG = 160
_SHORT = 80
# The longest plain form: "[30 September 2024]".
_PLAIN = 24
_ISO = re.compile(r"[\[(]?((?:19|20)\d\d)[-/.年](\d\d?)[-/.月](\d\d?)日?[\])]?")
_NUMBERED = re.compile(r"(\d\d?)([-/.])(\d\d?)\2((?:19|20)\d\d)")
_WORDED = re.compile(r"(?:([a-z]{3,12})\.? (\d\d?), |(\d\d?) ([a-z]{3,12})\.?,? )((?:19|20)\d\d)", re.I)
_ORDERED = re.compile(r"\d[-/.]\d\d?[-/.]\d\d")


# Made for each text and each day of a page: a frozen dataclass takes three times as long to make.
class _Reading(NamedTuple):
    moment: Moment
    whole: bool
    start: int
    end: int


class _Found(NamedTuple):
    place: int
    moment: Moment
    whole: bool
    marks: int
    label: int
    order: int


@dataclass(frozen=True, slots=True)
class Days:
    """The day of each row (None where there is none), in words where they stand, all places where days were met,

    the share of days at `place` whose text tells nothing else, and whether they stand in titles.
    """

    moments: list[Moment | None]
    where: str = ""
    place: int = -1
    places: frozenset[int] = frozenset()
    whole: float = 0.0
    in_title: bool = False

    @property
    def share(self) -> float:
        """The share of rows that have a day."""
        return sum(m is not None for m in self.moments) / len(self.moments) if self.moments else 0.0


class DayFinder:
    """Reads dates of one page; remembers texts that it has read."""

    def __init__(self, today: date, country: str = "", language: str = "") -> None:
        self._hints = DateHints(today=today, country=country, language=language)
        self._customs = customs_of(self._hints, whole=True)
        self._readings: dict[str, _Reading | None] = {}
        self.tomorrow = (today + timedelta(days=2)).isoformat()

    def learn_order(self, rows: list[Row]) -> None:
        """Let the dates of rows tell the order of day and month; what was read in the other order is forgotten."""
        hints = with_order((p.text for row in rows for p in row.pieces if _ORDERED.search(p.text)), self._hints)
        if hints.month_first is not None and hints.month_first != self._customs.month_first:
            self._hints, self._customs = hints, customs_of(hints, whole=True)
            self._readings.clear()

    def whole(self, text: str) -> Moment | None:
        """The date that a text as a whole is."""
        found = self._read(text) if len(text) <= _SHORT else None
        return found.moment if found is not None and found.whole else None

    def inside(self, text: str) -> tuple[Moment, int, int] | None:
        """The first date in a text, and where it stands; of a long text the first words are read."""
        found = self._read(text[:_LONG])
        return (found.moment, found.start, found.end) if found is not None else None

    def _read(self, text: str) -> _Reading | None:
        if text in self._readings:
            return self._readings[text]
        plain = self._plain(text) if len(text) <= _PLAIN else None
        if plain is not None:
            reading: _Reading | None = _Reading(plain, True, 0, len(text))
        elif _COUNTS.search(text) and _DATEISH.search(text):
            reading = self._ask(text) if not text.isascii() or _may_date(text) else None
        elif len(text) <= _PLAIN and _names_day(text):
            reading = self._ask(text)
        else:
            reading = None
        self._readings[text] = reading
        return reading

    def _plain(self, text: str) -> Moment | None:
        """The commonest forms, which most rows have: 2024-05-28, 28/05/2024, May 28, 2024, 28 May 2024."""
        tried: list[tuple[str, str, str]]
        if match := _ISO.fullmatch(text):
            tried = [(match[1], match[2], match[3])]
        elif match := _NUMBERED.fullmatch(text):
            tried = [(match[4], match[3], match[1]), (match[4], match[1], match[3])]
            tried = tried[::-1] if self._customs.month_first else tried
        elif match := _WORDED.fullmatch(text) if text.isascii() else None:
            word = (match[1] or match[4]).lower()
            known = names().month(word, self._customs.language, self._customs.country)
            tried = [(match[5], str(known), match[2] or match[3])]
        else:
            return None
        for year, month, day in tried:
            try:
                return Moment(date(int(year), int(month), int(day)).isoformat(), Precision.DAY, raw=text)
            except ValueError:
                continue
        return None

    def _ask(self, text: str) -> _Reading | None:
        found = find_dates(text, self._hints)
        if found:
            first = found[0]
            if len(text) - (first.end - first.start) <= 3:
                return _Reading(first.moment, True, first.start, first.end)
        elif len(text) > 24:
            return None
        if len(text) <= _SHORT:
            moment = parse_date(text, self._hints)
            if moment is not None:
                return _Reading(moment, True, 0, len(text))
        return _Reading(found[0].moment, False, found[0].start, found[0].end) if found else None

    def days(
        self, rows: list[Row], headers: dict[int, str] | None = None, places: frozenset[int] | None = None
    ) -> Days:
        """The days that stand within rows (their `pieces` are read); `places` are looked at first when known."""
        found = [
            (places and self._in_row(row.pieces, headers or {}, places)) or self._in_row(row.pieces, headers or {})
            for row in rows
        ]
        return self._choose(found)

    def at_trail(self, rows: list[Row], sample: list[Row], days: Days) -> dict[int, Moment]:
        """The days of rows that are built as the sample is: each is looked up where the sample has it.

        Keyed by the row's `id`; rows that have no date there are left out.
        """
        model = next((p for row in sample for p in row.pieces if p.place == days.place), None)
        if model is None or model.marks & ATTRIBUTE:
            return {}
        home = next(row for row in sample if model in row.pieces)
        steps = trail(home.node.el, model.el)
        if steps is None:
            return {}
        found: dict[int, Moment] = {}
        for row in rows:
            el = follow(row.node.el, steps)
            text = (el.tail if model.tail else el.text) if el is not None and el.tag == model.el.tag else None
            reading = self._read(fold(text)[:_LONG]) if text else None
            if reading is not None and (reading.whole or days.whole < 0.8):
                found[id(row)] = reading.moment
        return found

    def between(self, reader: Reader, top: HtmlElement, rows: list[Row]) -> Days:
        """The days that stand between rows: after each, before each, or over several."""
        gaps = [self._in_row(gap, {}) for gap in reader.gaps(top, rows)]
        if len(gaps) != len(rows) + 1:
            return Days([None] * len(rows))
        before, after = bool(gaps[0]), bool(gaps[-1])
        dated = sum(map(bool, gaps[1:-1]))
        # Links of a menu above the first day, and no day below the last row: each day stands above its row.
        lead = next((i for i, gap in enumerate(gaps) if gap), 0)
        if not before and dated + after >= 0.6 * len(rows) and (after or lead < 2):
            days = self._choose(gaps[1:])
            return Days(days.moments, "after each row", days.place)
        moments: list[Moment | None] = []
        last: Moment | None = None
        for gap in gaps[:-1]:
            whole = [f for f in gap if f.whole] or (gap if dated >= 0.6 * len(rows) else [])
            if whole:
                last = whole[-1].moment
            moments.append(last)
        return Days(moments, BEFORE_EACH if dated >= 0.6 * len(rows) else "in headings above the rows")

    def in_addresses(self, rows: list[Row]) -> Days:
        """The days that the addresses of rows tell; none where only a few tell one, or all the same."""
        told = [from_address(row.main.href, self._hints) if row.main else None for row in rows]
        moments = [
            m if m is not None and m.precision == Precision.DAY and m.value < self.tomorrow else None for m in told
        ]
        days = Days(moments, "in the addresses")
        return days if days.share >= 0.8 and len({m.value for m in moments if m}) > 1 else Days([None] * len(rows))

    def _in_row(
        self, pieces: list[Piece], headers: dict[int, str], places: frozenset[int] | None = None
    ) -> list[_Found]:
        found: list[_Found] = []
        previous = ""
        for index, piece in enumerate(pieces):
            if places is not None and piece.place not in places:
                previous = piece.text if len(piece.text) < 30 else ""
                continue
            text = piece.text
            reading = self._read(text[:_LONG]) or (self._read(text[-_LONG // 2 :]) if len(text) > _LONG else None)
            if reading is not None and (reading.whole or reading.moment.precision != Precision.MONTH):
                whole = reading.whole and len(text) <= _SHORT
                before = text[max(0, reading.start - 40) : reading.start] if not whole or reading.start else text[:20]
                label = _label(f"{headers.get(piece.column, '')} {previous if whole else ''} {before}".strip())
                found.append(_Found(piece.place, reading.moment, whole, piece.marks, label, index))
            previous = piece.text if len(piece.text) < 30 else ""
        return found or (self._split(pieces) if places is None else [])

    def _split(self, pieces: list[Piece]) -> list[_Found]:
        """A date that is cut over neighbours: `<b>12</b><i>March 2024</i>`."""
        short = [len(p.text) <= 14 for p in pieces]
        for i in range(len(pieces)):
            for n in (3, 2):
                # Bare numbers side by side are no date: a calendar's cells, a pager.
                if i + n > len(pieces) or not all(short[i : i + n]):
                    continue
                few = pieces[i : i + n]
                if not _ANCHOR.search(" ".join(p.text for p in few)):
                    continue
                for joint in (" ", "-"):
                    moment = self.whole(joint.join(p.text for p in (few if joint == " " else few[::-1])))
                    if moment is not None:
                        return [_Found(few[0].place, moment, True, few[0].marks, 0, i)]
        return []

    def _choose(self, found: list[list[_Found]]) -> Days:
        by_place: dict[int, list[_Found]] = defaultdict(list)
        for row in found:
            seen: set[int] = set()
            for one in row:
                if one.place not in seen:
                    seen.add(one.place)
                    by_place[one.place].append(one)
        if not by_place:
            return Days([None] * len(found))
        order = sorted(by_place, key=lambda place: -self._worth(by_place[place], len(found)))
        rank = {place: i for i, place in enumerate(order)}
        moments: list[Moment | None] = []
        for row in found:
            best = min((f for f in row if f.label >= 0), key=lambda f: (rank[f.place], f.order), default=None)
            moments.append(best.moment if best else None)
        top = by_place[order[0]][0]
        where = "in the link's text" if top.marks & IN_LINK else "in the row"
        at_best = by_place[order[0]]
        whole = sum(f.whole for f in at_best) / len(at_best)
        return Days(moments, where, order[0], frozenset(order), whole, bool(top.marks & IN_LINK) and whole < 0.5)

    def _worth(self, found: list[_Found], rows: int) -> float:
        n = len(found)
        values = [f.moment.value[:10] for f in found]
        pairs = list(pairwise(values))
        ordered = max(sum(a >= b for a, b in pairs), sum(a <= b for a, b in pairs)) / len(pairs) if pairs else 0.5
        ahead = sum(value > self.tomorrow for value in values) / n
        whole = sum(f.whole for f in found) / n
        label = sum(f.label for f in found) / n
        within = sum(bool(f.marks & IN_LINK) and not f.whole for f in found) / n
        time = sum(bool(f.marks & (TIME | ATTRIBUTE)) for f in found) / n
        early = min(f.order for f in found) * 0.01
        return (
            2 * n / rows + 0.6 * whole + 0.2 * time + 0.6 * label - 0.4 * within - 0.6 * ahead + 0.4 * ordered - early
        )


def _may_date(text: str) -> bool:
    """Whether a text in ASCII can hold a date: court cases and reports are full of numbers that are none."""
    return _ASCII_NUMBERS.search(text) is not None or not dating_words().isdisjoint(_ASCII_WORD.findall(text.lower()))


def _names_day(text: str) -> bool:
    """Whether a text is a word for a day ("yesterday"); short Latin ones mean other things elsewhere (German "hier")."""
    return (len(text) > 4 or not text.isascii()) and text.lower() in names().named_days


@lru_cache(5_000)
def _label(text: str) -> int:
    if _OTHER.search(text):
        return -1
    return 1 if _PUBLISHED.search(text) else 0


def order_of(moments: list[Moment | None]) -> float:
    """0..1: how well days fall (or rise) down the page."""
    values = [m.value[:10] for m in moments if m is not None]
    pairs = list(pairwise(values))
    if not pairs or len(set(values)) < 2:
        return 0.0
    return max(sum(a >= b for a, b in pairs), sum(a <= b for a, b in pairs)) / len(pairs)
