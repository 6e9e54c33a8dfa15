"""How often the full-text index merges its pieces.

Each article adds a piece.  Of four alike SQLite makes one, of four of those again one, and so on: a term is written once
for each level, and of a million articles there are nine.  Eight at a time are six levels, and a search reads few pieces more.

This module does not know who reads or writes the index.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations


@migrations()
def m0050_index_merges(db: Database) -> None:
    """Eight pieces of the index are merged at a time, not four."""
    db.execute("INSERT INTO search(search, rank) VALUES ('automerge', 8)")
