"""Which articles make up a feed, in which order, as documents that every format is written from.

Order is feed time, newest first, then address; both are stored and never change, so two builds are equal.

This module does not know any feed format.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from crawler.clock import parse_stamp
from crawler.config import Config
from crawler.keys import SavedSearch
from crawler.normalise.urls import guid_of
from crawler.store import feedstate
from crawler.store.articles import by_ids
from crawler.store.database import Row, Store
from crawler.store.feedstate import Reach, Searched
from feeds.items import FeedDocument, Gone, Item, Origin, item_of, place
from feeds.parts import Part
from feeds.text import language, safe, uri

# So many of the articles that were last changed stand in a feed's document, however old they are (RFC 5005, 4.2).
CHANGES = 20
_NONE: Mapping[str, Searched] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Plan:
    """One feed to be published: what it follows, and what it is called (`label` on the board, which names `title`)."""

    name: str
    title: str
    home: str
    language: str
    reach: Reach
    id: str
    topic: str = ""
    label: str = ""

    @property
    def merged(self) -> bool:
        """Whether its items come from several feeds."""
        return self.reach is None or self.searched or bool(self.topic)

    @property
    def searched(self) -> bool:
        """Whether it is of a saved search."""
        return isinstance(self.reach, Searched)

    @property
    def sources(self) -> tuple[str, ...] | None:
        """The sources that its items can be from; None for all."""
        return None if self.reach is None or isinstance(self.reach, Searched) else tuple(self.reach)


@dataclass(slots=True)
class Shelf:
    """What building documents needs: the store, the public address, the hub, how many items, each source's origin."""

    store: Store
    base: str
    hub: str
    limit: int
    origins: dict[str, Origin] = field(default_factory=dict)


def plans_of(
    store: Store, config: Config, known: dict[str, Row], searches: Mapping[str, Searched] = _NONE
) -> list[Plan]:
    """The feeds of a configuration: all together, topics, saved searches, sources.

    `known` are the feeds published before, `searches` the saved searches that are followed.
    """
    rows = {r["name"]: r for r in store.query("SELECT name, title FROM source")}
    titles = {
        s.name: safe(s.title or (rows.get(s.name) or {"title": ""})["title"]).strip() or s.name for s in config.source
    }
    base = config.gazette.base_url.rstrip("/")
    home = base or (config.source[0].url if config.source else "https://example.org/")

    def plan(
        name: str, title: str, at: str, tag: str, reach: Reach, topic: str = "", seed: str = "", label: str = ""
    ) -> Plan:
        # An id is chosen once: it outlives a list that moves, and another public address.
        number = known[name]["id"] if name in known else guid_of(seed or at)
        return Plan(name, title, at, tag, reach, number, topic, label or topic or title)

    topics: dict[str, list[str]] = {}
    for source in config.source:
        for topic in source.topics:
            topics.setdefault(topic, []).append(source.name)
    front = f"{base}/" if base else home
    out = [plan("all", config.gazette.title, front, "", None, seed=f"{home.rstrip('/')}/#!all")]
    for topic, names in sorted(topics.items()):
        seed = f"{home.rstrip('/')}/#!topic/{topic}"
        title = f"{config.gazette.title}: {topic}"
        out.append(plan(topic_name(topic), title, front, "", tuple(sorted(names)), topic, seed))
    for saved in (s for s in config.search if s.name in searches):
        seed = f"{home.rstrip('/')}/#!search/{saved.name}"
        label = search_title(saved)
        title = f"{config.gazette.title}: {label}"
        out.append(plan(saved.name, title, front, saved.language, searches[saved.name], seed=seed, label=label))
    out += [plan(s.name, titles[s.name], s.url, s.language, (s.name,)) for s in config.source]
    return out


def topic_name(topic: str) -> str:
    """The name of a topic's feed; words of other scripts are told apart by a hash."""
    word = re.sub(r"[^a-z0-9]+", "-", topic.lower()).strip("-")[:40]
    exact = word == topic.lower()
    return f"topic-{word}" if exact else f"topic-{word or 'x'}-{hashlib.sha256(topic.encode()).hexdigest()[:8]}"


def search_title(saved: SavedSearch) -> str:
    """What a saved search is called: its title, else what it asks for."""
    narrowed = ", ".join([*saved.source, *saved.topic, *filter(None, [saved.language])])
    words = " ".join(saved.query.split())
    return safe(saved.title).strip() or safe(f"{words} ({narrowed})" if words and narrowed else words or narrowed)


def shelf_of(store: Store, config: Config, plans: Sequence[Plan]) -> Shelf:
    """What building the documents of these plans needs."""
    base = uri(config.gazette.base_url).rstrip("/") if config.gazette.base_url else ""
    origins = {
        p.name: Origin(p.id, p.title, uri(p.home), f"{base}/{place(p.name)}" if base else "")
        for p in plans
        if not p.merged
    }
    return Shelf(store, base, config.gazette.hub, config.gazette.feed_items, origins)


def current(shelf: Shelf, plan: Plan, open_ids: Iterable[int], previous: str) -> FeedDocument:
    """The document that subscribers poll: the newest articles, those not yet in the history, the last changed."""
    changed = feedstate.changed_ids(shelf.store, plan.reach, CHANGES)
    newest = feedstate.newest_ids(shelf.store, plan.reach, shelf.limit)
    return _document(shelf, plan, {*newest, *open_ids, *changed}, "", previous)


def past(shelf: Shelf, plan: Plan, part: Part, previous: str) -> FeedDocument:
    """One closed part of the history, with what is left of it today."""
    ids = feedstate.arrived_between(shelf.store, plan.reach, part.first, part.last)
    return _document(shelf, plan, set(ids), part.label, previous)


def _document(shelf: Shelf, plan: Plan, ids: set[int], label: str, previous: str) -> FeedDocument:
    stored = by_ids(shelf.store, sorted(ids))
    gone_at = feedstate.withdrawals(shelf.store, [a.id for a in stored if a.state == "withdrawn"])
    items = tuple(
        item_of(a, shelf.origins.get(a.article.source) if plan.merged else None) for a in stored if a.state == "live"
    )
    gone = tuple(gone_of(a.guid, a.article.url, gone_at[a.id]) for a in stored if a.id in gone_at)
    return FeedDocument(
        name=plan.name, title=plan.title, id=plan.id, home=plan.home, base=shelf.base,
        language=language(plan.language) or _language(items), items=items, gone=gone, label=label, previous=previous,
        hub=shelf.hub, merged=plan.merged,
    )  # fmt: skip


def gone_of(guid: str, url: str, at: str) -> Gone:
    """A withdrawn article as what is left of it."""
    return Gone(guid, uri(url), parse_stamp(at))


def _language(items: Sequence[Item]) -> str:
    """The language that most items have; "" when there is none."""
    counts = Counter(item.language for item in items)
    return max(sorted(counts), key=lambda tag: counts[tag], default="")
