"""The title of each row of a set.

The link's own text is the title where it reads like one.  Where it is a label, a number or nothing,
the place whose texts read most like headlines is taken instead.  What a list adds to a title
(numbers, bullets, marks such as [置顶] and NEW, a glued date) comes off; the `title` attribute is
taken when the text is a cut form of it.

This module does not know which rows are the list.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from urllib.parse import unquote

from crawler.listing.days import DayFinder
from crawler.listing.pieces import ATTRIBUTE, BOLD, HEADING, IN_LINK, NAMED, Piece, Reader, Row
from crawler.listing.sets import common, is_label, width
from crawler.model import Precision
from crawler.normalise.remembering import remembered
from crawler.normalise.text import clean, strip_index

_PINNED = re.compile(r"^\s*[\[【(（]?\s*(?:置顶|置頂|顶|固定|공지|sticky|pinned)\s*[\]】)）]?\s*(?=\S)", re.I)
_MARK = re.compile(
    r"\s*(?:[\[【(（]\s*(?:new|hot|热|新|荐|图|up|更新|update[d!]*)\s*[\]】)）!]?|(?-i:\bNEW!?))\s*$", re.I
)
_MARK_FIRST = re.compile(
    r"^(?:[\[【(（]\s*(?:new|hot|热|新|荐|图|up)\s*[\]】)）]|(?-i:NEW!?(?=[\s\u3000-\u9fff]))|[·•●▪■◆◇○►▶»›\-–—*]+\s*)\s*",
    re.I,
)
_ASIDE = re.compile(r"\([^()]{0,60}\)")
SAMPLE = 16
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MARK_ENDS = frozenset("])）】!wWtT")
_CUT_ENDS = frozenset(".…。]")
_DATE_ENDS = frozenset("0123456789])）】日")
# What opens a bracket around a link or a day that stands behind the title.
_OPENERS = " ([（【"
_CUT = re.compile(r"\s*(?:\.{2,}|…+|。。+|\[\.{3}\])\s*$")
# What parts a day from the title that it begins; within so many characters the day has a number.
_AFTER_DAY = re.compile(r"\s*(?:[)\]）】]\s*[:：|–—-]?|[:：|–—]|-(?=\s))\s*")
_LEAD = 16
_IDENTIFIER = re.compile(r"[^\W\d_]{0,12}[\W\d_]+[^\W\d_]{0,3}[\W\d_]*", re.I)


def clean_title(text: str, attribute: str = "", finder: DayFinder | None = None) -> str:
    """A title as a reader should see it; `attribute` is the link's `title`."""
    title = clean(text)
    whole = clean(attribute)
    bare = _CUT.sub("", title) if title[-1:] in _CUT_ENDS else title
    # The dots of a cut title may be more than what they stand for.
    if len(whole) >= len(bare) and (bare != title or not title) and whole.startswith(bare[:12].strip()):
        title = whole
    if title[-1:] in _MARK_ENDS:
        title = _MARK.sub("", title)
    for mark in (_PINNED, _MARK_FIRST):
        found = mark.match(title)
        title = title[found.end() :] if found else title
    if finder is not None and title[-1:] in _DATE_ENDS:
        title = _without_glued_date(title, finder)
    return strip_index(title.rstrip(_OPENERS)) or clean(text)


def is_pinned(text: str) -> bool:
    """Whether a title carries the mark of a pinned row."""
    return _PINNED.match(text) is not None


def _without_glued_date(title: str, finder: DayFinder) -> str:
    """A title without a date in brackets, or run into its last word, at its end."""
    tail = title[-40:]
    # In ASCII only a bracket parts a date that was added from one that belongs to the title.
    if len(title) >= 380 or (tail.isascii() and "(" not in tail and "[" not in tail):
        return title
    found = finder.inside(tail)
    if found is None:
        return title
    moment, start, end = found
    if moment.precision == Precision.MONTH:  # "(May 2026)" tells one monthly report from the next
        return title
    before, after = tail[:start], tail[end:]
    if after.strip(" ])）】") or not before:
        return title
    glued = before[-1:] in "[(（【" or (not before[-1].isspace() and not before[-1].isascii())
    head = title[: len(title) - len(tail) + start].rstrip(" [(（【-–—|/")
    return head if glued and width(head) > 8 else title


def _without_leading_days(names: list[str], finder: DayFinder) -> list[str]:
    """Titles without the day that begins every one of them ("20.11.2026: …"), where the rest still tells them apart."""
    if len(names) < 3 or not all(any(c.isdigit() for c in name[:_LEAD]) for name in names):
        return names
    rests: list[str] = []
    for name in names:
        found = finder.inside(name)
        if found is None or name[: found[1]].strip(" [(（【") or found[0].precision == Precision.MONTH:
            return names
        mark = _AFTER_DAY.match(name, found[2])
        if mark is None:
            return names
        rests.append(name[mark.end() :])
    told = all(reads_like_title(rest) for rest in rests) and len(set(rests)) == len(set(names))
    return rests if told else names


@remembered(10_000)
def reads_like_title(text: str) -> bool:
    """Whether a text says something, and is no label or number."""
    return width(text) >= 12 and not is_label(text) and not _is_identifier(text)


def _is_identifier(text: str) -> bool:
    """Whether a text is a number of some kind: "2 CA-CR 2013-0296", "2026 NYSlipOp 01590"."""
    if _IDENTIFIER.fullmatch(text):
        return True
    text = _ASIDE.sub("", text)
    digits = sum(c.isdigit() for c in text)
    return digits >= 0.45 * sum(c.isalnum() for c in text)


def titles(rows: list[Row], finder: DayFinder, reader: Reader) -> list[str]:
    """A title for each row, cleaned; "" where nothing is found.

    `pieces` of rows are read where links alone do not tell: where they hold elements, or say little.
    """
    sample = rows if len(rows) <= 2 * SAMPLE else rows[:: len(rows) // SAMPLE]
    own = [_link_text(row, finder, reader) for row in rows]
    kinds = {text for text, count in Counter(own).items() if count >= 3 and count >= 0.2 * len(rows)}
    if kinds:  # "Press release" above each headline, in the link
        own = [
            _link_text(row, finder, reader, kinds) if text in kinds else text
            for row, text in zip(rows, own, strict=True)
        ]
    few = own if len(rows) <= 2 * SAMPLE else own[:: len(rows) // SAMPLE]
    good = sum(reads_like_title(text) and finder.whole(text) is None for text in few) / len(few)
    distinct = len(set(own)) / len(rows)
    if any(_in_heading(row) for row in rows[:3]):  # short headlines ("Devblog 101") are headlines still
        good = 1.0
    base = (0.6 * good + 0.4 * distinct * (good > 0.2)) * min(1.0, 2 * distinct)
    best = _best_place(sample, finder, reader) if good < 0.6 or distinct < 0.4 else _heading(sample, reader)
    if best is not None and best[0] <= base:
        best = None
    if base < 0.5:
        best = _around(rows, finder, reader, best[0] if best else base) or best
    result: list[str] = []
    for row, mine in zip(rows, own, strict=True):
        attribute = (row.main.node.el.get("title") or "") if row.main else ""
        title = ""
        if best is not None:
            title = clean_title(reader.first(row, best[1]), "", finder)
        elif not mine and attribute:
            title = clean_title(attribute)
        if not title and mine and not is_label(mine):
            title = clean_title(mine, attribute, finder)
        result.append(title or clean_title(_fallback(row, finder, reader) or mine or attribute))
    return _without_leading_days(result, finder)


def _in_heading(row: Row) -> bool:
    return row.main is not None and row.main.node.parent is not None and row.main.node.parent.tag in _HEADINGS


def _heading(rows: list[Row], reader: Reader) -> tuple[float, int] | None:
    """The place of a heading that every row has, outside its link ("Read more about …")."""
    if any(_in_heading(row) for row in rows[:3]):
        return None
    texts: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for piece in row.pieces:
            if piece.marks & HEADING and not piece.marks & IN_LINK:
                texts[piece.place].append(piece.text)
    for place, values in texts.items():
        if len(values) == len(rows) and len(set(values)) >= 0.9 * len(rows) and min(map(width, values)) >= 8:
            return 2.0, place
    return None


def _around(rows: list[Row], finder: DayFinder, reader: Reader, least: float) -> tuple[float, int] | None:
    """The place of a title in what stands before or after each row and is no row: records of several table rows."""
    top = common([row.node for row in rows])
    if top is None or len(rows) < 3:
        return None
    gaps = reader.gaps(top, rows)
    best: tuple[float, int] | None = None
    if len(gaps) != len(rows) + 1:
        return None
    for side in (gaps[:-1], gaps[1:]):  # of two equal sides the title stands above
        if sum(map(bool, side)) < 0.8 * len(rows):
            continue
        # All rows count: the side on which the first or the last row has no title is the wrong one.
        near = [Row(row.node, row.links, row.main, gap) for row, gap in zip(rows, side, strict=True)]
        found = _best_place(near, finder, reader, within=False)
        if found is not None and found[0] > (best[0] if best else least + 0.15):
            best = found
            taken = side
    if best is not None:
        for row, gap in zip(rows, taken, strict=True):
            row.pieces = (row.pieces or reader.read(row)) + gap
    return best


def _link_text(row: Row, finder: DayFinder, reader: Reader, kinds: Collection[str] = ()) -> str:
    """The headline within a link: of several blocks the heading, else the first that is no date and none of `kinds`."""
    if row.main is None or not len(row.main.node.el):
        return row.main.text if row.main else ""
    pieces = reader.in_link(row)
    blocks: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        blocks[piece.place].append(piece)
    if len(blocks) < 2:
        return " ".join(p.text for p in pieces) or row.main.text
    held = {p.tag if isinstance(p.tag, str) else "" for p in row.main.node.el.iterdescendants()}
    if not held & {"div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "li", "dl", "time", "br", "section"}:
        named = [p for p in pieces if p.marks & NAMED]
        if named and len(named) < len(pieces) and len({p.place for p in named}) == 1:
            return " ".join(p.text for p in named)
        # A date beside a headline is a badge; one that a dash ties to it is part of it.
        kept = [
            p.text
            for p, after in zip(pieces, [*pieces[1:], None], strict=True)
            if finder.whole(p.text) is None or (after is not None and after.text[:1] in "—–-:,")
        ]
        return " ".join(kept) or row.main.text
    worthy = [p for p in pieces if p.text not in kinds and finder.whole(p.text) is None]
    for wanted in (HEADING, NAMED):
        marked = [p for p in worthy if p.marks & wanted]
        if marked:
            return " ".join(p.text for p in marked if p.place == marked[0].place)
    # Of texts that are all short the longest says most: a day that stands alone ("18") is no title.
    first = next(
        (p for p in worthy if reads_like_title(p.text)), max(worthy, key=lambda p: width(p.text), default=None)
    )
    return " ".join(p.text for p in worthy if p is first or _same_line(p, first)) if first else row.main.text


def _same_line(piece: Piece, first: Piece) -> bool:
    """Whether two texts beside an icon are parts of one, cut by a line break."""
    return piece.tail and first.tail and piece.place == first.place and piece.el.getparent() is first.el.getparent()


def _best_place(rows: list[Row], finder: DayFinder, reader: Reader, *, within: bool = True) -> tuple[float, int] | None:
    """The place outside links whose texts read most like titles, and how much they do.

    `within` rows what comes first is more likely the title.
    """
    texts: dict[int, list[str]] = defaultdict(list)
    marks: dict[int, int] = {}
    for row in rows:
        if within:
            row.pieces = row.pieces or reader.read(row)
        seen: set[int] = set()
        for piece in row.pieces:
            if piece.place not in seen and not piece.marks & (IN_LINK | ATTRIBUTE):
                seen.add(piece.place)
                texts[piece.place].append(piece.text)
                marks.setdefault(piece.place, piece.marks)
    best: tuple[float, int] | None = None
    for index, (place, values) in enumerate(texts.items()):
        n = len(values)
        good = sum(map(reads_like_title, values)) / n
        if n < 0.5 * len(rows) or good <= 0.3 or len(set(values)) < 0.5 * n:
            continue
        dates = sum(finder.whole(v) is not None for v in values) / n
        distinct = len(set(values)) / n
        wide = sum(min(width(v), 50) for v in values) / (50 * n) + 0.5 * within * (1 - index / len(texts))
        long = sum(width(v) > 300 for v in values) / n
        bonus = 0.3 * bool(marks[place] & HEADING) + 0.25 * bool(marks[place] & (BOLD | NAMED))
        score = (0.45 * good + 0.3 * distinct + 0.25 * wide + bonus) * n / len(rows) - dates - 0.5 * long
        if best is None or score > best[0]:
            best = (score, place)
    return best


def _fallback(row: Row, finder: DayFinder, reader: Reader) -> str:
    """Any text of the row that could be read as a title; else what a picture or the address says."""
    pieces = reader.pieces(row)
    found = next((p.text for p in pieces if reads_like_title(p.text) and finder.whole(p.text) is None), "")
    if found or row.main is None or (row.main.text and not is_label(row.main.text)):
        return found
    row.pieces = row.pieces or reader.read(row)
    picture = next((str(img.get("alt") or "") for img in row.main.node.el.iter("img")), "")
    whole = " ".join(p.text for p in row.pieces if not p.marks & ATTRIBUTE)[:120]
    return picture or whole or unquote(row.main.href.rstrip("/").rpartition("/")[2])
