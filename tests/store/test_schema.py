from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.store.database import Store
from crawler.store.migrating import ARCHIVE, STORE, Steps
from tests.conftest import environment

# Stores as older versions left them, each with rows: `sqlite3 gazette.db .dump`.
OLD = sorted(Path(__file__).parent.glob("m*.sql"))


def shape(store: Store) -> set[tuple[str, str]]:
    """Every table with its columns, every index and view."""
    out = set()
    for row in store.query("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
        columns = store.query("SELECT name FROM pragma_table_info(?) ORDER BY cid", row["name"])
        out.add((f"{row['type']} {row['name']}", ", ".join(c["name"] for c in columns)))
    return out


@pytest.mark.parametrize("path", OLD, ids=lambda p: str(p.stem))
def test_an_older_store_is_brought_up_to_date_with_all_its_rows(tmp_path: Path, path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "gazette.db")
    connection.executescript(path.read_text("utf-8"))
    before = connection.execute("SELECT guid, url, title, body_text, feed_time FROM article ORDER BY id").fetchall()
    tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = {
        t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()
        for t in tables
        if not t.startswith(("_", "sqlite"))
    }
    connection.close()
    assert before
    with Store(tmp_path / "gazette.db") as old, Store(tmp_path / "new.db") as new:
        assert shape(old) == shape(new)
        rows = old.query("SELECT guid, url, title, body_text, feed_time FROM article ORDER BY id")
        assert [tuple(r.values()) for r in rows] == before
        assert {t: (old.value(f"SELECT count(*) FROM {t}"),) for t in counts} == counts
        assert old.value("PRAGMA integrity_check") == "ok"
        assert old.query("PRAGMA foreign_key_check") == []


def test_a_migration_that_is_cut_short_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.store.schema import m0002_revisions

    monkeypatch.setattr(m0002_revisions, "VIEWS", "CREATE VIEW broken AS SELECT 1; SELECT no_such_function();")
    with pytest.raises(Exception, match="no_such_function"):
        Store(tmp_path / "gazette.db")
    monkeypatch.undo()
    with Store(tmp_path / "gazette.db") as store:
        assert store.value("SELECT count(*) FROM revision") == 0


@pytest.mark.parametrize("steps", [STORE, ARCHIVE], ids=lambda s: s.called)
def test_the_names_by_which_a_file_is_known_to_be_up_to_date_are_those_of_the_migrations(
    tmp_path: Path, steps: Steps
) -> None:
    with Store(tmp_path / "some.db", steps=steps) as store:
        rows = store.query("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id")
    assert [(r["migration_set"], r["name"]) for r in rows] == [(steps.called, name) for name in steps.names]


def test_a_store_that_is_up_to_date_is_opened_without_loading_what_migrates(tmp_path: Path) -> None:
    Store(tmp_path / "gazette.db").close()
    program = (
        "import sys; from pathlib import Path; from crawler.store.database import Store; "
        "Store(Path('gazette.db')).close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == "False\n"
