"""From a list page to feeds, by the commands that an operator types."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser

from crawler.keys import Source
from crawler.samples.server import serving
from crawler.samples.sites import all_sites
from crawler.store import runs
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.store.retention import NEWEST_RUNS
from tests.conftest import ROOT, Gazette, environment, rows
from tests.sites import old_cms

LIST = "http://127.0.0.1:{}/?list_4/"


def stamps(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in folder.iterdir()}


def test_an_old_cms_from_add_to_articles(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        (tmp_path / "gazette.toml").write_text("# ours\n[gazette]\ndelay = 0\n")
        added = gazette("add", "--yes", "--allow-private", "--name", "express", site.url)
        assert added.returncode == 0, added.stderr
        assert (tmp_path / "gazette.toml").read_text().startswith("# ours\n")
        crawled = gazette("crawl", "--backfill", "2")
    assert crawled.returncode == 0, crawled.stderr
    assert "the page is not there (404)" in crawled.stderr
    articles = rows(tmp_path, "SELECT url, title, published, published_precision, attachments FROM article")
    assert len(articles) == 11  # 12 rows on two pages, one of them gone
    assert len(rows(tmp_path, "SELECT 1 FROM entry")) == 12
    assert rows(tmp_path, "SELECT state FROM entry WHERE url LIKE '%/7.html'") == [("gone",)]
    by_url = {str(a[0]).rpartition("/")[2]: a for a in articles}
    assert by_url["6.html"][1:4] == ("協會發佈春季快遞服務質量報告", "2024-05-14", "day")
    assert "report.pdf" in str(by_url["report.pdf"][4])
    body = rows(tmp_path, "SELECT body_text, title_language FROM article WHERE url LIKE '%/6.html'")[0]
    assert len(str(body[0]).split("\n\n")) == 3
    assert "\xa0" not in str(body[0])
    assert body[1] == "zh-Hant"


def test_the_demo_twice(gazette: Gazette, tmp_path: Path) -> None:
    first = gazette("demo")
    assert first.returncode == 0, first.stdout + first.stderr
    feeds = tmp_path / "output" / "demo" / "feeds"
    before = stamps(feeds)
    wanted = {
        f"{name}.{kind}" for name in (*(site.name for site in all_sites()), "all") for kind in ("rss", "atom", "json")
    }
    assert wanted <= set(before)
    second = gazette("demo")
    assert second.returncode == 0
    assert "Nothing new: no article was fetched" in second.stdout
    assert stamps(feeds) == before


def test_every_sample_gives_its_articles_with_their_days(gazette: Gazette, tmp_path: Path) -> None:
    from crawler.samples import texts

    assert gazette("demo").returncode == 0
    expected = {
        "express": texts.EXPRESS, "mainland": texts.MAINLAND, "taiwan": texts.TAIWAN, "dahan": texts.DAHAN,
        "endpoint": texts.CUSTOMS, "japan": texts.JAPAN, "harbour": texts.HARBOUR, "tariffs": texts.TARIFFS,
    }  # fmt: skip
    connection = sqlite3.connect(tmp_path / "output" / "demo" / "gazette.db")
    for name, notices in expected.items():
        found = set(connection.execute("SELECT title, substr(published, 1, 10) FROM article WHERE source = ?", (name,)))
        assert found == {(n.title, n.day) for n in notices}, name
    for name in ("express", "mainland", "taiwan", "dahan", "endpoint", "japan", "harbour"):
        for title, body in connection.execute("SELECT title, body_text FROM article WHERE source = ?", (name,)):
            wanted = next(n for n in expected[name] if n.title == title)
            assert body.split("\n\n") == list(wanted.paragraphs), title
    connection.close()


def test_feeds_are_read_back_field_by_field(gazette: Gazette, tmp_path: Path) -> None:
    assert gazette("demo").returncode == 0
    folder = tmp_path / "output" / "demo"
    connection = sqlite3.connect(folder / "gazette.db")
    stored = {
        g: (t, u) for g, t, u in connection.execute("SELECT guid, title, url FROM article WHERE source = 'mainland'")
    }
    connection.close()
    for kind in ("rss", "atom"):
        parsed = feedparser.parse((folder / "feeds" / f"mainland.{kind}").read_bytes())
        assert not parsed.bozo
        assert {e.id: (e.title, e.link) for e in parsed.entries} == stored
    items = json.loads((folder / "feeds" / "mainland.json").read_bytes())["items"]
    assert {i["id"]: (i["title"], i["url"]) for i in items} == stored


def test_a_second_crawl_fetches_no_article_and_asks_conditionally(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        text = f'[gazette]\ndelay = 0\n[[source]]\nname = "express"\nurl = "{site.url}"\nallow_private = true\n'
        (tmp_path / "gazette.toml").write_text(text)
        assert gazette("crawl").returncode == 0
        site.asked.clear()
        again = gazette("crawl", "--all")
        assert again.returncode == 0
        assert site.article_requests() == []
    assert rows(tmp_path, "SELECT outcome FROM run ORDER BY id DESC LIMIT 1") == [("not-modified",)]


def by_scrapy(folder: Path, url: str, now: str, keys: str = "") -> None:
    """One crawl of a source, not by the command of ours: `scrapy crawl news`."""
    (folder / "gazette.toml").write_text(
        f'[gazette]\noutput = "{folder}/output"\ndelay = 0\n{keys}\n'
        f'[[source]]\nname = "express"\nurl = "{url}"\nallow_private = true\n'
    )
    words = (
        sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"config={folder}/gazette.toml",
        "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False",
    )  # fmt: skip
    done = subprocess.run(
        words, cwd=ROOT, env=environment(GAZETTE_NOW=now), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def test_scrapy_itself_can_start_the_spider(tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        by_scrapy(tmp_path, site.url, "2024-06-12T08:00:00Z")
    assert len(rows(tmp_path, "SELECT 1 FROM article")) == 9


def test_scrapy_itself_keeps_to_the_rules_of_what_is_kept(tmp_path: Path) -> None:
    """Runs and raw pages that are too old go at the end of such a crawl, as they do by the command of ours."""
    began = datetime(2024, 1, 1, 8, tzinfo=UTC)
    with Store(tmp_path / "output" / "gazette.db") as store:
        runs.sync_source(store, Source(url="https://example.org/", name="express"))
        for n in range(2 * NEWEST_RUNS):
            run = runs.start_run(store, "express", began + n * timedelta(minutes=30))
            runs.end_run(store, run, "broken", runs.RunTally(), began)
    with serving([old_cms()]) as (site,):
        by_scrapy(tmp_path, site.url, "2024-02-12T08:00:00Z", "archive = { days = 30 }")
        assert len(rows(tmp_path, "SELECT 1 FROM run")) == 2 * NEWEST_RUNS + 1
        pages = captured(tmp_path)
        by_scrapy(tmp_path, site.url, "2024-08-12T08:00:00Z", "archive = { days = 30 }")
    assert len(rows(tmp_path, "SELECT 1 FROM run")) == NEWEST_RUNS + 1
    assert rows(tmp_path, "SELECT count(*) FROM article") == [(9,)]
    assert captured(tmp_path) < pages


def captured(folder: Path) -> int:
    with Archive(folder / "output" / "archive.db") as archive:
        return sum(1 for _ in archive.captures())
