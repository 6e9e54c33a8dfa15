"""A publication writes what was touched, and what it leaves alone is as a whole one would write it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.items import RawArticle
from crawler.keys import SavedSearch
from crawler.model import Judgement
from crawler.store import feedstate, stories
from crawler.store.database import Store
from crawler.store.history import note_change
from crawler.store.runs import sync_source
from feeds import files
from feeds.publish import MAKERS, publish
from tests.crawls import sentence
from tests.feeds.shelves import configured, crawled, followed, published
from tests.test_architecture import ROOT, imports

NOW = datetime(2024, 1, 10, 8, 0, tzinfo=UTC)
NAMES = tuple(f"s{n}" for n in range(6))
SEARCHES = (SavedSearch(name="ferries", query="ferry"), SavedSearch(name="of-mail", topic=("mail",)))


class Land:
    """Six sources, four of them with topics, and an operator who changes the configuration now and then."""

    def __init__(self, store: Store, folder: Path, chance: random.Random) -> None:
        self.store, self.chance, self.now = store, chance, NOW
        mail = followed(store, *NAMES[:3], topics=("mail",))
        both = followed(store, NAMES[3], topics=("mail", "交通"))
        self.sources = (*mail, *both, *followed(store, *NAMES[4:]))
        self.config = configured(folder, *self.sources, searches=SEARCHES, feed_items=5)
        self.articles: list[int] = []

    def crawl(self) -> None:
        source = self.chance.choice(self.config.source)
        raws: list[RawArticle] = []
        for _ in range(self.chance.choice([1, 2, 12])):
            n = len(self.articles) + len(raws)
            # One in three is told by another source, too.
            text = sentence(f"text {n // 3}", 60) + (" The ferry leaves." if n % 4 == 0 else "")
            raws.append(
                RawArticle(
                    f"https://{source.name}.example/{n}", f"Notice {n}", body_html=f"<p>{text}</p>", body_text=text
                )
            )
        for number in crawled(self.store, source, raws, self.now):
            stories.join(self.store, number, self.now)
            self.articles.append(number)

    def shared(self) -> None:
        """Two lists lead to one article."""
        raw = RawArticle(f"https://shared.example/{len(self.articles)}", "Shared", body_html="<p>x</p>", body_text="x")
        for source in self.config.source[:2]:
            self.articles += crawled(self.store, source, [raw], self.now)

    def edit(self) -> None:
        changes = {"title": f"Corrected {self.now}", "changed": self.now.isoformat()[:19] + "Z"}
        self.store.update("article", changes, "id = ?", self.chance.choice(self.articles))

    def withdraw(self) -> None:
        number, at = self.chance.choice(self.articles), self.now.isoformat()[:19] + "Z"
        self.store.update("article", {"state": "withdrawn", "changed": at}, "id = ?", number)
        note_change(self.store, number, Judgement.WITHDRAWN, at)

    def break_down(self) -> None:
        name = self.chance.choice(NAMES)
        state = self.chance.choice(["ok", "broken", "quiet"])
        changes = {"state": state, "reason": f"it is {state}", "last_run": self.now.isoformat()[:19] + "Z"}
        self.store.update("source", changes, "name = ?", name)

    def configure(self) -> None:
        """The operator renames, retitles, drops or takes back a source, or moves the whole to another address."""
        kept = [s for s in self.sources if self.chance.random() < 0.8] or list(self.sources)
        again = [
            s.model_copy(update={"title": f"{s.title} {self.now.day}"}) if self.chance.random() < 0.2 else s
            for s in kept
        ]
        for source in again:
            sync_source(self.store, source)
        self.config = self.config.model_copy(update={"source": tuple(again)})

    def lose_a_file(self) -> None:
        there = sorted((self.config.output / "feeds").glob("*.*"))
        if there:
            self.chance.choice(there).unlink()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_published_in_steps_is_what_a_whole_publication_writes(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    land = Land(store, tmp_path, chance)
    land.crawl()
    for _ in range(25):
        land.now += timedelta(hours=chance.choice([1, 24, 400]))
        act = [
            land.crawl,
            land.crawl,
            land.shared,
            land.edit,
            land.withdraw,
            land.break_down,
            land.configure,
            land.lose_a_file,
        ]
        chance.choice(act)()
        if chance.random() < 0.7:
            publish(store, land.config)
    publish(store, land.config)
    in_steps = published(land.config)
    assert publish(store, land.config).written == []
    assert publish(store, land.config, everything=True).written == []
    assert published(land.config) == in_steps
    assert {f"feeds/{name}.atom" for name in ("all", "topic-mail", "ferries", "of-mail", "stories")} <= in_steps.keys()


@pytest.fixture
def settled(store: Store, tmp_path: Path) -> Land:
    """Everything was published; then one article came to the first source."""
    land = Land(store, tmp_path, random.Random(1))
    for source in land.sources:
        crawled(store, source, [RawArticle(f"{source.url}1", "One", body_html="<p>one</p>", body_text="one")], NOW)
    publish(store, land.config)
    raw = RawArticle(f"{land.sources[0].url}2", "Two", body_html="<p>two</p>", body_text="two")
    crawled(store, land.sources[0], [raw], NOW + timedelta(hours=1))
    return land


def test_one_article_writes_the_feeds_that_it_comes_to_and_no_others(store: Store, settled: Land) -> None:
    written = {str(path.relative_to(settled.config.output)) for path in publish(store, settled.config).written}
    names = ("s0", "all", "topic-mail", "of-mail")
    # It came to the search today, in another month than the one before.
    written = {name for name in written if not name.startswith("history/of-mail/")}
    assert written == {f"feeds/{n}.{kind}" for n in names for kind in ("rss", "atom", "json", "html")} | {"index.html"}


def test_a_feed_whose_file_is_gone_is_written_again(store: Store, settled: Land) -> None:
    publish(store, settled.config)
    (settled.config.output / "feeds" / "s4.json").unlink()
    assert [path.name for path in publish(store, settled.config).written] == ["s4.json"]


def test_a_feed_that_the_store_forgot_is_published_again(store: Store, settled: Land) -> None:
    store.execute("DELETE FROM feed WHERE name = 's4'")
    publish(store, settled.config)
    assert "s4" in feedstate.feeds(store)


def killed_while_writing(monkeypatch: pytest.MonkeyPatch, store: Store, config: Config, after: int) -> None:
    """A publication that ends in the middle of its files, and leaves one half laid."""
    whole, laid = files._put, []

    def put(path: Path, content: bytes) -> None:
        laid.append(path)
        if len(laid) > after:
            path.with_name(f".{path.name}.half").write_bytes(content[: len(content) // 2])
            raise KeyboardInterrupt
        whole(path, content)

    monkeypatch.setattr(files, "_put", put)
    with pytest.raises(KeyboardInterrupt):
        publish(store, config)
    monkeypatch.undo()


def leftovers(config: Config) -> Iterator[str]:
    return (path.name for path in config.output.rglob("*") if path.name.startswith(".") or path.name == "publish.begun")


@pytest.mark.parametrize("after", [1, 2, 7, 13])
def test_a_publication_that_was_killed_is_made_up_for_and_its_halves_go(
    store: Store, settled: Land, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    killed_while_writing(monkeypatch, store, settled.config, after)
    assert list(leftovers(settled.config))
    publish(store, settled.config)
    assert not list(leftovers(settled.config))
    assert publish(store, settled.config, everything=True).written == []


def test_a_clock_that_was_set_back_opens_no_month_again(store: Store, tmp_path: Path) -> None:
    config = configured(tmp_path, *followed(store, "post"))
    for n, days in enumerate([0, 31, 5, 62, 93, 3, 124]):
        raw = RawArticle(f"https://post.example/{n}", f"Notice {n}", body_html="<p>x</p>", body_text=f"x {n}")
        crawled(store, config.source[0], [raw], NOW + timedelta(days=days))
    publish(store, config)
    labels = [row["label"] for row in store.query("SELECT label FROM feed_page WHERE feed = 'post' ORDER BY number")]
    assert labels == ["2024-01", "2024-02", "2024-03", "2024-04"]


def test_the_modules_whose_change_writes_all_anew_are_those_that_publishing_needs() -> None:
    found, open_ = set(), {"feeds.publish"}
    while open_:
        name = open_.pop()
        found.add(name)
        path = ROOT / f"{name.replace('.', '/')}.py"
        open_ |= {
            i for i in imports(path) if i.startswith("feeds.") and (ROOT / f"{i.replace('.', '/')}.py").exists()
        } - found
    # How bytes are laid is no matter of what they are.
    assert found == {f"feeds.{name}" for name in (*MAKERS, "files")}
