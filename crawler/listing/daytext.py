"""Dates in text, until `normalise.dates` reads them."""
# ruff: noqa
# mypy: ignore-errors

from __future__ import annotations
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from crawler.model import Moment, Precision


@dataclass(frozen=True)
class DateHints:
    today: date
    country: str = ""
    language: str = ""
    labelled: bool = False


@dataclass(frozen=True)
class FoundDate:
    moment: Moment
    start: int
    end: int


_M = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MON = r"(?P<mon>jan|feb|m[aä]r|apr|may|mai|jun|jul|aug|sep|o[ck]t|nov|de[cz]|ene|abr|ago|dic)[a-zä]*"
_P = [
    re.compile(x, re.I)
    for x in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)令和(?P<rw>\d+|元)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
        r"(?<!\d)(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>(?:19|20)\d\d|\d\d)(?!\d)",
        r"\b" + _MON + r"\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<y>(?:19|20)\d\d)\b",
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?" + _MON + r"\.?,?\s+(?:de\s+)?(?P<y>(?:19|20)\d\d)\b",
        r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
    )
]


def _mk(g: Any, today: date, country: str) -> date | None:
    try:
        if g.get("rw"):
            y = 2018 + (1 if g["rw"] == "元" else int(g["rw"]))
        elif g.get("y"):
            y = int(g["y"])
            y += 2000 if y < 100 else 0
        else:
            y = today.year
        if g.get("a"):
            a, b = int(g["a"]), int(g["b"])
            m, d = (a, b) if country in ("US", "") and a <= 12 else (b, a)
            if m > 12:
                m, d = d, m
        elif g.get("mon"):
            k = g["mon"].lower().replace("ä", "a")
            k = {"mai": "may", "okt": "oct", "dez": "dec", "ene": "jan", "abr": "apr", "ago": "aug", "dic": "dec"}.get(
                k, k
            )
            m, d = _M.index(k) + 1, int(g["d"])
        else:
            m, d = int(g["m"]), int(g["d"])
        v = date(y, m, d)
        if not g.get("y") and not g.get("rw") and v > today:
            v = date(y - 1, m, d)
        return v
    except (ValueError, KeyError):
        return None


def find_dates(text: str, hints: DateHints) -> list[FoundDate]:
    out = []
    for p in _P:
        for m in p.finditer(text):
            if any(o.start < m.end() and m.start() < o.end for o in out):
                continue
            v = _mk(m.groupdict(), hints.today, hints.country)
            if v:
                out.append(FoundDate(Moment(v.isoformat(), Precision.DAY, raw=m.group()), m.start(), m.end()))
    return sorted(out, key=lambda o: o.start)


_JUNK = re.compile(
    r"[\s\[\]()（）【】:：,.|\-–—]*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?|[a-z]{2}t|日|date|posted|on|published|filed|decided|发布时间|日期|z|t|am|pm)?[\s\[\]()（）【】:：,.|\-–—]*",
    re.I,
)


def parse_date(text: str, hints: DateHints) -> Moment | None:
    if len(text) > 60:
        return None
    f = find_dates(text, hints)
    if not f:
        return None
    rest = text[: f[0].start] + " " + text[f[0].end :]
    if _JUNK.sub("", rest):
        return None
    return f[0].moment
