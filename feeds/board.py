"""The board: what `index.html`, its further pages, `feeds.opml` and the style sheet are made from.

A page holds a fixed number of sources in the order of their names, so that with thousands of sources one new article
changes one page.

This module does not know how a page looks, nor when it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.config import Config
from crawler.health import BROKEN
from crawler.store import feedstate
from crawler.store.database import Row, Store
from feeds.items import place
from feeds.opml import Outline, opml
from feeds.pages import Headline, Line, board_page, page_name, style
from feeds.select import Plan, Shelf
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


def board_files(
    store: Store, config: Config, shelf: Shelf, plans: Sequence[Plan], rows: dict[str, Row], specials: Sequence[Special]
) -> list[BoardFile]:
    """All files of the board; `rows` are the feeds as published."""
    states = {r["name"]: r for r in store.query("SELECT name, state, reason FROM source")}
    topics = {s.name: s.topics for s in config.source}
    paused = {s.name for s in config.source if s.paused}
    lines = [_line(p, rows, states, topics, paused) for p in plans]
    together = [line for p, line in zip(plans, lines, strict=True) if p.reach is None]
    topical = [line for p, line in zip(plans, lines, strict=True) if p.topic]
    searches = [line for p, line in zip(plans, lines, strict=True) if p.searched]
    single = sorted((line for p, line in zip(plans, lines, strict=True) if not p.merged), key=lambda line: line.name)
    broken = sum(1 for line in single if line.state in BROKEN)
    others = [Line(s.name, s.label, "", "en", 0, about=s.about) for s in specials]
    titles = {line.name: line for line in single}
    latest = _latest(store, titles)
    chunks = [single[i : i + PER_PAGE] for i in range(0, len(single), PER_PAGE)] or [[]]
    files = []
    for i, chunk in enumerate(chunks):
        first = i == 0
        values = {
            "number": i + 1, "count": len(chunks), "sources": len(single), "broken": broken if first else 0,
            "together": together if first else [], "topics": topical if first else [],
            "searches": searches if first else [],
            "latest": latest if first else [], "specials": others if first else [],
        }  # fmt: skip
        files.append(
            BoardFile(
                page_name(i + 1), (config.gazette.title, chunk, values), _page(config.gazette.title, chunk, values)
            )
        )
    outlines = _outlines(shelf, plans, rows, specials)
    title = config.gazette.title
    files.append(BoardFile("feeds.opml", (title, outlines), lambda: opml(title, outlines)))
    files.append(BoardFile("style.css", "", style))
    return files


def _page(title: str, chunk: list[Line], values: dict[str, object]) -> Callable[[], bytes]:
    return lambda: board_page(title, chunk, **values)  # type: ignore[arg-type]


def _line(
    plan: Plan, rows: dict[str, Row], states: dict[str, Row], topics: dict[str, tuple[str, ...]], paused: set[str]
) -> Line:
    row = rows[plan.name]
    newest = json.loads(row["newest"])
    state = states.get(plan.name, {"state": "new", "reason": ""}) if not plan.merged else {"state": "", "reason": ""}
    if plan.name in paused:
        state = {"state": "paused", "reason": ""}
    return Line(
        plan.name, plan.label, uri(plan.home), language(plan.language) or row["language"], row["articles"],
        newest.get("title", ""), newest.get("url", ""), newest.get("time", "")[:10], newest.get("language", ""),
        state["state"], safe(state["reason"]), topics.get(plan.name, ()),
    )  # fmt: skip


def _latest(store: Store, lines: dict[str, Line]) -> list[Headline]:
    out = []
    for row in feedstate.headlines(store, LATEST):
        line = lines.get(row["source"])
        title = safe(row["title"]).strip() or row["url"]
        out.append(
            Headline(
                title, uri(row["url"]), row["feed_time"][:10], language(row["title_language"] or row["language"]),
                line.name if line else "", line.title if line else row["source"], line.language if line else "",
            )
        )  # fmt: skip
    return out


def _outlines(shelf: Shelf, plans: Sequence[Plan], rows: dict[str, Row], specials: Sequence[Special]) -> list[Outline]:
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
    out += [outline(s.name, s.title, shelf.base or plans[0].home, "en", merged=True) for s in specials]
    out += [Outline(topic, "", "", "", children=tuple(children)) for topic, children in sorted(folders.items())]
    return out + loose
