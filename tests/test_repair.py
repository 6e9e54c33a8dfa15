"""A site is rebuilt between two crawls: what is known stays known, and what is new is told once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.samples.server import Answer, Site, serving
from crawler.samples.sites import ROBOTS
from crawler.samples.texts import EXPRESS, HARBOUR, Notice
from tests.conftest import Gazette, rows

BODY = "The authority explains what follows from this for those who send parcels, and whom they can ask. " * 4
NEWEST = Notice("Tariffs for registered letters are revised", "2024-06-11", ("They hold from the first of July.",))


def article(notice: Notice) -> Answer:
    return Answer(
        f'<html lang="en"><head><title>{notice.title}</title></head><body><h1>{notice.title}</h1>'
        f'<p class="date">Published: {notice.day}</p><div class="text"><p>{notice.paragraphs[0]}</p><p>{BODY}</p></div>'
        "</body></html>".encode()
    )


def page(inner: str) -> Answer:
    menu = "".join(f'<li><a href="/{word}">{word.title()}</a></li>' for word in ("about", "services", "contact"))
    return Answer(
        f'<html lang="en"><head><title>News</title></head><body><ul class="menu">{menu}</ul>{inner}</body></html>'.encode()
    )


def old(notices: list[Notice]) -> Site:
    """Rows of a plain list, addresses with numbers."""
    pages = {"/robots.txt": ROBOTS}
    rows = ""
    for n, notice in zip(range(len(notices), 0, -1), notices, strict=True):
        rows += f'<li><a href="/news/{n}.html">{notice.title}</a> <span class="day">{notice.day}</span></li>'
        pages[f"/news/{n}.html"] = article(notice)
    pages["/news"] = page(f'<div class="left"><ul class="news">{rows}</ul></div>')
    return Site("s", "News", "/news", pages)


def rebuild(site: Site, notices: list[Notice], *, moved: bool = True, keep_old: bool = False) -> None:
    """Cards, and (`moved`) addresses with words."""
    numbers = {n.title: f"/news/{i}.html" for i, n in zip(range(len(HARBOUR), 0, -1), HARBOUR, strict=True)}
    cards = ""
    for notice in notices:
        path = f"/stories/{notice.title.lower().replace(' ', '-')}" if moved else numbers[notice.title]
        cards += (
            f'<article class="card"><h3 class="card-title"><a href="{path}">{notice.title}</a></h3>'
            f'<p class="meta"><time datetime="{notice.day}">{notice.day}</time></p></article>'
        )
        site.pages[path] = article(notice)
    if moved and not keep_old:
        for path in numbers.values():
            del site.pages[path]
    site.pages["/news"] = page(f'<main><div class="cards">{cards}</div></main>')


def crawl(gazette: Gazette, folder: Path, url: str, now: str) -> Any:
    (folder / "gazette.toml").write_text(
        f'[gazette]\ndelay = 0\n[[source]]\nname = "s"\nurl = "{url}"\nallow_private = true\n'
    )
    return gazette("crawl", "s", now=now)


def items(folder: Path) -> list[dict[str, Any]]:
    found = json.loads((folder / "output" / "feeds" / "s.json").read_text("utf-8"))["items"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("keep_old", [False, True], ids=["old-addresses-gone", "old-addresses-stay"])
def test_a_rebuilt_site_with_other_addresses_tells_nothing_twice(
    gazette: Gazette, tmp_path: Path, keep_old: bool
) -> None:
    with serving([old(HARBOUR)]) as (site,):
        assert crawl(gazette, tmp_path, site.url, "2024-06-10T08:00:00Z").returncode == 0
        before = items(tmp_path)
        guids = dict(rows(tmp_path, "SELECT title, guid FROM article"))

        rebuild(site, HARBOUR, keep_old=keep_old)
        done = crawl(gazette, tmp_path, site.url, "2024-06-10T20:00:00Z")
        assert done.returncode == 0, done.stderr
        assert "the list was rebuilt, and its rule is mended" in done.stderr
        assert rows(tmp_path, "SELECT articles_new, moved, entries_new FROM run ORDER BY id DESC LIMIT 1") == [
            (0, 5, 0)
        ]
        assert dict(rows(tmp_path, "SELECT title, guid FROM article")) == guids
        assert all("/stories/" in url for (url,) in rows(tmp_path, "SELECT url FROM article"))
        assert len(rows(tmp_path, "SELECT 1 FROM former_address")) == len(HARBOUR)
        assert rows(tmp_path, "SELECT state FROM source") == [("ok",)]
        # What readers go by stays; only the links lead to the new addresses.
        after = items(tmp_path)
        assert [i["id"] for i in after] == [i["id"] for i in before]
        assert [{**i, "url": ""} for i in after] == [{**i, "url": ""} for i in before]

        rebuild(site, [NEWEST, *HARBOUR], keep_old=True)
        done = crawl(gazette, tmp_path, site.url, "2024-06-11T20:00:00Z")
        assert "mended" not in done.stderr
        assert [i["title"] for i in items(tmp_path)] == [NEWEST.title, *(i["title"] for i in before)]
        assert rows(tmp_path, "SELECT articles_new FROM run ORDER BY id DESC LIMIT 1") == [(1,)]


def test_only_the_markup_changes_and_no_byte_of_the_feed_does(gazette: Gazette, tmp_path: Path) -> None:
    feed = tmp_path / "output" / "feeds" / "s.rss"
    with serving([old(HARBOUR)]) as (site,):
        for day in (8, 9, 10):
            crawl(gazette, tmp_path, site.url, f"2024-06-{day:02}T08:00:00Z")
        before = feed.read_bytes()
        rebuild(site, HARBOUR, moved=False)
        assert "mended" in crawl(gazette, tmp_path, site.url, "2024-06-11T08:00:00Z").stderr
        for day in (12, 13, 14):
            assert "mended" not in crawl(gazette, tmp_path, site.url, f"2024-06-{day}T08:00:00Z").stderr
            assert rows(tmp_path, "SELECT state FROM source") == [("ok",)]
        assert feed.read_bytes() == before
        (rule,) = rows(tmp_path, "SELECT list_profile FROM source")[0]
        assert "news" not in json.loads(rule)["row"]


def test_a_rebuilt_site_that_brings_news_at_once(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old(HARBOUR)]) as (site,):
        crawl(gazette, tmp_path, site.url, "2024-06-10T08:00:00Z")
        rebuild(site, [NEWEST, *HARBOUR])
        crawl(gazette, tmp_path, site.url, "2024-06-11T20:00:00Z")
        crawl(gazette, tmp_path, site.url, "2024-06-12T20:00:00Z")
    assert rows(tmp_path, "SELECT articles_new FROM run ORDER BY id") == [(5,), (1,), (0,)]
    assert items(tmp_path)[0]["title"] == NEWEST.title


def test_a_page_of_strangers_is_no_proposal(gazette: Gazette, tmp_path: Path) -> None:
    """Rows that are all unknown are no proposal, and --accept does not make them one."""
    with serving([old(HARBOUR)]) as (site,):
        crawl(gazette, tmp_path, site.url, "2024-06-10T08:00:00Z")
        rebuild(site, EXPRESS, keep_old=True)
        done = crawl(gazette, tmp_path, site.url, "2024-06-11T08:00:00Z")
        assert done.returncode == 3
        assert "`gazette repair s`" in done.stderr
    assert len(rows(tmp_path, "SELECT 1 FROM article")) == len(HARBOUR)
    shown = gazette("repair", "s", "--json")
    told = json.loads(shown.stdout)
    assert (told["decision"], told["found"]) == ("reject", 0)
    refused = gazette("repair", "s", "--accept")
    assert refused.returncode == 3
    assert "none of the known rows" in refused.stderr


def test_a_doubtful_list_waits_until_it_is_accepted(gazette: Gazette, tmp_path: Path) -> None:
    """Two of five known rows, among others of the same time: proposed, held back, and taken on demand."""
    words = ("Opening hours of the customs office", "Auction of seized goods", "Works at the north gate")
    others = [Notice(word, "2024-05-20", (f"{word}: what follows.",)) for word in words]
    with serving([old(HARBOUR)]) as (site,):
        crawl(gazette, tmp_path, site.url, "2024-06-10T08:00:00Z")
        rebuild(site, [HARBOUR[0], *others, HARBOUR[2]])
        assert crawl(gazette, tmp_path, site.url, "2024-06-11T08:00:00Z").returncode == 3
        assert len(rows(tmp_path, "SELECT 1 FROM entry")) == len(HARBOUR)

        shown = gazette("repair", "s")
        assert shown.returncode == 0, shown.stderr
        assert "only 2 known rows are found" in " ".join(shown.stdout.split())
        assert rows(tmp_path, "SELECT 1 FROM former_address") == []

        taken = gazette("repair", "s", "--accept", now="2024-06-11T09:00:00Z")
        assert taken.returncode == 0, taken.stderr
        assert len(rows(tmp_path, "SELECT 1 FROM former_address")) == 2
        assert crawl(gazette, tmp_path, site.url, "2024-06-11T10:00:00Z").returncode == 0
    assert rows(tmp_path, "SELECT articles_new FROM run WHERE outcome = 'ok' ORDER BY id DESC LIMIT 1") == [(3,)]
