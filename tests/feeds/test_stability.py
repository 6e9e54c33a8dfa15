"""Feeds never lie about what they said before: equal builds, ids and times that stay, and a subscriber who misses nothing."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.dedupe.decide import decide
from crawler.items import RawArticle
from crawler.model import Judgement
from crawler.store import articles
from crawler.store.articles import by_ids
from crawler.store.database import Store
from crawler.store.history import note_change
from feeds.publish import publish
from tests.feeds.shelves import configured, crawled, followed, json_feed, published
from tests.feeds.subscriber import Subscriber

START = datetime(2024, 1, 10, 8, 0, tzinfo=UTC)


class Site:
    """A source that changes at random; every act goes through the pipeline's own steps."""

    def __init__(self, store: Store, config: Config, chance: random.Random) -> None:
        self.store, self.config, self.chance = store, config, chance
        self.now = START
        self.made: list[tuple[RawArticle, int]] = []
        self.withdrawn: set[int] = set()

    def crawl(self) -> None:
        raws = [
            RawArticle(f"https://post.example/{len(self.made) + n}", f"Notice {len(self.made) + n}", body_html="<p>x</p>", body_text=f"x {len(self.made) + n}")
            for n in range(self.chance.choice([1, 1, 2, 30]))
        ]  # fmt: skip
        numbers = crawled(self.store, self.config.source[0], raws, self.now)
        self.made += zip(raws, numbers, strict=True)

    def _known(self) -> int:
        return self.chance.randrange(len(self.made))

    def edit(self) -> None:
        n = self._known()
        raw, number = self.made[n]
        changed = replace(raw, body_text=f"{raw.body_text} and more", body_html="<p>and more</p>")
        self.made[n] = (changed, number)
        crawled(self.store, self.config.source[0], [changed], self.now)
        self.withdrawn.discard(number)

    def move(self) -> None:
        _, number = self.made[self._known()]
        (stored,) = by_ids(self.store, [number])
        if stored.state == "live":
            moved = replace(stored.article, url=f"https://new.example/{number}")
            verdict = decide(moved, articles.known_by_id(self.store, number))
            articles.save(self.store, verdict, stored.article.url, self.now, self.now)

    def withdraw(self) -> None:
        _, number = self.made[self._known()]
        if number not in self.withdrawn:
            at = self.now.isoformat().replace("+00:00", "Z")
            self.store.update("article", {"state": "withdrawn", "changed": at}, "id = ?", number)
            note_change(self.store, number, Judgement.WITHDRAWN, at)
            self.withdrawn.add(number)

    def reread(self) -> None:
        _, number = self.made[self._known()]
        self.store.update("article", {"body_html": f"<p>read anew at {self.now.day}</p>"}, "id = ?", number)


@pytest.mark.parametrize("seed", range(4))
def test_a_subscriber_gets_every_article_exactly_once(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    config = configured(tmp_path, *followed(store, "post"), feed_items=10)
    site = Site(store, config, chance)
    readers = [Subscriber(config.output, "post"), Subscriber(config.output, "all")]
    site.crawl()
    gone_unseen: set[str] = set()
    for _ in range(60):
        site.now += timedelta(hours=chance.choice([0, 1, 24, 24 * 20]))
        before = site.withdrawn.copy()
        chance.choice([site.crawl, site.crawl, site.edit, site.move, site.withdraw, site.reread])()
        gone_unseen |= {a.guid for a in by_ids(store, site.withdrawn - before)}
        if chance.random() < 0.7:  # else: killed before it published
            publish(store, config)
            for reader in readers:
                if chance.random() < 0.5:
                    reader.poll()
    publish(store, config)
    every = {a.guid for a in by_ids(store, [number for _, number in site.made])}
    for reader in readers:
        reader.poll()
        assert set(reader.got.values()) == {1}
        assert every - gone_unseen <= set(reader.got) <= every
    late = Subscriber(config.output, "post")
    late.poll()
    live = {a.guid for a in by_ids(store, [n for _, n in site.made]) if a.state == "live"}
    assert set(late.got) == live, "who comes late can page back to the first article"


def test_what_was_published_in_steps_is_what_is_published_at_once(store: Store, tmp_path: Path) -> None:
    chance = random.Random(7)
    config = configured(tmp_path, *followed(store, "post", topics=("mail",)))
    site = Site(store, config, chance)
    for _ in range(40):
        site.now += timedelta(hours=chance.choice([1, 24, 200]))
        chance.choice([site.crawl, site.crawl, site.edit if site.made else site.crawl])()
        publish(store, config)
    in_steps = published(config)
    done = publish(store, config, everything=True)
    assert done.written == []
    assert published(config) == in_steps
    assert any(name.startswith("history/post/") for name in in_steps)


def test_a_part_of_the_history_stays_when_its_month_is_over(store: Store, tmp_path: Path) -> None:
    config = configured(tmp_path, *followed(store, "post"))
    site = Site(store, config, random.Random(1))
    for _ in range(6):
        site.crawl()
    site.now += timedelta(days=40)
    site.crawl()
    publish(store, config)
    parts = {n: c for n, c in published(config).items() if n.startswith("history/")}
    assert "history/post/2024-01.atom" in parts
    for _ in range(10):
        site.now += timedelta(days=9)
        site.crawl()
        publish(store, config)
    after = published(config)
    assert {n: after[n] for n in parts} == parts
    assert b"<fh:archive/>" in after["history/post/2024-01.atom"]
    assert json.loads(after["history/post/2024-01.json"]).get("next_url") is None


def test_reading_anew_moves_neither_order_nor_times(store: Store, tmp_path: Path) -> None:
    config = configured(tmp_path, *followed(store, "post"))
    site = Site(store, config, random.Random(2))
    for _ in range(5):
        site.crawl()
    publish(store, config)
    before = json_feed(config, "feeds/post")
    site.now += timedelta(days=3)
    for _ in range(10):
        site.reread()
    publish(store, config)
    after = json_feed(config, "feeds/post")
    keys = ("id", "date_published", "date_modified")
    assert [[i.get(k) for k in keys] for i in before["items"]] == [[i.get(k) for k in keys] for i in after["items"]]
    assert before != after
