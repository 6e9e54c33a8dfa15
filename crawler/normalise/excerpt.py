"""The piece of a text that shows best why it was found, with the found words marked.

This module does not know how the text was found, nor how a mark is shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from crawler.normalise.query import Term, places

# What is read of a text: the beginning of a law of two hundred pages says enough.
MAX_READ = 20_000
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of text on one line; `marks` are (start, end) in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def excerpt(text: str, wanted: tuple[Term, ...], cells: int = 150) -> Excerpt:
    """The window of about `cells` terminal cells that holds most of the wanted terms; the beginning when none."""
    text = _SPACE.sub(" ", text[:MAX_READ]).strip()
    found = places(text, wanted)
    start = _window(text, found, cells)
    end = _reach(text, start, cells)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(head) - start
    marks = tuple((a + shift, b + shift) for a, b, _ in found if a >= start and b <= end)
    return Excerpt(f"{head}{text[start:end]}{tail}", marks)


def marked(text: str, wanted: tuple[Term, ...]) -> Excerpt:
    """A whole line (a title) with the found words marked."""
    return Excerpt(text, tuple((a, b) for a, b, _ in places(text, wanted)))


def _window(text: str, found: list[tuple[int, int, int]], cells: int) -> int:
    """Where the window begins: a little before the place after which most different terms stand close together."""
    best, start = 0, 0
    for index, (first, _, _) in enumerate(found[:200]):
        near = {number for place, _, number in found[index : index + 40] if place - first < cells // 2}
        if len(near) > best:
            best, start = len(near), first
    if start < cells // 3:
        return 0
    # A few words before it, from a word's beginning.
    before = text[max(0, start - cells // 6) : start]
    for sign in ("。", ". ", "!", "！", "；", " "):
        if sign in before[:-1]:
            return start - len(before) + before.index(sign) + len(sign)
    return start - len(before) // 2


def _reach(text: str, start: int, cells: int) -> int:
    """The end of a window of so many cells; not within a word of letters."""
    used, end = 0, start
    while end < len(text) and used < cells:
        used += 2 if unicodedata.east_asian_width(text[end]) in "WF" else 1
        end += 1
    if end < len(text) and (space := text.rfind(" ", start, end)) > end - 20 and text[end].isascii():
        return space
    return end
