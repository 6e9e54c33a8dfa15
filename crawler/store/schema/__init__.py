"""The tables of gazette.db as commented SQL: one module a migration, in the order in which they are applied.

Times are UTC ISO 8601 with `Z`; days stay days (`2024-05-01`); JSON columns hold UTF-8 JSON text.
A migration is never edited once released: a new one is added, and commits with its own record.  docs/database.md
is made from the comments of the scripts (`python -m crawler.store.dictionary`).

This package does not know who reads or writes the tables.
"""

from crawler.store.schema import (
    m0001_initial,
    m0002_revisions,
    m0010_stories,
    m0011_search,
    m0020_feeds,
    m0030_health,
    m0040_further_feeds,
    m0050_index_merges,
)
from crawler.store.schema.steps import migrations

__all__ = [
    "m0001_initial",
    "m0002_revisions",
    "m0010_stories",
    "m0011_search",
    "m0020_feeds",
    "m0030_health",
    "m0040_further_feeds",
    "m0050_index_merges",
    "migrations",
]
