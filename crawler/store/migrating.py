"""Whether a file's tables are up to date, found without loading what brings them up to date.

The migrations and their library take a fifth of a second to load, and a command that finds nothing to migrate (nearly
each) can do without.  The names here are those of the migrations, in their order; a test holds them together.

This module does not know what a migration does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations


@dataclass(frozen=True, slots=True)
class Steps:
    """The migrations of one kind of file: what their set is called, their names, and what loads them."""

    called: str
    names: tuple[str, ...]
    load: Callable[[], Migrations]


def _of_store() -> Migrations:
    from crawler.store.schema import migrations

    return migrations


def _of_archive() -> Migrations:
    from crawler.store.schema.archive import archive_migrations

    return archive_migrations


STORE = Steps(
    "gazette",
    (
        "m0001_initial", "m0002_revisions", "m0010_stories", "m0011_search", "m0020_feeds", "m0030_health",
        "m0040_further_feeds", "m0050_index_merges",
    ),
    _of_store,
)  # fmt: skip
ARCHIVE = Steps("archive", ("a0001_initial",), _of_archive)


def is_due(connection: sqlite3.Connection, steps: Steps) -> bool:
    """Whether a file has not seen all migrations."""
    return not set(steps.names) <= _applied(connection, steps.called)


def bring_up(connection: sqlite3.Connection, steps: Steps) -> None:
    """Apply the migrations that a file has not seen, each in a transaction of its own."""
    if is_due(connection, steps):
        from sqlite_utils import Database

        steps.load().apply(Database(connection, execute_plugins=False))


def _applied(connection: sqlite3.Connection, called: str) -> set[str]:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone() is None:
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (called,))
    return {name for (name,) in rows}
