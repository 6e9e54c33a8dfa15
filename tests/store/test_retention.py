from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.dedupe.decide import decide
from crawler.keys import ArchiveRules, Source
from crawler.model import Article
from crawler.normalise.urls import guid_of
from crawler.store import articles, past, runs
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.store.repairs import REPAIRED
from crawler.store.retention import NEWEST_RUNS, retain, retain_runs
from crawler.store.runs import sync_source
from tests.store.test_archive import page

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "output" / "archive.db") as opened:
        yield opened


def put(store: Store, archive: Archive, number: int, now: datetime) -> None:
    sync_source(store, Source(url="https://example.org/", name="post"))
    url = f"https://example.org/{number}"
    sha = archive.keep("post", guid_of(url), (page(number),), now)
    articles.save(store, decide(Article("post", url, f"Notice {number}"), None), url, now, now, page=sha)


def test_the_store_names_no_page_that_was_given_up(store: Store, archive: Archive) -> None:
    put(store, archive, 1, NOW)
    put(store, archive, 2, NOW + 5 * DAY)
    assert retain(store, archive, ArchiveRules(), NOW + 60 * DAY) == 0
    assert retain(store, archive, ArchiveRules(days=7), NOW + 10 * DAY) == 1
    left = store.query("SELECT a.url, v.page FROM visit v JOIN article a ON a.id = v.article ORDER BY a.id")
    assert [bool(r["page"]) for r in left] == [False, True]
    assert all(archive.has(r["page"]) for r in left if r["page"])
    assert [c.page.url for c in archive.captures()] == ["https://example.org/2"]


def test_nothing_of_the_articles_themselves_goes(store: Store, archive: Archive) -> None:
    put(store, archive, 1, NOW)
    before = store.query("SELECT * FROM article")
    assert retain(store, archive, ArchiveRules(max_bytes=1), NOW) == 1
    assert store.query("SELECT * FROM article") == before
    assert list(archive.captures()) == []


def test_old_runs_are_thinned_to_one_a_day_and_dropped_after_three_years(store: Store) -> None:
    sync_source(store, Source(url="https://example.org/", name="post"))
    began = NOW - 1200 * DAY
    for n in range(1200 * 2):
        run = runs.start_run(store, "post", began + n * DAY / 2)
        tally = runs.RunTally(template="ul.news > li")
        if n == 20:
            runs.add_issue(store, run, "post", runs.Issue(REPAIRED, "mended"), began)
        if n == 21:
            runs.add_issue(store, run, "post", runs.Issue("timeout", "late"), began)
        runs.end_run(store, run, "broken" if n % 10 == 0 else "ok", tally, began + n * DAY / 2)
    looked = past.looked_days(store, "post", (NOW - 1099 * DAY).date())
    gone = retain_runs(store, "post", 180 * DAY, NOW)
    assert past.looked_days(store, "post", (NOW - 1099 * DAY).date()) == looked
    assert gone == 2400 - store.value("SELECT count(*) FROM run")
    assert store.value("SELECT count(*) FROM run") == 2 * 180 + (1100 - 180) + 1
    assert store.query("SELECT kind FROM issue") == [{"kind": REPAIRED}]
    assert retain_runs(store, "post", 180 * DAY, NOW) == 0


def test_the_newest_runs_stay_whatever_their_age(store: Store) -> None:
    sync_source(store, Source(url="https://example.org/", name="post"))
    for n in range(NEWEST_RUNS + 5):
        run = runs.start_run(store, "post", NOW + n * timedelta(minutes=1))
        runs.end_run(store, run, "broken", runs.RunTally(), NOW)
    assert retain_runs(store, "post", DAY, NOW + 2000 * DAY) == 4
