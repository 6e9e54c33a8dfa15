from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.dedupe.decide import decide
from crawler.keys import Source
from crawler.model import Article, Attachment, Entry, Evidence, Moment, Precision
from crawler.store import articles, entries
from crawler.store.database import Store
from crawler.store.runs import sync_source

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
SOURCE = Source(url="https://example.org/news", name="post")
ROWS = [Entry(f"https://example.org/{n}", f"Notice {n}", Moment(f"2024-04-{n:02}", Precision.DAY)) for n in (3, 2, 1)]
ARTICLE = Article(
    "post", "https://example.org/3", "Notice 3", Moment("2024-04-03", Precision.DAY), language="en", issuer="Post",
    body_html="<p>Text</p>", body_text="Text", attachments=(Attachment("https://example.org/a.pdf", "Plan", "application/pdf", 7),),
    keywords=("post",), evidence=(("title", (Evidence("Notice 3", "h1", 1),)),),
)  # fmt: skip


def test_entries_are_new_once(store: Store) -> None:
    sync_source(store, SOURCE)
    assert entries.see_entries(store, "post", ROWS, NOW) == ROWS
    assert entries.see_entries(store, "post", ROWS, NOW) == []
    assert [e.title for e, _ in entries.open_entries(store, "post", NOW, 10)] == ["Notice 3", "Notice 2", "Notice 1"]


def test_a_link_that_a_list_shows_twice_is_one_entry(store: Store) -> None:
    sync_source(store, SOURCE)
    assert (
        len(
            entries.see_entries(store, "post", [ROWS[0], replace(ROWS[0], url="https://example.org/3#x"), ROWS[1]], NOW)
        )
        == 2
    )


def test_an_article_is_stored_and_read_back_whole(store: Store) -> None:
    sync_source(store, SOURCE)
    entries.see_entries(store, "post", ROWS, NOW)
    articles.save(store, decide(ARTICLE, None), ARTICLE.url, NOW, NOW - timedelta(days=1))
    (stored,) = articles.newest(store, 10)
    assert stored.article == ARTICLE
    assert (stored.revision, stored.state, stored.feed_time) == (1, "live", "2024-05-01T08:00:00Z")
    assert articles.newest(store, 10, source="post") == [stored]
    assert len(entries.open_entries(store, "post", NOW, 10)) == 2


def test_a_revision_keeps_guid_and_feed_time(store: Store) -> None:
    sync_source(store, SOURCE)
    articles.save(store, decide(ARTICLE, None), ARTICLE.url, NOW, NOW)
    changed = replace(ARTICLE, title="Notice 3, corrected")
    later = NOW + timedelta(hours=1)
    articles.save(store, decide(changed, articles.known_article(store, ARTICLE.url)), ARTICLE.url, later, later)
    (stored,) = articles.newest(store, 10)
    assert (stored.article.title, stored.revision) == ("Notice 3, corrected", 2)
    assert (stored.feed_time, stored.changed) == ("2024-05-02T08:00:00Z", "2024-05-02T09:00:00Z")


def test_a_page_that_two_lists_lead_to_is_one_article_in_both_feeds(store: Store) -> None:
    sync_source(store, SOURCE)
    sync_source(store, Source(url="https://example.org/all", name="more"))
    for name in ("post", "more"):
        entries.see_entries(store, name, ROWS[:1], NOW)
        article = replace(ARTICLE, source=name)
        articles.save(store, decide(article, articles.known_article(store, article.url)), article.url, NOW, NOW)
    assert len(articles.newest(store, 10)) == 1
    assert len(articles.newest(store, 10, source="post")) == len(articles.newest(store, 10, source="more")) == 1


def test_a_failed_entry_waits_longer_each_time_and_is_given_up(store: Store) -> None:
    sync_source(store, SOURCE)
    entries.see_entries(store, "post", ROWS[:1], NOW)
    url = ROWS[0].url
    entries.entry_failed(store, "post", url, NOW)
    assert entries.open_entries(store, "post", NOW, 10) == []
    assert len(entries.open_entries(store, "post", NOW + timedelta(hours=1), 10)) == 1
    for _ in entries.RETRY_HOURS:
        entries.entry_failed(store, "post", url, NOW)
    assert store.value("SELECT state FROM entry") == "failed"
