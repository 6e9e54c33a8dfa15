"""A hundred servers that mean no good, and twenty honest ones among them: these are read, those are named."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from crawler.cookies import MAX_TOGETHER
from tests.conftest import command, environment
from tests.hostile import HONEST, ROWS, Served, all_tricks, hostile, title

SETTINGS = '[gazette]\ndelay = 0\ntimeout = 6\nsource_time = "25 seconds"\nmax_page_bytes = 4_000_000\n'
MEMORY = 600


def configure(folder: Path, bad: dict[str, str], good: dict[str, str], settings: str = SETTINGS) -> None:
    """Sources for all of them, the honest ones spread among the others."""
    names, each = list(bad), len(bad) // len(good) if good else 1
    for n, name in enumerate(good):
        names.insert((n + 1) * each + n, name)
    tables = (
        f'[[source]]\nname = "{name}"\nurl = "{(bad | good)[name]}"\nallow_private = true\nmax_articles = 20\n'
        for name in names
    )
    (folder / "gazette.toml").write_text(settings + "".join(tables))


def crawl(folder: Path, authority: Path) -> tuple[int, str]:
    """Crawl in a process of its own: the most memory that it held, MB, and what it said."""
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            command("crawl", "--all", "--log", "json"),
            cwd=folder, env=environment(SSL_CERT_FILE=str(authority)), stdout=said, stderr=said,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 3
    return usage.ru_maxrss // 1024, (folder / "said").read_text()


def ask(folder: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql, values)]
    finally:
        connection.close()


def titles(folder: Path, name: str) -> list[str]:
    rows = ask(
        folder, "SELECT a.title FROM article a JOIN arrival r ON r.article = a.id WHERE r.source = ? ORDER BY 1", name
    )
    return [str(row["title"]) for row in rows]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Served, int, str]:
    """One crawl of all of them: its folder, the hostile servers, the most memory it held, what it said."""
    folder = tmp_path_factory.mktemp("crawl")
    for name in ("bad", "good"):
        (folder / name).mkdir()
    with hostile(folder / "good", *HONEST) as good, hostile(folder / "bad") as bad:
        configure(folder, bad.urls, good.urls)
        memory, said = crawl(folder, folder / "bad" / "authority.pem")
    return folder, bad, memory, said


Crawled = tuple[Path, Served, int, str]


def test_the_honest_ones_are_read_whole(crawled: Crawled) -> None:
    folder, *_ = crawled
    for name in HONEST:
        assert ask(folder, "SELECT state FROM source WHERE name = ?", name) == [{"state": "ok"}], name
        assert titles(folder, name) == [title(name, n) for n in range(1, ROWS + 1)]


def test_memory_stays_bounded(crawled: Crawled) -> None:
    _, _, memory, _ = crawled
    assert memory < MEMORY


@pytest.mark.parametrize("name", all_tricks())
def test_each_hostile_one_is_named_and_sends_no_false_news(crawled: Crawled, name: str) -> None:
    folder, *_ = crawled
    trick = all_tricks()[name]
    issues = ask(folder, "SELECT DISTINCT kind, message, mend FROM issue WHERE source = ?", name)
    kinds = {str(issue["kind"]) for issue in issues}
    assert kinds & trick.kinds or (not kinds and trick.bearable), issues
    assert all(issue["message"] and issue["mend"] for issue in issues)
    assert all(told.startswith(f"The office of {name} opens its hall number") for told in titles(folder, name))
    if not trick.kinds:  # what can be borne is read
        assert titles(folder, name)


def test_nothing_is_a_fault_of_ours(crawled: Crawled) -> None:
    folder, bad, _, said = crawled
    assert ask(folder, "SELECT source, message FROM issue WHERE kind = 'fault'") == []
    assert "Traceback" not in said
    assert 0 < bad.seen["cookies-without-end"]["cookie"] <= MAX_TOGETHER + 1000
