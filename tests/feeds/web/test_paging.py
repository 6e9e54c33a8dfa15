"""Whoever follows the cursors comes by everything once, also while a crawl brings more between the pages."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from crawler import config as configuration
from crawler.items import RawArticle
from crawler.model import Moment, Precision
from crawler.store import stories
from crawler.store.database import NAME, Store
from crawler.store.runs import RunTally, end_run, start_run, sync_source
from feeds.web.access import access_of
from feeds.web.assembly import make_window
from tests.feeds.shelves import crawled

NOW = datetime(2024, 5, 15, 8, 0, tzinfo=UTC)
TOML = "".join(f'[[source]]\nname = "{n}"\nurl = "https://{n}.example/"\n' for n in ("harbour", "post"))
WORDS = "The harbour authority tells in notice {0} of that day how berth {0} is let, to whom, for how long and at which dues."


class Crawler:
    """A store that grows: each article comes to both sources at once, so each is a story."""

    def __init__(self, folder: Path) -> None:
        (folder / "gazette.toml").write_text(TOML)
        self.config = configuration.load(folder / "gazette.toml")
        self.path = self.config.output / NAME
        self.count = 0
        with Store(self.path) as store:
            for source in self.config.source:
                sync_source(store, source)

    def brings(self, days: list[int]) -> None:
        """One run that finds an article of each of these days before the start of the test, or after it."""
        with Store(self.path) as store:
            run = start_run(store, "harbour", NOW)
            for day in days:
                self.count += 1
                text = " ".join(WORDS.format(f"{self.count}{letter}") for letter in "abcdefgh")
                when = Moment((NOW + timedelta(days=day)).date().isoformat(), Precision.DAY)
                for source in self.config.source:
                    raw = RawArticle(
                        f"{source.url}{self.count}",
                        f"Notice {self.count}",
                        when,
                        body_html=f"<p>{text}</p>",
                        body_text=text,
                    )
                    for number in crawled(store, source, [raw], NOW):
                        stories.join(store, number, NOW)
            end_run(store, run, "ok", RunTally(), NOW)


@pytest.mark.parametrize(
    "path",
    [
        "articles",
        "articles?source=post",
        "stories",
        "runs",
        "search",
        "search?q=harbour",
        "search?q=berth+-nowhere&source=post",
    ],
)
@settings(max_examples=6, deadline=None)
@given(
    at_first=st.lists(st.integers(-40, 0), min_size=1, max_size=6),
    between=st.lists(st.lists(st.integers(-60, 3), max_size=2), max_size=4),
    limit=st.integers(1, 4),
)
def test_each_item_comes_once_whatever_arrives(
    path: str, at_first: list[int], between: list[list[int]], limit: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        crawler = Crawler(Path(folder))
        for day in at_first:
            crawler.brings([day])
        app = make_window(
            Path(folder) / "gazette.toml", crawler.config, access_of(crawler.config.gazette.web, "127.0.0.1")
        )
        with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
            address = f"/api/v1/{path}{'&' if '?' in path else '?'}limit="
            there = {item["id"] for item in client.get(f"{address}500").json()["items"]}
            assert there
            seen: Counter[int] = Counter()
            arrivals = iter(between)
            cursor: str | None = ""
            while cursor is not None:
                page = client.get(f"{address}{limit}&cursor={cursor}").json()
                assert len(page["items"]) <= limit
                seen.update(item["id"] for item in page["items"])
                crawler.brings(next(arrivals, []))
                cursor = page["next"]
    assert set(seen.values()) == {1}
    assert there <= set(seen)
