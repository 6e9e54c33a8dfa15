"""Articles are written several at a time; what waits is not there yet, and what fails takes no other with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.gathering import MOST, Gathering
from crawler.items import Fetched, FetchedPage, Normal, RawArticle, Reading
from crawler.keys import Settings, Source
from crawler.model import Article, Entry
from crawler.running import Crawl, Run
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
SOURCE = Source(url="https://example.org/", name="post")


class Rehearsal:
    """A crawl of one source, whose clock stands and whose moments pass when they are told to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.store, self.archive = Store(self.path), Archive(folder / ARCHIVE)
        config = Config(gazette=Settings(), source=(SOURCE,))
        self.crawl = Crawl(config, self.store, (SOURCE,), now=lambda: NOW, archive=self.archive)
        self.moments: list[Callable[[], None]] = []
        self.crawl.later = self.moments.append
        self.failed: list[str] = []
        self.gathering = Gathering(self.crawl, lambda reading, error: self.failed.append(reading.article.title))
        self.run: Run = self.crawl.open(SOURCE)
        self.run.list_read = True

    def add(self, title: str, address: str = "", size: int = 100) -> None:
        url = f"https://example.org/{address or title}"
        page = FetchedPage(url, f"<p>{title}</p>".ljust(size).encode("utf-8", "replace"))
        reading = Reading("post", Entry(url, title), 0, RawArticle(url, title), Fetched((page,)))
        self.crawl.hold(self.run)
        self.gathering.add(Normal(reading, Article("post", url, title, body_text=f"The text of {title}.")))

    def titles(self) -> list[str]:
        """What another process sees."""
        with Store(self.path, writable=False) as store:
            return [row["title"] for row in store.query("SELECT title FROM article ORDER BY id")]


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    one = Rehearsal(tmp_path)
    with one.store, one.archive:
        yield one


def test_articles_wait_a_moment_and_are_written_together(rehearsal: Rehearsal) -> None:
    rehearsal.add("one")
    rehearsal.add("two")
    assert (rehearsal.titles(), rehearsal.run.ended, len(rehearsal.moments)) == ([], False, 1)
    rehearsal.moments.pop()()
    assert (rehearsal.titles(), rehearsal.run.ended, rehearsal.run.tally.articles_new) == (["one", "two"], True, 2)


def test_so_many_do_not_wait(rehearsal: Rehearsal) -> None:
    for number in range(MOST):
        rehearsal.add(f"notice {number}")
    assert len(rehearsal.titles()) == MOST


def test_large_pages_do_not_wait_in_memory(rehearsal: Rehearsal) -> None:
    rehearsal.add("one", size=3_000_000)
    rehearsal.add("two", size=3_000_000)
    assert rehearsal.titles() == ["one", "two"]


def test_at_the_end_of_a_crawl_nothing_waits(rehearsal: Rehearsal) -> None:
    rehearsal.crawl.later = None
    rehearsal.add("one")
    assert rehearsal.titles() == ["one"]


def test_an_article_that_cannot_be_written_fails_alone(rehearsal: Rehearsal) -> None:
    for title in ("one", "half a letter: \ud83d", "three"):
        rehearsal.add(title, address=title[:3])
    rehearsal.moments.pop()()
    assert (rehearsal.titles(), rehearsal.failed) == (["one", "three"], ["half a letter: \ud83d"])
    assert rehearsal.run.ended


def test_the_same_article_twice_in_a_moment_is_one(rehearsal: Rehearsal) -> None:
    rehearsal.add("one")
    rehearsal.add("one, corrected", address="one")
    rehearsal.moments.pop()()
    assert rehearsal.titles() == ["one, corrected"]
    assert (rehearsal.run.tally.articles_new, rehearsal.run.tally.revisions) == (1, 1)
    assert rehearsal.store.value("SELECT revision FROM article") == 2
