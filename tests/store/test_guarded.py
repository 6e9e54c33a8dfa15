"""Anybody's SQL on the store: it reads, and does nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.dedupe.decide import decide
from crawler.keys import Source
from crawler.model import Article
from crawler.store import articles, runs
from crawler.store.database import NAME, Store
from crawler.store.guarded import ANSWER_BYTES, connect_guarded

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Store(tmp_path / NAME) as store:
        runs.sync_source(store, Source(url="https://example.org/", name="post"))
        for number, title in enumerate(("郵政協會公告", "Harbour dues rise")):
            article = Article("post", f"https://example.org/{number}", title, body_text="Text")
            articles.save(store, decide(article, None), article.url, NOW, NOW)
    return tmp_path / NAME


@pytest.fixture
def guarded(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect_guarded(path)) as connection:
        yield connection


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM article",
        "INSERT INTO search(search) VALUES ('delete-all')",
        "UPDATE sqlite_master SET sql = ''",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "DROP VIEW v_latest",
        "BEGIN",
        "ATTACH '{file}' AS other",
        "VACUUM INTO '{file}'",
        "SELECT load_extension('{file}')",
        "PRAGMA query_only = 0",
        "PRAGMA schema_version = 99",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = 1",
        "WITH x AS (SELECT 1) DELETE FROM article",
    ],
)
def test_nothing_but_reading_is_done(guarded: sqlite3.Connection, path: Path, sql: str) -> None:
    other = path.parent / "other.db"
    with pytest.raises(sqlite3.DatabaseError):
        guarded.execute(sql.format(file=other)).fetchall()
    assert not other.exists()
    with Store(path, writable=False) as store:
        assert store.value("SELECT count(*) FROM article") == 2


def test_every_view_can_be_read(guarded: sqlite3.Connection) -> None:
    views = [name for (name,) in guarded.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()]
    assert "v_latest" in views
    for view in views:
        guarded.execute(f"SELECT * FROM {view}").fetchall()


@pytest.mark.parametrize(
    ("words", "found"), [("邮政 协会", 1), ("harbour", 1), ("harbour -dues", 0), ("-dues", 0), ('" ) OR *', 0), ("", 0)]
)
def test_search_takes_what_people_type(guarded: sqlite3.Connection, words: str, found: int) -> None:
    sql = "SELECT rowid FROM search WHERE search MATCH gazette_match(?)"
    assert len(guarded.execute(sql, (words,)).fetchall()) == found


def test_an_answer_without_end_is_cut(guarded: sqlite3.Connection) -> None:
    big = f"{COUNTING} SELECT hex(zeroblob(2000000)) FROM n"
    with pytest.raises(sqlite3.OperationalError, match=f"{ANSWER_BYTES >> 20} MB"):
        guarded.execute(big).fetchmany(1000)
    with pytest.raises(sqlite3.DataError, match="too big"):
        guarded.execute("SELECT zeroblob(1000000000)").fetchall()


def test_it_reads_on_while_another_writes(guarded: sqlite3.Connection, path: Path) -> None:
    count = "SELECT count(*) FROM article"
    with Store(path) as store, store.atomic():
        article = Article("post", "https://example.org/new", "New", body_text="Text")
        articles.save(store, decide(article, None), article.url, NOW, NOW)
        assert guarded.execute(count).fetchall() == [(2,)]
    assert guarded.execute(count).fetchall() == [(3,)]
