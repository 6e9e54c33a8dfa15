from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.config import Config
from crawler.dedupe.decide import decide
from crawler.keys import Source
from crawler.model import Article
from crawler.store import articles
from crawler.store.database import Store
from crawler.store.runs import sync_source
from feeds.select import Shelf
from feeds.special import changes_feed, specials_of

AT = datetime(2024, 5, 2, 8, tzinfo=UTC)


def test_moves_are_no_corrections(store: Store) -> None:
    sync_source(store, Source(url="https://example.org/", name="post"))
    config, shelf = Config(), Shelf(store, "", "", 100)
    for n in range(1, 4):
        article = Article("post", f"https://example.org/{n}", f"Notice {n}", body_text="The hall opens.")
        articles.save(store, decide(article, None), article.url, AT, AT)
    before = specials_of(store, config, shelf)[1].fingerprint
    for n in range(1, 4):
        known = articles.known_by_id(store, n)
        assert known is not None
        moved = Article("post", f"https://example.org/new/{n}", f"Notice {n}", body_text="The hall opens.")
        articles.save(store, decide(moved, known), moved.url, AT, AT)
    assert store.value("SELECT count(*) FROM change WHERE kind = 'moved'") == 3
    assert changes_feed(store, config, shelf).items == ()
    assert specials_of(store, config, shelf)[1].fingerprint == before, "nothing is written anew"
    known = articles.known_by_id(store, 1)
    assert known is not None
    changed = replace(moved, url="https://example.org/new/1", title="Notice 1", body_text="The hall opens on Monday.")
    articles.save(store, decide(changed, known), changed.url, AT + timedelta(days=1), AT)
    assert [item.title for item in changes_feed(store, config, shelf).items] == ["Changed: Notice 1"]
