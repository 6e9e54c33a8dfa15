"""A parsed tree to the sets of rows that repeat in it.

Links that hang from equal places (the same tags, and the same classes as far as these are stable)
form a group.  Each group tells how far up its rows reach: as far as no two different headlines
share a row.  Groups whose links sit in the same rows are columns of one set.  The tree is not
walked as a whole: only links and what holds them.

This module does not know what a headline or a day is worth, nor which set is the list of news.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from lxml import etree
from lxml.html import HtmlElement

from crawler.normalise.remembering import remembered

# Elements that only dress text: a headline in bold hangs where the others hang.
_DRESS = frozenset(("span", "strong", "b", "font", "em", "i", "u", "nobr", "small", "big", "center", "mark", "bdi"))
# Rows of these kinds carry classes that tell the row's own state or topic, not its place.
_BY_TAG = frozenset(("li", "tr", "article", "dd", "dt", "option", "tbody", "html", "body"))
_STATE = frozenset(
    [
        "odd",
        "even",
        "first",
        "last",
        "active",
        "current",
        "alt",
        "selected",
        "open",
        "show",
        "hide",
        "hidden",
        "clearfix",
        "cf",
        "new",
        "hover",
        "on",
        "off",
    ]
)
_DIGITS = re.compile(r"\d+")
# An address that comes so often between others, in as many others, is no entry's.
_OFTEN = 3
_NO_PAGE = re.compile(r"\s*(?:#|$|javascript:|mailto:|tel:|data:|whatsapp:|weixin:|about:)", re.I)
# An address that a handler has written out whole: nothing is added to it.
_OPENS = re.compile(
    r"(?:window\.open\s*\(|\blocation(?:\.href)?\s*=|\blocation\.(?:assign|replace)\s*\()\s*(?:'([^'\"]{1,2000})'|\"([^'\"]{1,2000})\")"
    r"(?=\s*(?:[,;)}]|$))",
    re.I,
)
MAX_LINKS = 20_000

NAV, FOOT, HEAD, SIDE, CRUMB, TAGS, RELATED, PAGER, FORM, MAIN = (1 << i for i in range(10))
_REGION_TAGS = {"nav": NAV, "footer": FOOT, "aside": SIDE, "main": MAIN, "select": FORM}
_REGION_WORDS = re.compile(
    r"(?P<nav>nav(?!y)|menu|daohang|topbar|toolbar|megamenu|skip|submenu|leftlist|channel-?list)|(?P<crumb>crumb|dqwz|weizhi|pathway|location-?bar)"
    r"|(?P<foot>foot|copyright|friend|yqlj|bottom(?!-?line))|(?P<pager>pag(?:er|ing|ination)|page-?nav|wp-page|pages\b)"
    r"|(?P<tags>tag-?cloud|\btags?\b|keyword|etiquetas|categor(?:y|ies)-?(?:list|nav)|share|social|sns)"
    r"|(?P<related>related|xgyd|xgwd|recommend|popular|\bhot|rank|trending|most-?(?:read|view)|also|tuijian|remen)"
    r"|(?P<side>side-?bar|sidebar|\bside\b|aside|widget|rightcol|leftcol|side-?nav)"
    r"|(?P<head>\bheader\b|\bhead\b|masthead|\bbanner|\blogo|\btop\b)|(?P<form>search-?(?:form|box)|filter|login|lang(?:uage)?\b)"
    r"|(?P<main>\bmain\b|content|article|\bnews|list|result|archive)",
    re.I,
)
_REGION_BITS = {
    "nav": NAV, "crumb": CRUMB, "foot": FOOT, "pager": PAGER, "tags": TAGS, "related": RELATED, "side": SIDE,
    "head": HEAD, "form": FORM, "main": MAIN,
}  # fmt: skip


class Node:
    """An element on the way from a link to the root; dressing elements are left out of the way.

    `path` numbers its place: equal for all elements that are reached by the same tags and classes;
    `shape` numbers its tags alone.  `region` has the bits of the page's parts that it is within.
    """

    __slots__ = ("el", "parent", "path", "region", "shape", "tag")

    def __init__(self, el: HtmlElement, parent: Node | None, tag: str, path: int, shape: int, region: int) -> None:
        self.el = el
        self.parent = parent
        self.tag = tag
        self.path = path
        self.shape = shape
        self.region = region


@dataclass(slots=True, eq=False)
class Link:
    """One `a` with an address, in page order; `text` has its white space folded."""

    node: Node
    href: str
    text: str
    order: int


@dataclass(slots=True, eq=False)
class Group:
    """Links of one place, and `level`: how many steps above each link its row stands."""

    links: list[Link]
    level: int = 0
    rows: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Skeleton:
    """The links of a page, grouped; `nodes` maps elements to what is known of them."""

    links: list[Link]
    groups: list[Group]
    nodes: dict[HtmlElement, Node]
    scripted: list[HtmlElement]


class _Places:
    """Numbers for places, and nodes made once for each element."""

    def __init__(self) -> None:
        self.nodes: dict[HtmlElement, Node] = {}
        # What follows from (place above, tag, class, id): a page has few of these and many elements.
        self.known: dict[tuple[int, str, str | None, str | None], tuple[int, int, int]] = {}
        self.paths: dict[tuple[int, str], int] = {}
        self.shapes: dict[tuple[int, str], int] = {}

    def node(self, el: HtmlElement) -> Node:
        """The node of an element, and those of all elements above it (a loop: trees may be deep)."""
        nodes = self.nodes
        todo: list[HtmlElement] = []
        node: Node | None = None
        at: HtmlElement | None = el
        while at is not None:
            node = nodes.get(at)
            if node is not None:
                break
            todo.append(at)
            at = at.getparent()
        for at in reversed(todo):
            tag = at.tag
            if node is not None and tag in _DRESS:
                nodes[at] = node
            else:
                nodes[at] = node = self._make(at, node, tag if isinstance(tag, str) else "?")
        assert node is not None
        return node

    def _make(self, el: HtmlElement, parent: Node | None, tag: str) -> Node:
        if parent is None:
            return Node(el, None, tag, -1, -1, 0)
        key: tuple[int, str, str | None, str | None]
        if tag == "td" or tag == "th":
            holder = parent.el
            name: str | None = str(holder.index(el)) if len(holder) < 40 and el.getparent() is holder else ""
            key = (parent.path, tag, name, None)
        else:
            key = (parent.path, tag, el.get("class"), el.get("id"))
        found = self.known.get(key)
        if found is None:
            path = self.paths.setdefault((parent.path, _token(key)), len(self.paths))
            shape = self.shapes.setdefault((parent.shape, tag), len(self.shapes))
            region = parent.region & ~(SIDE | HEAD | NAV) if tag == "main" else parent.region
            found = self.known[key] = (path, shape, region | _region(key))
        return Node(el, parent, tag, *found)


def _token(key: tuple[int, str, str | None, str | None]) -> str:
    _, tag, name, _ = key
    if tag == "td" or tag == "th":
        return f"td{name}"
    word = _class(name) if name and tag not in _BY_TAG else ""
    return f"{tag}.{word}" if word else tag


# The same names come on all pages of a site.
@remembered(20_000)
def _class(names: str) -> str:
    """The first class that tells a place: numbers are folded, states ("odd", "active") passed over."""
    for word in names.split():
        plain = _DIGITS.sub("#", word)
        if plain.lower() not in _STATE and plain != "#":
            return plain
    return ""


def _region(key: tuple[int, str, str | None, str | None]) -> int:
    _, tag, name, ident = key
    bits = _REGION_TAGS.get(tag, 0)
    if tag in ("li", "tr", "td", "th", "a", "body", "html"):
        return bits
    return bits | (_named_region(name) if name else 0) | (_named_region(ident) if ident else 0)


@remembered(20_000)
def _named_region(name: str) -> int:
    bits = 0
    for match in _REGION_WORDS.finditer(name[:200]):
        bits |= _REGION_BITS[match.lastgroup or "main"]
    # "content-sidebar-wrap" holds both.
    return bits & ~SIDE if bits & MAIN else bits


def fold(text: str) -> str:
    """White space folded to single spaces."""
    return " ".join(text.split())


def text_of(el: HtmlElement) -> str:
    """All text within an element, white space folded."""
    # The serialiser gathers text in C, without an object for each piece of it.
    text = etree.tostring(el, method="text", encoding="unicode", with_tail=False) if len(el) else el.text
    return " ".join(text.split()) if text else ""


def address_of(el: HtmlElement) -> str:
    """Where an element leads: by its `href`, by the address in its handler (`window.open('/a.html')`), or by `data-href`."""
    href = el.get("href")
    if href is not None and not _NO_PAGE.match(href):
        return href
    for call in (el.get("onclick"), href):
        match = _OPENS.search(call[:4_000]) if call else None
        told = match and (match[1] or match[2])
        if told and not _NO_PAGE.match(told):
            return str(told)
    told = el.get("data-href")
    return told if told and "/" in told and not _NO_PAGE.match(told) else ""


def skeleton(found: Iterable[tuple[HtmlElement, str]], *, scripted: bool = False) -> Skeleton:
    """The links among the anchors of a tree and their groups; or, when `scripted`, the anchors that open by script.

    The `href` of a scripted anchor is the address that its script has written out, else what tells it from
    others (its call, its data).
    """
    places = _Places()
    links: list[Link] = []
    calls: list[HtmlElement] = []
    for el, text in found:
        if el.tag == "button":
            continue
        href = el.get("href") if el.tag in ("a", "area") else address_of(el)
        if href is None or _NO_PAGE.match(href):
            if href is None and not el.get("onclick"):
                continue
            calls.append(el)
            href = (address_of(el) or _call(el)) if scripted else ""
            if not href:
                continue
        elif scripted:
            continue
        links.append(Link(places.node(el), href.strip(), text, len(links)))
        if len(links) >= MAX_LINKS:
            break
    by_path: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        by_path[link.node.path].append(link)
    groups = [Group(members) for members in by_path.values() if len(members) > 1]
    for group in groups:
        _find_rows(group)
    return Skeleton(links, groups, places.nodes, calls)


def _call(el: HtmlElement) -> str:
    """What tells a scripted anchor from others."""
    told = [el.get("onclick") or "", *(str(v) for k, v in el.attrib.items() if str(k).startswith("data-"))]
    href = el.get("href") or ""
    return " ".join([*told, href if "(" in href else ""]).strip()


def above(node: Node, steps: int) -> Node:
    """The node `steps` above."""
    for _ in range(steps):
        if node.parent is None:
            break
        node = node.parent
    return node


def _find_rows(group: Group) -> None:
    """Set the highest level at which no row swallows a second headline, and the rows at it.

    Two links of a row are rivals when both have a text of their own, or both the same label ("PDF",
    "PDF"); "Agenda" and "Minutes" are parts of one row.  The same address twice is one.
    """
    links = group.links
    joins = [_join(one.node, other.node) for one, other in pairwise(links)]
    owner: dict[str, str] = {}
    shared = {link.text for link in links if owner.setdefault(link.text, link.href) != link.href}
    labels = [link.text or "-" if link.text in shared or not link.text else "" for link in links]
    if labels.count("") * 2 < len(labels):
        labels = [link.text for link in links]
    if again := recurring(links):  # "[Notices]" before each headline is a rival of none
        labels = [link.href if link.href in again else label for link, label in zip(links, labels, strict=True)]
    held = sorted(clashes(links, labels, joins))
    # Two in a hundred rows may hold a second headline (a correction, a link in the lead).
    lowest = held[len(held) // 50] if held else 99
    group.level = max(0, min(lowest, max(joins)) - 1)
    group.rows = [above(link.node, group.level) for link in links]


def recurring(links: Sequence[Link]) -> set[str]:
    """Addresses that come again between others, as that of a category in many rows does and that of an entry does not."""
    if len({link.href for link in links}) == len(links):
        return set()
    runs = Counter(href for href, _ in groupby(link.href for link in links))
    again = {href for href, count in runs.items() if count >= _OFTEN}
    return again if sum(href not in again for href in runs) >= _OFTEN else set()


def clashes(links: Sequence[Link], labels: Sequence[str], joins: Sequence[int]) -> Iterator[int]:
    """How far up each link and the one before it with its label, but another address, are held by one element.

    `joins` tells as much of each link and the next.
    """
    last: dict[str, int] = {}
    # Links from which on all joins are less: the greatest join from any link on is looked up, for a label may come back
    # ten thousand links later.
    falling: list[int] = []
    for i, (link, label) in enumerate(zip(links, labels, strict=True)):
        before = last.get(label)
        last[label] = i
        if before is not None and links[before].href != link.href:
            yield joins[falling[bisect_left(falling, before)]]
        if i < len(joins):
            while falling and joins[falling[-1]] <= joins[i]:
                falling.pop()
            falling.append(i)


def _join(one: Node, other: Node) -> int:
    """Steps from two nodes of one place up to the node that holds both."""
    steps = 0
    a: Node | None = one
    b: Node | None = other
    while a is not b and a is not None and b is not None:
        a, b = a.parent, b.parent
        steps += 1
    return steps
