"""Feeds that are no plain selection of articles: what several sources tell, what publishers changed, how the sources do.

This module does not know any feed format, nor when a feed is written.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from crawler.clock import parse_stamp
from crawler.config import Config
from crawler.dedupe.diff import diff, excerpt, to_html
from crawler.normalise.urls import guid_of
from crawler.store import feedstate, stories
from crawler.store.articles import StoredArticle, by_ids
from crawler.store.database import Row, Store
from crawler.store.history import Change, Revision, latest_changes, revisions_of
from feeds.items import FeedDocument, Item, Origin, link, title_of
from feeds.select import Shelf, gone_of
from feeds.stories import story_items
from feeds.text import language, safe, shorten, uri

LIMIT = 100
_WORDS = {"revision": "Changed", "withdrawn": "Withdrawn", "returned": "Back"}


@dataclass(frozen=True, slots=True)
class Special:
    """One such feed: its name and title (`label` on the board), what it is about, and how to make it.

    `fingerprint` is of what it is made from; `shows` are articles that stand in it: it is made anew when one of them changed, too.
    """

    name: str
    title: str
    label: str
    about: str
    fingerprint: object
    build: Callable[[], FeedDocument]
    shows: frozenset[int] = frozenset()


def specials_of(store: Store, config: Config, shelf: Shelf) -> list[Special]:
    """The special feeds of a configuration."""
    return [_stories(store, config, shelf), _changes(store, config, shelf), _health(store, config, shelf)]


def _stories(store: Store, config: Config, shelf: Shelf) -> Special:
    """The feed of stories, made anew when a story or one of its tellers changed."""
    title = f"{config.gazette.title}: stories"
    shown = stories.changes(store, LIMIT)
    tellers = frozenset(t for _, _, ids in shown for t in ids)
    return Special(
        "stories", title, "Stories", "what several sources tell alike, once, with everyone who tells it",
        (shelf.base, shelf.hub, title, shown, _origins(store, shelf, tellers)), lambda: stories_feed(store, config, shelf), tellers,
    )  # fmt: skip


def _changes(store: Store, config: Config, shelf: Shelf) -> Special:
    """The feed of corrections, made anew when there is a further one, or an article in it is called otherwise."""
    title = f"{config.gazette.title}: corrections and withdrawals"
    shown = latest_changes(store, LIMIT, moves=False)
    articles = frozenset(change.article for change in shown)
    return Special(
        "changes", title, "Corrections and withdrawals", "what publishers changed or took away, word by word",
        (shelf.base, shelf.hub, title, [change.id for change in shown], _origins(store, shelf, articles)),
        lambda: changes_feed(store, config, shelf), articles,
    )  # fmt: skip


def _health(store: Store, config: Config, shelf: Shelf) -> Special:
    """The feed of states, made anew when one changed, or a source in it is called otherwise."""
    title = f"{config.gazette.title}: state of the sources"
    shown = _state_changes(store)
    return Special(
        "health", title, "State of the sources", "for operators: which source fails since when, and the mend",
        (shelf.base, shelf.hub, title, [(row["id"], row["url"], shelf.origin(row["source"])) for row in shown]),
        lambda: health_feed(store, config, shelf),
    )  # fmt: skip


def _origins(store: Store, shelf: Shelf, articles: frozenset[int]) -> list[Origin | None]:
    """The feeds of the sources that these articles are from."""
    rows = store.query(
        "SELECT DISTINCT source FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY source",
        json.dumps(sorted(articles)),
    )
    return [shelf.origin(row["source"]) for row in rows]


def stories_feed(store: Store, config: Config, shelf: Shelf) -> FeedDocument:
    """The stories that changed last, the latest to begin first; those that nobody tells any more are told as gone."""
    latest = stories.latest(store, LIMIT)
    document = _document(config, shelf, "stories", f"{config.gazette.title}: stories", story_items(latest, shelf))
    over = [s for s in latest if all(t.state == "withdrawn" for t in s.tellers)]
    at = feedstate.withdrawals(store, [t.id for s in over for t in s.tellers])
    gone = tuple(
        gone_of(s.guid, s.tellers[0].article.url, max(at[t.id] for t in s.tellers))
        for s in over
        if all(t.id in at for t in s.tellers)
    )
    return replace(document, gone=gone)


def changes_feed(store: Store, config: Config, shelf: Shelf) -> FeedDocument:
    """What publishers changed, withdrew and put back, with the difference, newest first.

    A move is no correction: a site that is rebuilt would push all corrections out with as many moves.
    """
    changes = latest_changes(store, LIMIT, moves=False)
    articles = {a.id: a for a in by_ids(store, {c.article for c in changes})}
    revisions: dict[int, tuple[Revision, ...]] = {}
    items = []
    for change in changes:
        article = articles[change.article]
        if change.article not in revisions:
            revisions[change.article] = revisions_of(store, change.article)
        items.append(_change_item(change, article, revisions[change.article], shelf))
    return _document(config, shelf, "changes", f"{config.gazette.title}: corrections and withdrawals", tuple(items))


def _change_item(change: Change, article: StoredArticle, revisions: tuple[Revision, ...], shelf: Shelf) -> Item:
    when = parse_stamp(change.at)
    told = _what(change, article)
    parts = [f"<p>{escape(told)} {link(article.article.url, title_of(article))}</p>"]
    states = {r.number: r for r in revisions}
    before, after = states.get(change.revision - 1), states.get(change.revision)
    if change.fields and before and after:
        parts += _difference(before, after)
    word = _WORDS.get(change.kind, change.kind.capitalize())
    return Item(
        # The same wherever and whenever it is built: of the article, and of what happened to it when.
        id=f"urn:uuid:{uuid.uuid5(uuid.UUID(article.guid.removeprefix('urn:uuid:')), f'{change.at} {change.kind} {change.revision}')}",
        url=uri(article.article.url), title=f"{word}: {title_of(article)}", html="\n".join(parts), summary=told,
        published=when, updated=when, arrived=when, language=language(article.article.language),
        origin=shelf.origin(article.article.source),
    )  # fmt: skip


def _what(change: Change, article: StoredArticle) -> str:
    if change.kind == "withdrawn":
        return (
            f"Its publisher does not show it any more ({safe(change.detail)})."
            if change.detail
            else "Its publisher does not show it any more."
        )
    fields = ", ".join(change.fields) or "nothing in its text"
    if change.kind == "returned":
        return f"Its publisher shows it again; changed since: {fields}."
    return f"Its publisher changed: {fields}."


def _difference(before: Revision, after: Revision) -> list[str]:
    """The words that went and came, field by field."""
    out = []
    for name, old, new in (
        ("title", before.title, after.title), ("date", before.published, after.published),
        ("text", before.body_text, after.body_text),
        ("files", "\n".join(a.title for a in before.attachments), "\n".join(a.title for a in after.attachments)),
    ):  # fmt: skip
        if old != new:
            out.append(f"<h4>{name}</h4>\n<p>{to_html(excerpt(diff(safe(old), safe(new))))}</p>")
    return out


def health_feed(store: Store, config: Config, shelf: Shelf) -> FeedDocument:
    """Each change of a source's state, with reason and mend, newest first."""
    title = f"{config.gazette.title}: state of the sources"
    return _document(config, shelf, "health", title, tuple(_state_item(r, shelf) for r in _state_changes(store)))


def _state_changes(store: Store) -> list[Row]:
    return store.query(
        "SELECT c.id, c.source, c.at, c.state, c.before, c.reason, c.mend, s.url FROM state_change c "
        "JOIN source s ON s.name = c.source WHERE NOT (c.before = 'new' AND c.state IN ('ok', 'quiet')) ORDER BY c.at DESC, c.id DESC LIMIT ?", LIMIT,
    )  # fmt: skip


def _state_item(row: Row, shelf: Shelf) -> Item:
    origin = shelf.origin(row["source"])
    name = origin.title if origin else row["source"]
    told = safe(row["reason"]) or f"It was {row['before']} before."
    lines = [f"<p>{escape(told)}</p>"] + ([f"<p>What to do: {escape(safe(row['mend']))}</p>"] if row["mend"] else [])
    when = parse_stamp(row["at"])
    return Item(
        id=guid_of(f"{row['url']}#!{row['source']}/{row['at']}/{row['state']}/{row['id']}"), url=uri(row["url"]),
        title=f"{row['state']}: {name}", html="\n".join(lines), summary=shorten(told), published=when, updated=when, arrived=when,
        origin=origin,
    )  # fmt: skip


def _document(config: Config, shelf: Shelf, name: str, title: str, items: tuple[Item, ...]) -> FeedDocument:
    home = shelf.base or (config.source[0].url if config.source else "https://example.org/")
    known = feedstate.special_id(store=shelf.store, name=name, seed=f"{home.rstrip('/')}/#!{name}")
    front = f"{shelf.base}/" if shelf.base else home
    return FeedDocument(name, title, known, front, shelf.base, "en", items, hub=shelf.hub, merged=True)
