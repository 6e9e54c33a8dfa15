"""Rows that are built alike to the lists that they are: "News" in one box, "Calls" in the next.

Boxes are lists of their own when each has a class or a heading of its own and all its links lead to
a folder of its own.  One list that is cut in pieces, by months or columns, fails one of the two.

This module does not know how rows are found, nor which list is wanted.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml.html import HtmlElement

from crawler.listing.days import DayFinder
from crawler.listing.pieces import Row
from crawler.listing.rows import Node, fold
from crawler.listing.sets import common

LEAST = 3
_OWN = 0.8
_DIGITS = re.compile(r"\d+")


def boxes(rows: list[Row], finder: DayFinder) -> list[list[Row]]:
    """The rows of each box, in page order; the rows as they are when they are one list."""
    top = common([row.node for row in rows])
    if top is None or len(rows) < 2 * LEAST:
        return [rows]
    parts: dict[HtmlElement, list[Row]] = {}
    for row in rows:
        parts.setdefault(_below(row.node, top), []).append(row)
    if len(parts) < 2 or min(map(len, parts.values())) < LEAST:
        return [rows]
    folders = [_folder(part) for part in parts.values()]
    if "" in folders or len(set(folders)) < len(folders):
        return [rows]
    if not _differ([_DIGITS.sub("", box.get("class") or "") for box in parts]):
        headings = [_heading(box, part[0]) for box, part in parts.items()]
        # "May", "June": pieces of one list.
        if not _differ(headings) or any(finder.inside(heading) for heading in headings):
            return [rows]
    return list(parts.values())


def _below(node: Node, top: HtmlElement) -> HtmlElement:
    """The child of `top` that holds a node."""
    at = node
    while at.parent is not None and at.parent.el is not top:
        at = at.parent
    return at.el


def _folder(rows: list[Row]) -> str:
    """The folder that the addresses of nearly all rows share (digits folded, so that years are one); else ""."""
    stems = Counter(
        _DIGITS.sub("#", row.main.href.partition("?")[0].rstrip("/").rpartition("/")[0]) for row in rows if row.main
    )
    stem, count = stems.most_common(1)[0]
    return stem if count >= _OWN * len(rows) else ""


def _heading(box: HtmlElement, row: Row) -> str:
    """The first heading of a box that stands before its rows."""
    for element in box.iter("h1", "h2", "h3", "h4", "h5", "h6", row.node.tag):
        if element is row.node.el:
            break
        if element.tag != row.node.tag:
            return fold("".join(element.itertext()))
    return ""


def _differ(names: list[str]) -> bool:
    return all(names) and len(set(names)) == len(names)
