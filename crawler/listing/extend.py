"""Rows that belong to a list and are built otherwise, and rows that stand in it and do not belong.

A stranger joins when it stands where the rows stand (same tags all the way down), or is built as
they are and stands near, and says what the rows say: a day where they have days, a headline where
they have none.

This module does not know how a set is scored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from crawler.listing.days import BEFORE_EACH, DayFinder, Days
from crawler.listing.pieces import Reader, Row
from crawler.listing.rows import CRUMB, FOOT, NAV, PAGER, RELATED, SIDE, TAGS, Group, Node, Skeleton
from crawler.listing.sets import RowSet, gather, is_label, width
from crawler.listing.titles import reads_like_title
from crawler.model import Moment
from crawler.normalise.urls import is_web

NEAR = 5
_BAD = NAV | FOOT | CRUMB | PAGER | TAGS | RELATED | SIDE


def extend(rows: RowSet, skeleton: Skeleton, reader: Reader, finder: DayFinder, dated: float) -> None:
    """Add to a filled set the strangers that belong to it; `dated` is the share of its rows with a day."""
    strangers = _strangers(rows, skeleton)
    if not strangers:
        return
    added = RowSet(strangers, rows.columns, rows.worth)
    gather(added, skeleton)
    by_parent: dict[int, list[Row]] = defaultdict(list)
    for row in added.rows:
        by_parent[id(row.node.parent)].append(row)
    own = {id(row.node.parent) for row in rows.rows}
    labels = _labels(rows.rows)
    titled = sum(reads_like_title(row.main.text) for row in rows.rows if row.main) / len(rows.rows)
    joined: list[Row] = []
    for parent, members in by_parent.items():
        for row in members:
            row.pieces = reader.read(row)
        fit = [row for row in members if _fits(row, finder, dated, titled, labels)]
        if parent in own or (len(fit) >= 0.6 * len(members) and (len(fit) > 1 or dated >= 0.7)):
            joined += fit
    if joined and len(joined) <= 3 * len(rows.rows) + 5:
        rows.rows.extend(joined)
        rows.rows.sort(key=lambda row: row.links[0].order)


def template(column: Group) -> tuple[str, ...]:
    """The tags from a row down to its link, the row's with its class."""
    tags: list[str] = []
    node: Node | None = column.links[0].node
    row = column.rows[0]
    while node is not None and node is not row:
        tags.append(node.tag)
        node = node.parent
    return (*tags, row.tag, row.el.get("class") or "" if row.tag not in ("tr", "li") else "")


def join(rows: RowSet, others: Iterable[tuple[RowSet, float]], dated: float) -> None:
    """Add rows of other sets (each with its share of days) that are built alike and stand near: another tab, another year."""
    for other, share in others:
        if (share >= 0.7) == (dated >= 0.7) and _near(rows, other):
            known = {id(row.node) for row in rows.rows}
            rows.rows.extend(row for row in other.rows if id(row.node) not in known)
    rows.rows.sort(key=lambda row: row.links[0].order)


def prune(rows: list[Row], days: Days) -> list[bool]:
    """Whether each row belongs: where nearly all have a day, a row without one that is built otherwise does not.

    Where each row has its day above it, links above the first day are no rows.
    """
    dated = [moment is not None for moment in days.moments]
    if days.where == BEFORE_EACH:
        return dated
    if sum(dated) < 3 or sum(dated) < 0.7 * len(dated):
        return [True] * len(dated)
    if all(dated):
        return dated
    read = [{piece.place for piece in row.pieces} for row in rows if row.pieces]
    places = Counter(place for held in read for place in held)
    usual = {place for place, count in places.items() if count >= 0.5 * len(read)}
    return [
        has or len(usual & {piece.place for piece in row.pieces}) >= 0.6 * len(usual)
        for row, has in zip(rows, dated, strict=True)
    ]


def strays(rows: list[Row]) -> set[int]:
    """The `id`s of rows at the ends whose link leads to another host than all others and that are built otherwise."""
    if len(rows) < 8:
        return set()
    hosts = [_host(row) for row in rows]
    usual, count = Counter(hosts).most_common(1)[0]
    if count < 0.95 * len(rows) or count == len(rows):
        return set()
    read = [{piece.place for piece in row.pieces} for row in rows if row.pieces]
    places = Counter(place for held in read for place in held)
    common_places = {place for place, n in places.items() if n >= 0.5 * len(read)}
    ends = [i for i in (0, 1, len(rows) - 2, len(rows) - 1) if hosts[i] != usual]
    return {id(rows[i]) for i in ends if not common_places <= {piece.place for piece in rows[i].pieces}}


def _host(row: Row) -> str:
    href = row.main.href if row.main else ""
    return href.split("/", 3)[2] if is_web(href) else ""


def refrains(names: list[str], moments: list[Moment | None]) -> set[str]:
    """Titles of rows that only go with others ("Answer"): they repeat and have no day, where the others differ and have one."""
    counts = Counter(names)
    without = {name for name, moment in zip(names, moments, strict=True) if moment is None}
    repeated = {name for name, count in counts.items() if count >= 3 and count >= 0.2 * len(names)} & without
    if not repeated:
        return set()
    others = [(name, moment) for name, moment in zip(names, moments, strict=True) if name not in repeated]
    if len(others) < 3 or sum(moment is not None for _, moment in others) < 0.8 * len(others):
        return set()
    return repeated if len({name for name, _ in others}) >= 0.8 * len(others) else set()


def _near(rows: RowSet, other: RowSet) -> bool:
    above: set[int] = set()
    node: Node | None = rows.rows[0].node
    for _ in range(NEAR + 2):
        node = node.parent if node else None
        if node is None or node.tag == "body":
            break
        above.add(id(node))
    if rows.rows[0].node.region & _BAD != other.rows[0].node.region & _BAD:
        return False
    node = other.rows[0].node
    for _ in range(NEAR + 2):
        node = node.parent if node else None
        if node is not None and id(node) in above:
            return True
    return False


def _strangers(rows: RowSet, skeleton: Skeleton) -> list[Node]:
    """Nodes of the rows' shape near the rows, that are no rows."""
    first = rows.rows[0].node
    held = {id(row.node) for row in rows.rows}
    around: list[set[int]] = [set() for _ in range(NEAR)]
    bits: Counter[int] = Counter()
    for row in rows.rows:
        bits[row.node.region & _BAD] += 1
        node = row.node.parent
        for level in range(NEAR):
            if node is None or node.tag in ("body", "html"):
                break
            around[level].add(id(node))
            node = node.parent
    usual = bits.most_common(1)[0][0]
    found: dict[int, Node] = {}
    for other in skeleton.nodes.values():
        if other.shape != first.shape or id(other) in held or id(other) in found or other.region & _BAD & ~usual:
            continue
        node = other.parent
        for level in range(NEAR):
            if node is None:
                break
            if id(node) in around[level]:
                found[id(other)] = other
                break
            node = node.parent
    return list(found.values())


def _labels(rows: list[Row]) -> set[str]:
    """The texts of the links, when these are labels that repeat ("Download") and no headlines."""
    texts = Counter(row.main.text for row in rows if row.main)
    if len(texts) > 0.5 * len(rows) and sum(is_label(text) for text in texts) < 0.5 * len(texts):
        return set()
    return set(texts)


def _fits(row: Row, finder: DayFinder, dated: float, titled: float, labels: set[str]) -> bool:
    assert row.main is not None
    if dated >= 0.7:
        return any(finder.whole(p.text) or finder.inside(p.text) for p in row.pieces)
    if labels:
        return row.main.text in labels
    if titled < 0.5:
        return not is_label(row.main.text) and width(row.main.text) > 5
    return reads_like_title(row.main.text)
