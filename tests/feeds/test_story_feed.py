"""The feed of stories: one item for what several sources tell, re-announced to nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from crawler.config import Config
from crawler.items import RawArticle
from crawler.keys import Source
from crawler.model import Judgement
from crawler.store import stories
from crawler.store.database import Store
from crawler.store.history import note_change
from feeds.publish import publish
from tests.crawls import sentence
from tests.feeds.shelves import configured, crawled, followed, json_feed, published

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
TEXT = [f"{sentence(f'story {n}', 20)}." for n in range(8)]


@pytest.fixture
def three(store: Store, tmp_path: Path) -> tuple[Config, tuple[Source, ...]]:
    sources = followed(store, "post", "city", "daily")
    return configured(tmp_path, *sources), sources


def told(store: Store, source: Source, number: int, at: datetime, text: list[str] = TEXT) -> int:
    """A source tells something; the article's id."""
    words = "\n\n".join(text)
    raw = RawArticle(
        f"https://{source.name}.example/{number}",
        f"{source.name} says {number}",
        body_html=f"<p>{words}</p>",
        body_text=words,
    )
    (saved,) = crawled(store, source, [raw], at)
    stories.join(store, saved, at)
    return saved


def item(config: Config) -> dict[str, Any]:
    (only,) = json_feed(config, "feeds/stories")["items"]
    return dict(only)


def test_a_story_is_one_item_with_its_tellers_in_order(store: Store, three: tuple[Config, tuple[Source, ...]]) -> None:
    config, (post, city, _) = three
    told(store, post, 1, NOW)
    told(store, post, 2, NOW, [sentence(f"other {n}", 20) for n in range(8)])
    publish(store, config)
    assert json_feed(config, "feeds/stories")["items"] == []
    told(store, city, 1, NOW + timedelta(hours=3), TEXT[:-1])
    publish(store, config)
    got = item(config)
    assert (got["title"], got["url"]) == ("post says 1", "https://post.example/1")
    assert got["date_published"] == "2024-05-02T11:00:00Z"
    assert "date_modified" not in got
    assert [a["name"] for a in got["authors"]] == ["News of post", "News of city"]
    head, body = got["content_html"].split("<hr>")
    assert head.index("https://post.example/1") < head.index("https://city.example/1")
    assert "first seen 2024-05-02 08:00 UTC" in head
    assert "first seen 2024-05-02 11:00 UTC" in head
    assert TEXT[7] in body


def test_only_a_teller_who_joins_or_leaves_updates_a_story(
    store: Store, three: tuple[Config, tuple[Source, ...]]
) -> None:
    config, (post, city, daily) = three
    told(store, post, 1, NOW)
    told(store, city, 1, NOW + timedelta(hours=1))
    publish(store, config)
    first = item(config)
    told(store, post, 1, NOW + timedelta(hours=2), [*TEXT, "A correction stands here."])
    publish(store, config)
    corrected = item(config)
    assert "A correction stands here." in corrected["content_html"]
    assert {**corrected, "content_html": ""} == {**first, "content_html": "", "summary": corrected["summary"]}
    late = told(store, daily, 1, NOW + timedelta(hours=3))
    publish(store, config)
    joined = item(config)
    assert joined["id"] == first["id"]
    assert joined["date_published"] == first["date_published"]
    assert joined["date_modified"] == "2024-05-02T11:00:00Z"
    (story,) = stories.latest(store, 9)
    stories.split(store, story.id, late, NOW + timedelta(hours=4))
    publish(store, config)
    left = item(config)
    assert (left["id"], left["date_modified"]) == (first["id"], "2024-05-02T12:00:00Z")
    assert "daily" not in left["content_html"]


def test_a_story_goes_on_without_its_first_teller_and_ends_without_any(
    store: Store, three: tuple[Config, tuple[Source, ...]]
) -> None:
    config, (post, city, _) = three
    ids = [told(store, post, 1, NOW), told(store, city, 1, NOW)]
    publish(store, config)
    before = item(config)
    for number, left in zip(ids, (1, 0), strict=True):
        store.update("article", {"state": "withdrawn", "changed": "2024-05-03T00:00:00Z"}, "id = ?", number)
        note_change(store, number, Judgement.WITHDRAWN, "2024-05-03T00:00:00Z")
        publish(store, config)
        assert len(json_feed(config, "feeds/stories")["items"]) == left
        if left:
            assert (item(config)["id"], item(config)["title"]) == (before["id"], "city says 1")
            assert "<del>post says 1</del> (withdrawn)" in item(config)["content_html"]
    atom = etree.fromstring(published(config)["feeds/stories.atom"])
    (gone,) = atom.iterfind("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert (gone.get("ref"), gone.get("when")) == (before["id"], "2024-05-03T00:00:00Z")


def test_a_run_without_a_story_leaves_the_feed_alone_and_two_builds_are_equal(
    store: Store, three: tuple[Config, tuple[Source, ...]]
) -> None:
    config, (post, city, _) = three
    told(store, post, 1, NOW)
    told(store, city, 1, NOW)
    publish(store, config)
    told(store, post, 2, NOW + timedelta(days=1), [sentence(f"other {n}", 20) for n in range(8)])
    assert "stories" not in publish(store, config).feeds
    before = published(config)
    assert publish(store, config, everything=True).written == []
    assert published(config) == before


def test_finding_stories_anew_announces_none_again(store: Store, three: tuple[Config, tuple[Source, ...]]) -> None:
    config, (post, city, daily) = three
    other = [sentence(f"other {n}", 20) for n in range(8)]
    told(store, city, 2, NOW, other)
    told(store, post, 1, NOW)
    told(store, city, 1, NOW + timedelta(hours=1))
    told(store, daily, 2, NOW + timedelta(hours=2), other)
    publish(store, config)
    before = json_feed(config, "feeds/stories")
    assert len(before["items"]) == 2
    stories.rebuild(store, NOW + timedelta(days=9))
    publish(store, config)
    assert json_feed(config, "feeds/stories") == before


def test_an_article_that_begins_a_second_story_gives_it_another_guid(
    store: Store, three: tuple[Config, tuple[Source, ...]]
) -> None:
    config, (post, city, daily) = three
    first = told(store, post, 1, NOW)
    told(store, city, 1, NOW)
    told(store, daily, 1, NOW)
    (story,) = stories.latest(store, 9)
    stories.split(store, story.id, first, NOW)
    told(store, city, 2, NOW + timedelta(hours=1), TEXT[:7])
    publish(store, config)
    guids = [i["id"] for i in json_feed(config, "feeds/stories")["items"]]
    assert len(set(guids)) == len(guids) == 2
    assert story.guid in guids
