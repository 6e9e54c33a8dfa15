"""A connection to gazette.db on which anybody's SELECT may run: nothing is written, no other file is opened, no answer
grows without end.  How long a statement may run, the caller decides (a progress handler).

Walls, each enough alone: the file is opened read-only, `query_only` holds, and an authoriser refuses every action but
reading (https://www.sqlite.org/c3ref/set_authorizer.html), so ATTACH and load_extension do not even compile.

This module does not know who asks, nor what.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from crawler.normalise.query import Term, parse

# The longest value that SQL may make or read, the longest pattern of LIKE, the largest answer; bytes.
VALUE_BYTES = 32 * 1024 * 1024
PATTERN_BYTES = 200
ANSWER_BYTES = 64 * 1024 * 1024
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
# What tells of the schema, and what the full-text index asks by itself.
_PRAGMAS = frozenset(
    {
        "cache_size", "data_version", "database_list", "foreign_key_list", "function_list", "index_info", "index_list",
        "index_xinfo", "page_count", "page_size", "schema_version", "table_info", "table_list", "table_xinfo",
    }
)  # fmt: skip
_TAKES_A_NAME = frozenset(p for p in _PRAGMAS if p.endswith(("_list", "_info", "_xinfo"))) | {"cache_size"}
_REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})


class _Cursor(sqlite3.Cursor):
    """A cursor whose answers end at ANSWER_BYTES of text, with sqlite3.OperationalError."""

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._taken(self.arraysize if size is None else size)

    def fetchall(self) -> list[Any]:
        return self._taken(None)

    def _taken(self, most: int | None) -> list[Any]:
        rows: list[Any] = []
        held = 0
        while most is None or len(rows) < most:
            row = self.fetchone()
            if row is None:
                break
            held += sum(len(value) for value in tuple(row) if isinstance(value, str | bytes))
            if held > ANSWER_BYTES:
                raise sqlite3.OperationalError(
                    f"the answer is larger than {ANSWER_BYTES >> 20} MB; ask for fewer columns or rows"
                )
            rows.append(row)
        return rows


class _Connection(sqlite3.Connection):
    """A connection whose statements all run on a _Cursor."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        return self.cursor().execute(sql, parameters)


def connect_guarded(path: Path, busy: float = 5.0) -> sqlite3.Connection:
    """Open a store so; waits up to `busy` seconds for a lock.  Raises sqlite3.Error, as does each statement.

    SQL can call `gazette_match(words)` for `search MATCH`.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        timeout=busy,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_BYTES)
    connection.create_function("gazette_match", 1, matching, deterministic=True)
    connection.execute("PRAGMA query_only = 1")
    connection.set_authorizer(_allowed)
    return connection


def matching(words: object) -> str:
    """What a person types to search, as an expression for `search MATCH`; one that finds nothing when no word is wanted."""
    query = parse(words if isinstance(words, str) else "")
    if not query.wanted:
        return '""'
    wanted = " AND ".join(term.expression for term in query.wanted)
    return f"{{title issuer body}} : ({wanted})" + _without(query.unwanted)


def _without(unwanted: tuple[Term, ...]) -> str:
    if not unwanted:
        return ""
    return " NOT ({title issuer body} : (" + " OR ".join(term.expression for term in unwanted) + "))"


def _allowed(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _REFUSED_FUNCTIONS else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        name = (first or "").lower()
        fits = name in _PRAGMAS and (second is None or name in _TAKES_A_NAME)
        return sqlite3.SQLITE_OK if fits else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # Asked for when a virtual table is first read (its constructor declares it); nothing is updated.
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
