"""Pages for people, from templates: the board of all feeds, and one page beside every feed.

No page needs a script.  Each text stands in its own language and direction.

This module does not know which feeds there are, nor where pages are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feeds.extension import TYPES
from feeds.items import FeedDocument

SHOWN = 50
_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
# Languages written from right to left, by their primary subtag; others may carry such a script by name.
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa ha-Arab he iw khw ks ps sd ug ur yi".split())
_SCRIPTS = ("arab", "hebr", "thaa", "syrc", "nkoo")


@dataclass(frozen=True, slots=True)
class Line:
    """One feed on the board; `state` and `reason` are of its source ("" for a merged feed)."""

    name: str
    title: str
    home: str
    language: str
    articles: int
    newest_title: str = ""
    newest_url: str = ""
    newest_day: str = ""
    newest_language: str = ""
    state: str = ""
    reason: str = ""
    topics: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the newest articles of all sources."""

    title: str
    url: str
    day: str
    language: str
    source: str
    source_title: str
    source_language: str


def direction(tag: str) -> str:
    """`rtl` or `ltr` for a language tag; `auto` when it does not tell."""
    parts = tag.lower().split("-")
    if any(p in _SCRIPTS for p in parts[1:]):
        return "rtl"
    return "auto" if not tag else "rtl" if parts[0] in _RIGHT_TO_LEFT else "ltr"


def attributes(tag: str) -> Markup:
    """`lang` and `dir` of a text, as attributes."""
    lang = Markup(' lang="{}"').format(tag) if tag else Markup("")
    return lang + Markup(' dir="{}"').format(direction(tag))


_environment = Environment(
    loader=PackageLoader("feeds", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_environment.globals.update(attributes=attributes, direction=direction, types=TYPES, names=_NAMES)


def feed_page(document: FeedDocument, board_title: str) -> bytes:
    """The page beside a feed: how to subscribe, and its newest articles."""
    addresses = {kind: f"{document.base}/{document.place}.{kind}" if document.base else "" for kind in TYPES}
    return _render(
        "feed.html", document=document, items=document.items[:SHOWN], board_title=board_title, addresses=addresses
    )


def board_page(
    title: str, lines: list[Line], *, number: int, count: int, sources: int, together: list[Line], topics: list[Line],
    searches: list[Line], latest: list[Headline], specials: list[Line], broken: int,
) -> bytes:  # fmt: skip
    """One page of the board: on the first also the merged feeds and the newest articles."""
    return _render(
        "board.html", title=title, lines=lines, number=number, count=count, sources=sources, together=together, topics=topics,
        searches=searches, latest=latest, specials=specials, broken=broken, page_name=page_name,
    )  # fmt: skip


def page_name(number: int) -> str:
    """The file of a page of the board, from 1."""
    return "index.html" if number == 1 else f"index-{number}.html"


def style() -> bytes:
    """The style sheet of all pages."""
    return (files("feeds") / "templates" / "style.css").read_bytes()


def _render(template: str, **values: Any) -> bytes:
    return _environment.get_template(template).render(**values).encode("utf-8", "replace")
