"""The times that a page shows to people: labelled, in a date's own element, near the heading, in its text.

One pass over the tree.  A date is ranked by the label before it, by its element and by its distance
from the heading; what stands in navigation, comments, teasers or the footer counts as text.

This module does not know what the page tells to machines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.model import Moment, Precision
from crawler.normalise.datefold import fold_text
from crawler.normalise.datelabels import label_before
from crawler.normalise.dates import DateHints, find_dates, parse_date
from crawler.page import Page
from crawler.reading.datesources import (
    ELEMENT,
    HEADING,
    LABEL,
    MICRODATA,
    PUBLISHED,
    SIGNED,
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
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|repl(?:y|ies)|sidebar\w*|widgets?|related\w*|footer\w*|foot|recommend\w*|popular|latest|archives?|"
    r"calendar|copyright|nav|navi|navbar|navigation|menu|teasers?|breadcrumbs?|aside|recent\w*|promo\w*|banner|ticker|newsletter|similar|"
    r"most-?read|more-?(?:news|posts|articles)|trending|kommentare?|comentarios?|commentaires?|advert\w*|read-?next|prev\w*|next)(?:$|[\s_-])",
    re.I,
)
_DATE_CLASS = re.compile(
    r"date(?!picker)|(?:^|[\s_-])(?:time(?:stamp)?|published|pub(?:time|lished)?|posted|byline|dateline|datum|fecha|data|submitted|day|created|meta|post-?meta|entry-?meta|info|dtreviewed|pubinfo|datetime|publish\w*|when|stand|sj|rq)(?:$|[\s_-])|"
    r"(?:article|post|entry|news|blog|single|story)[_-]?(?:meta|info|date|time|details?)|date(?:line)?|author-?info|[a-z]Date\b|[a-z]Time\b",
    re.I,
)
# One of these is in whatever _DATE_CLASS matches; ten times as fast as the pattern.
_DATE_PARTS = (
    "dat",
    "time",
    "pub",
    "post",
    "byline",
    "fecha",
    "submit",
    "day",
    "creat",
    "info",
    "meta",
    "when",
    "stand",
    "sj",
    "rq",
    "detail",
    "dtrev",
)
_PUBLISHED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:published|entry-date|post-?date|dt-published|pubdate|publish-?(?:date|time|ed)|article-?date|news-?date|date-?published)(?:$|[\s_-])",
    re.I,
)
_UPDATED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:updated|modified|dt-updated|last-?(?:modified|updated)|date-?modified|update-?(?:date|time))(?:$|[\s_-])",
    re.I,
)
_YEAR = re.compile(r"\d{4}|\d\D{1,3}\d{1,2}\D{1,3}\d\d|[和成國国正治\d]\s?\d{1,3}\s?年|元年|[〇零]|[ก-ฮ]\D{0,3}\d\d")
_DIGIT = re.compile(r"[\d〇零○]")
# What leads to another article; its title may end in a day.
_NEIGHBOUR = re.compile(
    r"\s*(?:上一|下一|前一|后一|後一|相关|相關|prev|next|vorherig|nächst|précédent|suivant|anterior|siguiente)", re.I
)
_LETTER = re.compile(r"[^\W_]")
_CLOCK = re.compile(r"\d{1,2}[:時时h]\d{2}(?:[:分]\d{2})?")
_TIME_TAGS = frozenset(("time", "abbr"))
_ASIDE_TAGS = frozenset(("footer", "nav", "aside", "form", "option", "figcaption", "blockquote"))


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
    heading = _heading(page, page.root if body is None else body)
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
        yield _ranked(candidate, order, place, aside, crowded)


def _crowded(walk: _Walk) -> set[int]:
    """Where one kind of element shows three different days or more: the rows of a list, not one article's date."""
    days: dict[str, set[str]] = {}
    for _, candidate, _ in walk.seen:
        days.setdefault(candidate.place, set()).add(candidate.moment.day)
    return {
        order
        for order, candidate, _ in walk.seen
        if len(days[candidate.place]) > 2 and candidate.place.startswith(("class", "line"))
    }


def _visit(element: HtmlElement, walk: _Walk) -> bool:
    """One element: True when it is a date's own element and was read as a whole; else its text is read."""
    tag = element.tag
    if not isinstance(tag, str):  # of comments and instructions only the text after them is shown
        return False
    classes = (element.get("class") or element.get("id") or "")[:200]
    if tag in _TIME_TAGS or element.get("itemprop"):
        if _machine(element, tag, walk):
            return True
    elif classes and _names_date(classes) and _block(element, classes, walk):
        return True
    text = element.text
    if text and not text.isspace():
        _text(element, text, walk)
    return False


@lru_cache(maxsize=16384)
def _names_date(classes: str) -> bool:
    """Whether a class (or id) is a date's; the same few stand on every page of a site."""
    lower = classes.lower()
    return any(part in lower for part in _DATE_PARTS) and _DATE_CLASS.search(classes) is not None


@lru_cache(maxsize=4096)
def _names_aside(classes: str) -> bool:
    return _ASIDE.search(classes) is not None


def _add(walk: _Walk, element: HtmlElement, kind: str, moment: Moment, place: str, rank: int) -> None:
    walk.seen.append((walk.order, Candidate(kind, moment, place, rank), _aside(element, walk)))


def _machine(element: HtmlElement, tag: str, walk: _Walk) -> bool:
    """A `time`, an `abbr` or a microdata element: its attribute, else its text."""
    prop = (element.get("itemprop") or "").lower()
    if tag not in ("time", "abbr") and "date" not in prop:
        return False
    value = element.get("datetime") or element.get("content") or (element.get("title") if tag == "abbr" else None)
    text = _short_text(element, 120)
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
        or (_UPDATED_CLASS.search(classes) and not _PUBLISHED_CLASS.search(classes))
        or label == UPDATED
    ):
        kind, rank = UPDATED, MICRODATA
    elif (
        prop in ("datepublished", "datecreated")
        or element.get("pubdate") is not None
        or _PUBLISHED_CLASS.search(classes)
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
    text = _short_text(element, 160)
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
        if label == UPDATED or (_UPDATED_CLASS.search(classes) and not _PUBLISHED_CLASS.search(classes)):
            kind, rank = UPDATED, LABEL
        elif label == PUBLISHED or _PUBLISHED_CLASS.search(classes):
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
            rest = len(text) - (found.end - found.start)
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


def _short_text(element: HtmlElement, limit: int) -> str:
    """The element's text on one line, or "" when it is longer than a date with its label."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        size += len(part.strip())
        if size > limit or len(parts) > 60:
            return ""
        parts.append(part)
    return " ".join(" ".join(parts).split())


def _aside(element: HtmlElement, walk: _Walk) -> bool:
    """Whether an element stands outside of the article, by the names of what holds it."""
    chain: list[HtmlElement] = []
    current: HtmlElement | None = element
    result = False
    while current is not None and current.tag not in ("body", "html"):
        known = walk.asides.get(current)
        if known is not None:
            result = known
            break
        chain.append(current)
        current = current.getparent()
    for node in reversed(chain):
        if not result and isinstance(node.tag, str) and node.tag not in ("main", "article"):
            name = f"{(node.get('class') or '')[:200]} {(node.get('id') or '')[:60]}"
            result = node.tag in _ASIDE_TAGS or (name != " " and _names_aside(name))
        walk.asides[node] = result
    return result


def _heading(page: Page, body: HtmlElement) -> HtmlElement | None:
    """The element that shows the page's title: the heading that the `title` repeats, else the first `h1`."""
    title = fold_text(" ".join((page.root.findtext(".//title") or "").split())) if page.root is not None else ""
    first: HtmlElement | None = None
    last: HtmlElement | None = None  # a hidden copy of the title stands in the site's banner, before the shown one
    for element in islice(body.iter("h1", "h2", "h3"), 40):
        text = fold_text(_short_text(element, 400))
        if len(text) < 4:
            continue
        if text in title and (element.tag == "h1" or (last is None and len(text) > 12)):
            last = element
        if element.tag == "h1" and first is None:
            first = element
    return first if last is None else last


def _ranked(candidate: Candidate, order: int, heading: int, aside: bool, crowded: set[int]) -> Candidate:
    """The rank by distance: what stands far from the heading, or beside the article, counts for less."""
    distance = order - heading if heading >= 0 else order
    rank = candidate.rank
    if aside:
        rank = ELEMENT if rank == MICRODATA else max(rank, TEXT) + 1
    elif rank in (LABEL, ELEMENT):
        if not -25 <= distance <= 120:
            rank = TEXT if candidate.moment.precision is Precision.MONTH else ELEMENT if rank == LABEL else HEADING
        if order in crowded:
            rank = HEADING if -25 <= distance <= 120 else TEXT
    elif rank == HEADING and not -25 <= distance <= 40:
        # The day under a notice stands alone on its line.
        rank = SIGNED if candidate.place == "line" and distance > 0 and order not in crowded else TEXT
    return replace(candidate, rank=rank, distance=abs(distance) + (10 if distance < 0 else 0))
