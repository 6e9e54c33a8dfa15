"""Groups of links to sets of rows that could be the list.

A set is all rows of one place with the groups of links that sit in them; the group whose texts read
most like headlines is its main column.

This module does not know about days, nor which set is best.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.listing.pieces import Row
from crawler.listing.rows import Group, Link, Node, Skeleton, recurring

# Words on links that name what to do or a file's kind, not what it is about.
_LABEL = re.compile(
    r"[\W\d_]*(?:(?:click |tap )?(?:here|more|read (?:more|on)|continue reading|learn more|details?|view(?: more| details?)?|show|open|see more|full (?:text|story|article)"
    r"|down ?load|print|share|reply|comments?|permalink|pdf|docx?|xlsx?|zip|mp3|mp4|html?|audio|video|agenda|minutes|packet|notice|summary"
    r"|weiterlesen|mehr|lesen|drucken|herunterladen|leer m[aá]s|ver(?: m[aá]s)?|descargar|lire la suite|en savoir plus|suite|t[eé]l[eé]charger|leggi(?: tutto)?|saiba mais|leia mais"
    r"|подробнее|читать далее|далее|скачать|続きを読む|詳細|詳しく|もっと見る|全文|자세히(?: ?보기)?|더보기|다운로드|바로가기"
    r"|更多|详情|詳情|查看(?:详情|更多)?|阅读(?:全文|原文)|閱讀|下载|下載|附件|进入|查看全文|编辑|打印|分享|展开)[\W\d_]*)+",
    re.I,
)
# "Download (English) (212 KB)": what a label adds of language and size.
_ASIDES = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,40}[)\]）】]|\s*\d[\d.,]{0,8}\s?[kmg]i?b\b", re.I)
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def width(text: str) -> int:
    """How much a text says, in Latin letters: a CJK character counts for three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def is_label(text: str) -> bool:
    """Whether a link's text only names an action or a file's kind."""
    return len(text) < 60 and _is_label(text)


# A page repeats its labels, and a site its menus.
@lru_cache(20_000)
def _is_label(text: str) -> bool:
    return not text or _LABEL.fullmatch(text) is not None or _LABEL.fullmatch(_ASIDES.sub("", text)) is not None


@dataclass(slots=True, eq=False)
class RowSet:
    """Rows of one place; `columns` are their groups of links, best headline first.

    `nodes` are what `fill` or `gather` makes `rows` of: most sets of a page are never looked at.
    """

    nodes: list[Node]
    columns: list[Group]
    worth: dict[int, float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether the rows are the links themselves."""
        return self.columns[0].level == 0


def headline(links: list[Link]) -> float:
    """0..1: how much the texts of a column read like headlines: long, different, no labels, in headings."""
    sample = links if len(links) < 30 else links[:: len(links) // 15]
    texts = [link.text for link in sample]
    n = len(texts)
    long = sum([min(width(text), 60) for text in texts if not is_label(text)]) / (60 * n)
    distinct = len(set(texts)) / n
    addresses = len({link.href for link in sample}) / n
    heading = sum([_in_heading(link.node) for link in sample]) / n
    return min(1.0, long * (0.25 + 0.75 * distinct) * (0.2 + 0.8 * addresses) + 0.2 * heading * distinct)


def _in_heading(node: Node) -> bool:
    parent = node.parent
    return parent is not None and len(parent.tag) == 2 and parent.tag[0] == "h" and parent.tag[1].isdigit()


def row_sets(skeleton: Skeleton) -> list[RowSet]:
    """All sets of two rows or more, in page order of their places."""
    by_place: dict[int, list[Group]] = defaultdict(list)
    for group in skeleton.groups:
        by_place[group.rows[0].path].append(group)
    sets: list[RowSet] = []
    for groups in by_place.values():
        order: dict[int, Node] = {}
        for group in groups:
            for node in group.rows:
                order.setdefault(id(node), node)
        if len(order) < 2:
            continue
        worth = {id(g): headline(g.links) * min(1.0, len({id(r) for r in g.rows}) / len(order) + 0.1) for g in groups}
        groups.sort(key=lambda g: -worth[id(g)])
        sets.append(RowSet(list(order.values()), groups, worth))
    return sets


def fill(rows: RowSet) -> None:
    """Make the rows, each with the links of the set's columns and the one that leads to its entry."""
    rows.rows = [Row(node) for node in rows.nodes]
    by_node = {id(row.node): row for row in rows.rows}
    for group in rows.columns:
        again = recurring(group.links)
        for link, node in zip(group.links, group.rows, strict=True):
            row = by_node[id(node)]
            row.links.append(link)
            # Columns come best first; of one column the first that is no label and leads to no category.
            main = row.main
            if main is None or (main.node.path == link.node.path and _better(link, main, again)):
                row.main = link
    for row in rows.rows:
        row.links.sort(key=lambda link: link.order)
    rows.rows.sort(key=lambda row: row.links[0].order)


def _better(link: Link, main: Link, again: set[str]) -> bool:
    """Whether a link leads to the entry rather than the one before it of the same column."""
    if main.href in again or link.href in again:
        return link.href not in again
    return is_label(main.text) and not is_label(link.text)


def gather(rows: RowSet, skeleton: Skeleton) -> None:
    """Make rows that no group knows, each with its links and the one that leads to the entry."""
    rows.rows = [Row(node) for node in rows.nodes]
    by_node = {id(row.node): row for row in rows.rows}
    for link in skeleton.links:
        node: Node | None = link.node
        while node is not None:
            row = by_node.get(id(node))
            if row is not None:
                row.links.append(link)
                break
            node = node.parent
    rank = {id(link): i for i, group in enumerate(rows.columns) for link in group.links}
    for row in rows.rows:
        row.main = min(
            row.links, key=lambda link: (rank.get(id(link), 99), is_label(link.text), link.order), default=None
        )
    rows.rows = [row for row in rows.rows if row.main is not None]
    rows.rows.sort(key=lambda row: row.links[0].order)


def common(nodes: list[Node]) -> HtmlElement | None:
    """The lowest element that holds all rows (they come in page order)."""
    above: set[int] = set()
    a: Node | None = nodes[0]
    while a is not None:
        above.add(id(a))
        a = a.parent
    b: Node | None = nodes[-1]
    while b is not None and id(b) not in above:
        b = b.parent
    if b is nodes[0]:
        b = nodes[0].parent
    return b.el if b is not None else None


def share(values: Counter[str]) -> float:
    """The share of the most common value."""
    total = values.total()
    return values.most_common(1)[0][1] / total if total else 0.0
