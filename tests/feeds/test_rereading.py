from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from crawler.samples.server import serving
from crawler.store.database import NAME, Store
from tests.conftest import Gazette, command, environment, rows
from tests.sites import old_cms
from tests.test_bad_input import configure

FIRST, LATER = "2024-05-15T08:00:00Z", "2024-05-20T08:00:00Z"
IDENTITY = "SELECT guid, url, first_seen, last_seen, changed, feed_time, revision FROM article ORDER BY id"
TEXT = "SELECT title, published, body_html, body_text, attachments, content_hash FROM article ORDER BY id"


@pytest.fixture
def crawled(tmp_path: Path) -> Path:
    with serving([old_cms()]) as (site,):
        configure(tmp_path, ("post", site.url))
        subprocess.run(command("crawl"), cwd=tmp_path, env=environment(GAZETTE_NOW=FIRST), check=True)
    return tmp_path


def test_rules_that_did_not_change_change_nothing(crawled: Path, gazette: Gazette) -> None:
    before = rows(crawled, TEXT)
    done = gazette("reread", now=LATER)
    assert done.returncode == 0, done.stderr
    # The row that leads to a file has no page.
    assert done.stdout.startswith(
        "8 articles read again, 0 are read otherwise now; 1 have no page in the archive, 0 could not"
    )
    assert rows(crawled, TEXT) == before
    assert rows(crawled, "SELECT count(*) FROM change") == [(0,)]


def test_what_older_rules_read_is_read_anew_and_is_no_news(crawled: Path, gazette: Gazette) -> None:
    before, identity = rows(crawled, TEXT), rows(crawled, IDENTITY)
    feeds = {f.name: f.read_bytes() for f in (crawled / "output" / "feeds").iterdir()}
    with Store(crawled / "output" / NAME) as store:
        store.update(
            "article", {"body_text": "Old rules.", "body_html": "<p>Old rules.</p>", "content_hash": "0:x"}, "id = ?", 2
        )
        store.update("article", {"title": "An older title"}, "id = ?", 3)
    spoiled = rows(crawled, TEXT)
    assert gazette("publish", now=LATER).returncode == 0

    shown = gazette("reread", "post", "--dry-run", now=LATER)
    assert "2 would be read otherwise" in shown.stdout
    assert "title: [-An older title-]{+" in shown.stdout
    assert "body_text: [-Old rules.-]{+" in shown.stdout
    assert rows(crawled, TEXT) == spoiled

    told = [json.loads(line) for line in gazette("reread", "--log", "json", now=LATER).stdout.splitlines()]
    assert [e["fields"] for e in told if e["event"] == "reread-article"] == [["body_html", "body_text"], ["title"]]
    assert rows(crawled, TEXT) == before
    assert rows(crawled, IDENTITY) == identity
    assert rows(crawled, "SELECT kind, fields FROM change ORDER BY id") == [
        ("reread", '["body_html", "body_text"]'), ("reread", '["title"]'),
    ]  # fmt: skip
    # Readers find the feeds as they were, `updated` of each item included.
    for name, body in feeds.items():
        if name.startswith("post.") and not name.endswith(".html"):
            assert (crawled / "output" / "feeds" / name).read_bytes() == body, name
    assert "0 are read otherwise" in gazette("reread", now=LATER).stdout
