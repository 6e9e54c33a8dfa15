"""What operators were told, and the messages that wait, in the store.

This module does not know what is worth telling.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crawler.clock import stamp
from crawler.store.database import Row, Store


def watches(store: Store) -> dict[str, Row]:
    """The watch of each source."""
    return {r["source"]: r for r in store.query("SELECT * FROM alert")}


def keep(store: Store, source: str, told: str, state: str, since: datetime, runs: int) -> None:
    """Write the watch of a source."""
    store.execute(
        "INSERT INTO alert (source, told, state, since, runs) VALUES (?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET "
        "told = excluded.told, state = excluded.state, since = excluded.since, runs = excluded.runs",
        source, told, state, stamp(since), runs,
    )  # fmt: skip


def queue(store: Store, title: str, body: str, sources: Iterable[str], now: datetime) -> None:
    """Put a message into the outbox, and note for its sources that their state is told; one transaction with the caller."""
    store.insert("alert_outbox", {"at": stamp(now), "title": title, "body": body, "next_try": stamp(now)})
    for source in sources:
        store.execute("UPDATE alert SET told = state, told_at = ? WHERE source = ?", stamp(now), source)


def last_told(store: Store) -> str:
    """When the last change was told; "" when none was."""
    return store.value("SELECT max(told_at) FROM alert") or ""


def any_waiting(store: Store) -> bool:
    """Whether a message waits, or a source has a state that was not told."""
    return bool(
        store.value("SELECT EXISTS (SELECT 1 FROM alert_outbox) OR EXISTS (SELECT 1 FROM alert WHERE state <> told)")
    )


def waiting(store: Store, now: datetime) -> list[Row]:
    """The messages that are to be sent now."""
    return store.query("SELECT * FROM alert_outbox WHERE next_try <= ? ORDER BY id", stamp(now))


def sent(store: Store, number: int) -> None:
    """A message has arrived (or is given up)."""
    store.execute("DELETE FROM alert_outbox WHERE id = ?", number)


def put_off(store: Store, number: int, attempts: int, until: datetime) -> None:
    """A message could not be sent."""
    store.update("alert_outbox", {"attempts": attempts, "next_try": stamp(until)}, "id = ?", number)
