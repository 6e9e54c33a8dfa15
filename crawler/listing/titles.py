"""The title of each row of a set.

The link's own text is the title where it reads like one.  Where it is a label, a number or nothing,
the place whose texts read most like headlines is taken instead.  What a list adds to a title
(numbers, bullets, marks such as [置顶] and NEW, a glued date) comes off; the `title` attribute is
taken when the text is a cut form of it.

This module does not know which rows are the list.
"""

from __future__ import annotations

import re
from collections import defaultdict

from crawler.listing.days import DayFinder
from crawler.listing.pieces import ATTRIBUTE, BOLD, HEADING, IN_LINK, NAMED, Piece, Row
from crawler.listing.sets import is_label, width
from crawler.normalise.text import clean, strip_index

_PINNED = re.compile(r"^\s*[\[【(（]?\s*(?:置顶|置頂|顶|固定|공지|sticky|pinned)\s*[\]】)）]?\s*(?=\S)", re.I)
_MARK = re.compile(r"\s*(?:[\[【(（]\s*(?:new|hot|热|新|荐|图|up|更新|update[d!]*)\s*[\]】)）!]?|\bNEW!?)\s*$", re.I)
_MARK_FIRST = re.compile(
    r"^(?:[\[【(（]\s*(?:new|hot|热|新|荐|图|up)\s*[\]】)）]|NEW!?(?=[\s\u3000-\u9fff])|[·•●▪■◆◇○►▶»›\-–—*]+\s*)\s*",
    re.I,
)
_CUT = re.compile(r"\s*(?:\.{2,}|…+|。。+|\[\.{3}\])\s*$")
_EDGE = re.compile(r"^[\s\[(（【|/,:：\-–—]+$|^[\s\])）】|/,:：\-–—]+$")
_IDENTIFIER = re.compile(r"[^\W\d_]{0,12}[\W\d_]+[^\W\d_]{0,3}[\W\d_]*", re.I)


def clean_title(text: str, attribute: str = "", finder: DayFinder | None = None) -> str:
    """A title as a reader should see it; `attribute` is the link's `title`."""
    title = clean(text)
    whole = clean(attribute)
    bare = _CUT.sub("", title)
    if whole and len(whole) > len(title) and (bare != title or not title) and whole.startswith(bare[:12].strip()):
        title = whole
    title = _MARK_FIRST.sub("", _MARK.sub("", _PINNED.sub("", title, count=1)))
    if finder is not None:
        title = _without_glued_date(title, finder)
    return strip_index(title) or clean(text)


def is_pinned(text: str) -> bool:
    """Whether a title carries the mark of a pinned row."""
    return _PINNED.match(text) is not None


def _without_glued_date(title: str, finder: DayFinder) -> str:
    """A title without a date in brackets, or run into its last word, at its end."""
    found = finder.inside(title[-40:]) if len(title) < 380 else None
    if found is None:
        return title
    _, start, end = found
    tail = title[-40:]
    before, after = tail[:start], tail[end:]
    if after.strip(" ])）】") or not before:
        return title
    glued = before[-1:] in "[(（【" or (not before[-1].isspace() and not before[-1].isascii())
    head = title[: len(title) - len(tail) + start].rstrip(" [(（【-–—|/")
    return head if glued and width(head) > 8 else title


def reads_like_title(text: str) -> bool:
    """Whether a text says something, and is no label or number."""
    return width(text) >= 12 and not is_label(text) and _IDENTIFIER.fullmatch(text) is None


def titles(rows: list[Row], finder: DayFinder) -> list[str]:
    """A title for each row (its `pieces` are read), cleaned; "" where nothing is found."""
    links = [row.main.text if row.main else "" for row in rows]
    own = [_link_text(row, finder) for row in rows]
    good = sum(map(reads_like_title, own)) / len(rows)
    distinct = len(set(own)) / len(rows)
    others = _places(rows, finder) if good < 0.6 or distinct < 0.4 else {}
    best = max(others, key=lambda place: others[place][0], default=-1)
    base = 0.6 * good + 0.4 * distinct * (good > 0.2)
    result: list[str] = []
    for row, text, mine in zip(rows, links, own, strict=True):
        attribute = (row.main.node.el.get("title") or "") if row.main else ""
        title = ""
        if best >= 0 and others[best][0] > base:
            title = clean_title(others[best][1].get(id(row), ""), "", finder)
        elif not mine and attribute:
            title = clean_title(attribute)
        if not title and mine and not is_label(mine):
            title = clean_title(mine, attribute, finder)
        result.append(title or clean_title(_fallback(row, finder) or mine or text or attribute))
    return result


def _link_text(row: Row, finder: DayFinder) -> str:
    """The headline within a link: of several blocks the heading, else the first that is no date."""
    if row.main is None or not len(row.main.node.el):
        return row.main.text if row.main else ""
    pieces = [p for p in row.pieces if p.marks & IN_LINK and not p.marks & ATTRIBUTE]
    blocks: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        blocks[piece.place].append(piece)
    if len(blocks) < 2:
        return " ".join(p.text for p in pieces) or row.main.text
    held = {p.tag if isinstance(p.tag, str) else "" for p in row.main.node.el.iterdescendants()}
    if not held & {"div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "li", "dl", "time", "br", "section"}:
        kept = [p.text for p in pieces if finder.whole(p.text) is None]
        return " ".join(kept) or row.main.text
    worthy = [p for p in pieces if finder.whole(p.text) is None]
    for wanted in (HEADING, NAMED):
        marked = [p for p in worthy if p.marks & wanted]
        if marked:
            return " ".join(p.text for p in marked if p.place == marked[0].place)
    return next((p.text for p in worthy if reads_like_title(p.text)), worthy[0].text if worthy else row.main.text)


def _places(rows: list[Row], finder: DayFinder) -> dict[int, tuple[float, dict[int, str]]]:
    """For each place with a text in most rows: how much its texts read like titles, and the texts."""
    texts: dict[int, dict[int, str]] = defaultdict(dict)
    marks: dict[int, int] = {}
    for row in rows:
        for piece in row.pieces:
            if piece.marks & (IN_LINK | ATTRIBUTE):
                continue
            held = texts[piece.place]
            if id(row) not in held:
                held[id(row)] = piece.text
                marks.setdefault(piece.place, piece.marks)
    result: dict[int, tuple[float, dict[int, str]]] = {}
    for place, held in texts.items():
        n = len(held)
        if n < 0.5 * len(rows):
            continue
        values = list(held.values())
        sample = values[:40]
        dates = sum(finder.whole(v) is not None for v in sample) / len(sample)
        good = sum(reads_like_title(v) for v in sample) / len(sample)
        distinct = len(set(values)) / n
        wide = sum(min(width(v), 70) for v in sample) / (70 * len(sample))
        long = sum(width(v) > 300 for v in sample) / len(sample)
        bonus = 0.3 * bool(marks[place] & HEADING) + 0.25 * bool(marks[place] & (BOLD | NAMED))
        score = (0.45 * good + 0.3 * distinct + 0.25 * wide + bonus) * n / len(rows) - dates - 0.5 * long
        if good > 0.3:
            result[place] = (score, held)
    return result


def _fallback(row: Row, finder: DayFinder) -> str:
    """Any text of the row that could be read as a title."""
    worthy = [p.text for p in row.pieces if reads_like_title(p.text) and finder.whole(p.text) is None]
    return worthy[0] if worthy else ""
