from __future__ import annotations

from pathlib import Path

import pytest

from crawler import config as configuration
from crawler.errors import ConfigError
from crawler.store.database import Store
from feeds.publish import publish
from feeds.taking import Outlined, add_opml, outlines
from tests.feeds.shelves import configured, followed

LIST = """<?xml version="1.0"?>
<opml version="1.1"><head><title>mine</title></head><body>
<outline text="Trade"><outline text="Customs &amp; more" type="rss" xmlUrl="https://customs.example/rss.xml" htmlUrl="https://customs.example/"/>
  <outline text="Asia"><outline title="Post" xmlUrl="https://post.example/feed?x=1&amp;y=2"/></outline></outline>
<outline text="Again"><outline text="Customs" xmlUrl="https://customs.example/rss.xml"/></outline>
<outline text="A page" htmlUrl="https://page.example/news/"/>
<outline text="A mail address" xmlUrl="mailto:x@example.org"/>
</body></opml>"""


def test_feeds_are_followed_themselves_and_folders_become_topics(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(LIST)
    assert list(outlines(file))[:3] == [
        Outlined("Customs & more", "https://customs.example/rss.xml", ("Trade", "Again")),
        Outlined("Post", "https://post.example/feed?x=1&y=2", ("Trade", "Asia")),
        Outlined("A page", "https://page.example/news/", ()),
    ]


def test_what_is_taken_in_is_added_once_and_comments_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    (tmp_path / "feeds.opml").write_text(LIST)
    path = tmp_path / "gazette.toml"
    path.write_text('# Ours.\n[[source]]\nurl = "https://page.example/news/" # first\n')
    assert add_opml(path, tmp_path / "feeds.opml", {"topics": ("all of it",)}) == 0
    said = capsys.readouterr().out
    assert "2 sources added" in said
    assert "is followed already" in said
    assert "not http or https" in said
    assert path.read_text().startswith('# Ours.\n[[source]]\nurl = "https://page.example/news/" # first\n')
    config = configuration.load(path)
    assert [(s.title, s.topics) for s in config.source[1:]] == [
        ("Customs & more", ("all of it", "Trade", "Again")),
        ("Post", ("all of it", "Trade", "Asia")),
    ]
    assert add_opml(path, tmp_path / "feeds.opml", {}) == 0
    assert "0 sources added" in capsys.readouterr().out


def test_the_list_of_another_gazette_leads_to_its_sources(tmp_path: Path, store: Store) -> None:
    sources = followed(store, "post", "rail", topics=("transport",))
    config = configured(tmp_path, *sources, *followed(store, "loose"))
    publish(store, config)
    found = list(outlines(config.output / "feeds.opml"))
    assert [(f.title, f.url, f.topics) for f in found if not f.skip] == [
        ("News of post", "https://post.example/news/", ("transport",)),
        ("News of rail", "https://rail.example/news/", ("transport",)),
        ("News of loose", "https://loose.example/news/", ()),
    ]


@pytest.mark.parametrize(
    "text", ["", "not xml", "<html><body/></html>", "<opml version='2.0'><body/></opml>", "<opml><body><outline text='x'/></body></opml>"]
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.opml").write_text(text)
    with pytest.raises(ConfigError, match=r"x\.opml"):
        list(outlines(tmp_path / "x.opml"))
