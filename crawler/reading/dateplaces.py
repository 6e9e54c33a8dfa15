"""Where on a page a time stands: beside the article or in it, in a date's own element, how far from the heading.

Class names are those that content systems and their themes share; none is one site's.

This module does not know what a time says.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.model import Precision
from crawler.normalise.datefold import fold_text
from crawler.normalise.remembering import remembered
from crawler.page import Page
from crawler.reading.datesources import ELEMENT, HEADING, LABEL, MICRODATA, SIGNED, TEXT, Candidate

_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|repl(?:y|ies)|sidebar\w*|widgets?|related\w*|footer\w*|foot|recommend\w*|popular|latest|archives?|"
    r"calendar|copyright|nav|navi|navbar|navigation|menu|teasers?|breadcrumbs?|aside|recent\w*|promo\w*|banner|ticker|newsletter|similar|"
    r"most-?read|more-?(?:news|posts|articles)|trending|kommentare?|comentarios?|commentaires?|advert\w*|read-?next|prev\w*|next)(?:$|[\s_-])",
    re.I,
)
_DATE_CLASS = re.compile(
    r"date(?!picker)|(?:^|[\s_-])(?:time(?:stamp)?|published|pub(?:time|lished)?|posted|byline|dateline|datum|fecha|data|submitted|day|created|meta|post-?meta|entry-?meta|info|dtreviewed|pubinfo|datetime|publish\w*|when|stand|sj|rq)(?:$|[\s_-])|"
    r"(?:article|post|entry|news|blog|single|story)[_-]?(?:meta|info|date|time|details?)|author-?info|[a-z]Date\b|[a-z]Time\b",
    re.I,
)
# One of these is in whatever _DATE_CLASS matches; ten times as fast as the pattern.
_DATE_PARTS = tuple("dat time pub post byline fecha submit day creat info meta when stand sj rq detail dtrev".split())
PUBLISHED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:published|entry-date|post-?date|dt-published|pubdate|publish-?(?:date|time|ed)|article-?date|news-?date|date-?published)(?:$|[\s_-])",
    re.I,
)
UPDATED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:updated|modified|dt-updated|last-?(?:modified|updated)|date-?modified|update-?(?:date|time))(?:$|[\s_-])",
    re.I,
)
# How many elements from the heading a date's own element, and a date in a line of text, may stand.
_OWN_WINDOW = range(-25, 121)
_TEXT_WINDOW = range(-25, 41)
_ASIDE_TAGS = frozenset(("footer", "nav", "aside", "figcaption", "blockquote"))


@remembered(16384)
def names_date(classes: str) -> bool:
    """Whether a class (or id) is a date's; the same few stand on every page of a site."""
    lower = classes.lower()
    return any(part in lower for part in _DATE_PARTS) and _DATE_CLASS.search(classes) is not None


@remembered(4096)
def _names_aside(classes: str) -> bool:
    return _ASIDE.search(classes) is not None


def stands_aside(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether an element stands outside of the article, by the names of what holds it."""
    chain: list[HtmlElement] = []
    current: HtmlElement | None = element
    result = False
    while current is not None and current.tag not in ("body", "html"):
        told = known.get(current)
        if told is not None:
            result = told
            break
        chain.append(current)
        current = current.getparent()
    for node in reversed(chain):
        if not result and isinstance(node.tag, str) and node.tag not in ("main", "article"):
            name = f"{(node.get('class') or '')[:200]} {(node.get('id') or '')[:60]}"
            result = node.tag in _ASIDE_TAGS or (name != " " and _names_aside(name))
        known[node] = result
    return result


def heading_of(page: Page, body: HtmlElement) -> HtmlElement | None:
    """The element that shows the page's title: the heading that the `title` repeats, else the first `h1`."""
    title = fold_text(" ".join((page.root.findtext(".//title") or "").split())) if page.root is not None else ""
    first: HtmlElement | None = None
    last: HtmlElement | None = None  # a hidden copy of the title stands in the site's banner, before the shown one
    for element in islice(body.iter("h1", "h2", "h3"), 40):
        text = fold_text(short_text(element, 400))
        if len(text) < 4:
            continue
        if text in title and (element.tag == "h1" or (last is None and len(text) > 12)):
            last = element
        if element.tag == "h1" and first is None:
            first = element
    return last if last is not None else first if first is not None else _titled(title, body)


def _titled(title: str, body: HtmlElement) -> HtmlElement | None:
    """Where a page without headings shows its title: the first cell or paragraph that the `title` repeats."""
    for element in islice(body.iter("td", "div", "span", "p", "strong", "b", "font", "center"), 2000):
        text = fold_text((element.text or "").strip()[:300])
        if text and len(text) >= (6 if text[0] >= "\u2e80" else 14) and text in title:
            return element
    return None


def short_text(element: HtmlElement, limit: int) -> str:
    """The element's text on one line, or "" when it is longer than a date with its label."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        size += len(part.strip())
        if size > limit or len(parts) > 60:
            return ""
        parts.append(part)
    return " ".join(" ".join(parts).split())


def rank_of(candidate: Candidate, distance: int, aside: bool, crowded: bool) -> int:
    """The rank by distance: what stands far from the heading, or beside the article, counts for less."""
    rank = candidate.rank
    if aside:
        rank = ELEMENT if rank == MICRODATA else max(rank, TEXT) + 1
    elif rank in (LABEL, ELEMENT):
        if distance not in _OWN_WINDOW:
            rank = TEXT if candidate.moment.precision is Precision.MONTH else ELEMENT if rank == LABEL else HEADING
        if crowded:
            rank = HEADING if distance in _OWN_WINDOW else TEXT
    elif rank == HEADING and distance not in _TEXT_WINDOW:
        # The day under a notice stands alone on its line.
        rank = SIGNED if candidate.place == "line" and distance > 0 and not crowded else TEXT
    return rank
