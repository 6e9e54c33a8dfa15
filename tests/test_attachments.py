"""Attachments within articles: their sizes are asked for once, by HEAD, and never stand in an article's way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from crawler.samples.server import Answer, Site, serving
from crawler.samples.sites import ROBOTS
from tests.conftest import Gazette, rows
from tests.test_bad_input import configure

PDF, WORDS = (
    b"%PDF-1.4\n" + b"0" * 3000,
    "The council decided on Monday how parcels are to be handed over in the evening. " * 6,
)
FILES = "".join(
    f'<li><a href="{path}">{title}</a></li>'
    for path, title in (
        ("/files/rules.pdf", "Annex 1: rules"), ("/download.jsp?id=7", "附件2：form"), ("/files/lost.pdf", "Annex 3: lost"),
        ("/files/members.pdf", "Annex 4: for members"),
    )
)  # fmt: skip


@pytest.fixture
def site() -> Site:
    pages = {"/robots.txt": ROBOTS, "/files/rules.pdf": Answer(PDF, "application/pdf")}
    pages["/download.jsp?id=7"] = Answer(PDF[:500], "application/msword")
    pages["/files/members.pdf"] = Answer(b"<html><form>Name and password</form></html>")
    listed = ""
    for day in range(1, 6):
        listed += f'<li><a href="/n/{day}.html">Evening parcels, decision {day}</a><span>2024-05-0{day}</span></li>'
        files = f"<h4>Attachments</h4><ul class=attachments>{FILES}</ul>" if day == 1 else ""
        body = f"<h1>Evening parcels, decision {day}</h1><p>Date: 2024-05-0{day}</p><div class=content><p>{day}. {WORDS}</p></div>{files}"
        pages[f"/n/{day}.html"] = Answer(f"<html lang=en><body>{body}</body></html>".encode())
    pages["/"] = Answer(f"<html lang=en><title>Council</title><body><ul>{listed}</ul></body></html>".encode())
    return Site("council", "Council", "/", pages)


def test_sizes_are_asked_for_once(site: Site, gazette: Gazette, tmp_path: Path) -> None:
    with serving([site]) as (served,):
        configure(tmp_path, (served.name, served.url))
        assert gazette("crawl", now="2024-05-06T08:00:00Z").returncode == 0
        stored = {
            path.rpartition("/")[2]: told for path, told in rows(tmp_path, "SELECT url, attachments FROM article")
        }
        told = {a["url"].rpartition("/")[2]: (a["length"], a["type"]) for a in json.loads(stored["1.html"])}
        assert told == {
            "rules.pdf": (len(PDF), "application/pdf"),
            "download.jsp?id=7": (500, "application/msword"),
            "lost.pdf": (None, "application/pdf"),
            "members.pdf": (None, "application/pdf"),
        }
        assert len(stored) == 5
        assert not rows(tmp_path, "SELECT * FROM issue")
        assert gazette("publish").returncode == 0
        feed = (tmp_path / "output" / "feeds" / "all.rss").read_text()
        assert f'length="{len(PDF)}"' in feed

        # A correction, an hour later: the article is read again, the sizes are known.
        page = served.pages["/n/1.html"].body
        served.pages["/n/1.html"] = Answer(page.replace(b"on Monday", b"on Tuesday"))
        assert gazette("crawl", now="2024-05-06T10:00:00Z").returncode == 0
        (again,) = rows(tmp_path, "SELECT attachments FROM article WHERE url LIKE '%/1.html' AND revision = 2")
        assert json.loads(again[0]) == json.loads(stored["1.html"])
        assert {n for path, n in Counter(served.asked).items() if "/files/" in path or "download" in path} == {1}
