from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.items import FetchedPage
from crawler.keys import ArchiveRules
from crawler.store.archive import ENOUGH, Archive

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as opened:
        yield opened


def page(n: int, text: str = "") -> FetchedPage:
    frame = "<html><head><title>海州邮政管理局</title></head><body><div class=menu>首页 信息公开 互动交流</div>" * 20
    return FetchedPage(
        f"https://example.org/{n}", f"{frame}<p>第{n}号通知。{text}</p>".encode(), "text/html; charset=utf-8"
    )


def test_pages_come_back_as_they_were(archive: Archive) -> None:
    parts = (page(1), page(2))
    sha = archive.keep("post", "urn:1", parts, NOW)
    assert tuple(c.page for c in archive.newest("urn:1")) == parts
    assert [c.part for c in archive.newest("urn:1")] == [0, 1]
    assert archive.has(sha)
    assert archive.newest("urn:2") == ()
    assert archive.keep("post", "urn:3", (), NOW) == ""


def test_equal_content_is_kept_once(archive: Archive) -> None:
    for n in range(3):
        archive.keep("post", "urn:1", (page(1),), NOW + n * DAY)
    archive.keep("more", "urn:2", (page(1),), NOW)
    assert archive.store.value("SELECT count(*) FROM page") == 1
    (capture,) = archive.newest("urn:1")
    assert (capture.at, capture.last) == ("2024-05-02T08:00:00Z", "2024-05-04T08:00:00Z")


def test_an_article_that_changed_has_a_capture_for_each_state(archive: Archive) -> None:
    archive.keep("post", "urn:1", (page(1),), NOW)
    archive.keep("post", "urn:1", (page(1, "更正。"),), NOW + DAY)
    assert archive.newest("urn:1")[0].page == page(1, "更正。")
    assert [c.at for c in archive.captures()] == ["2024-05-02T08:00:00Z", "2024-05-03T08:00:00Z"]


def test_a_dictionary_is_trained_once_there_are_enough_pages(archive: Archive) -> None:
    for n in range(ENOUGH + 5):
        archive.keep("post", f"urn:{n}", (page(n, "有关单位按照安排开展工作。" * (n % 7)),), NOW)
    assert archive.store.value("SELECT count(*) FROM dictionary WHERE source = 'post'") == 1
    assert archive.store.value("SELECT count(*) FROM page WHERE dictionary IS NULL") == 0
    for n in range(ENOUGH + 5):
        assert archive.newest(f"urn:{n}")[0].page == page(n, "有关单位按照安排开展工作。" * (n % 7))
    assert list(archive.damaged()) == []


def test_a_reopened_archive_reads_with_its_dictionaries(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        for n in range(ENOUGH):
            archive.keep("post", f"urn:{n}", (page(n, "x" * n),), NOW)
    with Archive(tmp_path / "archive.db", writable=False) as again:
        assert again.newest("urn:7")[0].page == page(7, "x" * 7)


def test_of_a_list_page_the_newest_are_kept(archive: Archive) -> None:
    for n in range(5):
        archive.keep_list(
            "post", FetchedPage("https://example.org/", b"<html>%d</html>" % n), NOW + n * DAY, ArchiveRules(lists=2)
        )
    assert [c.page.body for c in archive.captures()] == [b"<html>3</html>", b"<html>4</html>"]
    assert archive.store.value("SELECT count(*) FROM page") == 2


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (ArchiveRules(), ["1", "2", "3", "9"]),
        (ArchiveRules(keep=1), ["3", "9"]),
        (ArchiveRules(keep=2), ["2", "3", "9"]),
        (ArchiveRules(days=3), ["3"]),
        (ArchiveRules(max_bytes=1), []),
    ],
)
def test_retention_by_rule(archive: Archive, rules: ArchiveRules, left: list[str]) -> None:
    archive.keep("post", "urn:9", (page(1, "9"),), NOW)
    for n in (1, 2, 3):
        archive.keep("post", "urn:1", (page(1, str(n)),), NOW + n * DAY)
    archive.drop([r["id"] for r in archive.outlived(rules, NOW + 6 * DAY)])
    assert sorted(c.page.body.decode().rpartition("。")[2][0] for c in archive.captures()) == left
    assert archive.store.value("SELECT count(*) FROM page") == len(left)


def test_a_damaged_page_is_found(archive: Archive) -> None:
    sha = archive.keep("post", "urn:1", (page(1),), NOW)
    archive.keep("post", "urn:2", (page(2),), NOW)
    connection = sqlite3.connect(archive.store.path)
    connection.execute("UPDATE page SET data = substr(data, 1, 30) WHERE sha256 = ?", (sha,))
    connection.commit()
    connection.close()
    assert list(archive.damaged()) == [sha]
