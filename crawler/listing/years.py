"""The years of days that are written without one, from what stands above their rows: "2024", "May 2024", "News 2019".

A day without a year reads as the latest that is past, which is wrong in an archive.

This module does not know where the days of rows stand.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lxml.html import HtmlElement

from crawler.listing.days import DayFinder, Days
from crawler.listing.pieces import HEADING, Piece, Reader, Row
from crawler.listing.rows import text_of
from crawler.listing.sets import common
from crawler.model import Calendar, Moment, Precision
from crawler.page import Page

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ALONE = re.compile(r"\W*(?:19|20)\d\d\W*")
_NUMBERS = re.compile(r"\d+")
_NUMERIC = re.compile(r"\d\s?[-/.月]\s?\d")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_LONGEST = 40


def with_years(days: Days, rows: list[Row], reader: Reader, page: Page, finder: DayFinder) -> Days:
    """The days with the years that headings between the rows, else the page's own heading, give them."""
    without = [moment is not None and _is_yearless(moment) for moment in days.moments]
    if len(rows) < 2 or sum(without) <= 0.5 * len(rows):
        return days
    years = _above(rows, reader, finder) or [_of_page(page, rows[0].node.el)] * len(rows)
    moments = [
        _at(moment, year, finder) if moment is not None and lacks and year else moment
        for moment, lacks, year in zip(days.moments, without, years, strict=True)
    ]
    return replace(days, moments=moments)


def _is_yearless(moment: Moment) -> bool:
    """Whether what was read has a day and a month only: two numbers, or one beside a word."""
    if moment.precision != Precision.DAY or moment.calendar != Calendar.GREGORIAN:
        return False
    numbers = _NUMBERS.findall(moment.raw)
    if any(len(number) > 2 for number in numbers):
        return False
    return len(numbers) == 1 or (len(numbers) == 2 and _NUMERIC.search(moment.raw) is not None)


def _at(moment: Moment, year: str, finder: DayFinder) -> Moment:
    """The same day in another year, unless there is none or it is yet to come."""
    value = year + moment.value[4:]
    if len(_NUMBERS.findall(moment.raw)) == 1:  # "20 November", but not "2 days ago"
        told = finder.whole(f"{moment.raw} {year}")
        if told is None or told.value != value:
            return moment
    try:
        date.fromisoformat(value)
    except ValueError:
        return moment
    return replace(moment, value=value) if value < finder.tomorrow else moment


def _above(rows: list[Row], reader: Reader, finder: DayFinder) -> list[str]:
    """The year that stands above each row, "" where none does; empty when no heading tells one."""
    top = common([row.node for row in rows])
    gaps = reader.gaps(top, rows) if top is not None else []
    if len(gaps) != len(rows) + 1:
        return []
    years: list[str] = []
    year = ""
    for gap in gaps[:-1]:
        year = next((told for piece in reversed(gap) if (told := _told(piece, finder))), year)
        years.append(year)
    return years if any(years) else []


def _told(piece: Piece, finder: DayFinder) -> str:
    """The year that a text between rows is a heading for: a year, a month of one, or a heading with one year."""
    found = _YEAR.findall(piece.text) if len(piece.text) <= _LONGEST else []
    if len(found) != 1:
        return ""
    whole = finder.whole(piece.text)
    if _ALONE.fullmatch(piece.text) or (whole is not None and whole.precision == Precision.MONTH):
        return str(found[0])
    return str(found[0]) if piece.marks & HEADING and whole is None else ""


def _of_page(page: Page, first: HtmlElement) -> str:
    """The year of the last heading with one above the first row, else of the page's title; "" for several years in one."""
    if page.root is None:
        return ""
    name = next((text_of(title) for title in page.root.iter("title")), "")
    for element in page.root.iter("h1", "h2", "h3", str(first.tag)):
        if element is first:
            break
        if element.tag in _HEADINGS and _YEAR.search(told := text_of(element)[:_LONGEST]):
            name = told
    years = set(_YEAR.findall(name))
    return str(years.pop()) if len(years) == 1 else ""
