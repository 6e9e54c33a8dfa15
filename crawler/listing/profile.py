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

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from crawler.errors import ConfigError
from crawler.listing.candidates import Found
from crawler.listing.days import DayFinder
from crawler.listing.pieces import ATTRIBUTE, Row
from crawler.listing.titles import clean_title, is_pinned
from crawler.model import Entry, ListProfile
from crawler.page import Page

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z_-]*(?:[0-9]{1,2})?")
_STATE = re.compile(r"(?:^|[-_])(?:odd|even|first|last|active|current|open|show|hidden|selected|alt)(?:$|[-_])", re.I)
_ENOUGH = 0.95
_ABOVE = 6
_translator = HTMLTranslator()


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
    return ListProfile(mechanism, row, link, "", _date_selector(rows, found))


def apply(page: Page, profile: ListProfile, finder: DayFinder) -> tuple[Entry, ...]:
    """The entries that a profile finds on a page; empty when it finds none.

    Raises ConfigError for a selector that cannot be read.
    """
    assert page.root is not None
    entries: dict[str, Entry] = {}
    for row in _select(profile.row, page.root, page.url):
        link = _link(row, profile.link, page.url)
        url = page.absolute(link.get("href")) if link is not None else ""
        if link is None or not url or url in entries:
            continue
        named = next(iter(_select(profile.title, row, page.url)), None) if profile.title else link
        text = _text(named if named is not None else link)
        title = clean_title(text, link.get("title") or "", finder) or clean_title(link.get("title") or "")
        day = next(iter(_select(profile.date, row, page.url)), None) if profile.date else None
        moment = None
        for source in (day, row):
            told = _text(source) if source is not None else ""
            whole = finder.whole(told)
            inside = None if whole else finder.inside(told)
            moment = whole or (inside[0] if inside else None)
            if moment is not None:
                break
        if title:
            entries[url] = Entry(url, title, moment, is_pinned(text))
    return tuple(entries.values())


def _link(row: HtmlElement, selector: str, url: str) -> HtmlElement | None:
    if selector:
        return next((el for el in _select(selector, row, url) if el.get("href")), None)
    return row if row.get("href") else next((el for el in row.iter("a") if el.get("href")), None)


def _select(selector: str, root: HtmlElement, url: str) -> list[HtmlElement]:
    """Elements for a CSS selector, or an XPath when it begins with `/`, `.` or `(`."""
    try:
        path = selector if selector[:1] in "/.(" and not _is_class(selector) else _translator.css_to_xpath(selector)
        found = root.xpath(path)
    except (SelectorError, etree.XPathError, ValueError) as error:
        raise ConfigError(
            f"the selector {selector!r} cannot be read ({error})", url=url, mend="write it as CSS, or as XPath from /"
        ) from error
    return [el for el in found if isinstance(el, HtmlElement)] if isinstance(found, list) else []


def _is_class(selector: str) -> bool:
    return selector[:1] == "." and selector[1:2] not in ("/", ".", "")


def _text(el: HtmlElement) -> str:
    return " ".join("".join(el.itertext()).split())


def _names(el: HtmlElement) -> list[str]:
    """An element as simple selectors, the most telling first: by class, by id, by tag."""
    tag = str(el.tag)
    classes = [c for c in (el.get("class") or "").split() if _PLAIN.fullmatch(c) and not _STATE.search(c)]
    ident = el.get("id") or ""
    named = [f"#{ident}"] if re.fullmatch(r"[A-Za-z_-]{3,}", ident) else []
    return [*(f"{tag}.{c}" for c in classes[:4]), *named, tag]


def _fit(found: list[HtmlElement], wanted: set[HtmlElement]) -> float:
    if not found:
        return 0.0
    hit = len(wanted.intersection(found))
    return 2 * hit / (len(found) + len(wanted))


def _row_selector(rows: list[HtmlElement]) -> str:
    root = rows[0].getroottree().getroot()
    wanted = set(rows)
    shared = Counter(name for row in rows for name in _names(row))
    own = [name for name, count in shared.items() if count >= _ENOUGH * len(rows) and not name.startswith("#")]
    best, best_fit = "", 0.0
    for name in own or [str(rows[0].tag)]:
        for selector in _with_ancestors(name, rows):
            fit = _fit(root.xpath(_translator.css_to_xpath(selector)), wanted)
            if fit >= 0.999:
                return selector
            if fit > best_fit:
                best, best_fit = selector, fit
    return best if best_fit >= 0.9 else ""


def _with_ancestors(name: str, rows: list[HtmlElement]) -> Iterable[str]:
    """A row's own name, then with the names of what holds it, nearest first."""
    if "." in name:
        yield name
    parents = Counter(n for row in rows if (parent := row.getparent()) is not None for n in _names(parent))
    for parent, count in parents.items():
        if count >= _ENOUGH * len(rows):
            yield f"{parent} > {name}"
    at = rows[0].getparent()
    for _ in range(_ABOVE):
        at = at.getparent() if at is not None else None
        if at is None or at.tag in ("body", "html"):
            break
        for above in _names(at)[:-1]:
            yield f"{above} {name}"


def _inner_selector(pairs: list[tuple[HtmlElement, HtmlElement]]) -> str:
    """The shortest selector whose first match in each row is what was taken there; "" when there is none."""
    row, target = pairs[0]
    parent = target.getparent()
    own = _names(target)
    tries = [own[-1], *own[:-1]]
    if parent is not None and parent is not row:
        tries += [f"{name} > {own[-1]}" for name in _names(parent)]
        if parent.tag in ("td", "th"):
            holder = parent.getparent()
            tries.append(
                f"{parent.tag}:nth-child({holder.index(parent) + 1}) > {own[-1]}" if holder is not None else ""
            )
    if target.tag in ("td", "th") and parent is not None:
        tries.append(f"{target.tag}:nth-child({parent.index(target) + 1})")
    return _first_good(tries, pairs, lambda found, wanted: found is wanted)


def _first_good(
    tries: list[str],
    pairs: list[tuple[HtmlElement, HtmlElement]],
    same: Callable[[HtmlElement, HtmlElement], bool],
) -> str:
    sample = pairs[:60]
    for selector in filter(None, tries):
        path = _translator.css_to_xpath(selector)
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
    return _inner_selector(pairs) if len(pairs) >= 2 else ""
