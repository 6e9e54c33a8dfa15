"""Numbered pagers: runs of links `1 2 3 …`, which of them is the page that we are on, and the one after.

This module does not know words ("next"), scripts, nor what the pages list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import lxml.html

from crawler.listing.anchors import Anchor, anchors_of
from crawler.listing.pagenumbers import places_of
from crawler.listing.rows import text_of
from crawler.normalise.remembering import remembered
from crawler.page import Page

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(
    r"[\[(|\s]{0,3}(?:page|pag\.?|seite|第|p\.)?\s?(\d{1,5})\s?(?:页|頁|ページ|페이지)?[\])|,\s]{0,3}", re.I
)
_CURRENT = re.compile(
    r"(?:^|[\s_\-])(?:current|active|selected|on|cur|now|this|thispage|here|hover|sel|curr|present|aktiv|actual)(?:$|[\s_\-])",
    re.I,
)
_MONTHLY = re.compile(r"calend|datepick|month|kalend|almanac", re.I)
_MOVING = re.compile(
    r"carousel|slick|swiper|slider|slideshow|flexslider|owl-|bx-|jcarousel|marquee|lightbox|gallery|ticker|rotator|banner",
    re.I,
)
_MAX_LINKS = 6_000
MAX_LABEL = 40


@dataclass(frozen=True, slots=True)
class Pager:
    """One run of numbers.  `links` maps a page's number to its link; `current` is None when it does not tell."""

    box: lxml.html.HtmlElement
    links: dict[int, lxml.html.HtmlElement]
    current: int | None
    sure: bool = False

    @property
    def following(self) -> lxml.html.HtmlElement | None:
        """The link to the page after the current one."""
        return self.links.get(self.current + 1) if self.current is not None else None

    @property
    def is_last(self) -> bool:
        """Whether the current page is told and no later one is linked."""
        return self.current is not None and bool(self.links) and self.current >= max(self.links)


def number_in(text: str) -> int | None:
    """The number of a page that a label is, and nothing else."""
    match = _NUMBER.fullmatch(text) if 0 < len(text) < 16 and _DIGIT.search(text) else None
    return int(match.group(1)) if match else None


def within(element: lxml.html.HtmlElement, pattern: re.Pattern[str], levels: int = 6) -> bool:
    """Whether an element or one of the boxes around it has a class or id of that pattern."""
    box: lxml.html.HtmlElement | None = element
    for _ in range(levels):
        if box is None or box.tag in ("body", "html"):
            return False
        if pattern.search(f"{box.get('class') or ''} {box.get('id') or ''}"):
            return True
        box = box.getparent()
    return False


def moves(element: lxml.html.HtmlElement) -> bool:
    """Whether an element turns a carousel (five boxes up) or a calendar (six), not a list."""
    box: lxml.html.HtmlElement | None = element
    for level in range(6):
        if box is None or box.tag in ("body", "html"):
            return False
        moving, monthly = _turns(f"{box.get('class') or ''} {box.get('id') or ''}")
        if monthly or (moving and level < 5):
            return True
        box = box.getparent()
    return False


# The numbers of a pager, and the days of a calendar, share their boxes.
@remembered(8_192)
def _turns(names: str) -> tuple[bool, bool]:
    return _MOVING.search(names) is not None, _MONTHLY.search(names) is not None


def label_of(element: lxml.html.HtmlElement) -> str:
    """What an element shows, in one line; "" for what is too long to be a label."""
    text = text_of(element)
    return text if len(text) < 400 else ""


def labelled_links(page: Page) -> list[Anchor]:
    """The links and buttons of a page with their short labels, read once."""
    found: list[Anchor] | None = page.memo.get("labelled-links")
    if found is None:
        every = ((el, text) for el, text in anchors_of(page) if len(text) <= MAX_LABEL and el.tag in ("a", "button"))
        found = page.memo["labelled-links"] = list(islice(every, _MAX_LINKS))
    return found


def find_pagers(page: Page) -> list[Pager]:
    """The numbered pagers of a page, in document order."""
    numbered: list[tuple[lxml.html.HtmlElement, int]] = []
    for link, label in labelled_links(page):
        number = number_in(label) if len(label) < 16 else None
        if number is not None and not moves(link):
            numbered.append((link, number))
    pagers = [_pager(page, box, links) for box, links in _grouped(numbered)]
    return [pager for pager in pagers if pager is not None]


def _grouped(
    numbered: list[tuple[lxml.html.HtmlElement, int]],
) -> Iterator[tuple[lxml.html.HtmlElement, dict[int, lxml.html.HtmlElement]]]:
    """Numbers that share the nearest box which holds at least two of them; a lone one by its near box."""
    used: set[lxml.html.HtmlElement] = set()
    for level in (1, 2, 3, 4):
        boxes: dict[lxml.html.HtmlElement, dict[int, lxml.html.HtmlElement]] = {}
        for link, number in numbered:
            box = _above(link, level)
            if link not in used and box is not None:
                boxes.setdefault(box, {}).setdefault(number, link)
        for box, links in boxes.items():
            if len(links) >= 2:
                used.update(links.values())
                yield box, links
    alone = [(link, number) for link, number in numbered if link not in used]
    for link, number in alone[:3] if len(alone) <= 3 else ():
        for level in (1, 2):
            box = _above(link, level)
            if box is not None:
                yield box, {number: link}


def _above(element: lxml.html.HtmlElement, level: int) -> lxml.html.HtmlElement | None:
    for step in range(level):
        parent = element.getparent()
        if parent is None or parent.tag == "html" or (parent.tag == "body" and step > 0):
            return None
        element = parent
    return element


def _pager(page: Page, box: lxml.html.HtmlElement, links: dict[int, lxml.html.HtmlElement]) -> Pager | None:
    numbers = sorted(links)
    steps = [b - a for a, b in pairwise(numbers)]
    if len(numbers) >= 3 and sum(step == 1 for step in steps) * 3 < len(steps):
        return None  # years, sizes ("10 20 50"), votes
    if numbers[-1] > 1900 and numbers[0] > 1900:
        return None
    current = _marked(page, box, links)
    if current is not None:
        return Pager(box, links, current, sure=True)
    told = _by_address(page, links)
    if told is not None:
        return Pager(box, links, told, sure=True)
    if 1 not in links and 2 in links:
        return Pager(box, links, 1)
    return Pager(box, links, 1 if numbers[0] == 1 and not _numbered_address(page) else None)


def _marked(page: Page, box: lxml.html.HtmlElement, links: dict[int, lxml.html.HtmlElement]) -> int | None:
    """The number that is no link, or that is marked as the current one."""
    own = page.url.partition("#")[0]
    for number, link in links.items():
        parent = link.getparent()
        classes = [link.get("class") or ""]
        if parent is not None and parent is not box and len(parent) == 1:
            classes.append(parent.get("class") or "")
        if link.get("aria-current") or any(_CURRENT.search(c) for c in classes):
            return number
        if page.absolute(link.get("href")).partition("#")[0] == own and (link.get("href") or "").strip("# "):
            return number
    plain: set[int] = set()
    for element in box.iter():
        if element is not box and element.tail:
            _add(plain, element.tail)
        if (
            isinstance(element.tag, str)
            and element.tag not in ("a", "script", "option", "select", "button")
            and element.text
        ):
            _add(plain, element.text)
    plain = {number for number in plain if number not in links}
    low, high = min(links), max(links)
    near = [number for number in plain if number == low - 1 or low < number <= high + 1]
    if len(near) == 1:
        return near[0]
    bare = [n for n, link in links.items() if _is_dead(link)]
    return bare[0] if len(bare) == 1 else None


def _add(numbers: set[int], text: str) -> None:
    if len(text) < 16:
        number = number_in(text.strip())
        if number is not None and number > 0:
            numbers.add(number)


def _is_dead(link: lxml.html.HtmlElement) -> bool:
    href = (link.get("href") or "").strip().lower()
    return not link.get("onclick") and (href in ("", "#") or href.startswith(("javascript:;", "javascript:void")))


def _by_address(page: Page, links: dict[int, lxml.html.HtmlElement]) -> int | None:
    """The current number, from how the links' addresses carry theirs and what the page's own carries."""
    own = {(p.kind, p.key): p for p in places_of(page.url)}
    if not own:
        return None
    for number, link in links.items():
        for place in places_of(page.absolute(link.get("href"))):
            mine = own.get((place.kind, place.key))
            if mine is None or place.kind == "offset":
                continue
            return mine.number - (place.number - number)
    return None


def _numbered_address(page: Page) -> bool:
    return any(place.kind != "plain" for place in places_of(page.url))
