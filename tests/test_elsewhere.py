"""Sources whose list is not on their page: a feed that the page links to, feeds at usual places, sitemaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.samples.server import Answer, Site, serving
from crawler.samples.sites import ROBOTS, harbour
from crawler.samples.texts import HARBOUR
from tests.conftest import Gazette, rows
from tests.sites import text_only

TITLES = {notice.title for notice in HARBOUR}


def bare(place: str, type_: str) -> Site:
    """The harbour site, but its page has no list and names no feed; there is something at `place`."""
    site = harbour()
    feed = site.pages.pop("/news/rss.xml")
    site.pages["/news"] = text_only().pages["/news"]
    if "sitemap" in place:
        paths = [path for path in site.pages if path.startswith("/news/20")]
        days = {f"/news/{n.day[:4]}/{n.day[5:7]}/{'-'.join(n.title.lower().split()[:5])}": n.day for n in HARBOUR}
        rows = "".join(f"<url><loc>http://{{host}}{p}</loc><lastmod>{days[p]}</lastmod></url>" for p in paths)
        text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        feed = Answer(text.encode(), type_)
    site.pages[place] = feed
    return site


def crawl(gazette: Gazette, folder: Path, url: str) -> None:
    (folder / "gazette.toml").write_text(
        f'[gazette]\ndelay = 0\n[[source]]\nname = "s"\nurl = "{url}"\nallow_private = true\n'
    )
    done = gazette("crawl", "s")
    assert done.returncode == 0, done.stderr


def test_a_linked_feed_that_is_as_complete_as_the_page_is_followed(gazette: Gazette, tmp_path: Path) -> None:
    with serving([harbour()]) as (site,):
        crawl(gazette, tmp_path, site.url)
        assert rows(tmp_path, "SELECT mechanism FROM source") == [("feed",)]
        assert {t for (t,) in rows(tmp_path, "SELECT title FROM article")} == TITLES
        site.asked.clear()
        assert gazette("crawl", "s").returncode == 0
        assert [path for path in site.asked if path != "/robots.txt"] == ["/news/rss.xml"]
        # The feed goes away: the page itself is read again, and nothing is told twice.
        del site.pages["/news/rss.xml"]
        done = gazette("crawl", "s")
        assert done.returncode == 0, done.stderr
        assert "the page itself is read again" in done.stderr
        assert rows(tmp_path, "SELECT mechanism, state FROM source") == [("html", "ok")]
        assert len(rows(tmp_path, "SELECT 1 FROM article")) == len(HARBOUR)


@pytest.mark.parametrize(
    ("place", "type_", "mechanism"),
    [("/rss.xml", "application/rss+xml", "feed"), ("/sitemap.xml", "application/xml", "sitemap")],
)
def test_the_last_resort(gazette: Gazette, tmp_path: Path, place: str, type_: str, mechanism: str) -> None:
    with serving([bare(place, type_)]) as (site,):
        if mechanism == "sitemap":
            answer = site.pages[place]
            site.pages[place] = Answer(answer.body.replace(b"{host}", f"127.0.0.1:{site.port}".encode()), type_)
        crawl(gazette, tmp_path, site.url)
    assert rows(tmp_path, "SELECT mechanism FROM source") == [(mechanism,)]
    assert {t for (t,) in rows(tmp_path, "SELECT title FROM article")} == TITLES


def test_a_page_without_list_feed_and_sitemap_is_named(gazette: Gazette, tmp_path: Path) -> None:
    with serving([Site("x", "", "/news", {"/robots.txt": ROBOTS, "/news": text_only().pages["/news"]})]) as (site,):
        (tmp_path / "gazette.toml").write_text(
            f'[gazette]\ndelay = 0\n[[source]]\nurl = "{site.url}"\nallow_private = true\n'
        )
        done = gazette("crawl")
    assert done.returncode == 3
    assert site.url in done.stderr


def test_rows_that_open_by_script_are_named_and_a_template_follows_them(gazette: Gazette, tmp_path: Path) -> None:
    from crawler.samples.texts import DAHAN
    from tests.sites import by_script

    with serving([by_script()]) as (site,):
        text = f'[gazette]\ndelay = 0\n[[source]]\nname = "s"\nurl = "{site.url}"\nallow_private = true\n'
        (tmp_path / "gazette.toml").write_text(text)
        done = gazette("crawl", "s")
        assert done.returncode == 3
        assert "[source.endpoint]" in done.stderr
        assert "Traceback" not in done.stderr
        (tmp_path / "gazette.toml").write_text(
            f'{text}[source.endpoint]\nonclick = "openDetail"\nurl_template = "/view?id={{0}}"\n'
        )
        done = gazette("crawl", "s")
        assert done.returncode == 0, done.stderr
    assert {t for (t,) in rows(tmp_path, "SELECT title FROM article")} == {notice.title for notice in DAHAN}
