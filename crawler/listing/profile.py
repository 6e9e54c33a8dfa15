"""A found list as selectors that a person can read, and back.

A selector is kept when it finds what the finder found: rows by the class or the container they
share, link, title and day by the shortest path from the row.  Positions and numbered classes are
used last, since they change first.

This module does not know how a list is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from crawler.errors import ConfigError
from crawler.listing.anchors import anchors_of
from crawler.listing.candidates import Candidate, Found, read_set
from crawler.listing.days import DayFinder
from crawler.listing.pieces import ATTRIBUTE, Reader, Row
from crawler.listing.rows import skeleton, text_of
from crawler.listing.sets import RowSet, is_label
from crawler.listing.titles import clean_title
from crawler.model import Entry, ListProfile, Moment
from crawler.page import Page

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z_-]*(?:[0-9]{1,2})?")
# Broken markup makes elements of anything ("a<b", "v:shape"); in a selector such a name means something else.
_TAG = re.compile(r"[a-z][a-z0-9-]*")
_STATE = re.compile(r"(?:^|[-_])(?:odd|even|first|last|active|current|open|show|hidden|selected|alt)(?:$|[-_])", re.I)
_ENOUGH = 0.95
_ABOVE = 6
_translator = HTMLTranslator()
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+)|#([\w-]+)|:nth-child\((\d+)\))?")


@lru_cache(2_000)
def _xpath(selector: str) -> str:
    """XPath for the selectors that are written here (`ul.list > li`, `#main td`); others go to the full translator."""
    path, axis = "", "descendant::"
    for word in selector.split(" "):
        if word == ">":
            axis = "/"
            continue
        match = _SIMPLE.fullmatch(word)
        if match is None or not word:
            return str(_translator.css_to_xpath(selector))
        tag, name, ident, position = match.groups()
        test = f"[contains(concat(' ',normalize-space(@class),' '),' {name} ')]" if name else ""
        test += f"[@id='{ident}']" if ident else ""
        test += f"[count(preceding-sibling::*)={int(position) - 1}]" if position else ""
        path += f"{axis}{tag or '*'}{test}"
        axis = "/descendant::"
    return path


def derive(found: Found, mechanism: str) -> ListProfile | None:
    """The profile of a found list; None when no short selector finds its rows again."""
    rows = [row for row in found.rows if row.main is not None]
    if len(rows) < 2:
        return None
    row = _row_selector([r.node.el for r in rows])
    if not row:
        return None
    pairs = [(r.node.el, r.main.node.el) for r in rows if r.main]
    link = "" if all(el is main for el, main in pairs) else _inner_selector(pairs)
    if not link and any(el is not main for el, main in pairs):
        return None
    return ListProfile(mechanism, row, link, "", _date_selector(rows, found))


def apply(page: Page, profile: ListProfile, finder: DayFinder) -> tuple[Entry, ...]:
    """The entries that a profile finds on a page; empty when it finds none.

    Titles and days for which the profile has no selector are read as those of a found list.
    Raises ConfigError for a selector that cannot be read.
    """
    assert page.root is not None
    bones = skeleton(anchors_of(page))
    by_element = {link.node.el: link for link in bones.links}
    rows: list[Row] = []
    for el in select(profile.row, page.root, page.url):
        node = bones.nodes.get(el)
        if node is None or node.el is not el:  # no link within
            continue
        tried = select(profile.link, el, page.url) if profile.link else [el, *el.iter("a")]
        links = [by_element[one] for one in tried if one in by_element]
        if links:
            rows.append(Row(node, links, next((one for one in links if not is_label(one.text)), links[0])))
    if not rows:
        return ()
    days = [_day(row.node.el, profile, finder, page.url) for row in rows]
    found = read_set(Candidate(RowSet([], [], {}, rows), {}, Reader()), page, finder, days)
    told = zip(found.entries, found.rows, strict=True)
    return tuple(_titled(entry, row.node.el, profile, finder, page.url) for entry, row in told)


def _titled(entry: Entry, row: HtmlElement, profile: ListProfile, finder: DayFinder, url: str) -> Entry:
    """An entry with the title that the profile's own selector names."""
    named = next(iter(select(profile.title, row, url)), None) if profile.title else None
    title = clean_title(text_of(named), "", finder) if named is not None else ""
    return replace(entry, title=title or entry.title)


def _day(row: HtmlElement, profile: ListProfile, finder: DayFinder, url: str) -> Moment | None:
    """The day that the profile's own selector names; None when it names none."""
    dated = next(iter(select(profile.date, row, url)), None) if profile.date else None
    if dated is None:
        return None
    text = text_of(dated)
    inside = finder.inside(text)
    return finder.whole(text) or (inside[0] if inside else None)


def select(selector: str, root: HtmlElement, url: str) -> list[HtmlElement]:
    """Elements for a CSS selector, or an XPath when it begins with `/`, `.` or `(`; raises ConfigError for what is neither."""
    try:
        path = selector if selector[:1] in "/.(" and not _is_class(selector) else _xpath(selector)
        found = root.xpath(path)
    except (SelectorError, etree.XPathError, ValueError) as error:
        raise ConfigError(
            f"the selector {selector!r} cannot be read ({error})", url=url, mend="write it as CSS, or as XPath from /"
        ) from error
    return [el for el in found if isinstance(el, HtmlElement)] if isinstance(found, list) else []


def _is_class(selector: str) -> bool:
    return selector[:1] == "." and selector[1:2] not in ("/", ".", "")


def names(el: HtmlElement) -> list[str]:
    """An element as simple selectors, the most telling first: by class, by id, by tag."""
    tag = el.tag if isinstance(el.tag, str) and _TAG.fullmatch(el.tag) else "*"
    classes = [c for c in (el.get("class") or "").split() if _PLAIN.fullmatch(c) and not _STATE.search(c)]
    ident = el.get("id") or ""
    named = [f"#{ident}"] if re.fullmatch(r"[A-Za-z_-]{3,}", ident) else []
    return [*(f"{tag}.{c}" for c in classes[:4]), *named, tag]


def _fit(found: list[HtmlElement], wanted: set[HtmlElement]) -> float:
    """F1 of the rows that a selector finds; rows without a link do not count."""
    hit = len(wanted.intersection(found))
    if not hit:
        return 0.0
    linked = sum(el in wanted or el.tag == "a" or next(el.iter("a"), None) is not None for el in found)
    return 2 * hit / (linked + len(wanted))


def _row_selector(rows: list[HtmlElement]) -> str:
    root = rows[0].getroottree().getroot()
    wanted = set(rows)
    best, best_fit = "", 0.0
    for selector in row_selectors(rows):
        fit = _fit(root.xpath(_xpath(selector)), wanted)
        if fit >= 0.999:
            return selector
        if fit > best_fit:
            best, best_fit = selector, fit
    return best if best_fit >= 0.9 else ""


def row_selectors(rows: list[HtmlElement]) -> Iterable[str]:
    """What could find rows, the plainest first: names that they share, alone and with the names of what holds them."""
    shared = Counter(name for row in rows for name in names(row))
    own = [name for name, count in shared.items() if count >= _ENOUGH * len(rows) and not name.startswith("#")]
    for name in own or [names(rows[0])[-1]]:
        yield from _with_ancestors(name, rows)


def _with_ancestors(name: str, rows: list[HtmlElement]) -> Iterable[str]:
    """A row's own name, then with the names of what holds it, nearest first."""
    if "." in name:
        yield name
    parents = Counter(n for row in rows if (parent := row.getparent()) is not None for n in names(parent))
    for own, count in parents.items():
        if count >= _ENOUGH * len(rows):
            yield f"{own} > {name}"
    above = [el for el in islice(rows[0].iterancestors(), 1 + _ABOVE) if el.tag not in ("body", "html")]
    for holder in above[1:]:
        for higher in names(holder)[:-1]:
            yield f"{higher} {name}"
    # Boxes that only their order tells apart.
    for holder in above:
        parent = holder.getparent()
        if parent is not None:
            yield f"{names(holder)[0]}:nth-child({parent.index(holder) + 1}) {name}"


def _inner_selector(pairs: list[tuple[HtmlElement, HtmlElement]], *, named: bool = False) -> str:
    """The shortest selector whose first match in each row is what was taken there; "" when there is none.

    `named` prefers a class to a bare tag.
    """
    return _first_good(inner_selectors(*pairs[0], named=named), pairs, lambda found, wanted: found is wanted)


def inner_selectors(row: HtmlElement, target: HtmlElement, *, named: bool = False) -> list[str]:
    """What could find an element within its row, the shortest first (`named`: classes before bare tags)."""
    parent: HtmlElement | None = target.getparent()
    own = names(target)
    tries = own if named else [own[-1], *own[:-1]]
    if parent is not None and parent is not row:
        tries += [f"{name} > {own[-1]}" for name in names(parent)]
        if parent.tag in ("td", "th"):
            holder = parent.getparent()
            tries.append(
                f"{parent.tag}:nth-child({holder.index(parent) + 1}) > {own[-1]}" if holder is not None else ""
            )
    if target.tag in ("td", "th") and parent is not None:
        tries.append(f"{target.tag}:nth-child({parent.index(target) + 1})")
    return list(filter(None, tries))


def _first_good(
    tries: list[str],
    pairs: list[tuple[HtmlElement, HtmlElement]],
    same: Callable[[HtmlElement, HtmlElement], bool],
) -> str:
    sample = pairs[:24]
    for selector in tries:
        path = _xpath(selector)
        hit = 0
        for row, wanted in sample:
            found = row.xpath(path)
            hit += bool(found) and same(found[0], wanted)
        if hit >= _ENOUGH * len(sample):
            return selector
    return ""


def _date_selector(rows: list[Row], found: Found) -> str:
    pairs = [
        (row.node.el, piece.el)
        for row in rows
        for piece in row.pieces
        if piece.place == found.days.place
        and not piece.tail
        and not piece.marks & ATTRIBUTE
        and piece.el is not row.node.el
    ]
    return _inner_selector(pairs, named=True) if len(pairs) >= 2 else ""
