"""The way from a list page to the following (older) one.

Evidence in order of trust: `rel=next`; a numbered pager that tells which page this is; links that
say "next" in the world's languages, by text, label, image or class; arrows inside a pager; scripts
that draw a pager; form postbacks; "load more".  A dead "next" or a pager at its end means that this
is the last page.  Links to articles of the list, to the next month or slide, to other sites and back
are no next page.

This module does not know what is on the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import lxml.html

from crawler.listing.kinship import may_follow
from crawler.listing.pagenumbers import places_of
from crawler.listing.pagers import MAX_LABEL, Pager, find_pagers, label_of, labelled_links, moves, number_in, within
from crawler.listing.pagewords import BEFORE_WORDS, DOUBLE_SIGNS, LAST_WORDS, MORE_WORDS, NEXT_SIGNS, bare, says_next
from crawler.listing.scriptpagers import postback, scripted
from crawler.model import Entry, Request
from crawler.normalise.jsliteral import NotALiteral, read_arguments
from crawler.normalise.remembering import remembered
from crawler.page import Page

_PAGER_BOX = re.compile(
    r"pag(?:e|er|ing|inat|enav|inac|inaz)|(?:^|[\s_\-])(?:nav-links|navigation|page|pages|fenye|pg|seiten|listnav|next|more)(?:$|[\s_\-])",
    re.I,
)
_NEXT_CLASS = re.compile(
    r"(?:^|[\s_\-])(?:next|nextpage|nextpostslink|nextlink|pagenext|older|btn-?next|next_?page)(?:$|[\s_\-])", re.I
)
_ARTICLE_NAV = re.compile(r"post-?nav|entry-?nav|article-?nav|single-?nav|nav-?single|prev-?next-?post|sibling", re.I)
_DEAD = re.compile(r"(?:^|[\s_\-])(?:disabled?|unavailable|off|no-?page|gray|grey)(?:$|[\s_\-])", re.I)
_MORE_CLASS = re.compile(r"load-?more|more-?(?:posts|results|news|btn|button)|show-?more|btn-?more", re.I)
# What turns by the month, the picture or the article, in a label; and a calendar's month in an address.
_OTHER_NEXT = re.compile(
    r"\b(?:month|week|day|year|slide|photo|image|picture|video|article|post|story|event|events|chapter|topic|monat|"
    r"mois|mes|m[eê]s|mese|artikel|beitrag|artículo|entrada|m[aå]ned|månad|miesiąc|месяц|новость|статья)\b|下一?[篇张張条條月年]|来月|翌月|다음 ?글",
    re.I,
)
_MONTH_ADDRESS = re.compile(r"/(?:month|week|day|calendar|agenda)/\d{4}-\d\d|[?&](?:month|tribe-bar-date|ical)=", re.I)
_CALL = re.compile(r"[\w$.]+\s*\(")
_DATA_LINKS = ("data-next-url", "data-next", "data-url", "data-href", "data-link", "data-load-url", "data-ajax-url")
_LAST_PART = re.compile(r"[^/?&=]*$")
_TOLD = ("aria-label", "title")
_MAX_ELEMENTS = 8_000
# Weights: the least that is believed on what looks like a last page; the most of a numbered pager; that of an address alone.
_SURE = 70
_MOST_OF_NUMBERS = 90
_OF_STEPS = 60
# "Pagina 1 di 14", "Page 1/14": what stands beside arrows where the numbers are no links.
_OF_PAGES = re.compile(r"(?<![\d./:-])(\d{1,4})\s?(?:/|\b[^\W\d_]{1,4}\b)\s?(\d{1,4})(?![\d./:-])")
_MOST_TOLD = 60
# The key of a place in the list that is no number.
_CURSOR = re.compile(r"[?&](?:cursor|after|before|page_?token|continue|continuation|next_?token)=", re.I)


@dataclass(frozen=True, slots=True)
class _Candidate:
    request: Request
    weight: int


def next_page(page: Page, entries: Sequence[Entry] = ()) -> Request | None:
    """The request for the page after this one; None on a last page or when the page names none.

    `entries` are the rows found on this page: a link to one of them is never a next page.
    """
    if page.root is None:
        return None
    rows = {entry.url.partition("#")[0] for entry in entries}
    best, dead = _worded(page, rows)
    if best is not None and best.weight >= _MOST_OF_NUMBERS:
        return best.request
    pagers = find_pagers(page)
    for candidate in _numbered(page, pagers, rows):
        best = _better(best, candidate)
    if best is None or best.weight < _OF_STEPS:
        best = _stepping(page, rows) or best
    ended = dead or any(pager.is_last and pager.sure for pager in pagers)
    if best is not None and not (ended and best.weight < _SURE):
        return best.request
    if ended:
        return None
    return scripted(page) or postback(page, [p.current for p in pagers if p.current]) or _more(page, rows)


def _better(best: _Candidate | None, candidate: _Candidate) -> _Candidate:
    return candidate if best is None or candidate.weight > best.weight else best


def _worded(page: Page, rows: set[str]) -> tuple[_Candidate | None, bool]:
    """The best of what claims in words to lead on, and whether a "next" is dead; whoever cannot win is not asked."""
    best: _Candidate | None = None
    dead = False
    own = page.url.partition("#")[0]
    for claims in (_linked(page), _labelled(page), _unlinked(page)):
        for element, weight in claims:
            if best is not None and best.weight >= max(weight, _SURE):
                continue
            if _is_dead(element):
                dead = dead or weight >= 80
                continue
            request = _request(page, element, rows)
            if request is not None and may_follow(request.url.partition("#")[0], own):
                best = _better(best, _Candidate(request, weight))
        if best is not None and best.weight >= _MOST_OF_NUMBERS:
            break
    return best, dead


def _linked(page: Page) -> Iterator[tuple[lxml.html.HtmlElement, int]]:
    """The page's own `rel=next`."""
    assert page.root is not None
    for element in page.root.iter("link"):
        if "next" in (element.get("rel") or "").lower().split() and element.get("href"):
            yield element, 88


def _labelled(page: Page) -> Iterator[tuple[lxml.html.HtmlElement, int]]:
    """Links and buttons that claim to lead on, each with the weight of its claim."""
    for element, label in labelled_links(page):
        said = _said(label)
        weight = 0 if said.back else _claim(element, label, said)
        if (
            weight
            and not _turns_another(element, label)
            and not moves(element)
            and not within(element, _ARTICLE_NAV, 4)
        ):
            yield element, weight


def _unlinked(page: Page) -> Iterator[tuple[lxml.html.HtmlElement, int]]:
    """A "next" that is no link, on a last page or with a script behind it."""
    assert page.root is not None
    for element in islice(page.root.iter("span", "li"), _MAX_ELEMENTS):
        text = element.text
        if text and len(text) < 24 and not text.isspace() and _said(text).follows and len(element) == 0:
            yield element, 90


def _claim(element: lxml.html.HtmlElement, label: str, said: _Said) -> int:
    rel = element.get("rel")
    if rel and "next" in rel.lower().split() and (len(label) < 26 or said.follows):
        return 100
    if said.follows:
        return 92 if element.tag == "a" else 90
    for name in _TOLD:
        told = element.get(name)
        if told and told != label and len(told) < 60 and _said(told).follows:
            return 86
    word = said.word
    if len(word) > 3 or len(label) > 6:
        return 0  # a word that is none of ours: a class alone does not make it "next"
    if not word and any(says_next(image.get("alt") or image.get("title") or "") for image in element.iter("img")):
        return 86
    return _unworded(element, label, word)


class _Said(NamedTuple):
    """What a label says: its bare word, and whether that is "next", leads back or to the end, or asks for more rows."""

    word: str
    follows: bool
    back: bool
    more: bool


# A site's pages share their labels.
@remembered(8_192)
def _said(label: str) -> _Said:
    word = bare(label)
    return _Said(word, bool(word) and says_next(label), word in BEFORE_WORDS or word in LAST_WORDS, word in MORE_WORDS)


def _turns_another(element: lxml.html.HtmlElement, label: str) -> bool:
    """Whether an element leads to the next month, picture or article."""
    told = (label, element.get("aria-label") or "", element.get("title") or "")
    return any(len(t) <= MAX_LABEL and _OTHER_NEXT.search(t) for t in told)


def _unworded(element: lxml.html.HtmlElement, label: str, word: str) -> int:
    """The claim of an element by its class, or by an arrow inside a pager."""
    classes = f"{element.get('class') or ''} {element.get('id') or ''}"
    if number_in(label) is None and _NEXT_CLASS.search(classes):
        return 80 if element.tag == "a" else 0
    if element.tag != "a":
        return 0
    if label in NEXT_SIGNS and (within(element, _PAGER_BOX, 4) or _beside_numbers(element)):
        return 55 if label in DOUBLE_SIGNS else 65
    parent = element.getparent()
    if not word and element.get("href") and parent is not None and _NEXT_CLASS.search(parent.get("class") or ""):
        return 75
    return 0


def _beside_numbers(element: lxml.html.HtmlElement) -> bool:
    box = element.getparent()
    box = box.getparent() if box is not None and len(box) == 1 else box
    if box is None or len(box) > 60:
        return False
    numbered = any(number_in(label_of(child)) is not None for child in box if isinstance(child.tag, str))
    told = label_of(box)
    return numbered or (len(told) <= _MOST_TOLD and _OF_PAGES.search(told) is not None)


def _is_dead(element: lxml.html.HtmlElement) -> bool:
    """Whether an element only shows where a link would be: "next" in grey, on the last page."""
    parent = element.getparent()
    classes = element.get("class") or ""
    if parent is not None and len(parent) == 1:
        classes += " " + (parent.get("class") or "")
    if _DEAD.search(classes) or element.get("aria-disabled") == "true" or element.get("disabled") is not None:
        return True
    if element.tag in ("span", "li"):
        return (
            not any(element.iter("a"))
            and not element.get("onclick")
            and element.getparent() is not None
            and _in_no_link(element)
        )
    return False


def _in_no_link(element: lxml.html.HtmlElement) -> bool:
    return not any(parent.tag in ("a", "button") for parent in element.iterancestors())


def _numbered(page: Page, pagers: list[Pager], rows: set[str]) -> Iterator[_Candidate]:
    for pager in pagers:
        link = pager.following
        if link is None or _is_dead(link):
            continue
        request = _request(page, link, rows)
        if request is not None:
            named = within(pager.box, _PAGER_BOX, 4)
            yield _Candidate(
                request, (90 if named else 84) if pager.sure else 72 if named or len(pager.links) > 2 else 50
            )


def _stepping(page: Page, rows: set[str]) -> _Candidate | None:
    """A link, whatever it says, to this page's own address with its number raised by one, or with `page/2` added."""
    own = page.url.partition("#")[0]
    following = [p.at(p.number + 1) for p in places_of(own) if p.kind in ("page", "folder")]
    if not following and "?" not in own:
        following = [own.rstrip("/") + "/page/2"]
    # However a link is written, it ends as its address does: few links need to be made whole.
    ends = tuple({_LAST_PART.findall(url.rstrip("/"))[0] for url in following})
    if not ends:
        return None
    for link, _ in labelled_links(page):
        href = (link.get("href") or "").strip()
        if not href or not href.partition("#")[0].rstrip("/").endswith(ends):
            continue
        url = page.absolute(href).partition("#")[0]
        if (url in following or url.rstrip("/") in following) and _leads_on(page, url, rows):
            return _Candidate(Request(url), _OF_STEPS)
    return None


def _request(page: Page, element: lxml.html.HtmlElement, rows: set[str]) -> Request | None:
    href = next(
        (value for value in (element.get(name) for name in ("href", *_DATA_LINKS)) if value and value != "#"), ""
    )
    # "&amp;amp;" in the source: the site escaped twice.
    url = page.absolute(href.replace("&amp;", "&")) if not href.lower().startswith("javascript") else ""
    if not url:
        url = _called(page, element, href)
    if not url or not _leads_on(page, url, rows):
        return None
    return Request(url)


def _called(page: Page, element: lxml.html.HtmlElement, href: str) -> str:
    """The address behind `goPage(3)`, when this page's own address carries the number of a page."""
    call = element.get("onclick") or (href if href.lower().startswith("javascript") else "")
    match = _CALL.search(call[:500])
    if match is None or "__doPostBack" in call:
        return ""
    try:
        arguments = read_arguments(call, match.end())
    except NotALiteral:
        return ""
    address = next((a for a in arguments if isinstance(a, str) and re.search(r"[/?.]\w", a)), None)
    if address is not None:
        return page.absolute(address)
    numbers = [a for a in arguments if isinstance(a, int) or (isinstance(a, str) and a.isdigit() and len(a) < 6)]
    place = next((p for p in places_of(page.url) if p.kind == "page"), None)
    return place.at(int(numbers[0])) if place is not None and len(numbers) == 1 else ""


def _leads_on(page: Page, url: str, rows: set[str]) -> bool:
    """Whether an address can be the next page: of this site, not this page, no row, not a page before."""
    target, own = url.partition("#")[0], page.url.partition("#")[0]
    if target in (own, own + "/") or target in rows:
        return False
    if _MONTH_ADDRESS.search(target) and not _MONTH_ADDRESS.search(own):
        return False
    there, here = urlsplit(target), urlsplit(own)
    if not _same_site(there.hostname or "", here.hostname or ""):
        return False
    if unquote(there.path) == unquote(here.path) and there.query == here.query:
        return False
    mine = {(p.kind, p.key, _tail(p.head)): p for p in places_of(own)}
    for place in places_of(target):
        same = mine.get((place.kind, place.key, _tail(place.head)))
        if same is not None and place.kind != "plain":
            return place.number > same.number
    return True


def _tail(head: str) -> str:
    """The path before a number, without host: what two addresses of one pager share."""
    return urlsplit(head).path


def _same_site(there: str, here: str) -> bool:
    return there.lower().removeprefix("www.") == here.lower().removeprefix("www.")


@remembered(8_192)
def _names_more(name: str) -> bool:
    return _MORE_CLASS.search(name) is not None


def _more(page: Page, rows: set[str]) -> Request | None:
    """A "load more" that names an address: of data, or of a page whose number follows this one's."""
    assert page.root is not None
    boxes: list[tuple[lxml.html.HtmlElement, str]] = []
    if any(name in page.text for name in ("data-url", "data-next", "data-href")):
        held = page.root.xpath(
            "//*[self::div or self::span or self::p][@data-url or @data-next-url or @data-href or @data-next]"
        )
        boxes = [(box, label_of(box)) for box in held[:200]] if isinstance(held, list) else []
    for element, label in [*labelled_links(page), *boxes]:
        name, ident = element.get("class"), element.get("id")
        known = (name is not None and _names_more(name)) or (ident is not None and _names_more(ident))
        if not known and not _said(label).more:
            continue
        told = next((v for v in (element.get(name) for name in _DATA_LINKS) if v and re.search(r"[/?.]", v)), None)
        url = page.absolute(told or element.get("href"))
        own = urlsplit(page.url).path
        steps = any(p.kind in ("page", "offset", "folder") for p in places_of(url)) or _CURSOR.search(url) is not None
        if url and (told or (steps and (known or urlsplit(url).path.startswith(own)))) and _leads_on(page, url, rows):
            return Request(url)
    if "common_listmore" not in page.text:
        return None
    for href in page.selector.xpath("//a[contains(@href, 'common_listmore')]/@href").getall():
        url = page.absolute(href)
        if url and _leads_on(page, url, rows):
            return Request(url)
    return None
