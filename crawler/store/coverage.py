"""The coverage ledger in the store: stretches that were seen whole, and gaps.

This module does not know when rows meet; health.coverage does.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime
from operator import itemgetter

from crawler.clock import stamp
from crawler.store.database import Row, Store
from crawler.store.journal import recorded

# Since when the ledger of a source reaches back, its open gaps as days in order, how many gaps were filled.
Ledger = tuple[date | None, tuple[tuple[date, date], ...], int]
NOTHING: Ledger = (None, (), 0)


def open_stretch(store: Store, source: str) -> Row | None:
    """The newest whole stretch of a source."""
    return store.one("SELECT * FROM coverage WHERE source = ? AND whole = 1 ORDER BY id DESC LIMIT 1", source)


@recorded()
def extend(store: Store, source: str, now: datetime, oldest: str) -> None:
    """A run saw the list whole up to now; the first one since its oldest row, `oldest` (a day, or "")."""
    stretch = open_stretch(store, source)
    if stretch is None:
        _add(store, source, f"{oldest}T00:00:00Z" if len(oldest) == 10 else stamp(now), stamp(now), whole=True)
    else:
        store.update("coverage", {"ends": max(stamp(now), stretch["ends"])}, "id = ?", stretch["id"])


@recorded()
def gap(store: Store, source: str, now: datetime, oldest: str) -> None:
    """A run did not meet what was known: rows may be missing between the last stretch and its oldest row."""
    stretch = open_stretch(store, source)
    if stretch is None:
        extend(store, source, now, oldest)
        return
    until = f"{oldest}T00:00:00Z" if len(oldest) == 10 else stamp(now)
    until = min(max(until, stretch["ends"]), max(stamp(now), stretch["ends"]))
    _add(store, source, stretch["ends"], until, whole=False)
    _add(store, source, until, max(stamp(now), until), whole=True)
    _touch(store, source)


@recorded()
def fill(store: Store, source: str, reached: str, now: datetime) -> int:
    """Close the gaps that a walk over older pages went across: it `reached` a row first seen then; how many closed."""
    closed = store.update(
        "coverage",
        {"filled": stamp(now)},
        "source = ? AND whole = 0 AND filled IS NULL AND begins >= ?",
        source,
        reached,
    )
    if closed:
        _touch(store, source)
    return closed


def stretches(store: Store, source: str) -> Ledger:
    """The ledger of a source."""
    return _summed(store.query("SELECT begins, ends, whole, filled FROM coverage WHERE source = ? ORDER BY id", source))


def ledgers(store: Store) -> dict[str, Ledger]:
    """The ledger of each source that was ever read."""
    rows = store.query("SELECT source, begins, ends, whole, filled FROM coverage ORDER BY source, id")
    return {source: _summed(list(own)) for source, own in itertools.groupby(rows, key=itemgetter("source"))}


def _summed(rows: list[Row]) -> Ledger:
    if not rows:
        return NOTHING
    gaps = [r for r in rows if not r["whole"]]
    still = tuple((_day(r["begins"]), _day(r["ends"])) for r in gaps if r["filled"] is None)
    return _day(rows[0]["begins"]), still, sum(1 for r in gaps if r["filled"])


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _add(store: Store, source: str, begins: str, ends: str, *, whole: bool) -> None:
    store.insert("coverage", {"source": source, "begins": begins, "ends": ends, "whole": int(whole)})


def _touch(store: Store, source: str) -> None:
    """Let the source's feed be published anew, whose page tells the gaps, also when no article came."""
    store.execute(
        "INSERT INTO touched (article) SELECT article FROM arrival WHERE source = ? ORDER BY seq DESC LIMIT 1", source
    )
