"""Publish what changed: build the documents of the feeds that were touched, lay them into the output folder.

What was touched is kept in the store until a publication has finished, so one that is killed is made up for by the next.

This module does not know how a document's bytes are made, nor which articles belong to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from crawler.clock import now, stamp
from crawler.config import Config
from crawler.store import feedstate
from crawler.store.database import Row, Store
from crawler.store.feedstate import Arrival
from crawler.store.saved import follow
from feeds.board import board_files
from feeds.files import names_in, publishing_lock, write
from feeds.items import FeedDocument, place
from feeds.jsonfeed import json_feed
from feeds.pages import feed_page
from feeds.parts import Part, part_of, split
from feeds.select import Plan, Shelf, current, past, plans_of, shelf_of
from feeds.special import Special, specials_of
from feeds.syndication import atom, rss

KINDS: dict[str, Callable[[FeedDocument], bytes]] = {"rss": rss, "atom": atom, "json": json_feed}


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
    shelf: Shelf
    done: Published = field(default_factory=Published)
    rows: list[Row] = field(default_factory=list)
    parts: list[tuple[str, int, str, int, int]] = field(default_factory=list)
    anew: list[str] = field(default_factory=list)

    def lay(self, name: str, content: bytes) -> bool:
        """Lay one file of the output folder; whether it changed."""
        path = self.config.output / name
        if write(path, content):
            self.done.written.append(path)
            return True
        self.done.kept += 1
        return False


def publish(store: Store, config: Config, *, everything: bool = False) -> Published:
    """Write the feeds that were touched since the last publication (all of them with `everything`).

    Also the pages for people and `feeds.opml`.  Raises StoreError when the folder cannot be written, StoreBusy when
    another process publishes.
    """
    with publishing_lock(config.output):
        touched = feedstate.touched(store)
        known = feedstate.feeds(store)
        searches = follow(store, config.search, touched.articles, now())
        plans = plans_of(store, config, known, searches)
        work = _Work(store, config, shelf_of(store, config, plans))
        present = names_in(config.output / "feeds")
        reached = feedstate.arrivals_of(store, touched.articles), feedstate.found_by(store, touched.articles)
        for plan in plans:
            mark = _fingerprint(work.shelf, plan)
            seqs = _reached(plan, *reached)
            whole = everything or plan.name not in known or known[plan.name]["fingerprint"] != mark
            if whole or seqs or not present.issuperset(_names(plan.name)):
                _publish_feed(work, plan, mark, seqs, whole=whole)
            else:
                work.done.kept += len(KINDS) + 1
        marks = _publish_specials(work, present, touched.articles, everything=everything)
        rows = known | {row["name"]: row for row in work.rows}
        marks |= _publish_board(work, plans, rows, everything=everything)
        feedstate.record(store, touched.upto, work.rows, work.parts, work.anew, marks)
        topics = [f"{work.shelf.base}/{place(name)}.{kind}" for name in work.done.feeds for kind in KINDS]
        if work.shelf.base and work.shelf.hub:
            feedstate.add_pings(store, topics, stamp(now()))
    return work.done


def _publish_feed(work: _Work, plan: Plan, mark: str, seqs: Sequence[int], *, whole: bool) -> None:
    """Write one feed: its document and page, the parts of its history that closed, and those that were touched."""
    known = [] if whole else [Part(**row) for row in feedstate.pages_of(work.store, plan.name)]
    if whole:
        work.anew.append(plan.name)
    after = known[-1].last if known else 0
    closed, still_open = split(known, feedstate.arrivals_after(work.store, plan.reach, after))
    parts = [*known, *closed]
    again = {part.number for seq in seqs if (part := part_of(known, seq))} | {part.number for part in closed}
    for i, part in enumerate(parts):
        if part.number in again:
            document = past(work.shelf, plan, part, parts[i - 1].label if i else "")
            for kind, build in KINDS.items():
                work.lay(f"{document.place}.{kind}", build(document))
    work.parts += [(plan.name, p.number, p.label, p.first, p.last) for p in closed]
    document = current(work.shelf, plan, [a.article for a in still_open], parts[-1].label if parts else "")
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


def _publish_specials(work: _Work, present: set[str], touched: Sequence[int], *, everything: bool) -> dict[str, str]:
    """Write the feeds that are no selection of articles; their fingerprints."""
    marks: dict[str, str] = {}
    known = feedstate.built(work.store)
    for special in specials_of(work.store, work.config, work.shelf):
        mark = _digest(_code(), special.fingerprint, special.name)
        key = f"{place(special.name)}.*"
        changed = known.get(key) != mark or not special.shows.isdisjoint(touched)
        if everything or changed or not present.issuperset(_names(special.name)):
            if lay_document(work, special.build()):
                work.done.feeds.append(special.name)
            marks[key] = mark
        else:
            work.done.kept += len(KINDS) + 1
    return marks


def _publish_board(work: _Work, plans: Sequence[Plan], rows: dict[str, Row], *, everything: bool) -> dict[str, str]:
    """Write the pages of the index and the OPML file whose makings changed; their fingerprints."""
    marks: dict[str, str] = {}
    known = feedstate.built(work.store)
    specials: list[Special] = specials_of(work.store, work.config, work.shelf)
    for file in board_files(work.store, work.config, work.shelf, plans, rows, specials):
        mark = _digest(_code(), file.makings)
        if everything or known.get(file.path) != mark or not (work.config.output / file.path).exists():
            work.lay(file.path, file.build())
            marks[file.path] = mark
        else:
            work.done.kept += 1
    return marks


def _reached(plan: Plan, reached: dict[str, list[int]], found: dict[str, list[int]]) -> list[int]:
    """The arrivals of touched articles that concern a feed: at its sources, or at its search."""
    if plan.searched:
        return found.get(plan.name, [])
    sources = reached if plan.sources is None else plan.sources
    return [seq for source in sources for seq in reached.get(source, ())]


def _names(name: str) -> Iterator[str]:
    yield from (f"{name}.{kind}" for kind in (*KINDS, "html"))


def _fingerprint(shelf: Shelf, plan: Plan) -> str:
    """Of everything besides its articles that shapes a feed's files."""
    origins: object = ()
    if plan.merged:
        origins = sorted(
            shelf.origins.items() if plan.sources is None else ((n, shelf.origins[n]) for n in plan.sources)
        )
    return _digest(_code(), shelf.base, shelf.hub, shelf.limit, plan, origins)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _code() -> str:
    """A fingerprint of the code that makes the files: another version of gazette writes them anew."""
    digest = hashlib.sha256()
    folder = files("feeds")
    for entry in sorted((*folder.iterdir(), *(folder / "templates").iterdir()), key=lambda e: e.name):
        if entry.is_file() and entry.name.endswith((".py", ".html", ".css")):
            digest.update(entry.read_bytes())
    return digest.hexdigest()
