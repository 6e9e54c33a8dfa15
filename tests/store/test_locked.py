"""Every function that writes says that the store is locked, when it stays so; readers read on."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import crawler.store
from crawler.dedupe.decide import decide
from crawler.errors import StoreBusy
from crawler.keys import ArchiveRules, SavedSearch, Settings, Source
from crawler.model import UNTOLD, Article, Entry
from crawler.store import (
    alerts,
    articles,
    coverage,
    entries,
    feedstate,
    history,
    part,
    past,
    repairs,
    runs,
    saved,
    search,
    stories,
    upkeep,
    visits,
)
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.store.retention import keep_to_rules, retain, retain_runs
from tests.store.test_archive import page

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
SOURCE = Source(url="https://example.org/", name="post")
ARTICLE = Article("post", "https://example.org/1", "Notice 1", body_text="Text")
OTHER = Article("post", "https://example.org/2", "Notice 2", body_text="Other text")
ROW = Entry(OTHER.url, "Notice 2")
FEED = {"name": "post", "id": "urn:1", "fingerprint": "x", "title": "", "language": "", "articles": 1, "newest": "{}"}

WRITERS: list[tuple[Callable[..., object], tuple[object, ...]]] = [
    (alerts.keep, ("post", "ok", "broken", NOW, 1)),
    (alerts.queue, ("title", "body", ["post"], NOW)),
    (alerts.sent, (1,)),
    (alerts.put_off, (1, 1, NOW)),
    (articles.save, (decide(OTHER, None), OTHER.url, NOW, NOW)),
    (articles.read_anew, (1, ARTICLE, ["title"], NOW)),
    (coverage.extend, ("post", NOW, "2024-05-01")),
    (coverage.gap, ("post", NOW, "2024-05-01")),
    (coverage.fill, ("post", "2024-05-01T00:00:00Z", NOW)),
    (entries.see_entries, ("post", [ROW], NOW)),
    (entries.entry_failed, ("post", ARTICLE.url, NOW)),
    (feedstate.record, (1, [FEED], [("post", 1, "2024-05", 1, 2)], ["post"], {"index.html": "x"})),
    (feedstate.special_id, ("changes", "https://example.org/changes")),
    (feedstate.add_pings, (["post"], "2024-05-02T08:00:00Z")),
    (feedstate.end_pings, (["post"],)),
    (feedstate.put_off_ping, ("post", 1, "2024-05-02T08:00:00Z")),
    (history.revise, (1, articles.columns(ARTICLE) | {"content_hash": "x"}, ["title"], "2024-05-02T08:00:00Z")),
    (history.reread, (1, articles.columns(ARTICLE) | {"content_hash": "x"})),
    (history.note_change, (1, "moved", "2024-05-02T08:00:00Z")),
    (part.lay_out, ({"run": part.Table(("source", "started"), [("post", "2024-05-02T08:00:00Z")])},)),
    (part.make_bare, ()),
    (runs.sync_source, (SOURCE,)),
    (runs.sync_sources, ([Source(url="https://other.example/", name="other")],)),
    (runs.start_run, ("post", NOW)),
    (runs.add_issue, (1, "post", runs.Issue("timeout", "no answer"), NOW)),
    (runs.end_run, (1, "ok", runs.RunTally(), NOW)),
    (runs.end_source, ("post", {"state": "ok"})),
    (saved.follow, ([SavedSearch(name="post", query="notice")], [1], NOW)),
    (search.rebuild, ()),
    (stories.join, (1, NOW)),
    (stories.split, (1, 1, NOW)),
    (stories.rebuild, (NOW,)),
    (visits.visited, (1, "post", NOW, UNTOLD)),
    (visits.not_modified, (1, "post", NOW)),
    (visits.visit_failed, (1, NOW)),
    (visits.visit_at_once, ("post", [ARTICLE.url], NOW)),
    (visits.missed, (1, NOW, "404")),
    (retain_runs, ("post", timedelta(days=1), NOW)),
    (keep_to_rules, (None, Settings(), ["post"], NOW)),
    (repairs.take_repair, ("post", 1, [], None, "", runs.Issue("repaired", "mended"), NOW)),
]
READERS: list[tuple[Callable[..., object], tuple[object, ...]]] = [
    (alerts.watches, ()),
    (alerts.last_told, ()),
    (alerts.waiting, (NOW,)),
    (alerts.any_waiting, ()),
    (articles.known_article, (ARTICLE.url,)),
    (articles.known_by_id, (1,)),
    (articles.columns_again, (1, ARTICLE)),
    (articles.newest, (5,)),
    (articles.in_order, ([1],)),
    (articles.by_ids, ([1],)),
    (articles.count, (["post"],)),
    (coverage.open_stretch, ("post",)),
    (coverage.stretches, ("post",)),
    (coverage.ledgers, ()),
    (entries.known_urls, ("post", [ARTICLE.url])),
    (entries.open_entries, ("post", NOW, 5)),
    (entries.elsewhere, ("post", ROW, NOW)),
    (feedstate.touched, ()),
    (feedstate.arrivals_of, ([1],)),
    (feedstate.found_by, ([1],)),
    (feedstate.arrived_between, (("post",), 0, 9)),
    (feedstate.newest_ids, (("post",), 5)),
    (feedstate.last_feed_times, ("post", 5)),
    (feedstate.headlines, (5,)),
    (feedstate.changed_ids, (("post",), 5)),
    (feedstate.withdrawals, ([1],)),
    (feedstate.count_arrived, (("post",),)),
    (feedstate.feeds, ()),
    (feedstate.page, ("post", 1)),
    (feedstate.count_pages, ("post",)),
    (feedstate.built, ()),
    (feedstate.due_pings, ("2024-05-02T08:00:00Z", 5)),
    (history.revisions_of, (1,)),
    (history.changes_of, (1,)),
    (history.latest_changes, (5,)),
    (history.find_article, ("1",)),
    (part.cut, (["post"], NOW)),
    (part.newest_runs, (["post"],)),
    (past.runs_before, ("post", 1)),
    (past.published_days, ("post",)),
    (past.first_of_day, ("post",)),
    (past.looked_days, ("post", date(2024, 5, 1))),
    (past.known_titles, ("post", ["Notice 1"])),
    (past.first_seen, ("post", [ARTICLE.url])),
    (past.sightings, ("post", NOW)),
    (past.published_minutes, ("post",)),
    (past.asked_to_wait, ()),
    (past.first_visits, ()),
    (repairs.known_entries, ("post",)),
    (repairs.repaired_templates, ("post",)),
    (repairs.seen_templates, ("post",)),
    (repairs.usual_rows, ("post",)),
    (repairs.run_before, ("post", "2024-05-02T08:00:00Z")),
    (runs.source_record, ("post",)),
    (runs.issues_of, (1,)),
    (runs.last_runs, ("post",)),
    (search.as_hits, ([1], "notice")),
    (search.search, ("notice",)),
    (search.matches, (SavedSearch(name="post", query="notice"),)),
    (search.sources_of, (search.Filters(topics=("mail",)),)),
    (search.agrees, ()),
    (stories.candidates, (b"",)),
    (stories.latest, (5,)),
    (stories.walk, (5,)),
    (stories.changes, (5,)),
    (visits.due_visits, ("post", NOW, 5)),
    (visits.visit_of, ("post", 1)),
]
# Told of at their own places: a reader that raises for what is not there, iterators, and one that wants both files.
ELSEWHERE = {search.walk, feedstate.arrivals_after, stories.one, upkeep.integrity, upkeep.references, upkeep.counted, upkeep.archive_agreement,
             upkeep.search_agreement, upkeep.findings, retain}  # fmt: skip


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process is in the middle of writing."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "gazette.db", busy=0.05) as store:
        runs.sync_source(store, SOURCE)
        runs.start_run(store, "post", NOW)
        entries.see_entries(store, "post", [Entry(ARTICLE.url, "Notice 1")], NOW)
        articles.save(store, decide(ARTICLE, None), ARTICLE.url, NOW, NOW)
        with locked(store.path):
            yield store


def label(value: object) -> str:
    return f"{value.__module__.rpartition('.')[2]}.{value.__name__}" if inspect.isfunction(value) else ""


@pytest.mark.parametrize(("function", "words"), WRITERS, ids=label)
def test_every_writing_function_says_that_the_store_is_locked(
    held: Store, function: Callable[..., object], words: tuple[object, ...]
) -> None:
    with pytest.raises(StoreBusy, match="locked by another process") as caught:
        function(held, *words)
    assert caught.value.exit_status == 75
    assert held.value("SELECT count(*) FROM article") == 1


@pytest.mark.parametrize(("function", "words"), READERS, ids=label)
def test_every_reading_function_reads_on(
    held: Store, function: Callable[..., object], words: tuple[object, ...]
) -> None:
    function(held, *words)


def test_no_function_of_the_store_is_left_out() -> None:
    named = {f for f, _ in (*WRITERS, *READERS)} | ELSEWHERE
    for found in pkgutil.iter_modules(crawler.store.__path__, "crawler.store."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if first == "store" and not name.startswith("_") and function.__module__ == module.__name__:
                assert function in named, f"{found.name}.{name}"


def test_a_locked_archive_says_so_too(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db", busy=0.05) as archive:
        archive.keep("post", "urn:1", (page(1),), NOW)
        acts: list[Callable[[], object]] = [
            lambda: archive.keep("post", "urn:2", (page(2),), NOW),
            lambda: archive.keep_list("post", page(3), NOW, ArchiveRules()),
            lambda: archive.learn("post", NOW),
            lambda: archive.drop([1]),
        ]
        with locked(archive.store.path):
            for act in acts:
                with pytest.raises(StoreBusy):
                    act()
            assert archive.newest("urn:1")[0].page == page(1)
