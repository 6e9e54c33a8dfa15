"""Articles that are asked for again: corrected, moved, withdrawn, put back, or only dressed otherwise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.samples.server import Answer, Site, serving
from tests.conftest import Gazette, rows
from tests.sites import old_cms
from tests.test_bad_input import configure

MORNING, TEN_PAST, TEN, EVENING, NEXT_DAY = (
    "2024-05-15T08:00:00Z", "2024-05-15T08:10:00Z", "2024-05-15T10:00:00Z", "2024-05-15T18:00:00Z", "2024-05-17T09:00:00Z",
)  # fmt: skip
CORRECTED, DRESSED, GONE, MOVED = "/?list_4/6.html", "/?list_4/5.html", "/?list_4/4.html", "/?list_4/3.html"
NEW_HOME = "/news/hall.html"


@pytest.fixture
def site() -> Iterator[Site]:
    made = old_cms()
    for path in (made.start, MOVED):
        edit(made, path, "2024-03-28", "2024-04-28")
    with serving([made]) as (served,):
        yield served


def article(folder: Path, site: Site, path: str) -> dict[str, object]:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    connection.row_factory = sqlite3.Row
    try:
        url = site.url.removesuffix(site.start) + path
        row = connection.execute("SELECT * FROM article WHERE url = ?", (url,)).fetchone()
        return dict(row) if row else {}
    finally:
        connection.close()


def edit(site: Site, path: str, before: str, after: str) -> None:
    body = site.pages[path].body.decode()
    assert before in body
    site.pages[path] = Answer(body.replace(before, after).encode())


def dress(site: Site, path: str) -> None:
    """Another template around the same words: a counter, a related box, tokens in links, other classes."""
    body = site.pages[path].body.decode()
    body = body.replace("class=info>", "class=meta>浏览次数:1203 ").replace("<div class=text>", "<div class='text v2'>")
    related = (
        '<div class=related><h4>相關閱讀</h4><ul><li><a href="?list_4/1.html&token=8f3c">另一篇文章</a></li></ul></div>'
    )
    body = body.replace("<div class=foot>", f"{related}<div class=foot>")
    site.pages[path] = Answer(body.encode())


def test_the_life_of_articles(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    configure(tmp_path, ("post", site.url))
    assert gazette("crawl", "--all", now=MORNING).returncode == 0
    first = {path: article(tmp_path, site, path) for path in (CORRECTED, DRESSED, GONE, MOVED)}
    site.asked.clear()

    # Minutes later nothing is due.
    assert gazette("crawl", "--all", now=TEN_PAST).returncode == 0
    assert site.article_requests() == []

    # Two hours later each is asked for once more.
    edit(site, CORRECTED, "兩小時", "三小時")
    dress(site, DRESSED)
    kept = site.pages.pop(GONE)
    site.pages[NEW_HOME] = site.pages[MOVED]
    site.pages[MOVED] = Answer(b"", status=301, headers=(("Location", NEW_HOME),))
    assert gazette("crawl", "--all", now=TEN).returncode == 0
    corrected = article(tmp_path, site, CORRECTED)
    assert "三小時" in str(corrected["body_text"])
    assert (corrected["revision"], corrected["changed"]) == (2, TEN)
    assert (corrected["guid"], corrected["feed_time"]) == (first[CORRECTED]["guid"], first[CORRECTED]["feed_time"])
    dressed = article(tmp_path, site, DRESSED)
    assert (dressed["revision"], dressed["changed"], dressed["last_seen"]) == (1, MORNING, TEN)
    moved = article(tmp_path, site, NEW_HOME)
    assert (moved["guid"], moved["feed_time"]) == (first[MOVED]["guid"], first[MOVED]["feed_time"])
    assert (moved["changed"], moved["revision"]) == (MORNING, 1)
    assert article(tmp_path, site, GONE)["state"] == "live"  # one look is not enough
    assert rows(tmp_path, "SELECT kind FROM change ORDER BY id") in (
        [("revision",), ("moved",)],
        [("moved",), ("revision",)],
    )

    # Still gone in the evening: withdrawn, its text kept, and out of the feed.
    assert gazette("crawl", "--all", now=EVENING).returncode == 0
    gone = article(tmp_path, site, GONE)
    assert (gone["state"], gone["body_text"]) == ("withdrawn", first[GONE]["body_text"])
    assert f"<id>{gone['guid']}</id>" not in (tmp_path / "output" / "feeds" / "post.atom").read_text("utf-8")

    # Put back: returned, as the same article.
    site.pages[GONE] = kept
    assert gazette("crawl", "--all", now=NEXT_DAY).returncode == 0
    back = article(tmp_path, site, GONE)
    assert (back["state"], back["guid"], back["feed_time"]) == ("live", gone["guid"], gone["feed_time"])
    assert rows(tmp_path, "SELECT kind FROM change ORDER BY id")[-2:] == [("withdrawn",), ("returned",)]

    told = gazette("history", site.url.removesuffix(site.start) + CORRECTED)
    assert "縮短[-兩-]{+三+}小時" in told.stdout
    whole = json.loads(gazette("history", str(corrected["guid"]), "--json").stdout)
    assert [r["number"] for r in whole["revisions"]] == [1, 2]
    assert [c["kind"] for c in whole["changes"]] == ["revision"]
    assert "moved" in gazette("history", site.url.removesuffix(site.start) + MOVED).stdout


def test_a_row_that_changes_is_asked_for_at_once(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    configure(tmp_path, ("post", site.url))
    assert gazette("crawl", "--all", now=MORNING).returncode == 0
    site.asked.clear()
    edit(site, site.start, "綠色包裝聯盟在海港城市成立", "綠色包裝聯盟在海港城市成立(更正)")
    edit(site, DRESSED, "綠色包裝聯盟在海港城市成立", "綠色包裝聯盟在海港城市成立(更正)")
    assert gazette("crawl", "--all", now=TEN_PAST).returncode == 0
    assert site.article_requests() == [DRESSED]
    assert rows(tmp_path, "SELECT kind, fields FROM change") == [("revision", '["title"]')]


def test_a_list_that_moves_all_its_articles_publishes_none_anew(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    configure(tmp_path, ("post", site.url))
    assert gazette("crawl", "--all", now=MORNING).returncode == 0
    before = rows(tmp_path, "SELECT guid, feed_time FROM article ORDER BY guid")
    for path in [p for p in site.pages if p.startswith("/?list_4/") and p != site.start]:
        site.pages[path.replace("/?list_4/", "/hyxw/")] = site.pages.pop(path)
    listing = site.pages[site.start].body.decode()
    site.pages[site.start] = Answer(listing.replace('href="?list_4/', 'href="/hyxw/').encode())
    assert gazette("crawl", "--all", now=TEN_PAST).returncode == 0
    assert rows(tmp_path, "SELECT guid, feed_time FROM article ORDER BY guid") == before
    assert rows(tmp_path, "SELECT count(*) FROM article WHERE url LIKE '%/hyxw/%'") == [(8,)]
    assert rows(tmp_path, "SELECT kind, count(*) FROM change") == [("moved", 8)]


def test_an_outage_withdraws_nothing(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    configure(tmp_path, ("post", site.url))
    assert gazette("crawl", "--all", now=MORNING).returncode == 0
    for path in [p for p in site.pages if p.startswith("/?list_4/") and p != site.start]:
        del site.pages[path]  # every article answers 404, the list is still there
    for at in (TEN, EVENING):
        gazette("crawl", "--all", now=at)
    assert rows(tmp_path, "SELECT DISTINCT state FROM article") == [("live",)]
    assert rows(tmp_path, "SELECT count(*) FROM visit WHERE missing_since IS NOT NULL") == [(4,)]


def test_a_file_that_was_replaced_is_a_revision(gazette: Gazette, tmp_path: Path, site: Site) -> None:
    configure(tmp_path, ("post", site.url))
    edit(site, site.start, "2024-01-20", "2024-05-10")
    assert gazette("crawl", "--all", now=MORNING).returncode == 0
    site.pages["/files/report.pdf"] = Answer(site.pages["/files/report.pdf"].body + b"% corrected\n", "application/pdf")
    assert gazette("crawl", "--all", now=TEN).returncode == 0
    assert rows(tmp_path, "SELECT kind, fields FROM change") == [("revision", '["attachments"]')]
