"""`gazette serve --crawl` and what it runs on: what is due is crawled, by children that end when they are told to."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.clock import stamp
from crawler.keys import Settings, Source
from crawler.pacing import due, next_moment
from crawler.samples.server import serving
from crawler.samples.sites import express
from crawler.store.database import Store
from crawler.store.runs import sync_source
from feeds.scheduler import run_due_forever, seconds_until_due
from tests.conftest import ROOT, Gazette, command, environment
from tests.crawls import Board, Follower
from tests.test_bad_input import configure, count

PATIENCE = 90.0


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def runs(folder: Path) -> int:
    try:
        return count(folder, "SELECT count(*) FROM run WHERE outcome IN ('ok', 'not-modified')")
    except sqlite3.OperationalError:
        return 0


def test_serving_crawls_what_is_due_and_ends_when_told(tmp_path: Path) -> None:
    with serving([express()]) as (site,):
        configure(tmp_path, ("post", site.url))
        words = command("serve", "--crawl", "--port", "0")
        with subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True) as server:
            wait_for(lambda: runs(tmp_path) == 1)
            wait_for(lambda: (tmp_path / "output" / "feeds" / "post.atom").exists())
            server.send_signal(signal.SIGTERM)
            out, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 128 + signal.SIGTERM
    assert "Serving on http://127.0.0.1:" in out
    assert "post: ok" in out


def test_a_source_that_is_added_while_it_runs_is_crawled_and_the_rest_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    board, stop = Board(), threading.Event()
    monkeypatch.setattr("feeds.scheduler.LONGEST_SLEEP", 0.5)
    thread = threading.Thread(target=run_due_forever, args=(tmp_path / "gazette.toml", stop, "json"))
    thread.start()
    try:
        with serving([express(), board.site]) as (site, _):
            configure(tmp_path, ("post", site.url))
            wait_for(lambda: runs(tmp_path) == 1)
            configure(tmp_path, ("post", site.url), ("board", board.site.url))
            wait_for(lambda: runs(tmp_path) == 2)
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()
    assert count(tmp_path, "SELECT count(*) FROM run WHERE source = 'post'") == 1
    assert seconds_until_due(tmp_path / "gazette.toml") > 0


def test_a_configuration_that_is_wrong_is_told_once_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gazette.toml").write_text("[gazette]\ndelay = -1\n")
    monkeypatch.setattr("feeds.scheduler.AFTER_TROUBLE", 0.05)
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    run_due_forever(tmp_path / "gazette.toml", stop)
    assert capfd.readouterr().err.count("Mend:") == 1


AT = datetime(2024, 6, 12, 8, tzinfo=UTC)
ALLOWED = Settings()


def known(store: Store, **more: object) -> Source:
    """A source that ran at AT and is due four hours later, with an article to be asked for after one hour and a half."""
    source = Source(url="https://post.example.org/", name="post")
    sync_source(store, source)
    due_at = {"last_run": stamp(AT), "next_due": stamp(AT + timedelta(hours=4))}
    store.update("source", due_at | more, "name = 'post'")
    article = {
        "source": "post",
        "url": "https://post.example.org/1",
        "title": "One",
        "guid": "g",
        "content_hash": "h",
        "first_seen": stamp(AT),
    }
    number = store.insert("article", article | {"feed_time": stamp(AT), "changed": stamp(AT), "last_seen": stamp(AT)})
    store.insert("visit", {"article": number, "source": "post", "due": stamp(AT + timedelta(minutes=90))})
    return source


def test_an_article_that_is_to_be_asked_for_again_brings_its_source_forward(store: Store) -> None:
    source = known(store)
    assert next_moment(store, [source], ALLOWED) == AT + timedelta(minutes=90)
    assert due(store, [source], AT + timedelta(minutes=89), ALLOWED) == ()
    assert due(store, [source], AT + timedelta(minutes=90), ALLOWED) == (source,)


def test_visits_do_not_bring_forward_a_source_that_fails_or_was_fetched_just_now(store: Store) -> None:
    source = known(store, fails=1)
    assert next_moment(store, [source], ALLOWED) == AT + timedelta(hours=4)
    store.update("source", {"fails": 0, "last_run": stamp(AT + timedelta(minutes=60))}, "name = 'post'")
    assert next_moment(store, [source], ALLOWED) == AT + timedelta(minutes=120)


def test_nor_one_whose_server_wants_to_be_left_alone(store: Store) -> None:
    source = known(store)
    until = AT + timedelta(hours=3)
    store.insert("run", {"source": "post", "started": stamp(AT), "outcome": "ok", "retry_after": stamp(until)})
    assert next_moment(store, [source], ALLOWED) == until


def test_an_article_is_asked_for_again_in_time_by_crawls_of_what_is_due(tmp_path: Path, gazette: Gazette) -> None:
    board = Board()
    with serving([board.site]):
        follower = Follower(tmp_path)
        board.post(follower.at.date())
        follower.configure({"board": board.site.url})
        follower.crawl()
        due_at = follower.ask("SELECT min(due) AS due FROM visit")[0]["due"]
        board.site.asked.clear()
        assert gazette("crawl", now=due_at).returncode == 0
    assert board.site.article_requests()


def test_a_zone_of_alerts_that_is_none_is_refused(tmp_path: Path, gazette: Gazette) -> None:
    (tmp_path / "gazette.toml").write_text('[gazette.alerts]\nzone = "Atlantis/Capital"\n')
    done = gazette("sources")
    assert done.returncode == 2
    assert "a zone is named like" in done.stderr
    assert "Traceback" not in done.stderr
