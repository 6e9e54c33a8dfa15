from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler import config as configuration
from crawler.errors import ConfigError
from crawler.samples.server import serving
from crawler.store import migrating
from crawler.store.database import NAME, Store
from feeds.upkeep import run_backup, run_doctor
from tests.conftest import Gazette, command, environment
from tests.sites import old_cms
from tests.test_bad_input import configure, count

NOW = "2024-05-15T08:00:00Z"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that was crawled once."""
    folder = tmp_path_factory.mktemp("once")
    with serving([old_cms()]) as (site,):
        configure(folder, ("post", site.url))
        subprocess.run(command("crawl"), cwd=folder, env=environment(GAZETTE_NOW=NOW), check=True, capture_output=True)
    return folder


@pytest.fixture
def crawled(once: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path


def spoil(folder: Path, file: str, *statements: str) -> None:
    """Do to a file what gazette itself never does."""
    with Store(folder / "output" / file, steps=migrating.STORE if file == NAME else migrating.ARCHIVE) as store:
        store.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            store.execute(statement)


def doctor(folder: Path, *, mend: bool = False) -> int:
    return run_doctor(folder / "gazette.toml", mend=mend)


def test_after_a_crawl_nothing_is_wrong(crawled: Path, gazette: Gazette) -> None:
    done = gazette("doctor")
    assert (done.returncode, done.stdout) == (0, "nothing is wrong\n")


WRONGS = [
    ("gazette.db", "DELETE FROM visit WHERE article = 3", "1 articles are not known to the visits"),
    ("gazette.db", "UPDATE entry SET article = NULL WHERE article = 2", "1 rows of lists count as stored and have no article"),
    ("gazette.db", "DELETE FROM entry WHERE article = 1", "1 articles have no row that leads to them"),
    ("gazette.db", "UPDATE entry SET article = 999 WHERE article = 1", "1 rows of entry refer to rows of article that are not there"),
    ("gazette.db", "DELETE FROM source", "1 rows of alert refer to rows of source that are not there"),
    ("gazette.db", "DELETE FROM arrival WHERE article = 4", "1 articles did not arrive in the feed"),
    ("gazette.db", "INSERT INTO story (created, changed, title) VALUES ('', '', '')", "1 stories have fewer than two tellers"),
    ("gazette.db", "DELETE FROM search_article WHERE article = 5", "1 articles are not in the search index"),
    ("gazette.db", "UPDATE visit SET page = 'abc' WHERE article = 5", "1 pages that articles were read from are not in the archive"),
    ("archive.db", "UPDATE page SET data = substr(data, 1, 40) WHERE id = 3", "1 archived pages cannot be read"),
    ("archive.db", "DELETE FROM capture WHERE id = 3", "1 archived pages are of no address"),
    ("archive.db", "DELETE FROM page WHERE id = 3", "1 rows of capture refer to rows of page that are not there"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "wrong", "said"), WRONGS, ids=[w[1][:45] for w in WRONGS])
def test_what_is_wrong_is_named_and_mended(
    crawled: Path, capsys: pytest.CaptureFixture[str], file: str, wrong: str, said: str
) -> None:
    spoil(crawled, file, wrong)
    assert doctor(crawled) == 1
    assert any(line.startswith(f"wrong: {said}") and "Mend: " in line for line in capsys.readouterr().out.splitlines())
    assert doctor(crawled, mend=True) == 0
    assert f"mended: {said}" in capsys.readouterr().out
    assert doctor(crawled) == 0
    assert capsys.readouterr().out == "nothing is wrong\n"
    assert count(crawled) == 9


def test_what_was_forgotten_is_fetched_again(crawled: Path, gazette: Gazette) -> None:
    spoil(crawled, NAME, "UPDATE entry SET article = 999 WHERE article = 1", "DELETE FROM source")
    done = gazette("doctor", "--json")
    assert done.returncode == 1
    assert {f["kind"] for f in json.loads(done.stdout)} >= {"reference"}
    assert gazette("doctor", "--mend").returncode == 0
    with serving([old_cms()], [port(crawled)]):
        assert gazette("crawl", "--all", now=NOW).returncode == 0
    assert count(crawled, "SELECT count(*) FROM entry WHERE state = 'stored' AND article IS NOT NULL") == 9
    assert count(crawled, "SELECT count(*) FROM source WHERE url <> ''") == 1


def port(folder: Path) -> int:
    return urlsplit(configuration.load(folder / "gazette.toml").source[0].url).port or 0


def test_an_index_that_disagrees_with_its_table_is_made_anew(crawled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = "UPDATE sqlite_master SET sql = 'CREATE INDEX article_changed ON article(changed){}' WHERE name = 'article_changed'"
    spoil(crawled, NAME, "PRAGMA writable_schema = ON", schema.format(" WHERE id > 3"))
    spoil(crawled, NAME, "REINDEX article_changed", "PRAGMA writable_schema = ON", schema.format(""))
    assert doctor(crawled) == 1
    assert "gazette.db: indexes disagree" in capsys.readouterr().out
    assert doctor(crawled, mend=True) == 0


def test_a_backup_is_a_store_of_its_own(crawled: Path, gazette: Gazette) -> None:
    done = gazette("backup", "safe")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("checked") == 2
    assert sorted(f.name for f in (crawled / "safe").iterdir()) == ["archive.db", "gazette.db"]
    whole = (crawled / "output" / "feeds" / "post.atom").read_bytes()
    shutil.rmtree(crawled / "output")
    shutil.copytree(crawled / "safe", crawled / "output")
    assert gazette("doctor").returncode == 0
    assert gazette("publish", "--all").returncode == 0
    assert (crawled / "output" / "feeds" / "post.atom").read_bytes() == whole


def test_a_backup_of_a_store_that_is_being_written_has_what_is_committed(crawled: Path, gazette: Gazette) -> None:
    writer = sqlite3.connect(crawled / "output" / "gazette.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE source SET title = 'half done'")
    assert gazette("backup", "copies/monday.db").returncode == 0
    writer.execute("ROLLBACK")
    writer.close()
    copy = sqlite3.connect(crawled / "copies" / "monday.db")
    assert copy.execute("SELECT count(*) FROM article").fetchone() == (9,)
    assert copy.execute("SELECT title FROM source").fetchone() != ("half done",)
    copy.close()
    assert (crawled / "copies" / "monday-archive.db").exists()


def test_a_backup_replaces_nothing_unasked(crawled: Path) -> None:
    config, safe = crawled / "gazette.toml", crawled / "safe"
    run_backup(config, safe)
    with pytest.raises(ConfigError, match=r"there is a .*gazette\.db already"):
        run_backup(config, safe)
    run_backup(config, safe, overwrite=True)
    with pytest.raises(ConfigError):
        run_backup(config, crawled / "output", overwrite=True)
    assert sorted(f.name for f in safe.iterdir()) == ["archive.db", "gazette.db"]
