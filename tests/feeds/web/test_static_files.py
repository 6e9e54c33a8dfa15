from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest

from crawler.config import Config
from crawler.items import RawArticle
from crawler.store.database import Store
from feeds.publish import publish
from tests.feeds.shelves import ask, configured, crawled, followed, serving_feeds

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path, store: Store) -> Config:
    sources = followed(store, "post")
    crawled(
        store,
        sources[0],
        [RawArticle("https://post.example/1", "通知", body_html="<p>x</p>" * 200, body_text="x")],
        NOW,
    )
    made = configured(tmp_path, *sources, hub="https://hub.example.org/")
    publish(store, made)
    return made


@pytest.fixture
def port(config: Config) -> Iterator[int]:
    with serving_feeds(config) as port:
        yield port


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"), ("/feeds/post.rss", "application/rss+xml; charset=utf-8"),
        ("/feeds/post.atom", "application/atom+xml; charset=utf-8"), ("/feeds/post.json", "application/feed+json; charset=utf-8"),
        ("/feeds/post.html", "text/html; charset=utf-8"), ("/feeds.opml", "text/x-opml; charset=utf-8"), ("/style.css", "text/css; charset=utf-8"),
    ],
)  # fmt: skip
def test_every_file_has_its_media_type_and_is_what_was_published(
    port: int, config: Config, path: str, kind: str
) -> None:
    status, headers, body = ask(port, path)
    assert (status, headers["content-type"]) == (200, kind)
    assert body == (config.output / (path.strip("/") or "index.html")).read_bytes()


def test_a_copy_that_is_current_is_not_sent_again(port: int) -> None:
    _, first, _ = ask(port, "/feeds/post.atom")
    for asked in (
        {"If_None_Match": first["etag"]}, {"If_None_Match": f'W/"x", {first["etag"]}'}, {"If_None_Match": "*"},
        {"If_Modified_Since": first["last-modified"]}, {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):  # fmt: skip
        status, headers, body = ask(port, "/feeds/post.atom", **asked)
        assert (status, body, headers["etag"]) == (304, b"", first["etag"])
    for asked in (
        {"If_None_Match": '"other"', "If_Modified_Since": first["last-modified"]},
        {"If_Modified_Since": "never"},
    ):
        assert ask(port, "/feeds/post.atom", **asked)[0] == 200


def test_a_feed_that_changed_has_another_tag(port: int, config: Config) -> None:
    path = config.output / "feeds" / "post.atom"
    before = ask(port, "/feeds/post.atom")[1]["etag"]
    path.write_bytes(path.read_bytes() + b"<!-- -->")
    status, headers, _ = ask(port, "/feeds/post.atom", If_None_Match=before)
    assert status == 200
    assert headers["etag"] != before


def test_bodies_are_compressed_as_the_client_likes(port: int) -> None:
    plain = ask(port, "/feeds/post.rss")[2]
    _, br, packed = ask(port, "/feeds/post.rss", Accept_Encoding="gzip, br")
    assert (br["content-encoding"], brotli.decompress(packed)) == ("br", plain)
    _, gz, packed = ask(port, "/feeds/post.rss", Accept_Encoding="gzip;q=0.5, br;q=0")
    assert (gz["content-encoding"], gzip.decompress(packed)) == ("gzip", plain)
    assert ask(port, "/feeds/post.rss", Accept_Encoding="identity, *;q=0")[1]["content-encoding"] is None
    assert len({br["etag"], gz["etag"], ask(port, "/feeds/post.rss")[1]["etag"]}) == 3
    assert ask(port, "/feeds/post.rss", If_None_Match=br["etag"], Accept_Encoding="br")[0] == 304


def test_head_tells_the_same_without_the_body(port: int) -> None:
    status, headers, body = ask(port, "/feeds/post.json", "HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-length"] == str(len(ask(port, "/feeds/post.json")[2]))
    assert ask(port, "/feeds/post.json", "POST")[0] == 405


def test_caches_learn_how_long_and_subscribers_where_the_hub_is(port: int) -> None:
    headers = ask(port, "/feeds/post.rss")[1]
    assert headers["cache-control"] == "public, max-age=300"
    assert (
        headers["link"]
        == '<https://hub.example.org/>; rel="hub", <https://feeds.example.org/feeds/post.rss>; rel="self"'
    )
    assert "default-src 'none'" in ask(port, "/")[1]["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/gazette.db", "/gazette.lock", "/../gazette.toml", "/feeds/../gazette.db", "/feeds/.post.rss.x", "/%00.html", "/feeds/none.rss",
     "/feeds/../../gazette.html", "/history/a/../../x.atom", "/feeds//post.rss", "/" + "a" * 5000 + ".html"],
)  # fmt: skip
def test_nothing_else_is_served(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404
