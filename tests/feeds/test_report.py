"""What `gazette health` says at the command line: coverage in words, metrics as a file."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.keys import Source
from crawler.store.database import NAME, Store
from crawler.store.runs import sync_source
from tests.conftest import Gazette

STRETCHES = (
    ("2026-03-01T00:00:00Z", "2026-05-04T09:00:00Z", 1),
    ("2026-05-04T09:00:00Z", "2026-05-06T08:00:00Z", 0),
    ("2026-05-06T08:00:00Z", "2026-05-20T09:00:00Z", 1),
)


def followed(folder: Path) -> None:
    """A source that was seen whole, but for a gap."""
    (folder / "gazette.toml").write_text('[[source]]\nname = "post"\nurl = "https://post.example.org/news"\n')
    with Store(folder / "output" / NAME) as store:
        sync_source(store, Source(url="https://post.example.org/news", name="post"))
        store.update("source", {"state": "ok", "last_run": "2026-05-20T09:00:00Z"}, "name = ?", "post")
        for begins, ends, whole in STRETCHES:
            store.insert("coverage", {"source": "post", "begins": begins, "ends": ends, "whole": whole})


def test_coverage_is_told_in_words_and_as_json(tmp_path: Path, gazette: Gazette) -> None:
    followed(tmp_path)
    assert "post: complete since 2026-03-01, gap 4 to 6 May 2026\n" in gazette("health", "post").stdout
    told = json.loads(gazette("health", "--json").stdout)[0]["coverage"]
    assert told == {
        "since": "2026-03-01", "gaps": [["2026-05-04", "2026-05-06"]],
        "sentence": "complete since 2026-03-01, gap 4 to 6 May 2026",
    }  # fmt: skip


def test_metrics_as_a_file_for_a_collector(tmp_path: Path, gazette: Gazette) -> None:
    followed(tmp_path)
    done = gazette("health", "--textfile", "gazette.prom")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    lines = (tmp_path / "gazette.prom").read_text().splitlines()
    assert 'gazette_source_state{source="post",state="ok"} 1.0' in lines
    assert 'gazette_source_gaps{source="post"} 1.0' in lines
    assert all(line.startswith(("#", "gazette_")) for line in lines)
    assert [path.name for path in tmp_path.glob("gazette.prom*")] == ["gazette.prom"], "nothing is left beside it"
