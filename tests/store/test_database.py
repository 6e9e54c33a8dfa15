from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.errors import StoreBusy, StoreError
from crawler.store.database import NAME, Store
from crawler.store.locks import writer_lock

METHODS: list[Callable[[Store], object]] = [
    lambda s: s.execute("INSERT INTO source (name, url) VALUES ('b', 'u')"),
    lambda s: s.insert("source", {"name": "b", "url": "u"}),
    lambda s: s.update("source", {"title": "x"}, "name = ?", "a"),
    lambda s: s.many("INSERT INTO source (name, url) VALUES (?, ?)", [("b", "u")]),
    lambda s: s.atomic().__enter__(),
]


@pytest.mark.parametrize("method", METHODS)
def test_every_writing_method_says_that_the_store_is_locked(tmp_path: Path, method: Callable[[Store], object]) -> None:
    with Store(tmp_path / "gazette.db", busy=0.05) as store:
        store.insert("source", {"name": "a", "url": "u"})
        other = sqlite3.connect(tmp_path / "gazette.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            method(store)
        other.close()


def test_readers_do_not_wait_for_the_writer(tmp_path: Path) -> None:
    with Store(tmp_path / "gazette.db") as store, store.atomic():
        store.insert("source", {"name": "a", "url": "u"})
        with Store(tmp_path / "gazette.db", writable=False, busy=0.05) as reader:
            assert reader.value("SELECT count(*) FROM source") == 0


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    def twice() -> None:
        with store.atomic():
            store.insert("source", {"name": "a", "url": "u"})
            store.insert("source", {"name": "a", "url": "twice"})

    with pytest.raises(StoreError):
        twice()
    assert store.value("SELECT count(*) FROM source") == 0


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "gazette.db").write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="damaged"):
        Store(tmp_path / "gazette.db")


def test_a_store_that_is_not_there_is_named_to_readers(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no"):
        Store(tmp_path / "gazette.db", writable=False)


def test_one_writer(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(StoreBusy) as caught, writer_lock(tmp_path):
        pass
    assert caught.value.exit_status == 75
    with writer_lock(tmp_path):
        pass


def test_opening_twice_migrates_once(tmp_path: Path) -> None:
    for _ in range(2):
        with Store(tmp_path / "gazette.db") as store:
            assert store.value("SELECT count(*) FROM _sqlite_migrations") >= 1


def test_a_part_that_fails_is_undone_alone(store: Store) -> None:
    def part(name: str) -> None:
        with store.apart():
            store.insert("source", {"name": name, "url": "u"})
            if name == "b":
                raise ValueError(name)

    with store.atomic():
        part("a")
        with pytest.raises(ValueError, match="b"):
            part("b")
        part("c")
    assert [row["name"] for row in store.query("SELECT name FROM source ORDER BY name")] == ["a", "c"]


def test_several_may_make_the_same_store_at_once(tmp_path: Path) -> None:
    """A server's drain, its crawls and its window all open the store of a new folder."""
    for attempt in range(5):
        path, together = tmp_path / str(attempt) / NAME, threading.Barrier(6)

        def make(path: Path = path, together: threading.Barrier = together) -> int:
            together.wait()
            with Store(path) as store:
                return int(store.value("SELECT count(*) FROM article"))

        with ThreadPoolExecutor(6) as pool:
            assert [future.result() for future in [pool.submit(make) for _ in range(6)]] == [0] * 6
