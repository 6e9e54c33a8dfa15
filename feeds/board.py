"""The board: what `index.html`, its further pages, `feeds.opml` and the style sheet are made from.

A page holds a fixed number of sources in the order of their names, so that with thousands of sources one new article
changes one page.

This module does not know how a page looks, nor when it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crawler.config import Config
from crawler.health import BROKEN
from crawler.store import feedstate
from crawler.store.database import Row, Store
from feeds.items import place
from feeds.opml import Outline, opml
from feeds.pages import Headline, Line, board_page, page_name, style
from feeds.plans import ALL, Plans
from feeds.select import Shelf
from feeds.special import Special
from feeds.text import language, safe, uri

PER_PAGE = 100
LATEST = 12


@dataclass(frozen=True, slots=True)
class BoardFile:
    """A file of the board: its path in the output folder, what it is made from, and how to make it."""

    path: str
    makings: object
    build: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Board:
    """What lines are made from: the plans, the feeds as published, the states of the sources."""

    plans: Plans
    rows: dict[str, Row]
    states: dict[str, tuple[str, str]]

    def makings(self, name: str) -> tuple[object, ...]:
        """What the line of a feed is made from, without making it."""
        row = self.rows[name]
        given = self.plans.given.get(name)
        return (name, given, self.states.get(name), row["language"], row["articles"], row["newest"])

    def state(self, source: str) -> tuple[str, str]:
        """The state of a source, and the reason."""
        return ("paused", "") if self.plans.given[source][-1] else self.states.get(source, ("new", ""))

    def line(self, name: str) -> Line:
        """The line of a feed."""
        plan, row = self.plans.of(name), self.rows[name]
        newest = json.loads(row["newest"])
        state, reason = ("", "") if plan.merged else self.state(name)
        topics = () if plan.merged else self.plans.topics_of(name)
        return Line(
            name, plan.label, uri(plan.home), language(plan.language) or row["language"], row["articles"],
            newest.get("title", ""), newest.get("url", ""), newest.get("time", "")[:10], newest.get("language", ""),
            state, safe(reason), topics,
        )  # fmt: skip


def board_files(
    store: Store, config: Config, shelf: Shelf, plans: Plans, rows: dict[str, Row], specials: Sequence[Special]
) -> list[BoardFile]:
    """All files of the board; `rows` are the feeds as published.

    Of ten thousand sources only those are made into lines whose page is built.
    """
    states = {r["name"]: (r["state"], r["reason"]) for r in store.query("SELECT name, state, reason FROM source")}
    board, title = _Board(plans, rows, states), config.gazette.title
    names = sorted(plans.sources)
    chunks = [names[i : i + PER_PAGE] for i in range(0, len(names), PER_PAGE)] or [[]]
    head = _head(store, board, specials)
    nothing: dict[str, Any] = {key: type(value)() for key, value in head.items()}
    files = []
    for number, chunk in enumerate(chunks, 1):
        values = {"number": number, "count": len(chunks), "sources": len(names), **(head if number == 1 else nothing)}
        makings = (title, [board.makings(name) for name in chunk], values)
        files.append(BoardFile(page_name(number), makings, partial(_page, title, board, chunk, values)))
    languages = [rows[name]["language"] for name in plans.names]
    listed = (title, shelf.base, plans.fingerprint, languages, [(s.name, s.title) for s in specials])
    files.append(BoardFile("feeds.opml", listed, lambda: opml(title, _outlines(shelf, plans, rows, specials))))
    files.append(BoardFile("style.css", "", style))
    return files


def _head(store: Store, board: _Board, specials: Sequence[Special]) -> dict[str, Any]:
    """What stands on the first page alone."""
    plans = board.plans
    lines = [(plans.of(name), board.line(name)) for name in plans.merged]
    return {
        "broken": sum(1 for name in plans.sources if board.state(name)[0] in BROKEN),
        "together": [line for plan, line in lines if plan.reach is None],
        "topics": [line for plan, line in lines if plan.topic],
        "searches": [line for plan, line in lines if plan.searched],
        "latest": _latest(store, board),
        "specials": [Line(s.name, s.label, "", "en", 0, about=s.about) for s in specials],
    }  # fmt: skip


def _page(title: str, board: _Board, chunk: list[str], values: dict[str, Any]) -> bytes:
    return board_page(title, [board.line(name) for name in chunk], **values)


def _latest(store: Store, board: _Board) -> list[Headline]:
    out = []
    for row in feedstate.headlines(store, LATEST):
        line = board.line(row["source"]) if row["source"] in board.plans.given else None
        title = safe(row["title"]).strip() or row["url"]
        out.append(
            Headline(
                title, uri(row["url"]), row["feed_time"][:10], language(row["title_language"] or row["language"]),
                line.name if line else "", line.title if line else row["source"], line.language if line else "",
            )
        )  # fmt: skip
    return out


def _outlines(shelf: Shelf, plans: Plans, rows: dict[str, Row], specials: Sequence[Special]) -> list[Outline]:
    """The merged feeds, then the sources in a folder for each topic (those of several stand in each)."""

    def outline(name: str, title: str, home: str, tag: str, *, merged: bool) -> Outline:
        return Outline(title, f"{shelf.base}/{place(name)}" if shelf.base else place(name), uri(home), tag, merged)

    topics = {p.topic: p for p in plans if p.topic}
    folders: dict[str, list[Outline]] = {}
    loose: list[Outline] = []
    out: list[Outline] = []
    members: dict[str, list[str]] = {}
    for topic, plan in topics.items():
        for name in plan.sources or ():
            members.setdefault(name, []).append(topic)
    for plan in plans:
        line = outline(
            plan.name, plan.title, plan.home, plan.language or rows[plan.name]["language"], merged=plan.merged
        )
        if plan.reach is None or plan.searched:
            out.append(line)
        elif plan.topic:
            folders.setdefault(plan.topic, []).insert(0, line)
        elif plan.name in members:
            for topic in members[plan.name]:
                folders.setdefault(topic, []).append(line)
        else:
            loose.append(line)
    front = shelf.base or plans.of(ALL).home
    out += [outline(s.name, s.title, front, "en", merged=True) for s in specials]
    out += [Outline(topic, "", "", "", children=tuple(children)) for topic, children in sorted(folders.items())]
    return out + loose
