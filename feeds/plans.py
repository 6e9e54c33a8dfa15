"""Which feeds a configuration has: all together, topics, saved searches, sources; each planned when it is asked for.

With ten thousand sources a publication asks for the few feeds that a run touched; to plan all of them would take longer
than to write those.

This module does not know which articles stand in a feed, nor any feed format.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from crawler.config import Config
from crawler.keys import SavedSearch
from crawler.normalise.urls import guid_of
from crawler.store.database import Store
from crawler.store.feedstate import Reach, Searched
from feeds.text import safe

ALL = "all"
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


class Plans:
    """The feeds of a configuration, by name.

    `ids` are those of feeds published before, `searches` the saved searches that are followed.
    """

    def __init__(
        self, store: Store, config: Config, ids: Mapping[str, str], searches: Mapping[str, Searched] = _NONE
    ) -> None:
        self._settings, self._ids, self._searches = config.gazette, ids, searches
        self._found_titles = {r["name"]: r["title"] for r in store.query("SELECT name, title FROM source")}
        self._sources = {source.name: source for source in config.source}
        self._saved = {saved.name: saved for saved in config.search if saved.name in searches}
        self._members: dict[str, list[str]] = {}
        for source in config.source:
            for topic in source.topics:
                self._members.setdefault(topic, []).append(source.name)
        self._topics = {topic_name(topic): topic for topic in sorted(self._members)}
        self._base = config.gazette.base_url.rstrip("/")
        self._home = self._base or (config.source[0].url if config.source else "https://example.org/")
        self._made: dict[str, Plan] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All feeds: all together, the topics, the saved searches, the sources."""
        return (ALL, *self._topics, *self._saved, *self._sources)

    @property
    def merged(self) -> tuple[str, ...]:
        """The feeds whose items come from several."""
        return (ALL, *self._topics, *self._saved)

    @property
    def sources(self) -> tuple[str, ...]:
        """The feeds of a single source."""
        return tuple(self._sources)

    def __iter__(self) -> Iterator[Plan]:
        return map(self.of, self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._sources or name in self._topics or name in self._saved or name == ALL

    def of(self, name: str) -> Plan:
        """The plan of a feed."""
        if name not in self._made:
            self._made[name] = self._plan(name)
        return self._made[name]

    def topics_of(self, source: str) -> tuple[str, ...]:
        """The topics that a source has."""
        return self._sources[source].topics

    def reached_by(self, source: str) -> Iterator[str]:
        """The feeds that an article at a source comes to, besides those of saved searches."""
        yield ALL
        if source in self._sources:
            yield source
            yield from map(topic_name, self._sources[source].topics)

    @cached_property
    def given(self) -> dict[str, tuple[object, ...]]:
        """By source, what the configuration and its page give: address, title, language, topics, whether it is paused."""
        found = self._found_titles
        return {
            s.name: (s.url, s.title or found.get(s.name, ""), s.language, s.topics, s.paused)
            for s in self._sources.values()
        }

    @cached_property
    def fingerprint(self) -> str:
        """Of all that shapes feeds besides their articles: while it is the same, so are the plans and who is named in them."""
        settings = self._settings
        searches = [(saved, self._searches[name]) for name, saved in self._saved.items()]
        makings = (settings.title, self._base, settings.hub, settings.feed_items, searches, self.given)
        return hashlib.sha256(repr(makings).encode("utf-8", "replace")).hexdigest()

    def _plan(self, name: str) -> Plan:
        front = f"{self._base}/" if self._base else self._home
        root = f"{self._home.rstrip('/')}/#!"
        heading = self._settings.title
        if name == ALL:
            return Plan(name, heading, front, "", None, self._id(name, f"{root}all"), label=heading)
        if name in self._topics:
            topic = self._topics[name]
            number, members = self._id(name, f"{root}topic/{topic}"), tuple(sorted(self._members[topic]))
            return Plan(name, f"{heading}: {topic}", front, "", members, number, topic, topic)
        if name in self._saved:
            saved, label = self._saved[name], search_title(self._saved[name])
            number = self._id(name, f"{root}search/{name}")
            return Plan(name, f"{heading}: {label}", front, saved.language, self._searches[name], number, label=label)
        source = self._sources[name]
        title = safe(source.title or self._found_titles.get(name, "")).strip() or name
        return Plan(name, title, source.url, source.language, (name,), self._id(name, source.url), label=title)

    def _id(self, name: str, seed: str) -> str:
        # An id is chosen once: it outlives a list that moves, and another public address.
        return self._ids.get(name) or guid_of(seed)


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
