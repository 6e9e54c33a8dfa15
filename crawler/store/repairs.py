"""A mended list rule in the store: the known rows that prove it, the moved addresses, the rule itself.

This module does not know how a rule was found, nor whether it is good.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.clock import stamp
from crawler.model import Entry, Judgement, KnownEntry, ListProfile
from crawler.normalise.urls import canonical
from crawler.store.database import Row, Store
from crawler.store.history import note_change
from crawler.store.journal import recorded
from crawler.store.runs import Issue, add_issue, profile_json

# The issue that tells of a mended rule; the template of its run is known to be good from then on.
REPAIRED = "repaired"
MOST_KNOWN = 400


def known_entries(store: Store, source: str) -> list[KnownEntry]:
    """The rows that a source's list showed, the newest first, in list order where they came together."""
    rows = store.query(
        "SELECT e.url, e.title, e.pinned, a.title AS whole, coalesce(e.date, CASE WHEN a.published_precision <> 'month' THEN a.published END, '') "
        "AS day FROM entry e LEFT JOIN article a ON a.id = e.article WHERE e.source = ? ORDER BY e.first_seen DESC, e.position, e.url LIMIT ?",
        source, MOST_KNOWN,
    )  # fmt: skip
    return [
        KnownEntry(r["url"], tuple(dict.fromkeys(t for t in (r["title"], r["whole"]) if t)), _day(r["day"]), bool(r["pinned"]))
        for r in rows
    ]  # fmt: skip


@recorded()
def take_repair(
    store: Store,
    source: str,
    run: int,
    moves: Sequence[tuple[str, Entry]],
    profile: ListProfile | None,
    holder: str,
    told: Issue,
    now: datetime,
) -> int:
    """Write a mended rule: rows and articles get their new addresses, and the rule replaces the one before.

    `moves` are pairs of a row's canonical address and the row that shows it now.  One transaction; returns how many
    articles moved.  guid, feed time and text of an article stay; its former address leads to it.
    """
    with store.atomic():
        moved = sum(_readdress(store, source, url, entry, stamp(now)) for url, entry in moves)
        # Without validators the next run sees the whole page by the new rule.
        changes: Row = {
            "list_profile": profile_json(profile) if profile else None,
            "template": holder,
            "etag": "",
            "last_modified": "",
        }
        store.update("source", changes, "name = ?", source)
        add_issue(store, run, source, told, now)
    return moved


def repaired_templates(store: Store, source: str) -> set[str]:
    """Where rows stood by the rules that were mended: good places, though they are new."""
    rows = store.query(
        "SELECT DISTINCT r.template FROM issue i JOIN run r ON r.id = i.run WHERE i.source = ? AND i.kind = ? AND r.template <> ''",
        source, REPAIRED,
    )  # fmt: skip
    return {r["template"] for r in rows}


def seen_templates(store: Store, source: str) -> set[str]:
    """Where rows stood in former runs that read their list."""
    rows = store.query(
        "SELECT DISTINCT template FROM run WHERE source = ? AND outcome = 'ok' AND template <> ''", source
    )
    return {r["template"] for r in rows}


def usual_rows(store: Store, source: str) -> float:
    """The median of rows a page over the last runs that saw some; 0.0 when there were too few to tell."""
    rows = store.query(
        "SELECT 1.0 * entries / pages AS rows FROM run WHERE source = ? AND outcome = 'ok' AND pages > 0 AND entries > 0 "
        "ORDER BY id DESC LIMIT 15", source,
    )  # fmt: skip
    counts = sorted(r["rows"] for r in rows)
    return float(counts[len(counts) // 2]) if len(counts) >= 3 else 0.0


def run_before(store: Store, source: str, at: str) -> str:
    """When the newest run that began by a time began; that time when there is none."""
    found = store.value(
        "SELECT started FROM run WHERE source = ? AND started <= ? ORDER BY id DESC LIMIT 1", source, at
    )
    return str(found) if found else at


def _readdress(store: Store, source: str, before: str, entry: Entry, at: str) -> int:
    url = canonical(entry.url)
    row = store.one("SELECT article FROM entry WHERE source = ? AND url = ?", source, before)
    if row is None or store.value("SELECT 1 FROM entry WHERE source = ? AND url = ?", source, url):
        return 0
    # An entry that was given up under its old address has another chance under the new one.
    store.execute(
        "UPDATE entry SET url = ?, last_seen = ?, attempts = 0, next_try = NULL, "
        "state = CASE WHEN article IS NULL THEN 'pending' ELSE state END WHERE source = ? AND url = ?",
        url, at, source, before,
    )  # fmt: skip
    number = row["article"]
    if number is None or store.value("SELECT url FROM article WHERE id = ?", number) != before:
        return 0
    if store.value("SELECT 1 FROM article WHERE url = ?", url):
        return 0  # another source brought the same article from its new address: that one keeps it
    store.update("article", {"url": url}, "id = ?", number)
    store.execute("DELETE FROM former_address WHERE url = ?", url)
    store.execute("INSERT OR REPLACE INTO former_address VALUES (?, ?, ?)", before, number, at)
    store.update("visit", {"etag": "", "last_modified": "", "missing_since": None}, "article = ?", number)
    note_change(store, number, Judgement.MOVED, at, (), before)
    return 1


def _day(text: str) -> str:
    return text[:10] if len(text) >= 10 else ""
