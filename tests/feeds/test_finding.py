"""`gazette search`, `stories` and `story`, over two sites of which one copies the other in the other script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.samples.server import serving
from tests.conftest import Gazette, command, environment
from tests.sites import copying_site, post_office

TITLE = "郵件投遞時間調整公告"
COPY = "下月起邮件早一小时送到"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which both sites were crawled."""
    import subprocess

    folder = tmp_path_factory.mktemp("finding")
    (folder / "gazette.toml").write_text("[gazette]\ndelay = 0\n")

    def run(*words: str) -> None:
        done = subprocess.run(
            command(*words), cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    with serving([post_office(), copying_site()]) as (post, city):
        run("add", "--yes", "--allow-private", "--name", "post", post.url)
        run("add", "--yes", "--allow-private", "--name", "city", city.url)
        run("crawl")
    return folder


@pytest.fixture
def asked(crawled: Path, tmp_path: Path, gazette: Gazette) -> Gazette:
    """Commands over a copy of that folder."""
    import shutil

    shutil.copytree(crawled, tmp_path, dirs_exist_ok=True)
    return gazette


def answer(gazette: Gazette, *words: str) -> Any:
    done = gazette(words[0], "--json", *words[1:])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_crawled_copy_in_the_other_script_tells_the_same_story(asked: Gazette) -> None:
    (story,) = answer(asked, "stories")
    assert story["title"] in (TITLE, COPY)
    assert {(t["source"], t["title"]) for t in story["tellers"]} == {("post", TITLE), ("city", COPY)}
    assert all(t["likeness"] > 0.6 for t in story["tellers"])
    listed = asked("stories")
    assert story["title"] in listed.stdout
    shown = asked("story", str(story["id"]))
    assert shown.returncode == 0
    assert "post" in shown.stdout
    assert "city" in shown.stdout


def test_a_teller_is_taken_out_by_hand(asked: Gazette) -> None:
    (story,) = answer(asked, "stories")
    last = story["tellers"][-1]["id"]
    done = asked("story", str(story["id"]), "--split", str(last))
    assert done.returncode == 0, done.stderr
    assert f"Article {last} stays apart" in done.stdout
    assert "No two articles tell the same." in asked("stories").stdout


@pytest.mark.parametrize("words", [("story", "99"), ("story", "1", "--split", "99")])
def test_a_story_or_article_that_is_not_there_is_told(asked: Gazette, words: tuple[str, ...]) -> None:
    done = asked(*words)
    assert done.returncode == 2
    assert "Mend: " in done.stderr
    assert "Traceback" not in done.stderr


def test_either_script_finds_both_articles(asked: Gazette) -> None:
    for words in ("投遞時間", "投递时间"):
        found = answer(asked, "search", words)
        assert {hit["source"] for hit in found["hits"]} == {"post", "city"}
        assert found["total"] == 2
        for hit in found["hits"]:
            marked = {hit["excerpt"][a:b] for a, b in hit["marks"]}
            assert marked & {"投遞時間", "投递时间"}


def test_a_search_is_narrowed_and_printed_for_people(asked: Gazette) -> None:
    (hit,) = answer(asked, "search", "投遞時間", "--source", "city")["hits"]
    assert hit["title"] == COPY
    assert answer(asked, "search", "投遞時間", "--until", "2001-01-01")["hits"] == []
    (rest,) = answer(asked, "search", "--", "投遞時間", "-电子商务")["hits"]
    assert rest["title"] == COPY
    shown = asked("search", "投遞時間").stdout
    assert TITLE in shown
    assert COPY in shown
    assert "2 of 2 articles, best first." in shown
    assert "Nothing found." in asked("search", "潜水艇").stdout


def test_a_day_that_is_none_is_told(asked: Gazette) -> None:
    done = asked("search", "投遞", "--since", "yesterday")
    assert done.returncode == 2
    assert "write it as 2024-05-31" in done.stderr


def test_without_a_store_the_mend_is_named(gazette: Gazette, tmp_path: Path) -> None:
    (tmp_path / "gazette.toml").write_text("")
    for words in (("search", "x"), ("stories",), ("story", "1")):
        done = gazette(*words)
        assert done.returncode != 0
        assert "`gazette crawl` makes it" in done.stderr
        assert "Traceback" not in done.stderr
