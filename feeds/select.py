"""Which articles make up a feed, in which order, as documents that every format is written from.

Order is feed time, newest first, then address; both are stored and never change, so two builds are equal.

This module does not know any feed format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.clock import parse_stamp
from crawler.config import Config
from crawler.health.coverage import Coverage
from crawler.store import coverage, feedstate
from crawler.store.articles import by_ids
from crawler.store.database import Store
from feeds.items import FeedDocument, Gone, Item, Origin, item_of, place
from feeds.parts import Part
from feeds.plans import Plan, Plans
from feeds.text import language, uri

# So many of the articles that were last changed stand in a feed's document, however old they are (RFC 5005, 4.2).
CHANGES = 20


@dataclass(slots=True)
class Shelf:
    """What building documents needs: the store, the public address, the hub, how many items, the feeds of the sources."""

    store: Store
    base: str
    hub: str
    limit: int
    plans: Plans | None = None
    _origins: dict[str, Origin] = field(default_factory=dict)

    def origin(self, source: str) -> Origin | None:
        """The feed of a source; None for one that is not followed any more."""
        if self.plans is None or source not in self.plans.given:
            return None
        if source not in self._origins:
            plan = self.plans.of(source)
            address = f"{self.base}/{place(source)}" if self.base else ""
            self._origins[source] = Origin(plan.id, plan.title, uri(plan.home), address)
        return self._origins[source]


def shelf_of(store: Store, config: Config, plans: Plans) -> Shelf:
    """What building the documents of these plans needs."""
    base = uri(config.gazette.base_url).rstrip("/") if config.gazette.base_url else ""
    return Shelf(store, base, config.gazette.hub, config.gazette.feed_items, plans)


def current(shelf: Shelf, plan: Plan, open_ids: Iterable[int], previous: str) -> FeedDocument:
    """The document that subscribers poll: the newest articles, those not yet in the history, the last changed."""
    changed = feedstate.changed_ids(shelf.store, plan.reach, CHANGES)
    newest = feedstate.newest_ids(shelf.store, plan.reach, shelf.limit)
    document = _document(shelf, plan, {*newest, *open_ids, *changed}, "", previous)
    return document if plan.merged else replace(document, coverage=coverage_of(shelf.store, plan.name).sentence())


def coverage_of(store: Store, source: str) -> Coverage:
    """Since when a source was seen whole, and the gaps; `.sentence()` tells it to people."""
    return Coverage(*coverage.stretches(store, source))


def past(shelf: Shelf, plan: Plan, part: Part, previous: str) -> FeedDocument:
    """One closed part of the history, with what is left of it today."""
    ids = feedstate.arrived_between(shelf.store, plan.reach, part.first, part.last)
    return _document(shelf, plan, set(ids), part.label, previous)


def _document(shelf: Shelf, plan: Plan, ids: set[int], label: str, previous: str) -> FeedDocument:
    stored = by_ids(shelf.store, sorted(ids))
    gone_at = feedstate.withdrawals(shelf.store, [a.id for a in stored if a.state == "withdrawn"])
    items = tuple(
        item_of(a, shelf.origin(a.article.source) if plan.merged else None) for a in stored if a.state == "live"
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
