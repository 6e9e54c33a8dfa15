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
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.listing.pieces import ATTRIBUTE, IN_LINK, TIME, Piece, Reader, Row
from crawler.model import Moment
from crawler.normalise.dates import DateHints, find_dates, parse_date

_DIGIT = re.compile(r"\d|[一二三四五六七八九十元]+\s*[年月]")
_PUBLISHED = re.compile(
    r"publi|post(?:ed|date)|date|issued|filed|decided|released?|fecha|datum|veröff|stand|发布|發布|發佈|发文|成文|公布|日期|时间|時間|掲載|公開|등록|게시|작성|дата|data",
    re.I,
)
_OTHER = re.compile(
    r"dead-?line|clos(?:e|ing)|due|expir|until|\bends?\b|\bto\b|hearing|argued|start|from|conclu|vence|cierre|límite|frist|ende\b|ablauf|bis\b|截止|截至|到期|结束|有效|起止|開始|締切|期限|마감|접수|기간|срок|scaden|échéance|clôture|תוקף|סיום|תחילת|אחרון",
    re.I,
)
_LONG = 400


@dataclass(frozen=True, slots=True)
class _Found:
    place: int
    moment: Moment
    whole: bool
    marks: int
    label: int
    index: int


@dataclass(frozen=True, slots=True)
class Days:
    """The day of each row (None where there is none), and in words where they stand."""

    moments: list[Moment | None]
    where: str = ""
    place: int = -1

    @property
    def share(self) -> float:
        """The share of rows that have a day."""
        return sum(m is not None for m in self.moments) / len(self.moments) if self.moments else 0.0


class DayFinder:
    """Reads dates of one page; remembers texts that it has read."""

    def __init__(self, today: date, country: str = "", language: str = "") -> None:
        self._hints = DateHints(today=today, country=country, language=language)
        self._whole: dict[str, Moment | None] = {}
        self._inside: dict[str, tuple[Moment, int, int] | None] = {}
        self.tomorrow = (today + timedelta(days=2)).isoformat()

    def whole(self, text: str) -> Moment | None:
        """The date that a text as a whole is."""
        if len(text) > 80 or not _DIGIT.search(text):
            return None
        if text not in self._whole:
            self._whole[text] = parse_date(text, self._hints)
        return self._whole[text]

    def inside(self, text: str) -> tuple[Moment, int, int] | None:
        """The first date in a text, and where it stands."""
        text = text[:_LONG]
        if not _DIGIT.search(text):
            return None
        if text not in self._inside:
            found = find_dates(text, self._hints)
            self._inside[text] = (found[0].moment, found[0].start, found[0].end) if found else None
        return self._inside[text]

    def days(self, rows: list[Row], headers: dict[int, str] | None = None) -> Days:
        """The days that stand within rows (their `pieces` are read)."""
        found = [self._in_row(row.pieces, headers or {}) for row in rows]
        return self._choose(found)

    def between(self, reader: Reader, top: HtmlElement, rows: list[Row]) -> Days:
        """The days that stand between rows: after each, before each, or over several."""
        gaps = [self._in_row(gap, {}) for gap in reader.gaps(top, rows)]
        if len(gaps) != len(rows) + 1:
            return Days([None] * len(rows))
        before, after = bool(gaps[0]), bool(gaps[-1])
        dated = sum(map(bool, gaps[1:-1]))
        if not before and dated + after >= 0.6 * len(rows):
            days = self._choose(gaps[1:])
            return Days(days.moments, "after each row", days.place)
        moments: list[Moment | None] = []
        last: Moment | None = None
        for gap in gaps[:-1]:
            whole = [f for f in gap if f.whole] or (gap if dated >= 0.6 * len(rows) else [])
            if whole:
                last = whole[-1].moment
            moments.append(last)
        return Days(moments, "before each row" if dated >= 0.6 * len(rows) else "in headings above the rows")

    def _in_row(self, pieces: list[Piece], headers: dict[int, str]) -> list[_Found]:
        found: list[_Found] = []
        previous = ""
        for index, piece in enumerate(pieces):
            moment = self.whole(piece.text)
            if moment is not None:
                label = _label(headers.get(piece.column, "") + " " + previous[-40:] + piece.text[:20])
                found.append(_Found(piece.place, moment, True, piece.marks, label, index))
            elif (inside := self.inside(piece.text)) is not None:
                label = _label(headers.get(piece.column, "") + " " + piece.text[max(0, inside[1] - 40) : inside[1]])
                found.append(_Found(piece.place, inside[0], False, piece.marks, label, index))
            previous = piece.text if len(piece.text) < 60 else ""
        return found or self._split(pieces)

    def _split(self, pieces: list[Piece]) -> list[_Found]:
        """A date that is cut over neighbours: `<b>12</b><i>March 2024</i>`."""
        for i in range(len(pieces)):
            for n in (2, 3):
                few = pieces[i : i + n]
                if len(few) == n and all(len(p.text) <= 14 for p in few):
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
            best = min((f for f in row if f.label >= 0), key=lambda f: (rank[f.place], f.index), default=None)
            moments.append(best.moment if best else None)
        top = by_place[order[0]][0]
        where = "in the link's text" if top.marks & IN_LINK else "in the row"
        return Days(moments, where, order[0])

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
        early = min(f.index for f in found) * 0.01
        return (
            2 * n / rows + 0.6 * whole + 0.2 * time + 0.6 * label - 0.4 * within - 0.6 * ahead + 0.4 * ordered - early
        )


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
