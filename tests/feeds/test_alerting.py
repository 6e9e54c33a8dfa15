from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.keys import Alerts, Settings, Source
from crawler.store.database import Store
from crawler.store.runs import sync_source
from feeds.alerting import alert, deliver, pending
from feeds.metrics import metrics_text
from tests.hooks import hook

AT = datetime(2024, 6, 12, 8, tzinfo=UTC)
SETTINGS = Alerts(urls=("json://127.0.0.1:9/",))


class Box:
    """Takes messages in; fails as often as told first."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails
        self.bodies: list[str] = []

    def __call__(self, urls: Sequence[str], title: str, body: str) -> bool:
        if self.fails:
            self.fails -= 1
            return False
        self.bodies.append(body)
        return True


@pytest.fixture
def known(store: Store) -> Store:
    for name in ("post", "harbour"):
        sync_source(store, Source(url=f"https://{name}.example.org/", name=name))
    return store


def hours(store: Store, box: Box, *states: str, settings: Alerts = SETTINGS, every: int = 1) -> None:
    for n, state in enumerate(states):
        alert(store, settings, [("post", state), ("harbour", state)], AT + timedelta(hours=n * every), box)


def test_a_change_that_holds_is_told_once_for_all_sources_together_and_so_is_its_end(known: Store) -> None:
    box = Box()
    hours(known, box, "ok", "gone", "gone", "gone", "ok", "ok", "ok")
    assert box.bodies == ["harbour: ok -> gone\npost: ok -> gone", "harbour: gone -> ok\npost: gone -> ok"]


def test_a_source_that_comes_and_goes_tells_nothing(known: Store) -> None:
    box = Box()
    hours(known, box, *["ok", "unreachable"] * 10)
    assert box.bodies == []


def test_a_message_that_cannot_be_sent_is_tried_again(known: Store) -> None:
    box = Box(fails=2)
    hours(known, box, "gone", "gone", "gone", "gone", "gone")
    assert len(box.bodies) == 1


def test_in_the_quiet_hours_messages_wait(known: Store) -> None:
    box = Box()
    hours(known, box, *["gone"] * 5, settings=Alerts(urls=("json://a",), quiet="7-11"))
    assert len(box.bodies) == 1
    early = Box()
    hours(known, early, *["ok"] * 2, settings=Alerts(urls=("json://a",), quiet="8-11"))
    assert early.bodies == []


def test_what_waits_is_known_without_a_crawl(known: Store, tmp_path: Path) -> None:
    config = Config(folder=tmp_path, gazette=Settings(alerts=Alerts(urls=("json://127.0.0.1:9/",))))
    assert not pending(config)
    hours(known, Box(), "gone", "gone", settings=Alerts(urls=("json://a",), quiet="7-11"))
    assert pending(config), "the quiet time holds it up"
    late = Box()
    alert(known, SETTINGS, (), AT + timedelta(hours=4), late)
    assert len(late.bodies) == 1
    assert not pending(config)
    assert not pending(Config(folder=tmp_path))


def test_a_message_goes_over_the_wire_through_apprise() -> None:
    with hook() as (url, got):
        assert deliver([url], "a title", "a body")
    assert (got[0]["title"], got[0]["message"]) == ("a title", "a body")
    assert not deliver(["json://127.0.0.1:9/"], "a title", "a body")


def test_metrics_tell_the_state_of_each_source(known: Store) -> None:
    known.update("source", {"state": "gone", "last_run": "2024-06-12T08:00:00Z"}, "name = 'post'")
    text = metrics_text(known).decode()
    assert 'gazette_source_state{source="post",state="gone"} 1.0' in text
    assert 'gazette_source_state{source="post",state="ok"} 0.0' in text
    assert 'gazette_source_last_run_seconds{source="post"} 1.7181792e+09' in text
