"""What the archive and the table of runs give up by the configured rules, at the end of a crawl.

This module does not know which captures the archive's rules give up; Archive.outlived does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from crawler.clock import stamp
from crawler.keys import ArchiveRules, Settings, span_seconds
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.store.past import first_of_day
from crawler.store.repairs import REPAIRED

_BATCH = 500
# Runs of a source that are kept whatever their age: judging looks back on them.
NEWEST_RUNS = 100
# Silence is judged over so many days at most.
LONGEST = timedelta(days=1100)


def retain(store: Store, archive: Archive, rules: ArchiveRules, now: datetime) -> int:
    """Forget the captures that the rules give up; how many.

    The store forgets that it read an article from such a page before the page goes: a kill in between leaves a page
    that nobody names, never a name without a page.
    """
    numbers = [r["id"] for r in archive.outlived(rules, now)]
    for begin in range(0, len(numbers), _BATCH):
        batch = numbers[begin : begin + _BATCH]
        named = archive.store.query(
            "SELECT c.guid, p.sha256 FROM capture c JOIN page p ON p.id = c.page WHERE c.guid <> '' "
            "AND c.id IN (SELECT value FROM json_each(?))", json.dumps(batch),
        )  # fmt: skip
        store.many(
            "UPDATE visit SET page = '' WHERE page = ? AND article = (SELECT id FROM article WHERE guid = ?)",
            [(r["sha256"], r["guid"]) for r in named],
        )
        archive.drop(batch)
    return len(numbers)


def keep_to_rules(
    store: Store, archive: Archive | None, settings: Settings, sources: Iterable[str], now: datetime
) -> None:
    """Give up what the rules do not keep: raw pages, and old runs of the sources that ran for the first time that day."""
    if archive is not None:
        retain(store, archive, settings.archive, now)
    keep = timedelta(seconds=span_seconds(settings.keep_runs))
    for source in sources:
        if first_of_day(store, source):
            retain_runs(store, source, keep, now)


def retain_runs(store: Store, source: str, keep: timedelta, now: datetime) -> int:
    """Forget runs of a source that began more than `keep` ago, with their issues; how many.

    Of each day the first run that read the list stays for three years: it tells that we looked.  So do the newest
    runs, those in which a rule was mended, and the last that found the rows at a place.
    """
    with store.atomic():
        rows = store.query(
            "SELECT id FROM run r WHERE source = ?1 AND started < ?2 AND outcome <> 'running' "
            "AND id < (SELECT id FROM run WHERE source = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?4) "
            "AND NOT EXISTS (SELECT 1 FROM issue i WHERE i.run = r.id AND i.kind = ?5) "
            "AND id NOT IN (SELECT max(id) FROM run WHERE source = ?1 AND outcome = 'ok' GROUP BY template) "
            "AND NOT (started >= ?3 AND id IN (SELECT min(id) FROM run WHERE source = ?1 "
            "AND outcome IN ('ok', 'not-modified') GROUP BY substr(started, 1, 10)))",
            source, stamp(now - keep), stamp(now - LONGEST), NEWEST_RUNS, REPAIRED,
        )  # fmt: skip
        numbers = json.dumps([r["id"] for r in rows])
        store.execute("DELETE FROM issue WHERE run IN (SELECT value FROM json_each(?))", numbers)
        store.execute("DELETE FROM run WHERE id IN (SELECT value FROM json_each(?))", numbers)
    return len(rows)
