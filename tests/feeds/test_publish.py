from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import lxml.etree as etree
import pytest

from crawler.config import Config
from crawler.dedupe.decide import decide
from crawler.errors import StoreError
from crawler.keys import Settings, Source
from crawler.model import Article, Attachment, Entry, Moment, Precision
from crawler.store import articles, entries
from crawler.store.database import Store
from crawler.store.runs import sync_source
from feeds.files import write
from feeds.publish import publish

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
HOSTILE = 'A ]]> <b>bold</b> & "quoted" \x07 \u202e title'


@pytest.fixture
def config(tmp_path: Path, store: Store) -> Config:
    source = Source(url="https://example.org/news", name="post", title="Post & Co")
    sync_source(store, source)
    for n in range(1, 4):
        entry = Entry(
            f"https://example.org/{n}", HOSTILE if n == 2 else f"Notice {n}", Moment(f"2024-04-0{n}", Precision.DAY)
        )
        article = Article(
            "post", entry.url, entry.title, entry.date, language="en", body_html=f"<p>Body {n} ]]&gt;</p>", body_text=f"Body {n}",
            attachments=(Attachment("https://example.org/a.pdf", "Plan", "application/pdf", 7),) if n == 1 else (),
        )  # fmt: skip
        entries.see_entries(store, "post", [entry], NOW)
        articles.save(store, decide(article, None), article.url, NOW, NOW.replace(month=4, day=n))
    return Config(gazette=Settings(base_url="https://feeds.example.org/"), source=(source,), folder=tmp_path)


def test_two_publications_of_one_store_are_equal_and_the_second_touches_nothing(store: Store, config: Config) -> None:
    first = publish(store, config)
    assert {p.name for p in first.written} == {
        *(f"{name}.{kind}" for name in ("post", "all", "stories", "changes", "health") for kind in ("rss", "atom", "json", "html")),
        "feeds.opml", "index.html", "style.css",
    }  # fmt: skip
    times = {p: p.stat().st_mtime_ns for p in first.written}
    second = publish(store, config)
    assert second.written == []
    assert second.kept == len(first.written)
    assert {p: p.stat().st_mtime_ns for p in first.written} == times


def test_items_are_newest_first_and_hostile_titles_survive(store: Store, config: Config) -> None:
    publish(store, config)
    folder = config.output / "feeds"
    for kind in ("rss", "atom"):
        parsed = feedparser.parse((folder / f"post.{kind}").read_bytes())
        assert not parsed.bozo
        assert [e.link.rpartition("/")[2] for e in parsed.entries] == ["3", "2", "1"]
        assert parsed.entries[2].enclosures[0].href == "https://example.org/a.pdf"
    etree.fromstring((folder / "post.rss").read_bytes())
    feed = json.loads((folder / "post.json").read_bytes())
    assert feed["feed_url"] == "https://feeds.example.org/feeds/post.json"
    assert [i["url"].rpartition("/")[2] for i in feed["items"]] == ["3", "2", "1"]
    assert feed["items"][2]["attachments"][0]["size_in_bytes"] == 7


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        write(tmp_path / "file" / "post.rss", b"x")
