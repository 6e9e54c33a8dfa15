"""Stores filled as a crawl fills them, for the tests of feeds: through normalise, decide and save."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import Message
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import uvicorn

from crawler.config import Config
from crawler.dedupe.decide import decide
from crawler.items import RawArticle, Reading
from crawler.keys import SavedSearch, Settings, Source
from crawler.model import Entry
from crawler.normalise.article import normalise
from crawler.normalise.feedtime import feed_time
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical
from crawler.store import articles, entries
from crawler.store.database import Store
from crawler.store.runs import sync_source
from feeds.serving import listening
from feeds.web.app import make_app

BASE = "https://feeds.example.org"


def configured(folder: Path, *sources: Source, searches: tuple[SavedSearch, ...] = (), **settings: Any) -> Config:
    """A configuration with a public address."""
    gazette = Settings(**{"base_url": BASE, "title": "Notices", **settings})
    return Config(gazette=gazette, source=sources, search=searches, folder=folder)


def followed(store: Store, *names: str, topics: tuple[str, ...] = ()) -> tuple[Source, ...]:
    """Sources that the store knows."""
    out = tuple(Source(url=f"https://{n}.example/news/", name=n, title=f"News of {n}", topics=topics) for n in names)
    for source in out:
        sync_source(store, source)
    return out


def crawled(store: Store, source: Source, raws: Iterable[RawArticle], now: datetime) -> list[int]:
    """One crawl of a source that finds these articles, first row first; their ids."""
    out = []
    for position, raw in enumerate(raws):
        entry = Entry(raw.url, clean(raw.title) or "untitled")  # as every list finder cleans it
        entries.see_entries(store, source.name, [entry], now, position)
        article = normalise(Reading(source.name, entry, position, raw), source.language)
        verdict = decide(article, articles.known_article(store, article.url))
        when = feed_time(article.published, now, None, position)
        out.append(articles.save(store, verdict, canonical(entry.url), now, when))
    return out


def published(config: Config) -> dict[str, bytes]:
    """Every published file, by its place in the output folder."""
    keep = {".rss", ".atom", ".json", ".html", ".opml", ".css"}
    return {
        str(p.relative_to(config.output)): p.read_bytes() for p in sorted(config.output.rglob("*")) if p.suffix in keep
    }


def json_feed(config: Config, place: str) -> dict[str, Any]:
    """A published JSON feed."""
    return json_at(config.output, place)


def json_at(output: Path, place: str) -> dict[str, Any]:
    """A JSON feed of an output folder."""
    feed: dict[str, Any] = json.loads((output / f"{place}.json").read_bytes())
    return feed


@contextmanager
def serving_feeds(config: Config) -> Iterator[int]:
    """The web application on a free port of loopback; the port."""
    with listening("127.0.0.1", 0) as sock:
        server = uvicorn.Server(uvicorn.Config(make_app(config), log_level="error", lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        while not server.started:
            sleep(0.01)
        try:
            yield sock.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """What a server on loopback answers: status, headers, body; `_` in a header's name stands for `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()
