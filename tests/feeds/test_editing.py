from __future__ import annotations

from pathlib import Path

import pytest

from crawler import config as configuration
from crawler.errors import ConfigError
from feeds.editing import append, pin

FILE = """# Sources of the north desk
[gazette]
title = "North"   # shown in readers

[[source]]
url = "https://example.org/a"  # the ministry
name = "a"

[[source]]
url = "https://example.org/b"
name = "b"
"""


def test_a_source_is_added_at_the_end_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "gazette.toml"
    path.write_text(FILE)
    append(path, {"url": "https://example.org/c", "name": "c", "topics": ("post",), "allow_private": True})
    text = path.read_text()
    assert text.startswith(FILE)
    added = configuration.load(path).source[2]
    assert (added.name, added.topics, added.allow_private) == ("c", ("post",), True)


def test_the_first_source_makes_the_file(tmp_path: Path) -> None:
    append(tmp_path / "gazette.toml", {"url": "https://example.org/a", "name": "a"})
    assert configuration.load(tmp_path / "gazette.toml").source[0].url == "https://example.org/a"


def test_rules_are_pinned_to_their_source_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "gazette.toml"
    path.write_text(FILE)
    pin(path, "a", {"list": {"row": "ul.news > li", "link": "a"}, "article": {"body": "div.text"}})
    a, b = configuration.load(path).source
    assert (a.list.row, a.list.link, a.article.body) == ("ul.news > li", "a", "div.text")
    assert b.list.row == ""
    assert "# the ministry" in path.read_text()
    pin(path, "a", {"list": {"row": "table tr"}})
    assert configuration.load(path).source[0].list.row == "table tr"


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gazette.toml"
    path.write_text(FILE)
    with pytest.raises(ConfigError, match="no source 'c'"):
        pin(path, "c", {"list": {"row": "li"}})
    assert path.read_text() == FILE


def test_a_file_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gazette.toml"
    path.write_text("[[source]\n")
    with pytest.raises(ConfigError, match="cannot be edited"):
        append(path, {"url": "https://example.org/c", "name": "c"})
    assert path.read_text() == "[[source]\n"
