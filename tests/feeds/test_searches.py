"""A saved search is a feed like others: each article once, in order, with its history; untouched by what it does not find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import lxml.etree as etree

from crawler.items import RawArticle
from crawler.keys import SavedSearch
from crawler.model import Judgement
from crawler.store.articles import by_ids
from crawler.store.database import Store
from crawler.store.history import note_change
from feeds.publish import publish
from tests.feeds.rules import AT
from tests.feeds.shelves import configured, crawled, followed, json_feed, published

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
FERRIES = SavedSearch(name="ferries", query="ferry", title="Ferries & boats")


def notice(number: int, words: str, source: str = "post") -> RawArticle:
    return RawArticle(
        f"https://{source}.example/{number}", f"Notice {number}", body_html=f"<p>{words}</p>", body_text=words
    )


def titles(config: object, name: str = "ferries") -> list[str]:
    return [item["title"] for item in json_feed(config, f"feeds/{name}")["items"]]  # type: ignore[arg-type]


def test_a_search_begins_with_what_is_stored_and_goes_on_with_what_comes(store: Store, tmp_path: Path) -> None:
    (post,) = followed(store, "post")
    config = configured(tmp_path, post, searches=(FERRIES,))
    crawled(store, post, [notice(1, "The ferry leaves."), notice(2, "The tunnel opens.")], NOW)
    publish(store, config)
    assert titles(config) == ["Notice 1"]
    crawled(store, post, [notice(3, "A second ferry.")], NOW + timedelta(hours=1))
    publish(store, config)
    assert titles(config) == ["Notice 3", "Notice 1"]
    feed = json_feed(config, "feeds/ferries")
    assert (feed["title"], feed["language"]) == ("Notices: Ferries & boats", "en")
    index = (config.output / "index.html").read_text()
    assert '<a href="feeds/ferries.html">Ferries &amp; boats</a>' in index
    assert "feeds/ferries.atom" in (config.output / "feeds.opml").read_text()


def test_a_run_that_brings_nothing_for_a_search_leaves_its_files_alone(store: Store, tmp_path: Path) -> None:
    (post,) = followed(store, "post")
    config = configured(tmp_path, post, searches=(FERRIES,))
    crawled(store, post, [notice(1, "The ferry leaves.")], NOW)
    publish(store, config)
    crawled(store, post, [notice(2, "The tunnel opens.")], NOW + timedelta(hours=1))
    done = publish(store, config)
    assert {p.name for p in done.written if p.suffix == ".atom"} == {"all.atom", "post.atom"}
    assert done.feeds == ["all", "post"]
    before = published(config)
    assert publish(store, config, everything=True).written == []
    assert published(config) == before


def test_a_correction_neither_takes_an_article_back_nor_hides_one_that_matches_late(
    store: Store, tmp_path: Path
) -> None:
    (post,) = followed(store, "post")
    config = configured(tmp_path, post, searches=(FERRIES,))
    crawled(
        store, post, [notice(1, "The ferry leaves."), notice(2, "The tunnel opens."), notice(3, "Ferry again.")], NOW
    )
    publish(store, config)
    crawled(store, post, [notice(1, "The boat leaves."), notice(2, "The ferry port opens.")], NOW + timedelta(days=1))
    publish(store, config)
    assert sorted(titles(config)) == ["Notice 1", "Notice 2", "Notice 3"]
    dates = {i["title"]: i["date_published"] for i in json_feed(config, "feeds/ferries")["items"]}
    assert dates == {i["title"]: i["date_published"] for i in json_feed(config, "feeds/all")["items"]}


def test_a_withdrawn_article_leaves_a_tombstone_in_a_search(store: Store, tmp_path: Path) -> None:
    (post,) = followed(store, "post")
    config = configured(tmp_path, post, searches=(FERRIES,))
    number, _ = crawled(store, post, [notice(1, "The ferry leaves."), notice(2, "A ferry comes.")], NOW)
    publish(store, config)
    store.update("article", {"state": "withdrawn", "changed": "2024-05-03T00:00:00Z"}, "id = ?", number)
    note_change(store, number, Judgement.WITHDRAWN, "2024-05-03T00:00:00Z")
    publish(store, config)
    assert titles(config) == ["Notice 2"]
    (gone,) = etree.fromstring((config.output / "feeds" / "ferries.atom").read_bytes()).findall(f"{AT}deleted-entry")
    assert gone.get("ref") == by_ids(store, [number])[0].guid


def test_the_history_of_a_search_can_be_read_back_to_its_first_article(store: Store, tmp_path: Path) -> None:
    (post,) = followed(store, "post")
    config = configured(tmp_path, post, searches=(FERRIES,), feed_items=5)
    for month in range(3):
        raws = [notice(month * 40 + n, "A ferry." if n % 2 else "A tunnel.") for n in range(40)]
        crawled(store, post, raws, NOW + timedelta(days=31 * month))
        publish(store, config)
    got: list[str] = []
    place = "feeds/ferries"
    while place:
        feed = json_feed(config, place)
        got += [i["id"] for i in feed["items"] if i["id"] not in got]
        place = feed.get("next_url", "").removeprefix("https://feeds.example.org/").removesuffix(".json")
    wanted = store.query("SELECT guid FROM article WHERE body_text = 'A ferry.'")
    assert sorted(got) == sorted(r["guid"] for r in wanted)
    assert len(got) == 60


def test_a_search_that_asks_for_something_else_begins_anew_and_one_that_is_gone_is_forgotten(
    store: Store, tmp_path: Path
) -> None:
    (post,) = followed(store, "post", topics=("mail",))
    config = configured(tmp_path, post, searches=(FERRIES,))
    crawled(store, post, [notice(1, "The ferry leaves."), notice(2, "The tunnel opens.")], NOW)
    publish(store, config)
    first = json_feed(config, "feeds/ferries")
    other = SavedSearch(name="ferries", query="tunnel", topic=("mail",))
    publish(store, configured(tmp_path, post, searches=(other,)))
    assert titles(config) == ["Notice 2"]
    store.update("source", {"topics": '["sport"]'}, "name = ?", "post")
    publish(store, configured(tmp_path, post, searches=(other,)))
    assert titles(config) == [], "no source has the topic any more"
    publish(store, configured(tmp_path, post))
    assert store.query("SELECT * FROM saved_search") == store.query("SELECT * FROM search_arrival") == []
    publish(store, config)
    assert json_feed(config, "feeds/ferries") == first
