"""What the archive gives up by the configured rule, at the end of a crawl.

This module does not know the rule; Archive.outlived does.
"""

from __future__ import annotations

import json
from datetime import datetime

from crawler.keys import ArchiveRules
from crawler.store.archive import Archive
from crawler.store.database import Store

_BATCH = 500


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
