"""What the pages tell, of sites that were crawled."""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

import pytest

from feeds.web.framed import framed
from feeds.web.sparkline import sparkline
from feeds.web.words import LANGUAGES
from tests.feeds.web.conftest import Served


def test_the_overview_finds_and_sorts(served: Served) -> None:
    with served.client() as client:
        whole = client.get("/").text
        assert "/sources/express" in whole
        assert "/sources/harbour" in whole
        assert "/sources/harbour" not in client.get("/?q=express").text
        assert "No source fits." in client.get("/?state=broken").text
        assert client.get("/?sort=articles&page=99999").status_code == 200


def test_a_source_and_its_articles(served: Served) -> None:
    with served.client() as client:
        source = client.get("/sources/harbour")
        assert source.status_code == 200
        assert "Harbour Post Authority" in source.text
        assert "/feeds/harbour.atom" in source.text
        missing = client.get("/sources/nobody")
        assert missing.status_code == 404
        assert "there is no source" in missing.text


def test_an_article_shows_evidence_and_text(served: Served) -> None:
    connection = sqlite3.connect(served.folder / "output" / "gazette.db")
    number, title, url = connection.execute("SELECT id, title, url FROM article WHERE source = 'harbour'").fetchone()
    connection.close()
    with served.client() as client:
        text = client.get(f"/articles/{number}").text
        assert title in text
        assert "Where each field comes from" in text
        assert client.get(f"/articles?url={quote(url, safe='')}").headers["location"] == f"/articles/{number}"
        body = client.get(f"/articles/{number}/body")
        assert "sandbox" in body.headers["content-security-policy"]
        assert client.get("/articles/999999").status_code == 404


def test_fetched_markup_is_framed_without_script() -> None:
    page = framed(
        '<p onclick="x()">a<script>alert(1)</script><img src="javascript:x"><a href="https://a.example/">b</a></p>'
    )
    assert "alert" not in page
    assert "onclick" not in page
    assert "javascript" not in page


def test_search_in_the_other_script(served: Served) -> None:
    with served.client() as client:
        assert "<mark>" in client.get("/search?q=協會").text
        assert "/articles/" in client.get("/search?q=协会").text
        assert client.get("/search?since=yesterday").status_code == 400


@pytest.mark.parametrize("header", ["en", "fr", "zh-TW,zh;q=0.9", "en;q=0.1,zh;q=0.5", ";;q=x,,"])
def test_a_page_says_only_a_language_that_it_is_in(served: Served, header: str) -> None:
    with served.client(**{"Accept-Language": header}) as client:
        answer = client.get("/")
    assert answer.headers["content-language"] in LANGUAGES
    assert f'<html lang="{answer.headers["content-language"]}">' in answer.text


def test_a_sparkline_is_told_in_words() -> None:
    drawn = sparkline([0, 3], 'three "and" <b>')
    assert 'aria-label="three &#34;and&#34; &lt;b&gt;"' in drawn
    assert drawn.count("<rect") == 2


def test_a_story_names_its_tellers(served: Served) -> None:
    with served.client() as client:
        assert "/stories/1" in client.get("/stories").text
        story = client.get("/stories/1").text
        assert "/sources/express" in story
        assert "/sources/copy" in story
        assert client.get("/stories/999999").status_code == 404
