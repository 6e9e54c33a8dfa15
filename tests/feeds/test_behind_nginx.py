"""The published files behind a plain nginx, which knows them by four media types and nothing else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.items import RawArticle
from crawler.store.database import Store
from feeds.publish import publish
from tests.feeds.shelves import ask, configured, crawled, followed

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
CONFIGURATION = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  types {{ text/html html; text/css css; application/atom+xml atom; application/rss+xml rss; application/feed+json json; text/x-opml opml; }}
  charset utf-8;
  charset_types text/css application/atom+xml application/rss+xml application/feed+json text/x-opml;
  gzip on;
  gzip_types application/atom+xml application/rss+xml application/feed+json text/x-opml text/css;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@pytest.fixture
def port(tmp_path: Path, store: Store) -> Iterator[int]:
    (source,) = followed(store, "post")
    text = "A notice of some length. " * 20
    crawled(
        store,
        source,
        [RawArticle(f"{source.url}{n}", f"Notice {n}", body_html=f"<p>{text}</p>", body_text=text) for n in range(130)],
        NOW,
    )
    publish(store, configured(tmp_path, source))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path / "nginx"
    folder.mkdir()
    # Started by root, nginx would read as another user, who may not enter the tests' folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        CONFIGURATION.format(user=user, folder=folder, port=port, root=tmp_path / "output")
    )
    process = subprocess.Popen([NGINX or "", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_media_types_validators_and_compression_need_no_help(port: int) -> None:
    kinds = {
        "/": "text/html", "/feeds/post.html": "text/html", "/style.css": "text/css", "/feeds.opml": "text/x-opml",
        "/feeds/post.atom": "application/atom+xml", "/feeds/post.rss": "application/rss+xml",
        "/feeds/post.json": "application/feed+json", "/history/post/2024-05.atom": "application/atom+xml",
    }  # fmt: skip
    for path, kind in kinds.items():
        status, headers, content = ask(port, path)
        assert (status, headers["content-type"]) == (200, f"{kind}; charset=utf-8"), path
        assert ask(port, path, if_none_match=headers["etag"])[0] == 304
        assert ask(port, path, if_modified_since=headers["last-modified"])[0] == 304
        status, head, nothing = ask(port, path, "HEAD")
        assert (status, head["content-length"], nothing) == (200, str(len(content)), b"")
    _, headers, content = ask(port, "/feeds/post.atom", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert len(content) < 100_000


def test_a_publication_that_changes_nothing_keeps_every_validator(port: int, tmp_path: Path, store: Store) -> None:
    _, before, _ = ask(port, "/feeds/post.atom")
    config = configured(tmp_path, *followed(store, "post"))
    publish(store, config, everything=True)
    assert ask(port, "/feeds/post.atom", if_none_match=before["etag"])[0] == 304
    crawled(
        store,
        config.source[0],
        [RawArticle("https://post.example/new", "New", body_html="<p>x</p>", body_text="x")],
        NOW,
    )
    publish(store, config)
    status, _, content = ask(port, "/feeds/post.atom", if_none_match=before["etag"])
    assert status == 200
    assert b"https://post.example/new" in content


def test_what_is_not_a_feed_is_not_told(port: int) -> None:
    assert ask(port, "/feeds/nothing.atom")[0] == 404
