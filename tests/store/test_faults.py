"""What the machine does to a store: a full disk, a torn file, a folder that cannot be written, a clock set back.

Nothing that was committed is lost, each gives one line with a mend and an exit status, and the next run goes on.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.errors import StoreError
from crawler.samples.server import Answer, Site, serving
from crawler.store.database import NAME, Store
from feeds.upkeep import run_backup, run_doctor
from tests.conftest import Gazette, command, environment, rows
from tests.sites import old_cms
from tests.test_bad_input import configure, count

NOW, BEFORE, LATER = "2024-05-15T08:00:00Z", "2024-03-01T08:00:00Z", "2024-05-15T12:00:00Z"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving([old_cms()]) as (served,):
        configure(tmp_path, ("post", served.url))
        yield served


def one_line(stderr: str, *said: str) -> None:
    """The last word is one line of ours with a mend, never a traceback."""
    assert "Traceback" not in stderr
    line = stderr.splitlines()[-1]
    assert line.startswith("gazette: ")
    assert "Mend: " in line
    for word in said:
        assert word in line


def test_a_transaction_for_which_the_disk_has_no_room_leaves_what_was_there(tmp_path: Path) -> None:
    def too_much(store: Store) -> None:
        with store.atomic():
            for n in range(1000):
                store.insert("source", {"name": f"source-{n}", "url": "u" * 500})

    with Store(tmp_path / NAME) as store:
        store.insert("source", {"name": "a", "url": "u"})
        store.execute(f"PRAGMA max_page_count = {store.value('PRAGMA page_count') + 2}")
        with pytest.raises(StoreError, match="the disk is full") as caught:
            too_much(store)
        assert (caught.value.word, caught.value.exit_status) == ("disk-full", 1)
        assert store.value("SELECT count(*) FROM source") == 1
        store.execute("PRAGMA max_page_count = 100000")
        store.insert("source", {"name": "b", "url": "u"})
        assert store.value("PRAGMA integrity_check") == "ok"


def test_a_crawl_for_which_the_disk_has_no_room_goes_on_when_there_is_some(
    gazette: Gazette, tmp_path: Path, site: Site
) -> None:
    with Store(tmp_path / "output" / NAME):
        pass
    stopped = subprocess.run(
        command("crawl"),
        cwd=tmp_path,
        env=environment(GAZETTE_NOW=NOW),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert stopped.returncode == 1
    one_line(stopped.stderr, "could not be written or read")
    stored = {r[0] for r in rows(tmp_path, "SELECT url FROM article")}
    assert len(stored) < 9
    done = gazette("crawl", "--all", now=NOW)
    assert done.returncode == 0, done.stderr
    assert stored <= {r[0] for r in rows(tmp_path, "SELECT url FROM article")}
    assert count(tmp_path) == 9
    assert run_doctor(tmp_path / "gazette.toml", mend=False) == 0


def test_a_torn_page_in_the_file_is_named(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    assert gazette("crawl", now=NOW).returncode == 0
    run_backup(tmp_path / "gazette.toml", tmp_path / "safe")
    with Store(tmp_path / "output" / NAME) as store:
        size = store.value("PRAGMA page_size")
        torn = store.query("SELECT pageno FROM dbstat WHERE name = 'article' AND pagetype IN ('leaf', 'internal')")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "output" / NAME).open("r+b") as file:
        for row in torn:
            file.seek((row["pageno"] - 1) * size)
            file.write(b"\xde\xad" * (size // 2))
    for words in (("publish", "--all"), ("crawl", "--all"), ("search", "通知")):
        done = gazette(*words, now=LATER)
        assert done.returncode == 1, words
        one_line(done.stderr, "is damaged", "backup")
    told = gazette("doctor")
    assert told.returncode == 1
    assert "wrong: gazette.db is damaged" in told.stdout
    assert "gazette backup" in told.stdout
    assert run_doctor(tmp_path / "gazette.toml", mend=True) == 1
    # The mend that it names: the copy put back.
    (tmp_path / "safe" / NAME).replace(tmp_path / "output" / NAME)
    assert run_doctor(tmp_path / "gazette.toml", mend=False) == 0
    assert gazette("crawl", "--all", now=LATER).returncode == 0
    assert count(tmp_path) == 9


def test_a_place_that_cannot_be_written_is_named(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    (tmp_path / "output").write_text("not a folder")
    done = gazette("crawl", now=NOW)
    assert done.returncode == 1
    one_line(done.stderr, "cannot be written")
    (tmp_path / "output").unlink()
    assert gazette("crawl", now=NOW).returncode == 0


def test_a_file_that_is_read_only_is_named(tmp_path: Path) -> None:
    with Store(tmp_path / NAME) as store:
        store.insert("source", {"name": "a", "url": "u"})
    with Store(tmp_path / NAME, writable=False) as store:
        with pytest.raises(StoreError, match="cannot be written") as caught:
            store.insert("source", {"name": "b", "url": "u"})
        assert (caught.value.word, caught.value.exit_status) == ("read-only", 1)
        assert store.value("SELECT count(*) FROM source") == 1


def test_a_clock_that_was_set_back_loses_nothing(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    assert gazette("crawl", now=NOW).returncode == 0
    known = "SELECT guid, url, title, body_text, first_seen, feed_time, changed, revision, state FROM article WHERE url NOT LIKE '%/99.html' ORDER BY id"
    before = rows(tmp_path, known)
    order = feed_order(tmp_path)
    body = site.pages[site.start].body.decode()
    row = '<li><a href="?list_4/99.html">9.關於春節期間服務安排的通知</a><span>2024-02-28</span></li>'
    site.pages[site.start] = Answer(body.replace("<ul class=news>", f"<ul class=news>{row}").encode())
    site.pages["/?list_4/99.html"] = Answer(
        site.pages["/?list_4/6.html"].body.replace("綠色".encode(), "春節".encode())
    )
    for at in (BEFORE, LATER):
        done = gazette("crawl", "--all", now=at)
        assert done.returncode == 0, done.stderr
        assert [g for g in feed_order(tmp_path) if g in order] == order
    assert rows(tmp_path, known) == before
    assert count(tmp_path) == 10
    assert run_doctor(tmp_path / "gazette.toml", mend=False) == 0


def feed_order(folder: Path) -> list[str]:
    """The guids in the order of the feed."""
    text = (folder / "output" / "feeds" / "post.atom").read_text("utf-8")
    return [piece.partition("</id>")[0] for piece in text.split("<id>")[2:]]
