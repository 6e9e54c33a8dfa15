"""A row to its texts, each with the place where it stands.

Places are numbered alike in all rows of a set, so that later steps can judge a place over all rows:
which one holds the days, which one the titles.

This module does not know which rows are the list, nor what a text says.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, overload

from lxml.html import HtmlElement

from crawler.listing.rows import Link, Node, fold
from crawler.normalise.remembering import remembered

HEADING, BOLD, IN_LINK, TIME, NAMED, ATTRIBUTE = (1 << i for i in range(6))
_CELLS = frozenset(("td", "th"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SKIP = frozenset(("script", "style", "noscript", "template", "svg", "select", "option", "button", "textarea"))
_TITLE_CLASS = re.compile(r"tit(?:le|re|ulo|el)?(?:\b|_|-)|title|headline|subject|\bbt\b|case-?name", re.I)
MAX_PIECES = 120
MAX_GAP = 40


class Piece(NamedTuple):
    """A text of a row; `place` numbers where it stands, `marks` tells in what, `column` is its table column or -1.

    It is the text of `el`, or what follows `el` (`tail`).
    """

    place: int
    text: str
    marks: int
    column: int
    el: HtmlElement
    tail: bool = False


@dataclass(slots=True, eq=False)
class Row:
    """A row, its links in page order, the one that leads to the entry, and its texts."""

    node: Node
    links: list[Link] = field(default_factory=list)
    main: Link | None = None
    pieces: list[Piece] = field(default_factory=list)


class Reader:
    """Reads the rows of one set; numbers places alike for all of them."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str, str | int | None], int] = {}
        # What follows from (place above, tag, class, column): rows have few of these and many elements.
        self._known: dict[tuple[int, str, str | None, int], tuple[int, int]] = {}
        # The gaps of the rows last asked for: days and titles both look there where rows themselves tell none.
        self._gaps: tuple[list[Row], list[list[Piece]]] | None = None

    def read(self, row: Row) -> list[Piece]:
        """The texts within a row."""
        return list(self.pieces(row))

    def pieces(self, row: Row) -> Iterable[Piece]:
        """The texts within a row, read one after another as they are asked for."""
        main = row.main.node.el if row.main else None
        return row.pieces or islice(self._walk(row.node.el, main), MAX_PIECES)

    def first(self, row: Row, place: int) -> str:
        """The first text of a row at a place that is no attribute; the row is read no further than that."""
        return next((p.text for p in self.pieces(row) if p.place == place and not p.marks & ATTRIBUTE), "")

    def in_link(self, row: Row) -> list[Piece]:
        """The texts within a row's link, attributes left out; of a row that was not read the link alone is read."""
        assert row.main is not None
        pieces = row.pieces or islice(self._walk(row.main.node.el, row.main.node.el), MAX_PIECES)
        return [p for p in pieces if p.marks & IN_LINK and not p.marks & ATTRIBUTE]

    def gaps(self, top: HtmlElement, rows: list[Row]) -> list[list[Piece]]:
        """What stands between rows, in page order: before the first, after each, one list more than rows."""
        if self._gaps is not None and self._gaps[0] is rows:
            return self._gaps[1]
        found: list[deque[Piece]] = [deque(maxlen=MAX_GAP)]
        stop = {row.node.el for row in rows}
        for piece in self._walk(top, None, stop):
            if piece is None:
                found.append(deque())
            elif len(found) == 1 or len(found[-1]) < MAX_GAP:
                found[-1].append(piece)
        self._gaps = rows, [list(gap) for gap in found]
        return self._gaps[1]

    def _here(self, above: int, tag: str, name: str | None, column: int) -> tuple[int, int]:
        """The number of an element's place, and the marks that it sets."""
        told: str | int | None = column if tag in _CELLS else None if tag in ("tr", "li", "article") else name
        place = self._places.setdefault((above, tag, told), len(self._places))
        mark = HEADING if tag in _HEADINGS else BOLD if tag in ("b", "strong") else TIME if tag == "time" else 0
        here = self._known[above, tag, name, column] = (place, mark | (NAMED if name and _names_title(name) else 0))
        return here

    @overload
    def _walk(self, top: HtmlElement, main: HtmlElement | None) -> Iterator[Piece]: ...
    @overload
    def _walk(self, top: HtmlElement, main: None, stop: set[HtmlElement]) -> Iterator[Piece | None]: ...
    def _walk(
        self, top: HtmlElement, main: HtmlElement | None, stop: set[HtmlElement] | None = None
    ) -> Iterator[Piece | None]:
        """Texts below an element, depth first, None for each element of `stop`; a stack, since trees may be deep."""
        known = self._known
        stack: list[tuple[HtmlElement, int, int, int, bool]] = [(top, -1, 0, -1, False)]
        while stack:
            el, place, marks, column, tail = stack.pop()
            if tail:
                here = self._places.setdefault((place, "~", None), len(self._places))
                yield Piece(here, fold(el.tail or ""), marks, column, el, True)
                continue
            tag = el.tag
            if not isinstance(tag, str) or (tag in _SKIP and not (tag == "button" and _heads(el))):
                continue
            if stop is not None and el in stop:
                yield None
                continue
            if tag in _CELLS:
                column = _column(el)
            name = el.get("class")
            here, mark = known.get((place, tag, name, column)) or self._here(place, tag, name, column)
            marks |= mark | IN_LINK if el is main else mark
            if mark & TIME:
                when = el.get("datetime")
                if when:
                    inner = self._places.setdefault((here, "@", None), len(self._places))
                    yield Piece(inner, when, marks | ATTRIBUTE, column, el)
            text = el.text
            if text and (words := text.split()):
                yield Piece(here, " ".join(words), marks, column, el)
            for child in reversed(el) if len(el) else ():
                after = child.tail
                if after and not after.isspace():
                    stack.append((child, here, marks, column, True))
                stack.append((child, here, marks, column, False))


# The same names come in each row.
@remembered(20_000)
def _names_title(name: str) -> bool:
    return _TITLE_CLASS.search(name) is not None


def trail(row: HtmlElement, el: HtmlElement) -> tuple[int, ...] | None:
    """The way from a row down to an element, as positions among children."""
    steps: list[int] = []
    at: HtmlElement | None = el
    while at is not None and at is not row:
        parent = at.getparent()
        if parent is None or len(parent) > 40:
            return None
        steps.append(parent.index(at))
        at = parent
    return tuple(reversed(steps))


def follow(row: HtmlElement, steps: tuple[int, ...]) -> HtmlElement | None:
    """The element at the end of a trail."""
    at = row
    for step in steps:
        if step >= len(at):
            return None
        at = at[step]
    return at


def _heads(button: HtmlElement) -> bool:
    """Whether a button is the heading of what it folds away."""
    parent = button.getparent()
    return parent is not None and parent.tag in _HEADINGS


def _column(el: HtmlElement) -> int:
    parent = el.getparent()
    return parent.index(el) if parent is not None and len(parent) < 40 else -1
