"""`gazette add`: look at list pages, show what is there, and write them into the configuration.

This module does not know how a list is found, nor how the file is edited.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import config as configuration
from crawler.catalogue import listed
from crawler.clock import now
from crawler.config import Config
from crawler.errors import ConfigError, GazetteError, ListNotFound
from crawler.keys import Source
from crawler.listing.detect import candidates, page_of_rows
from crawler.model import Listing
from crawler.page import Page
from crawler.store.runs import Issue
from feeds.editing import append, rules_of
from feeds.looking import Told, look, told_of
from feeds.terminal import console, json_text, plain, table

if TYPE_CHECKING:
    from crawler.spiders.probe import Seen  # which loads Scrapy

# Below this, gazette asks which list is meant instead of guessing.
SURE = 0.5
SHOWN_ROWS = 5
SHOWN_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """How to add: without asking, which of several lists (from 1, 0 to be asked), and what is said of every source.

    With `as_json` nothing is asked: what was found is told as JSON, and followed only when `yes` says so.
    """

    yes: bool
    pick: int
    said: dict[str, Any]
    as_json: bool = False


def add_sources(path: Path, what: tuple[str, ...], wish: Wish) -> int:
    """Probe addresses (or names of the catalogue), show, ask, add; 3 when one of them could not be added."""
    from crawler.run import probe  # Scrapy is loaded only where something is fetched

    config = configuration.load(path) if path.exists() else Config(folder=path.parent)
    wanted: list[tuple[Source, dict[str, Any]]] = []
    for one in what:
        wanted.append(wanted_of(config, one, wish.said, [s for s, _ in wanted]))
    status = 0
    told = []
    for (source, fields), seen in zip(wanted, probe(config, tuple(s for s, _ in wanted)), strict=True):
        try:
            told.append(_add(path, source, fields, seen, wish))
        except GazetteError as error:
            if len(wanted) == 1:
                raise
            print(plain(f"gazette: {error}"), file=sys.stderr)
            status = error.exit_status
    if wish.as_json:
        print(json_text(told))
    return status


def wanted_of(
    config: Config, what: str, said: dict[str, Any], others: Sequence[Source] = ()
) -> tuple[Source, dict[str, Any]]:
    """The source behind an address or a name of the catalogue, and what is to be written of it.

    Raises ConfigError for what is no address, and for what is followed already.
    """
    fields = {key: value for key, value in said.items() if value}
    if "://" in what:
        fields["url"] = what
    else:
        known = listed(what)
        fields |= {
            "url": known.url,
            "name": known.name,
            "title": known.title,
            "language": known.language,
            "country": known.country,
        }
        fields["topics"] = tuple(fields.get("topics", ())) or known.topics
    source = configuration.one_source(fields)
    taken = [*config.source, *others]
    if any(s.url == source.url for s in taken):
        raise ConfigError(f"{source.url} is followed already", mend="see `gazette sources`")
    if source.name and any(s.name == source.name for s in taken):
        raise ConfigError(f"there is a source named {source.name!r} already", mend="give another --name")
    fields["name"] = source.name or configuration.name_of(source.url, {s.name for s in taken})
    return source.model_copy(update={"name": fields["name"]}), fields


def _add(path: Path, source: Source, fields: dict[str, Any], seen: Seen, wish: Wish) -> dict[str, Any]:
    """Add one source, telling what is there; the same as JSON.  Raises GazetteError when there is nothing to follow."""
    if seen.error is not None:
        seen.error.source = source.name
        raise seen.error
    listing = seen.listing
    if listing is None or not listing.entries:
        raise no_list(source)
    listing, number = _choose(source, seen, listing, wish)
    articles, troubles = tuple(told_of(source, entry, raw) for entry, raw in seen.articles), tuple(seen.troubles)
    if number > 1:
        # What was read to try the list are articles of the first one.
        fields = with_rules(fields, listing)
        again = look(path, fields)
        articles, troubles = again.articles, again.troubles
    tried = _Tried(source, listing, articles, troubles)
    said = _as_json(tried) | {"added": wish.yes}
    if not wish.as_json:
        _show(tried)
        if not wish.yes and not _agreed():
            console().print("Nothing was added.", markup=False)
            return said
    elif not wish.yes:
        return said
    append(path, fields)
    if not wish.as_json:
        console().print(f"Added {source.name} to {path}. Next: gazette crawl {source.name}", markup=False)
    return said | {"added": True}


def no_list(source: Source) -> ListNotFound:
    """The error for a page without a list."""
    mend = "give the address of the page that lists the news"
    return ListNotFound("no list was found there", source=source.name, url=source.url, mend=mend)


def _choose(source: Source, seen: Seen, listing: Listing, wish: Wish) -> tuple[Listing, int]:
    """The list to follow and its number: the best one when gazette is sure, else the one that the operator picks."""
    if not wish.pick and (listing.confidence >= SURE or wish.yes or wish.as_json):
        return listing, 1
    found = offered(source, seen.page, listing)
    out = console()
    if not wish.pick:
        out.print(f"gazette is not sure which list of {source.url} is meant:", markup=False)
        for number, one in enumerate(found, 1):
            out.print(f"{number}. {len(one.entries)} rows, confidence {one.confidence:.2f}", markup=False)
            for entry in one.entries[:3]:
                out.print(f"     {entry.date.value if entry.date else '':10}  {plain(entry.title)[:60]}", markup=False)
    number = wish.pick or _number(len(found))
    if number > len(found):
        raise ConfigError(
            f"there are {len(found)} lists on the page, not {number}", mend=f"say --pick 1 to --pick {len(found)}"
        )
    return found[number - 1], number


def offered(source: Source, page: Page | None, listing: Listing | None) -> tuple[Listing, ...]:
    """The lists of a page among which to choose: what gazette would follow, then what else it could be."""
    found: tuple[Listing, ...] = ()
    if page is not None and page.kind == "html":
        today, country = now().date(), source.place
        inner = page_of_rows(page, today=today, country=country, endpoint=source.endpoint)
        found = candidates(inner, today=today, country=country, limit=SHOWN_CANDIDATES)
    # A single row is no list to choose.
    others = tuple(one for one in found if len(one.entries) > 1)
    return (listing, *(one for one in others if one is not found[0])) if listing is not None else others


def with_rules(fields: dict[str, Any], listing: Listing) -> dict[str, Any]:
    """What is written of a source whose list is not the one that gazette would find by itself: the list is pinned."""
    return fields | {"list": rules_of(listing)}


@dataclass(frozen=True, slots=True)
class _Tried:
    """A list that may be followed, with the articles that were read to try it and those that could not be."""

    source: Source
    listing: Listing
    articles: tuple[Told, ...]
    troubles: tuple[Issue, ...]


def _as_json(tried: _Tried) -> dict[str, Any]:
    """What was found, for machines."""
    listing = tried.listing
    return {
        "name": tried.source.name, "url": tried.source.url, "mechanism": listing.mechanism, "confidence": round(listing.confidence, 2),
        "why": list(listing.why), "rows": len(listing.entries),
        "entries": [
            {"url": e.url, "title": e.title, "date": e.date.value if e.date else None} for e in listing.entries[:SHOWN_ROWS]
        ],
        "next": listing.next.url if listing.next else None,
        "articles": [
            {
                "url": a.url, "title": a.title, "published": a.day or None, "characters": a.characters,
                "attachments": a.attachments, "note": a.note,
            }
            for a in tried.articles
        ],
        "troubles": [{"url": i.url, "message": i.message, "mend": i.mend} for i in tried.troubles],
    }  # fmt: skip


def _show(tried: _Tried) -> None:
    """What was found: the list with its first rows, then the articles that were read to try it."""
    out, listing = console(), tried.listing
    out.print(
        f"{tried.source.name}: {listing.mechanism}, {len(listing.entries)} rows, confidence {listing.confidence:.2f}",
        markup=False,
    )
    for sentence in listing.why:
        out.print(f"  {plain(sentence)}", markup=False)
    rows = [[e.date.value if e.date else "", e.title] for e in listing.entries[:SHOWN_ROWS]]
    out.print(table([("day", {"no_wrap": True}), ("title", {})], rows))
    if len(listing.entries) > SHOWN_ROWS:
        out.print(f"… and {len(listing.entries) - SHOWN_ROWS} more", markup=False)
    out.print(f"next page: {listing.next.url if listing.next else 'none'}", markup=False)
    for told in tried.articles:
        what = f"{told.characters} characters" if told.characters else told.note or "no body"
        files = f", {told.attachments} attachments" if told.attachments else ""
        out.print(f"read: {plain(told.title)[:60]} | {told.day or 'no day'} | {what}{files}", markup=False)
    for issue in tried.troubles:
        out.print(f"not read: {issue.url}: {issue.message}", markup=False)


def _ask(question: str, otherwise: str) -> str:
    if not sys.stdin.isatty():
        raise ConfigError("there is no terminal to ask on", mend=otherwise)
    return input(question).strip().lower()


def _agreed() -> bool:
    return _ask("Follow it? [Y/n] ", "say --yes") in ("", "y", "yes", "j", "ja", "是")


def _number(most: int) -> int:
    told = _ask(f"Which? [1-{most}] ", "say --pick N (or --yes for the first)")
    return int(told) if told.isdigit() and int(told) else 1
