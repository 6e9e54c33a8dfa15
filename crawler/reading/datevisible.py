"""The times that a page shows to people: labelled, in a date's own element, near the heading, in its text.

One pass over the tree.  A date is ranked by the label before it, by its element and by its distance
from the heading; what stands in navigation, comments, teasers or the footer counts as text.

This module does not know what the page tells to machines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml.html import HtmlElement

from crawler.model import Moment
from crawler.normalise.datefold import fold_text
from crawler.normalise.datelabels import label_before
from crawler.normalise.dates import DateHints, find_dates, parse_date
from crawler.page import Page
from crawler.reading.dateplaces import (
    PUBLISHED_CLASS,
    UPDATED_CLASS,
    heading_of,
    names_date,
    rank_of,
    short_text,
    stands_aside,
)
from crawler.reading.datesources import (
    ELEMENT,
    HEADING,
    LABEL,
    MICRODATA,
    PUBLISHED,
    TEXT,
    UNKNOWN,
    UPDATED,
    Candidate,
)

MAX_ELEMENTS = 30_000
MAX_SEEN = 400
BEFORE, AFTER = 60, 150  # elements around the heading
_SKIP = frozenset(("script", "style", "noscript", "template", "select", "option", "textarea", "svg", "iframe"))
# What cannot be a date is not looked at more closely: a year, three numbers, or a sign of one.
_LIKELY = re.compile(
    r"(?:19|20|25|1[34])\d\d|[ก-ฮ].{0,3}\d|\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d|[年月년월]|[^\W\da-z]\d|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]"
)
_YEAR = re.compile(r"\d{4}|\d\D{1,3}\d{1,2}\D{1,3}\d\d|[和成國国正治\d]\s?\d{1,3}\s?年|元年|[〇零]|[ก-ฮ]\D{0,3}\d\d")
_DIGIT = re.compile(r"[\d〇零○]")
# What leads to another article; its title may end in a day.
_NEIGHBOUR = re.compile(
    r"\s*(?:上一|下一|前一|后一|後一|相关|相關|prev|next|vorherig|nächst|précédent|suivant|anterior|siguiente)", re.I
)
# "Press release no. 41/2026 of 3 November 2026": the line dates the page itself.
_RELEASE = re.compile(
    r"(?:press\s?(?:e|emitteilung|emeddelelse|meddelande|emelding|release|etext|einformation|ebericht)|medienmitteilung|media release|news release"
    r"|communiqu[ée]|comunicado|comunicato|nota de prensa|nota à imprensa|persbericht|tisková zpráva|tlačová správa|komunikat|informacja prasowa"
    r"|sajtóközlemény|пресс-релиз|прес-реліз|прессъобщение|δελτίο τύπου|basın (?:bülteni|açıklaması)|siaran pers)[^.!?]{0,4}(?:n[ro°º]?\.?\s?[\w/-]{1,12})?[^.!?\d]{0,12}$",
    re.I,
)
# "Wellington, 12 March 2003".
_DATELINE = re.compile(r"[^\W\d_]{3,20}(?:[ -][^\W\d_]{2,20}){0,2},\s")
_LETTER = re.compile(r"[^\W_]")
_CLOCK = re.compile(r"\d{1,2}[:時时h]\d{2}(?:[:分]\d{2})?")
_ITEMS = frozenset(("li", "dd"))
# Links that say more are headlines; "Press releases" is none.
_LONG_LABEL = 20
_TIME_TAGS = frozenset(("time", "abbr"))


@dataclass(slots=True)
class _Walk:
    """What is known at one point of the pass."""

    hints: DateHints
    order: int = 0
    before: str = ""  # the text node before: a label may stand in the element before
    seen: list[tuple[int, Candidate, bool]] = field(default_factory=list)  # order, candidate, aside
    asides: dict[HtmlElement, bool] = field(default_factory=dict)

    def label(self) -> str:
        """The end of the text before, folded; the sign of a cut where it is longer than any label."""
        text = self.before.strip()
        return fold_text(text) if len(text) <= 60 else "x" + fold_text(text[-60:])


def shown(page: Page, hints: DateHints, *, near: bool = False) -> Iterator[Candidate]:
    """All times that the page shows, in page order, ranked.

    `near` reads only BEFORE and AFTER elements around the heading: enough to check what the page told
    to machines, at half the time.
    """
    if page.root is None:
        return
    body = page.root.find("body")
    walk = _Walk(hints)
    heading = heading_of(page, page.root if body is None else body)
    if heading is not None:
        walk.asides.update(dict.fromkeys(heading.iterancestors(), False))
    elements = list(islice((page.root if body is None else body).iter(), MAX_ELEMENTS))
    place = elements.index(heading) if heading in elements else -1
    first, last = (max(0, place - BEFORE), max(0, place) + AFTER) if near else (0, len(elements))
    resume = 0
    for order, element in enumerate(elements[first:last], first):
        if order < resume:  # within a date's own element, which was read as one
            continue
        walk.order = order
        if len(walk.seen) >= MAX_SEEN:
            break
        if element.tag not in _SKIP and _visit(element, walk):
            resume = order + 1 + sum(1 for _ in element.iterdescendants())
        tail, parent = element.tail, None
        if tail and not tail.isspace():
            parent = element.getparent()
        if tail and parent is not None and parent.tag not in _SKIP:
            _text(parent, tail, walk)
    crowded = _crowded(walk)
    for order, candidate, aside in walk.seen:
        distance = order - place if place >= 0 else order
        rank = rank_of(candidate, distance, aside, order in crowded)
        yield replace(candidate, rank=rank, distance=abs(distance) + (10 if distance < 0 else 0))


def _visit(element: HtmlElement, walk: _Walk) -> bool:
    """One element: True when it is a date's own element and was read as a whole; else its text is read."""
    tag = element.tag
    if not isinstance(tag, str):  # of comments and instructions only the text after them is shown
        return False
    classes = (element.get("class") or element.get("id") or "")[:200]
    if tag in _TIME_TAGS or element.get("itemprop"):
        if _machine(element, tag, walk):
            return True
    elif classes and names_date(classes) and _block(element, classes, walk):
        return True
    text = element.text
    if text and not text.isspace():
        _text(element, text, walk)
    return False


def _add(walk: _Walk, element: HtmlElement, kind: str, moment: Moment, place: str, rank: int) -> None:
    aside = stands_aside(element, walk.asides) or _in_row(element)
    walk.seen.append((walk.order, Candidate(kind, moment, place, rank), aside))


def _in_row(element: HtmlElement) -> bool:
    """Whether an item of a list leads to another page by its headline: the day in it is that page's."""
    item = element if element.tag in _ITEMS else element.getparent()
    if item is None or item.tag not in _ITEMS or len(item) > 8:
        return False
    link = next((child for child in item if child.tag == "a"), None)
    return link is not None and bool(link.get("href")) and len(short_text(link, 200)) > _LONG_LABEL


def _machine(element: HtmlElement, tag: str, walk: _Walk) -> bool:
    """A `time`, an `abbr` or a microdata element: its attribute, else its text."""
    prop = (element.get("itemprop") or "").lower()
    if tag not in ("time", "abbr") and "date" not in prop:
        return False
    value = element.get("datetime") or element.get("content") or (element.get("title") if tag == "abbr" else None)
    text = short_text(element, 120)
    moment = (parse_date(value, walk.hints) if value else None) or (parse_date(text, walk.hints) if text else None)
    if moment is None:
        return False
    classes = f"{element.get('class') or ''} {element.get('id') or ''}"
    before = walk.label()
    label = label_before(before + "\n", len(before) + 1)
    if not label:
        folded = fold_text(text)
        label = label_before(folded, _digit(folded))
    if (
        prop in ("datemodified", "dateupdated")
        or (UPDATED_CLASS.search(classes) and not PUBLISHED_CLASS.search(classes))
        or label == UPDATED
    ):
        kind, rank = UPDATED, MICRODATA
    elif (
        prop in ("datepublished", "datecreated")
        or element.get("pubdate") is not None
        or PUBLISHED_CLASS.search(classes)
    ):
        kind, rank = PUBLISHED, MICRODATA
    elif prop and tag != "time":
        return False  # startDate and the like: an event's
    else:
        kind, rank = (PUBLISHED, LABEL) if label else (UNKNOWN, ELEMENT)
    _add(walk, element, kind, moment, f"<{tag}{' itemprop=' + prop if prop else ''}>", rank)
    return True


def _block(element: HtmlElement, classes: str, walk: _Walk) -> bool:
    """A short element with the name of a date: read as one string, so that day and year in two spans meet."""
    text = short_text(element, 160)
    if not text or _DIGIT.search(text) is None or element.find(".//time") is not None:
        return False
    moment = parse_date(text, walk.hints)
    found = [(0, moment)] if moment is not None else [(f.start, f.moment) for f in find_dates(text, walk.hints)]
    title = element.get("title") or element.get("content")
    if not found and title:
        moment = parse_date(title, walk.hints)
        found = [(0, moment)] if moment is not None else []
    for start, moment in found:
        if moment is None:
            continue
        before = walk.label()
        folded = f"{before}\n{fold_text(text)}"
        label = label_before(folded, len(before) + 1 + start) or label_before(folded, len(before) + 1 + _digit(text))
        kind, rank = UNKNOWN, ELEMENT
        if label == UPDATED or (UPDATED_CLASS.search(classes) and not PUBLISHED_CLASS.search(classes)):
            kind, rank = UPDATED, LABEL
        elif label == PUBLISHED or PUBLISHED_CLASS.search(classes):
            kind, rank = PUBLISHED, LABEL
        if not _told_year(text):
            kind, rank = UNKNOWN, TEXT  # a day whose year was supplied, or "3 days ago"
        _add(walk, element, kind, moment, f'class "{classes[:40]}"', rank)
    if found:
        walk.before = text
    return bool(found)


def _digit(text: str) -> int:
    return next((i for i, c in enumerate(text) if c.isdigit()), 0)


def _told_year(text: str) -> bool:
    return _YEAR.search(_CLOCK.sub(" ", text)) is not None


def _text(element: HtmlElement, text: str, walk: _Walk) -> None:
    """One text node."""
    if _DIGIT.search(text) is not None and _LIKELY.search(text) is not None:
        text = text.strip()[:3000]
        if len(text) <= 160 and (_NEIGHBOUR.match(text) or _NEIGHBOUR.match(walk.before)):
            return
        short = len(text) <= 160
        folded = ""
        for found in find_dates(text, walk.hints)[:6]:
            if not _told_year(found.moment.raw):
                continue  # in running text a day without its year is an appointment
            if not folded:
                before = walk.label()
                folded = f"{before}\n{fold_text(text)}"
            label = label_before(folded, len(before) + 1 + found.start) if short or found.start < 60 else ""
            if not label and short and not text[found.end :].strip(" .") and _RELEASE.match(text[: found.start]):
                label = PUBLISHED
            rest = len(text) - (found.end - found.start)
            if found.end == len(text) and _DATELINE.fullmatch(text[: found.start]):
                rest = 0
            if text[:1] >= "\u2e80" or "。" in text:
                rest *= 4  # a sentence of Chinese or Japanese has a quarter of the letters
            rank = LABEL if label else HEADING if rest <= 60 else TEXT
            place = "label" if label else "line" if rest <= 4 else "text"
            _add(walk, element, label or UNKNOWN, found.moment, place, rank)
        walk.before = text
    elif _LETTER.search(text) is not None:
        walk.before = text
    else:
        walk.before = (walk.before + text)[-80:]  # a colon in an element of its own


def _crowded(walk: _Walk) -> set[int]:
    """Where one kind of element stands three times or more with different days: rows of a list, not an article's date."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for order, candidate, _ in walk.seen:
        if candidate.kind != UPDATED and candidate.place.startswith(("class", "line")):
            groups.setdefault(candidate.place, []).append((order, candidate.moment.day))
    return {
        order
        for group in groups.values()
        if len(group) > 2 and len({day for _, day in group}) > 1
        for order, _ in group
    }
