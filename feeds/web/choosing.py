"""What an operator chose on a page that was looked at, as words of a query string, and the list that it makes.

The page and its lists are read once a look; a choice only says which list, which rows are none, where title and day are.
Nothing is changed by choosing, so it is all links and forms that only ask.

This module does not know how a page is fetched, nor how a choice is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from crawler.clock import now
from crawler.config import one_source
from crawler.errors import ConfigError, GazetteError
from crawler.keys import Source
from crawler.learning.examples import Corrections, taught
from crawler.listing.days import DayFinder
from crawler.listing.detect import candidates, finder_for, page_of_rows, read_listing
from crawler.listing.places import Place, elements_of, places
from crawler.listing.rows import text_of
from crawler.model import Listing
from crawler.page import Page, read_page
from feeds.adding import no_list, offered, with_rules
from feeds.looking import Look

NOTHING_SAID = Corrections()
# So many corrections are kept; so many pieces of a row are offered; so many lists are looked through for a link's.
_MOST = 40
_PIECES = 24
_LISTS = 40
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    `which` is the number of an offered list, 0 for none; `beside` a link whose list is wanted instead; `at` the link that
    is talked of now.
    """

    which: int = 1
    beside: int | None = None
    said: Corrections = NOTHING_SAID
    at: int | None = None

    @property
    def changed(self) -> bool:
        """Whether anything but an offered list was chosen."""
        return self.beside is not None or bool(self.said)

    def query(self, **change: Any) -> str:
        """The choice as a query string, with some of it changed: at=, row=, stranger=, title=, day= (None takes it out)."""
        said = self.said
        words: dict[str, Any] = {
            "list": self.which, "beside": self.beside, "row": said.rows, "stranger": said.strangers, "title": said.title,
            "day": said.day,
        }  # fmt: skip
        for key, value in change.items():
            words[key] = (*words[key], value) if key in ("row", "stranger") and value is not None else value
        return urlencode({k: v for k, v in words.items() if v is not None and v != ()}, doseq=True)

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """The choice as the hidden fields of a form, some left out."""
        words = [part.partition("=") for part in self.query().split("&")]
        return [(key, value) for key, _, value in words if key not in without]


def choice_of(asked: Any) -> Choice:
    """The choice in a query string or a form (`getlist`); what is no number says nothing."""

    def numbers(key: str) -> tuple[int, ...]:
        told = [v for v in asked.getlist(key)[:_MOST] if isinstance(v, str) and v.isdecimal() and len(v) < 8]
        return tuple(dict.fromkeys(int(v) for v in told))

    def number(key: str) -> int | None:
        return next(iter(numbers(key)), None)

    first = number("list")
    said = Corrections(numbers("row"), numbers("stranger"), number("title"), number("day"))
    return Choice(1 if first is None else first, number("beside"), said, number("at"))


@dataclass(slots=True)
class Kept:
    """A look that is kept while its page is talked of: the page with its rows, and the lists on it."""

    fields: dict[str, Any]
    look: Look
    source: Source
    page: Page | None = None
    lists: tuple[Listing, ...] = ()
    error: GazetteError | None = None
    # The choice whose articles were read.
    read: str = ""

    @property
    def found(self) -> bool:
        """Whether gazette finds a list by itself."""
        return self.error is None and bool(self.lists)


def kept_of(fields: dict[str, Any], look: Look, max_bytes: int) -> Kept:
    """A look with its page read; what cannot be read is told by `error`."""
    source = one_source(fields)
    kept = Kept(fields, look, source, error=look.error)
    if look.fetched is None:
        return kept
    today, listing = now().date(), None
    try:
        fetched = look.fetched
        page = read_page(fetched.body, fetched.url, content_type=fetched.content_type, max_bytes=max_bytes)
        kept.page = page_of_rows(page, today=today, country=source.place)
        if look.error is None:
            listing = read_listing(page, today=today, country=source.place, learn=True)
            kept.error = None if listing.entries else no_list(source)
        kept.lists = offered(source, page, listing if listing is not None and listing.entries else None)
    except GazetteError as error:
        kept.error = kept.error or error
    return kept


@dataclass(frozen=True, slots=True)
class Chosen:
    """The list that a choice makes, where its rows stand, the number of each row's link, and what of it cannot be done."""

    listing: Listing | None
    held: tuple[Place, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    problem: GazetteError | None = None


def chosen(kept: Kept, choice: Choice) -> Chosen:
    """The list of a choice; where its corrections cannot be met, the list without them and the problem."""
    page, country = kept.page, kept.source.place
    base = kept.lists[choice.which - 1] if 0 < choice.which <= len(kept.lists) else None
    problem: GazetteError | None = None
    if page is None or page.root is None:
        return Chosen(base)
    try:
        if choice.beside is not None:
            base = beside(kept, choice.beside)
        if choice.said:
            base = taught(page, base or Listing("html", ()), choice.said, today=now().date(), country=country)
    except ConfigError as error:
        problem = error
    held = places(page, base) if base is not None else ()
    links = {place.link: place.entry.url for place in held}
    return Chosen(base, held, {links[el]: n for n, el in enumerate(elements_of(page)) if el in links}, problem)


def beside(kept: Kept, number: int) -> Listing:
    """The list in which a link stands; raises ConfigError when it stands alone."""
    assert kept.page is not None
    link = link_at(kept.page, number)
    url = kept.page.absolute(link.get("href"))
    for listing in candidates(kept.page, today=now().date(), country=kept.source.place, limit=_LISTS, every=True):
        if listing.profile is not None and any(entry.url == url for entry in listing.entries):
            return listing
    raise ConfigError(
        "that link stands in no list", url=kept.page.url, mend="name two of its rows, one after the other"
    )


def link_at(page: Page, number: int) -> Any:
    """The link of a number; raises ConfigError when there is none."""
    found = elements_of(page)
    if not 0 <= number < len(found) or not page.absolute(found[number].get("href")):
        raise ConfigError("there is no such link on the page", url=page.url, mend="choose it on the page again")
    return found[number]


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a row that could be its title or its day; `day` is the day that is read in it, "" for none."""

    number: int
    text: str
    day: str
    is_title: bool
    is_day: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The link that is talked of: its text, the row that it leads in (None when it leads in none) and that row's texts."""

    number: int
    text: str
    place: Place | None = None
    row: int = 0
    pieces: Sequence[Piece] = ()


def asked_of(kept: Kept, choice: Choice, now_chosen: Chosen) -> Asked | None:
    """What the operator asks about; None when nothing, or when the page has no such link."""
    if choice.at is None or kept.page is None or kept.page.root is None:
        return None
    try:
        link = link_at(kept.page, choice.at)
    except ConfigError:
        return None
    text = " ".join(text_of(link).split())[:_LONGEST] or kept.page.absolute(link.get("href"))
    chain = {link, *link.iterancestors()}
    row, place = next(((n, p) for n, p in enumerate(now_chosen.held, 1) if p.row in chain), (0, None))
    if place is None:
        return Asked(choice.at, text)
    finder = finder_for(kept.page, now().date(), kept.source.place)
    return Asked(choice.at, text, place, row, _pieces(kept.page, place, finder))


def _pieces(page: Page, place: Place, finder: DayFinder) -> list[Piece]:
    """The texts of a row, each by the smallest element that holds it whole."""
    number = {el: n for n, el in enumerate(elements_of(page))}
    out: list[Piece] = []
    for el in place.row.iterdescendants():
        if el not in number or len(out) >= _PIECES:
            continue
        own = (el.text or "").strip() or any((child.tail or "").strip() for child in el)
        if not own and el is not place.title and el is not place.day:
            continue
        text = text_of(el)[:_LONGEST]
        inside = finder.inside(text)
        moment = finder.whole(text) or (inside[0] if inside else None)
        if text:
            out.append(Piece(number[el], text, moment.value if moment else "", el is place.title, el is place.day))
    return out


def fields_of(kept: Kept, choice: Choice, now_chosen: Chosen) -> dict[str, Any]:
    """What is written of the source: what gazette finds by itself needs no rules, all else is pinned.

    Raises ConfigError when the choice makes no list.
    """
    if now_chosen.problem is not None:
        raise now_chosen.problem
    if now_chosen.listing is None or not now_chosen.listing.entries:
        raise kept.error or no_list(kept.source)
    if kept.found and choice.which == 1 and not choice.changed:
        return kept.fields
    return with_rules(kept.fields, now_chosen.listing)
