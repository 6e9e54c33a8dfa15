"""Feeds that are made of hostile content, by the schemas and rules of the formats, and read back field by field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import lxml.etree as etree
import pytest

from crawler.config import Config
from crawler.keys import SavedSearch
from crawler.model import Judgement
from crawler.store import articles, feedstate, stories
from crawler.store.articles import StoredArticle
from crawler.store.database import Store
from crawler.store.history import note_change
from feeds.items import Item, item_of
from feeds.publish import publish
from feeds.text import rss_text
from tests.feeds import rules
from tests.feeds.hostile import HOSTILE
from tests.feeds.shelves import configured, crawled, followed

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
SEARCHES = (SavedSearch(name="notices", query='notice "]]>" -<b>', title="<i>\x07Notices</i> &amp; \u202e"),
            SavedSearch(name="arabic", language="ar"), SavedSearch(name="none", query="]]> \ue000"))  # fmt: skip
CHECKS = {"atom": rules.atom_faults, "rss": rules.rss_faults, "json": rules.json_faults, "opml": rules.opml_faults}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, list[Item]]:
    folder = tmp_path_factory.mktemp("hostile")
    with Store(folder / "output" / "gazette.db") as store:
        sources = followed(store, "post", "rail", topics=("träffic & <trade>", "post"))
        ids = crawled(store, sources[0], HOSTILE, NOW)
        crawled(store, sources[1], HOSTILE[:3], NOW)
        copies = [replace(raw, url=f"https://rail.example/{n}") for n, raw in enumerate(HOSTILE[:-2])]
        for number in (*ids[:-2], *crawled(store, sources[1], copies, NOW)):
            stories.join(store, number, NOW)
        withdraw(store, ids[-3])
        config = configured(
            folder,
            *sources,
            searches=SEARCHES,
            title="A ]]> <b>title</b> &amp; more \u202e",
            hub="https://hub.example.org/",
        )
        publish(store, config)
        stored: list[StoredArticle] = articles.by_ids(store, feedstate.newest_ids(store, ("post",), 100))
    return config, [item_of(a) for a in stored]


def withdraw(store: Store, number: int) -> None:
    store.update("article", {"state": "withdrawn", "changed": "2024-05-03T00:00:00Z"}, "id = ?", number)
    note_change(store, number, Judgement.WITHDRAWN, "2024-05-03T00:00:00Z", (), "HTTP 404 ]]> <b>")


def test_every_published_document_keeps_its_rules(made: tuple[Config, list[Item]]) -> None:
    config, _ = made
    checked = 0
    for path in sorted(config.output.rglob("*")):
        check = CHECKS.get(path.suffix.removeprefix("."))
        if check:
            assert check(path.read_bytes()) == [], path
            checked += 1
    feeds = {"all", "topic-post", "post", "rail", "stories", "changes", "health", *(s.name for s in SEARCHES)}
    assert {p.stem for p in (config.output / "feeds").glob("*.atom")} >= feeds
    for name, least in (("stories", 10), ("notices", 20), ("arabic", 1)):
        assert len(json.loads((config.output / "feeds" / f"{name}.json").read_bytes())["items"]) >= least, name
    assert checked == 1 + 3 * len(list((config.output / "feeds").glob("*.atom"))) + 3 * len(
        list((config.output / "history").rglob("*.atom"))
    )


def test_pages_for_people_are_well_formed_and_hold_no_script(made: tuple[Config, list[Item]]) -> None:
    config, _ = made
    for path in config.output.rglob("*.html"):
        root = etree.fromstring(path.read_bytes(), etree.HTMLParser(huge_tree=True))
        assert not root.xpath("//script|//iframe|//*[@onclick or @onerror or @style]"), path
        assert all(h.startswith(("http://", "https://")) or ":" not in h for h in root.xpath("//@href")), path


def test_nothing_is_lost_on_the_way(made: tuple[Config, list[Item]]) -> None:
    _, items = made
    assert len(items) == len(HOSTILE) - 1
    assert len({item.id for item in items}) == len(items)


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feedparser_reads_back_what_was_stored(made: tuple[Config, list[Item]], kind: str) -> None:
    config, items = made
    parsed = feedparser.parse(
        (config.output / "feeds" / f"post.{kind}").read_bytes(), sanitize_html=False, resolve_relative_uris=False
    )
    assert not parsed.bozo
    found = {e.id: e for e in parsed.entries}
    assert [e.id for e in parsed.entries] == [i.id for i in items]
    for item in items:
        entry = found[item.id]
        assert entry.title == (item.title if kind == "atom" else rss_text(item.title)).strip()
        assert entry.link == item.url
        assert entry.published_parsed[:6] == item.published.timetuple()[:6]
        assert entry.content[0].value == item.html.strip()
        # In RSS feedparser takes a mail address out of a name.
        names = [n if kind == "atom" else n.partition(" <")[0] for n in item.authors]
        assert [a.name for a in entry.get("authors", []) if a.get("name")] == names
        assert [t.term for t in entry.get("tags", [])] == [t if kind == "atom" else rss_text(t) for t in item.tags]
        files = [(e.href, e.type) for e in entry.get("enclosures", []) if e.href != item.image]
        assert files == [(f.url, f.type) for f in (item.files if kind == "atom" else item.files[:1])]
        if kind == "atom":
            assert entry.updated_parsed[:6] == item.updated.timetuple()[:6]


def test_json_holds_what_was_stored(made: tuple[Config, list[Item]]) -> None:
    config, items = made
    feed = json.loads((config.output / "feeds" / "post.json").read_bytes())
    for item, got in zip(items, feed["items"], strict=True):
        want: dict[str, Any] = {"id": item.id, "url": item.url, "title": item.title, "content_html": item.html}
        assert {k: got[k] for k in want} == want
        assert datetime.fromisoformat(got["date_published"]) == item.published
        assert got.get("language", feed["language"]) == (item.language or feed["language"])
        assert [f["url"] for f in got.get("attachments", [])] == [f.url for f in item.files]


def test_rss_and_atom_agree_on_times(made: tuple[Config, list[Item]]) -> None:
    config, items = made
    root = etree.fromstring((config.output / "feeds" / "post.rss").read_bytes(), etree.XMLParser(huge_tree=True))
    assert [parsedate_to_datetime(e.text or "") for e in root.iter("pubDate")] == [i.published for i in items]


def test_a_withdrawn_article_leaves_a_tombstone(made: tuple[Config, list[Item]]) -> None:
    config, items = made
    root = etree.fromstring((config.output / "feeds" / "post.atom").read_bytes(), etree.XMLParser(huge_tree=True))
    (gone,) = root.findall(f"{rules.AT}deleted-entry")
    assert gone.get("when") == "2024-05-03T00:00:00Z"
    assert gone.get("ref") not in {i.id for i in items}
