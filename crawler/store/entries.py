"""Rows of list pages in the store: which are known, which are still to be fetched, what became of each.

This module does not know how a list is read or an article stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from crawler.clock import stamp
from crawler.dedupe.fingerprint import comparable
from crawler.model import Entry, Moment, Precision
from crawler.normalise.urls import canonical
from crawler.store.database import Row, Store
from crawler.store.journal import recorded
from crawler.store.visits import visit_at_once

# How long until an entry that failed is tried again, by the number of failures; then it is given up.
RETRY_HOURS = (0, 1, 6, 24, 72, 168)


@recorded()
def see_entries(
    store: Store, source: str, entries: Sequence[Entry], now: datetime, first_position: int = 0
) -> list[Entry]:
    """Record the rows of a list page; those that were not known, in order, now pending.

    Where a known row has another title or day than before, its article is due for a visit.
    """
    urls = [canonical(e.url) for e in entries]
    keyed = dict(zip(reversed(urls), reversed(entries), strict=True))
    known = known_urls(store, source, keyed)
    altered = _altered(store, source, {url: keyed[url] for url in known})
    at = stamp(now)
    fresh: list[tuple[object, ...]] = []
    out: list[Entry] = []
    for offset, (entry, url) in enumerate(zip(entries, urls, strict=True)):
        if url in known or keyed.pop(url, None) is None:
            continue
        day = entry.date
        fresh.append((source, url, entry.title, day.value if day else None, day.precision if day else None,
                      first_position + offset, int(entry.pinned), at, at))  # fmt: skip
        out.append(entry)
    with store.atomic():
        store.many(
            "INSERT INTO entry (source, url, title, date, precision, position, pinned, state, first_seen, last_seen) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
            fresh,
        )
        store.many("UPDATE entry SET last_seen = ? WHERE source = ? AND url = ?", [(at, source, url) for url in known])
        for url, entry in altered.items():
            day = entry.date
            told = {"title": entry.title} | ({"date": day.value, "precision": day.precision} if day else {})
            store.update("entry", told, "source = ? AND url = ?", source, url)
        visit_at_once(store, source, list(altered), now)
    return out


def _altered(store: Store, source: str, rows: dict[str, Entry]) -> dict[str, Entry]:
    """Those rows that tell another title or day than they did."""
    before = store.query(
        "SELECT url, title, coalesce(date, '') AS date FROM entry WHERE source = ? AND state = 'stored' "
        "AND url IN (SELECT value FROM json_each(?))", source, json.dumps(list(rows)),
    )  # fmt: skip
    out = {}
    for r in before:
        entry = rows[r["url"]]
        day = entry.date.day if entry.date else r["date"][:10]
        if comparable(entry.title) != comparable(r["title"]) or day != r["date"][:10]:
            out[r["url"]] = entry
    return out


def known_urls(store: Store, source: str, urls: Iterable[str]) -> set[str]:
    """Those of these canonical addresses that the source's list has shown before."""
    listed = json.dumps(list(urls))
    return {
        r["url"]
        for r in store.query(
            "SELECT url FROM entry WHERE source = ? AND url IN (SELECT value FROM json_each(?))", source, listed
        )
    }


def open_entries(store: Store, source: str, now: datetime, limit: int) -> list[tuple[Entry, int]]:
    """The entries that are still to be fetched, with their positions, in list order."""
    rows = store.query(
        "SELECT url, title, date, precision, position, pinned FROM entry WHERE source = ? AND state = 'pending' "
        "AND (next_try IS NULL OR next_try <= ?) ORDER BY position, url LIMIT ?",
        source, stamp(now), limit,
    )  # fmt: skip
    return [(entry_of(r), r["position"]) for r in rows]


def entry_of(row: Row) -> Entry:
    """An entry from its stored row."""
    day = Moment(row["date"], Precision(row["precision"])) if row["date"] else None
    return Entry(row["url"], row["title"], day, bool(row["pinned"]))


@recorded()
def entry_failed(store: Store, source: str, url: str, now: datetime, *, state: str = "") -> None:
    """Record that an entry could not be read: put off with growing waits, or ended with `state` ("gone", "refused")."""
    attempts = (store.value("SELECT attempts FROM entry WHERE source = ? AND url = ?", source, url) or 0) + 1
    if not state:
        state = "pending" if attempts < len(RETRY_HOURS) else "failed"
    wait = RETRY_HOURS[min(attempts, len(RETRY_HOURS) - 1)]
    until = datetime.fromtimestamp(now.timestamp() + wait * 3600, now.tzinfo)
    store.update(
        "entry", {"state": state, "attempts": attempts, "next_try": stamp(until)}, "source = ? AND url = ?", source, url
    )


def elsewhere(store: Store, source: str, entry: Entry, listed: datetime) -> int | None:
    """The id of the article of a row with the same title and day at another address, not shown by the list since `listed`.

    It may be that the article moved; that its old address is gone has still to be seen.
    """
    number = store.value(
        "SELECT e.article FROM entry e WHERE e.source = ? AND e.title = ? AND e.date IS ? AND e.url <> ? "
        "AND e.article IS NOT NULL AND e.last_seen < ? ORDER BY e.last_seen DESC LIMIT 1",
        source, entry.title, entry.date.value if entry.date else None, canonical(entry.url), stamp(listed),
    )  # fmt: skip
    return int(number) if number is not None else None
