"""`gazette add` as an operator meets it, over sites on loopback."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from crawler import config as configuration
from crawler.samples.server import serving
from crawler.samples.sites import express, harbour
from tests.conftest import Gazette
from tests.sites import text_only, two_lists


def test_several_at_once_and_one_that_has_no_list(gazette: Gazette, tmp_path: Path) -> None:
    with serving([express(), harbour(), text_only()]) as sites:
        (tmp_path / "gazette.toml").write_text("[gazette]\ndelay = 0\n")
        done = gazette("add", "--yes", "--allow-private", *(site.url for site in sites))
    assert done.returncode == 3
    assert len(configuration.load(tmp_path / "gazette.toml").source) == 2
    (line,) = done.stderr.splitlines()
    assert sites[2].url in line
    assert "Mend: " in line
    assert "協會發佈春季快遞服務質量報告" in done.stdout
    assert "read: " in done.stdout


def test_the_second_of_two_lists_can_be_picked_and_is_pinned(gazette: Gazette, tmp_path: Path) -> None:
    with serving([two_lists()]) as (site,):
        (tmp_path / "gazette.toml").write_text("[gazette]\ndelay = 0\n")
        done = gazette("add", "--yes", "--allow-private", "--name", "two", "--pick", "2", site.url)
        assert done.returncode == 0, done.stderr
        (source,) = configuration.load(tmp_path / "gazette.toml").source
        assert source.list.row
        crawled = gazette("crawl")
        assert crawled.returncode == 0, crawled.stderr
        second = {path for path in site.article_requests() if path.startswith(("/news/", "/calls/"))}
    picked = "/calls/" if "Tender" in done.stdout.partition("next page")[0] else "/news/"
    assert len({path for path in second if path.startswith(picked)}) == 8
    read = [line for line in done.stdout.splitlines() if line.startswith("read: ")]
    assert len(read) == 3
    assert all(("Tender" in line) == (picked == "/calls/") for line in read)


def test_without_a_terminal_add_says_what_to_say(gazette: Gazette, tmp_path: Path) -> None:
    with serving([express()]) as (site,):
        done = gazette("add", "--allow-private", site.url)
    assert done.returncode == 2
    assert "say --yes" in done.stderr
    assert not (tmp_path / "gazette.toml").exists()


def test_what_is_followed_already_is_not_added_again(gazette: Gazette, tmp_path: Path) -> None:
    (tmp_path / "gazette.toml").write_text('[[source]]\nurl = "http://127.0.0.1:9/"\n')
    done = gazette("add", "--yes", "http://127.0.0.1:9/")
    assert done.returncode == 2
    assert "is followed already" in done.stderr


def test_a_name_of_the_catalogue_that_is_misspelt_is_guessed(gazette: Gazette) -> None:
    done = gazette("add", "--yes", "mot-gov-cn-shujuu")
    assert done.returncode == 2
    assert "did you mean 'mot-gov-cn-shuju'" in done.stderr


def test_what_was_learned_can_be_pinned(gazette: Gazette, tmp_path: Path) -> None:
    with serving([express()]) as (site,):
        (tmp_path / "gazette.toml").write_text(
            f'[gazette]\ndelay = 0\n[[source]]\nname = "express"\nurl = "{site.url}"\nallow_private = true\n'
        )
        assert gazette("pin", "express").returncode != 0
        assert gazette("crawl").returncode == 0
        pinned = gazette("pin", "express")
        assert pinned.returncode == 0, pinned.stderr
        (source,) = configuration.load(tmp_path / "gazette.toml").source
        assert source.list.row
        assert source.article.body
        # What is shown is what was written, quotation marks and all.
        shown = tomllib.loads("\n".join(pinned.stdout.splitlines()[:-1]))["source"]
        assert shown["article"] == {k: v for k, v in source.article.model_dump().items() if v}
        assert shown["list"] == {k: v for k, v in source.list.model_dump().items() if v}
        assert gazette("crawl", "express").returncode == 0


def test_as_json_it_is_told_what_is_there_and_added_only_when_said(gazette: Gazette, tmp_path: Path) -> None:
    with serving([express()]) as (site,):
        (tmp_path / "gazette.toml").write_text("[gazette]\ndelay = 0\n")
        seen = gazette("add", "--json", "--allow-private", site.url)
        assert configuration.load(tmp_path / "gazette.toml").source == ()
        added = gazette("add", "--json", "--yes", "--allow-private", site.url)
    (looked,), (done,) = json.loads(seen.stdout), json.loads(added.stdout)
    assert (looked["added"], done["added"]) == (False, True)
    assert looked | {"added": True} == done
    assert (done["rows"], len(done["entries"]), len(done["articles"])) == (6, 5, 3)
    assert len(configuration.load(tmp_path / "gazette.toml").source) == 1
