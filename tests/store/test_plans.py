"""No statement of a crawl reads a whole table: what an article costs must not grow with those that are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.dedupe.decide import decide
from crawler.model import Entry
from crawler.store import articles, coverage, entries, feedstate, history, part, past, runs, search, stories
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.store.schema.archive import TABLES
from tests.store.test_archive import page
from tests.store.test_locked import ARTICLE, NOW, READERS, SOURCE, WRITERS, label

# Work over a whole table by what they are for, seldom or once a crawl; or they stop after the few rows that are asked for.
WALKS = {
    coverage.ledgers, feedstate.built, feedstate.feeds, history.latest_changes, part.cut, part.make_bare, past.asked_to_wait,
    past.first_visits, search.agrees, search.rebuild, stories.changes, stories.latest, stories.rebuild, stories.walk,
}  # fmt: skip
NEEDS_MORE = {stories.split}  # a story, told of in test_stories.py
# They have a row for each source, or for each thing that waits.
SMALL = {"alert", "alert_outbox", "ping", "saved_search", "source"}


@contextmanager
def told(connection: sqlite3.Connection) -> Iterator[list[str]]:
    """The statements that are run meanwhile, with their values."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    yield statements
    connection.set_trace_callback(None)


def walks(connection: sqlite3.Connection, statements: list[str]) -> list[str]:
    """The statements that read a table from its begin, each with the step of its plan."""
    out = []
    for sql in statements:
        if sql.split(maxsplit=1)[0] not in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"):
            continue
        # A virtual table (the index, a JSON array) is asked by what is looked for; an index that an order is read from
        # ends with the rows that are wanted.
        steps = [row[3].split() for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        whole = {
            s[1] for s in steps if s[0] == "SCAN" and s[1].isidentifier() and s[2:4] in ([], ["USING", "COVERING"])
        }
        if sql.startswith("INSERT INTO article"):
            whole -= {"band", "story_split"}  # only while a row is missing that another refers to
        out += [f"{name}: {sql}" for name in sorted(whole - SMALL - {"CONSTANT", "found"})]
    return out


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "gazette.db") as opened:
        runs.sync_source(opened, SOURCE)
        runs.start_run(opened, "post", NOW)
        entries.see_entries(opened, "post", [Entry(ARTICLE.url, "Notice 1")], NOW)
        articles.save(opened, decide(ARTICLE, None), ARTICLE.url, NOW, NOW)
        yield opened


def test_no_function_of_the_store_reads_a_whole_table(store: Store) -> None:
    for function, words in (*READERS, *WRITERS):
        if function in WALKS | NEEDS_MORE:
            continue
        with told(store.connection) as statements:
            function(store, *words)
        assert statements, label(function)
        assert walks(store.connection, statements) == [], label(function)


def test_the_archive_finds_an_articles_pages_among_all(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        with told(archive.store.connection) as statements:
            archive.keep("post", "urn:1", (page(1),), NOW)
            archive.keep("post", "urn:1", (page(1),), NOW + timedelta(days=1))
            archive.keep("post", "urn:1", (page(2),), NOW + timedelta(days=1))
            archive.keep("post", "urn:1", (page(3),), NOW + timedelta(days=1))
            assert archive.holds("urn:1")
            assert archive.newest("urn:1")
            assert not archive.lists("post", 5)
        assert walks(archive.store.connection, statements) == []


def test_a_whole_table_would_be_told() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    assert walks(connection, ["DELETE FROM capture WHERE guid = 'urn:1'"]) == [
        "capture: DELETE FROM capture WHERE guid = 'urn:1'"
    ]
    assert walks(connection, ["DELETE FROM capture WHERE guid = 'urn:1' AND guid <> ''"]) == []
    connection.close()
