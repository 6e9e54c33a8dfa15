from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from crawler.config import Config
from crawler.items import RawArticle
from crawler.store.database import Store
from feeds.publish import publish
from feeds.websub import Pushed, push
from tests.feeds.shelves import configured, crawled, followed

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)


class Hub:
    """A small hub: remembers what it is told of, or answers with the status that it is set to."""

    def __init__(self) -> None:
        hub = self
        self.told: list[str] = []
        self.asked = 0
        self.status = 204

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                hub.asked += 1
                if hub.status == 204:
                    assert form["hub.mode"] == ["publish"]
                    hub.told += form["hub.url"]
                self.send_response(hub.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hub"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.server.shutdown()
    made.server.server_close()


def notice(n: int) -> RawArticle:
    return RawArticle(f"https://post.example/{n}", f"Notice {n}", body_html="<p>Text.</p>", body_text="Text.")


@pytest.fixture
def config(tmp_path: Path, store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("GAZETTE_NOW", NOW.isoformat())
    sources = followed(store, "post", "rail")
    crawled(store, sources[0], [notice(1)], NOW)
    return configured(tmp_path, *sources, hub=hub.url)


def documents(config: Config) -> int:
    """How many feed documents are published, each a topic of its own."""
    return sum(path.suffix in (".rss", ".atom", ".json") for path in (config.output / "feeds").iterdir())


def names(topics: list[str]) -> set[str]:
    return {t.removeprefix("https://feeds.example.org/feeds/") for t in topics}


def test_the_hub_is_told_of_the_feeds_that_changed_and_of_no_other(store: Store, config: Config, hub: Hub) -> None:
    publish(store, config)
    assert push(store, hub.url, NOW).put_off == 0
    hub.told.clear()
    crawled(store, config.source[0], [notice(2)], NOW)
    publish(store, config)
    assert push(store, hub.url, NOW) == Pushed(told=6)
    assert names(hub.told) == {f"{name}.{kind}" for name in ("post", "all") for kind in ("rss", "atom", "json")}
    publish(store, config)
    assert push(store, hub.url, NOW) == Pushed()


def test_a_hub_that_fails_is_told_later_and_less_and_less_often(store: Store, config: Config, hub: Hub) -> None:
    publish(store, config)
    hub.status = 503
    first = push(store, hub.url, NOW)
    assert (first.told, first.put_off, first.trouble) == (0, 3, "the hub answered 503")
    assert hub.asked == 3, "a hub that fails thrice in a row is left alone"
    before = hub.asked
    hub.status = 204
    # Those that were not tried are due at once, those that failed after a minute.
    push(store, hub.url, NOW)
    assert hub.asked - before == documents(config) - 3
    assert push(store, hub.url, NOW + timedelta(seconds=59)) == Pushed()
    assert push(store, hub.url, NOW + timedelta(seconds=60)) == Pushed(told=3)
    assert len(hub.told) == len(set(hub.told)) == documents(config)


def test_a_hub_that_is_not_there_costs_little_and_breaks_nothing(store: Store, config: Config, hub: Hub) -> None:
    publish(store, config)
    pushed = push(store, "http://127.0.0.1:9/", NOW)
    assert (pushed.told, pushed.put_off) == (0, 3)
    assert "did not answer" in pushed.trouble
    assert push(store, hub.url, NOW + timedelta(hours=1)).told == documents(config)


def test_a_feed_names_its_hub(store: Store, config: Config, hub: Hub) -> None:
    publish(store, config)
    for kind in ("rss", "atom"):
        assert f'rel="hub" href="{hub.url}"'.encode() in (config.output / "feeds" / f"post.{kind}").read_bytes()
    assert hub.url.encode() in (config.output / "feeds" / "post.json").read_bytes()
