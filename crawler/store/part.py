"""The rows of some sources, cut out of a store and laid out in another: what a crawl of theirs reads.

Texts of articles are left out but for those that are to be asked for again: whether an article is known is told by its
address, and what it is to the known one is judged where the whole store is.  Ids stay as they are.

This module does not know how rows travel, nor what a crawl makes of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.clock import stamp
from crawler.store.database import Store

_MINE = "IN (SELECT value FROM json_each(?1))"
_ARTICLES = (
    f"SELECT article FROM entry WHERE source {_MINE} AND article IS NOT NULL UNION "  # noqa: S608
    f"SELECT id FROM article WHERE source {_MINE}"
)
_DUE = f"SELECT article FROM visit WHERE source {_MINE} AND due <= ?2"  # noqa: S608
_ROWS = {
    "source": f"name {_MINE}",
    "article": f"id IN ({_ARTICLES})",
    "entry": f"source {_MINE}",
    "former_address": f"article IN ({_ARTICLES})",
    "visit": f"article IN ({_ARTICLES})",
    "run": f"source {_MINE}",
    "issue": f"source {_MINE} AND kind = 'repaired'",
    "coverage": f"source {_MINE}",
}
# What no crawl reads of an article or a run, or only of an article that it asks for again.
_LEFT_OUT = {
    ("article", "body_html"): "''", ("article", "evidence"): "'{}'", ("article", "keywords"): "'[]'", ("article", "image"): "''",
    ("article", "issuer"): "''", ("article", "author"): "''", ("run", "why"): "'[]'",
    ("article", "body_text"): f"CASE WHEN id IN ({_DUE}) THEN body_text ELSE '' END",
    ("article", "attachments"): f"CASE WHEN id IN ({_DUE}) THEN attachments ELSE '[]' END",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def cut(store: Store, sources: Sequence[str], now: datetime) -> dict[str, Table]:
    """The rows of sources, by table."""
    out = {}
    for table, where in _ROWS.items():
        columns = [r["name"] for r in store.query("SELECT name FROM pragma_table_info(?)", table)]
        wanted = ", ".join(f"{_LEFT_OUT.get((table, c), c)} AS {c}" for c in columns)
        # ?2 stands in every statement: SQLite wants as many values as there are marks.
        sql = f"SELECT {wanted} FROM {table} WHERE ({where}) AND ?2 <> ''"  # noqa: S608
        found = store.query(sql, json.dumps(list(sources)), stamp(now))
        out[table] = Table(tuple(columns), [tuple(r.values()) for r in found])
    return out


def newest_runs(store: Store, sources: Sequence[str]) -> dict[str, int]:
    """The number of each source's last run; 0 before the first."""
    return {name: store.value("SELECT max(id) FROM run WHERE source = ?", name) or 0 for name in sources}


def make_bare(store: Store) -> None:
    """Take away what only a whole store needs: the triggers of search, feeds and health."""
    for row in store.query("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        store.execute(f"DROP TRIGGER {row['name']}")
    # One file, to be copied.
    store.execute("PRAGMA journal_mode = DELETE")


def lay_out(store: Store, tables: Mapping[str, Table]) -> None:
    """Put rows into an empty bare store; nothing of it need outlive its process."""
    store.partial = True
    store.execute("PRAGMA synchronous = OFF")
    # Rows refer to others that were left at home.
    store.execute("PRAGMA foreign_keys = OFF")
    with store.atomic():
        for name in _ROWS:
            table = tables.get(name)
            if table is not None and table.rows:
                marks = ", ".join("?" * len(table.columns))
                store.many(f"INSERT INTO {name} ({', '.join(table.columns)}) VALUES ({marks})", table.rows)  # noqa: S608
