"""Publish what changed: build the documents of the feeds that were touched, lay them into the output folder.

What was touched is kept in the store until a publication has finished, so one that is killed is made up for by the next.

This module does not know how a document's bytes are made, nor which articles belong to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from crawler.clock import now, stamp
from crawler.config import Config
from crawler.store import feedstate
from crawler.store.database import Row, Store
from crawler.store.feedstate import Arrival
from crawler.store.saved import follow
from feeds.board import board_files
from feeds.files import Laying, names_in, publishing
from feeds.items import FeedDocument, place
from feeds.jsonfeed import json_feed
from feeds.pages import feed_page
from feeds.parts import Part, part_of, split
from feeds.plans import Plan, Plans
from feeds.select import Shelf, current, past, shelf_of
from feeds.special import Special, specials_of
from feeds.syndication import atom, rss

KINDS: dict[str, Callable[[FeedDocument], bytes]] = {"rss": rss, "atom": atom, "json": json_feed}
# The modules that shape a published file: another version of them writes all files anew, of others none.
MAKERS = (
    "board", "extension", "items", "jsonfeed", "opml", "pages", "parts", "plans", "publish", "select", "special", "stories",
    "syndication", "text",
)  # fmt: skip
# Hears how far a publication is: so many feeds of so many.
Told = Callable[[int, int], None]
# Where the fingerprint of all that plans are made from is kept.
_LAYOUT = "feeds/*"


def _untold(_done: int, _of: int) -> None:
    pass


@dataclass(slots=True)
class Published:
    """What a publication did: the files it wrote, how many it looked at or left alone, the feeds that changed."""

    written: list[Path] = field(default_factory=list)
    kept: int = 0
    feeds: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """A publication while it goes on, and what is to be recorded at its end."""

    store: Store
    config: Config
    plans: Plans
    shelf: Shelf
    laying: Laying
    built: dict[str, str]
    done: Published = field(default_factory=Published)
    rows: list[Row] = field(default_factory=list)
    parts: list[tuple[str, int, str, int, int]] = field(default_factory=list)
    anew: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)

    def lay(self, name: str, content: bytes) -> bool:
        """Lay one file of the output folder; whether it changed."""
        if self.laying.lay(name, content):
            self.done.written.append(self.laying.output / name)
            return True
        self.done.kept += 1
        return False


def publish(store: Store, config: Config, *, everything: bool = False, told: Told = _untold) -> Published:
    """Write the feeds that were touched since the last publication (all of them with `everything`).

    Also the pages for people and `feeds.opml`.  `told` hears how many feeds of how many are done.  Raises StoreError when
    the folder cannot be written, StoreBusy when another process publishes.
    """
    with publishing(config.output) as laying:
        touched = feedstate.touched(store)
        known = feedstate.feeds(store)
        searches = follow(store, config.search, touched.articles, now())
        plans = Plans(store, config, {name: row["id"] for name, row in known.items()}, searches)
        work = _Work(store, config, plans, shelf_of(store, config, plans), laying, feedstate.built(store))
        present = _complete(names_in(config.output / "feeds"))
        specials = specials_of(store, config, work.shelf)
        _publish_feeds(work, known, touched.articles, present, everything=everything, told=told)
        _publish_specials(work, specials, present, touched.articles, everything=everything)
        _publish_board(work, known | {row["name"]: row for row in work.rows}, specials, everything=everything)
        feedstate.record(store, touched.upto, work.rows, work.parts, work.anew, work.marks)
        topics = [f"{work.shelf.base}/{place(name)}.{kind}" for name in work.done.feeds for kind in KINDS]
        if work.shelf.base and work.shelf.hub:
            feedstate.add_pings(store, topics, stamp(now()))
    return work.done


def _publish_feeds(
    work: _Work, known: dict[str, Row], touched: Sequence[int], present: set[str], *, everything: bool, told: Told
) -> None:
    """Write the feeds that a touched article reaches, or that are made otherwise than when they were written."""
    plans = work.plans
    seqs = _reached(work, touched)
    lacking = set(plans.names) - present
    layout = _digest(_code(), plans.fingerprint)
    if everything or work.built.get(_LAYOUT) != layout or not known.keys() >= set(plans.names):
        # Something that shapes feeds has changed: of each it is seen whether it did for this one.
        marks = {plan.name: _fingerprint(work.shelf, plan) for plan in plans}
        other = {n for n in plans.names if everything or n not in known or known[n]["fingerprint"] != marks[n]}
    else:
        marks, other = {}, set()
    due = [name for name in plans.names if name in seqs or name in other or name in lacking]
    for n, name in enumerate(due):
        told(n, len(due))
        mark = marks[name] if marks else known[name]["fingerprint"]
        _publish_feed(work, plans.of(name), mark, seqs.get(name, ()), whole=name in other)
    work.done.kept += (len(KINDS) + 1) * (len(plans.names) - len(due))
    work.marks[_LAYOUT] = layout


class _Closed(Sequence[Part]):
    """The parts of a feed's history that were closed before, each read when it is looked at."""

    def __init__(self, store: Store, feed: str) -> None:
        self._read = cache(lambda number: Part(**(feedstate.page(store, feed, number) or {})))
        self._count = feedstate.count_pages(store, feed)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: Any) -> Any:
        return self._read(range(1, self._count + 1)[at])


def _publish_feed(work: _Work, plan: Plan, mark: str, seqs: Sequence[int], *, whole: bool) -> None:
    """Write one feed: its document and page, the parts of its history that closed, and those that were touched."""
    known: Sequence[Part] = () if whole else _Closed(work.store, plan.name)
    if whole:
        work.anew.append(plan.name)
    last = known[-1] if known else None
    closed, still_open = split(last, feedstate.arrivals_after(work.store, plan.reach, last.last if last else 0))
    again = {part.number: part for seq in seqs if (part := part_of(known, seq))} | {p.number: p for p in closed}
    labels = {part.number: part.label for part in closed}
    for number, part in sorted(again.items()):
        previous = labels.get(number - 1) or (known[number - 2].label if number > 1 else "")
        document = past(work.shelf, plan, part, previous)
        for kind, build in KINDS.items():
            work.lay(f"{document.place}.{kind}", build(document))
    work.parts += [(plan.name, p.number, p.label, p.first, p.last) for p in closed]
    newest = closed[-1] if closed else last
    document = current(work.shelf, plan, [a.article for a in still_open], newest.label if newest else "")
    if lay_document(work, document):
        work.done.feeds.append(plan.name)
    work.rows.append(_row(work.store, plan, mark, document, still_open))


def lay_document(work: _Work, document: FeedDocument) -> bool:
    """Write the document that subscribers poll, in all formats, and its page; whether a format changed."""
    changed = [work.lay(f"{document.place}.{kind}", build(document)) for kind, build in KINDS.items()]
    work.lay(f"{document.place}.html", feed_page(document, work.config.gazette.title))
    return any(changed)


def _row(store: Store, plan: Plan, mark: str, document: FeedDocument, still_open: Sequence[Arrival]) -> Row:
    newest = document.items[0] if document.items else None
    told = {"title": newest.title, "url": newest.url, "time": stamp(newest.published), "language": newest.language or document.language} if newest else {}  # fmt: skip
    return {
        "name": plan.name, "id": plan.id, "fingerprint": mark, "title": plan.title, "language": document.language,
        "articles": feedstate.count_arrived(store, plan.reach), "newest": json.dumps(told, ensure_ascii=False),
    }  # fmt: skip


def _publish_specials(
    work: _Work, specials: Sequence[Special], present: set[str], touched: Sequence[int], *, everything: bool
) -> None:
    """Write the feeds that are no selection of articles."""
    for special in specials:
        mark = _digest(_code(), special.fingerprint, special.name)
        key = f"{place(special.name)}.*"
        changed = work.built.get(key) != mark or not special.shows.isdisjoint(touched)
        if everything or changed or special.name not in present:
            if lay_document(work, special.build()):
                work.done.feeds.append(special.name)
            work.marks[key] = mark
        else:
            work.done.kept += len(KINDS) + 1


def _publish_board(work: _Work, rows: dict[str, Row], specials: Sequence[Special], *, everything: bool) -> None:
    """Write the pages of the index and the OPML file whose makings changed."""
    for file in board_files(work.store, work.config, work.shelf, work.plans, rows, specials):
        mark = _digest(_code(), file.makings)
        if everything or work.built.get(file.path) != mark or not (work.config.output / file.path).exists():
            work.lay(file.path, file.build())
            work.marks[file.path] = mark
        else:
            work.done.kept += 1


def _reached(work: _Work, touched: Sequence[int]) -> dict[str, list[int]]:
    """By feed: the arrivals of touched articles that concern it, at its sources or at its search."""
    out = {name: seqs for name, seqs in feedstate.found_by(work.store, touched).items() if name in work.plans}
    for source, seqs in feedstate.arrivals_of(work.store, touched).items():
        for name in work.plans.reached_by(source):
            out.setdefault(name, []).extend(seqs)
    return out


def _complete(names: set[str]) -> set[str]:
    """The feeds of which all files are there."""
    ends = [f".{kind}" for kind in (*KINDS, "html")]
    return set.intersection(*({name.removesuffix(end) for name in names if name.endswith(end)} for end in ends))


def _fingerprint(shelf: Shelf, plan: Plan) -> str:
    """Of everything besides its articles that shapes a feed's files."""
    origins: object = ()
    if plan.merged and shelf.plans is not None:
        names = shelf.plans.sources if plan.sources is None else plan.sources
        origins = [(name, shelf.origin(name)) for name in sorted(names)]
    return _digest(_code(), shelf.base, shelf.hub, shelf.limit, plan, origins)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _code() -> str:
    """A fingerprint of the code that makes the files: another version of gazette writes them anew."""
    digest = hashlib.sha256()
    folder = files("feeds")
    templates = [e for e in (folder / "templates").iterdir() if e.name.endswith((".html", ".css"))]
    for entry in (*(folder / f"{name}.py" for name in MAKERS), *sorted(templates, key=lambda e: e.name)):
        digest.update(entry.read_bytes())
    return digest.hexdigest()
