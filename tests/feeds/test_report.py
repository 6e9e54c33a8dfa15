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


def test_a_paused_source_is_shown_as_such_with_the_mend_and_is_not_asked(tmp_path: Path, gazette: Gazette) -> None:
    followed(tmp_path)
    with (tmp_path / "gazette.toml").open("a") as file:
        file.write("paused = true\n")
    (told,) = json.loads(gazette("health", "--json").stdout)
    assert (told["state"], told["mend"]) == ("paused", "remove `paused` to follow it again")
    for words in (("crawl",), ("crawl", "--all"), ("crawl", "--backfill", "2")):
        done = gazette(*words)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("all sources are paused")
    with Store(tmp_path / "output" / NAME) as store:
        assert store.value("SELECT count(*) FROM run") == 0


def test_metrics_as_a_file_for_a_collector(tmp_path: Path, gazette: Gazette) -> None:
    followed(tmp_path)
    done = gazette("health", "--textfile", "gazette.prom")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    lines = (tmp_path / "gazette.prom").read_text().splitlines()
    assert 'gazette_source_state{source="post",state="ok"} 1.0' in lines
    assert 'gazette_source_gaps{source="post"} 1.0' in lines
    assert all(line.startswith(("#", "gazette_")) for line in lines)
    assert [path.name for path in tmp_path.glob("gazette.prom*")] == ["gazette.prom"], "nothing is left beside it"


def many(folder: Path, states: dict[str, str], count: int) -> None:
    """So many sources, ok but for some."""
    names = [f"s{n}" for n in range(count)]
    tables = [f'[[source]]\nname = "{name}"\nurl = "https://{name}.example.org/news"\n' for name in names]
    (folder / "gazette.toml").write_text("".join(tables))
    with Store(folder / "output" / NAME) as store, store.atomic():
        for name in names:
            state = states.get(name, "ok")
            reason = "" if state == "ok" else f"it is {state}"
            store.insert("source", {"name": name, "url": f"https://{name}.example.org/news", "state": state, "reason": reason})  # fmt: skip


def test_of_many_sources_those_in_need_are_shown_worst_first(tmp_path: Path, gazette: Gazette) -> None:
    many(tmp_path, {"s7": "partial", "s150": "broken", "s30": "quiet"}, 203)
    done = gazette("health")
    assert done.returncode == 3
    told = done.stdout
    assert "s7: it is partial\n" in told
    assert told.index("s150: it is broken\n") < told.index("s7: it is partial\n")
    assert "s30" not in told
    assert "not shown: 200 ok, 1 quiet; name a source to see it, or say --all or --json" in told
    whole = gazette("health", "--all").stdout
    assert "s30: it is quiet\n" in whole
    assert "s202 " in whole
    assert "not shown" not in whole
    assert len(json.loads(gazette("health", "--json").stdout)) == 203


def test_of_many_sources_in_need_the_worst_are_shown_and_the_others_counted(tmp_path: Path, gazette: Gazette) -> None:
    many(tmp_path, {f"s{n}": "unreachable" if n else "empty" for n in range(205)}, 205)
    done = gazette("health")
    assert done.returncode == 3
    assert done.stdout.count("it is unreachable") == 200
    assert "not shown: 4 unreachable, 1 empty;" in done.stdout


def test_of_few_sources_all_are_shown(tmp_path: Path, gazette: Gazette) -> None:
    many(tmp_path, {}, 200)
    told = gazette("health").stdout
    assert "s199 " in told
    assert "not shown" not in told
