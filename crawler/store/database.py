"""gazette.db: opened, migrated, locked against a second writer, its driver's errors told in our words.

Every statement of the store goes through `Store`, so that a locked, full, read-only or damaged file is one
StoreError with a mend, wherever it strikes.

This module does not know what the tables mean.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.errors import StoreBusy, StoreError
from crawler.normalise.segment import terms
from crawler.store.facets import facets
from crawler.store.locks import held
from crawler.store.migrating import STORE, Steps, bring_up, is_due

NAME = "gazette.db"
# Held while a new file is made, or an older one brought up to date.
MAKING = "making.lock"
Row = dict[str, Any]
BUSY_SECONDS = 30.0


class Store:
    """One open gazette.db (or, with other `steps`, archive.db).  Every method raises StoreError (StoreBusy when it stays locked for BUSY_SECONDS)."""

    def __init__(self, path: Path, *, writable: bool = True, busy: float = BUSY_SECONDS, steps: Steps = STORE) -> None:
        self.path = path
        # Where a worker's own store notes what is written (store/journal.py): the call, its words, its result.
        self.journal: Callable[[str, Row, Any], None] | None = None
        # A worker's own store holds one job's part: what needs the whole is left to the writer.
        self.partial = False
        self._depth = 0
        self._told = _Told(path)
        with self._told:
            if writable:
                path.parent.mkdir(parents=True, exist_ok=True)
                connection = sqlite3.connect(path, timeout=busy, isolation_level=None)
            else:
                if not path.exists():
                    raise StoreError(f"there is no {path}", mend="`gazette crawl` makes it")
                connection = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=busy, isolation_level=None
                )
            connection.execute("PRAGMA foreign_keys = ON")
            # A row that replaces another fires the triggers of its deletion.
            connection.execute("PRAGMA recursive_triggers = ON")
            # The triggers and views of the full-text index call these.
            connection.create_function("gazette_terms", 1, terms, deterministic=True)
            connection.create_function("gazette_facets", 3, facets, deterministic=True)
            if writable:
                # WAL: readers never wait for the writer; NORMAL: a killed process loses nothing, a power cut
                # at most the last commits, which the next crawl fetches again.
                _to_wal(connection, busy)
                connection.execute("PRAGMA synchronous = NORMAL")
                # 16 MB: the bands of an article lie all over the file, and to copy them there after each few articles
                # would write the same pages many times.
                connection.execute("PRAGMA wal_autocheckpoint = 4000")
            self.connection = connection
            if writable and is_due(connection, steps):
                # A server's drain, crawls and window may all find a new folder in the same moment.
                with held(path.parent, MAKING, f"another process makes {path} or brings it up to date", patience=busy):
                    bring_up(connection, steps)

    def query(self, sql: str, *values: Any) -> list[Row]:
        """All rows of a statement, as dicts."""
        with self._told:
            cursor = self.connection.execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def walk(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement as tuples, each read when it is asked for."""
        with self._told:
            yield from self.connection.execute(sql, values)

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of a statement, or None."""
        rows = self.query(sql, *values)
        return rows[0] if rows else None

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        with self._told:
            row = self.connection.execute(sql, values).fetchone()
            return row[0] if row else None

    def execute(self, sql: str, *values: Any) -> int:
        """Run a statement; the id of the row that it inserted (or of the last insert before it)."""
        with self._told:
            return self.connection.execute(sql, values).lastrowid or 0

    def insert(self, table: str, row: Row) -> int:
        """Insert one row; its id."""
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        return self.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", *row.values())  # noqa: S608

    def update(self, table: str, changes: Row, where: str, *values: Any) -> int:
        """Update rows; how many were changed."""
        pairs = ", ".join(f"{column} = ?" for column in changes)
        with self._told:
            sql = f"UPDATE {table} SET {pairs} WHERE {where}"  # noqa: S608
            return self.connection.execute(sql, (*changes.values(), *values)).rowcount

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        with self._told:
            self.connection.executemany(sql, rows)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """One transaction: all of it is committed, or nothing."""
        if self._depth:
            yield
            return
        with self._told:
            # IMMEDIATE: take the write lock now and wait for it; upgrading a read later fails at once.
            self.connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        else:
            with self._told:
                try:
                    self.connection.execute("COMMIT")
                except sqlite3.Error:
                    if self.connection.in_transaction:
                        self.connection.execute("ROLLBACK")
                    raise
        finally:
            self._depth -= 1

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of a transaction: what raises within it undoes this part alone."""
        self.execute("SAVEPOINT apart")
        try:
            yield
        except BaseException:
            # Some errors (a full disk) have undone the whole transaction already.
            if self.connection.in_transaction:
                self.execute("ROLLBACK TO apart")
                self.execute("RELEASE apart")
            raise
        self.execute("RELEASE apart")

    @property
    def in_transaction(self) -> bool:
        """Whether something is written that is not committed yet."""
        return self.connection.in_transaction

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the store for several questions, whatever is written meanwhile."""
        with self._told:
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Told:
    """What is done within it raises the errors of the driver as StoreError (a generator would take as long as a short statement)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise told(error, self.path) from error
        if isinstance(error, OSError):
            raise StoreError(
                f"{self.path.parent} cannot be written ({error.strerror})", mend="see the folder's owner and rights"
            ) from error


def _to_wal(connection: sqlite3.Connection, seconds: float) -> None:
    """Turn a file to WAL; while another process does so, SQLite says that it is locked without waiting."""
    end = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.02)


def told(error: sqlite3.Error, path: Path) -> StoreError:
    """A driver's error in our words."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreBusy(f"{path} is locked by another process", mend="wait for it to end, then run the command again")
    if "full" in text:
        return StoreError(
            f"the disk is full; {path} could not grow",
            kind="disk-full",
            mend="free some space and run the command again",
        )
    if "disk I/O error" in text:
        # A quota, a limit on the size of files, a failing disk: the system does not say which.
        return StoreError(
            f"{path} could not be written or read ({text})",
            kind="disk-io",
            mend="see the disk's space, quotas and limits, and the system's log; then run the command again",
        )
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return StoreError(
            f"{path} is damaged ({text})",
            kind="damaged",
            mend="`gazette doctor` says more; put back the copy of your last `gazette backup`",
        )
    if "readonly" in text or "unable to open" in text:
        return StoreError(
            f"{path} cannot be written ({text})", kind="read-only", mend="see the owner and the rights of its folder"
        )
    if "no such table" in text or "no such column" in text:
        return StoreError(
            f"{path} is of an older version ({text})",
            kind="old-schema",
            mend="run `gazette crawl` once, it brings the store up to date",
        )
    return StoreError(f"{path}: {text}", mend="report this as a fault of gazette")
