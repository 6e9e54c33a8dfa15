"""Saved searches that are followed: what came to each, in which order.

An article comes to a search's feed once, when it first matches.  So a feed that was told of it never takes it back, and
one that comes to match late (its text was corrected) is still new to those who read the search.

This module does not know how an article is found, nor what a feed looks like.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from crawler.clock import stamp
from crawler.keys import SavedSearch
from crawler.store.database import Store
from crawler.store.feedstate import Searched
from crawler.store.search import Filters, matches, sources_of


def follow(store: Store, searches: Sequence[SavedSearch], touched: Iterable[int], now: datetime) -> dict[str, Searched]:
    """Let the articles that changed come to the searches that find them; the searches by name.

    A search that is new, or that asks for something else than before, begins anew with what it finds.
    """
    known = {r["name"]: r["asks"] for r in store.query("SELECT name, asks FROM saved_search")}
    ids = tuple(touched)
    out = {}
    with store.atomic():
        for saved in searches:
            followed = Searched(saved.name, _asks(store, saved))
            out[saved.name] = followed
            if known.get(saved.name) != followed.asks:
                _begin(store, saved, followed)
            elif ids:
                rows = [(saved.name, article, stamp(now)) for article in matches(store, saved, ids)]
                store.many("INSERT OR IGNORE INTO search_arrival (search, article, at) VALUES (?, ?, ?)", rows)
        for name in known.keys() - out.keys():
            _forget(store, name)
    return out


def _begin(store: Store, saved: SavedSearch, followed: Searched) -> None:
    _forget(store, saved.name)
    store.execute(
        "INSERT INTO search_arrival (search, article, at) SELECT ?, id, first_seen FROM article "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY first_seen, id",
        saved.name, json.dumps(matches(store, saved)),
    )  # fmt: skip
    store.insert("saved_search", {"name": saved.name, "asks": followed.asks})


def _forget(store: Store, name: str) -> None:
    store.execute("DELETE FROM search_arrival WHERE search = ?", name)
    store.execute("DELETE FROM saved_search WHERE name = ?", name)


def _asks(store: Store, saved: SavedSearch) -> str:
    """What a search asks for; its topics as the sources that have them today."""
    sources = sources_of(store, Filters(saved.source, saved.topic))
    return json.dumps([saved.query, sources, saved.language], ensure_ascii=False)
