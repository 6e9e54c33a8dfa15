"""What a terminal shows while a crawl goes on."""

from __future__ import annotations

import io
import os
import pty
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from crawler.keys import Source
from crawler.model import Entry
from crawler.samples.server import serving
from crawler.samples.sites import express
from crawler.store.database import NAME, Store
from crawler.store.entries import see_entries
from crawler.store.runs import start_run, sync_source
from feeds import progress
from feeds.progress import SHOWN, Watch
from feeds.terminal import Teller
from tests.conftest import command, environment

NOW = datetime(2024, 5, 15, 8, 0, tzinfo=UTC)


def shown(watch: Watch) -> str:
    console = Console(width=80, force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(watch.picture())
    return capture.get()


def test_how_far_and_a_line_a_source(tmp_path: Path) -> None:
    watch = Watch(tmp_path, 12)
    assert "0 of 12 sources  0 articles, 0.0 a second" in shown(watch)
    with Store(tmp_path / NAME) as store:
        for n in range(9):
            name = "a-source-with-a-name-that-is-far-too-long-for-a-line" if n == 8 else f"source-{n}"
            source = Source(url=f"https://{n}.example/", name=name)
            sync_source(store, source)
            start_run(store, source.name, NOW)
            if n == 7:
                see_entries(store, name, [Entry(f"https://7.example/{i}", "Notice") for i in range(5)], NOW, 0)
    watch = Watch(tmp_path, 12)
    watch.ended(1)
    lines = shown(watch).splitlines()
    assert lines[0].startswith("1 of 12 sources  1 article, ")
    assert len(lines) == 1 + SHOWN + 1
    assert lines[-1].strip() == "and 3 more"
    assert all(len(line.rstrip()) <= 80 for line in lines)
    assert any(line.startswith("source-7 ") and line.rstrip().endswith("0 of 5") for line in lines)
    assert any("…" in line and "its list" in line for line in lines)


def crawled_on_terminal(folder: Path, **env: str) -> str:
    """All that a crawl writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    try:
        told = environment(TERM="xterm-256color", COLUMNS="80", **env)
        with subprocess.Popen(command("crawl"), cwd=folder, env=told, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            out = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:
                    # The other end is closed.
                    break
                if not piece:
                    break
                out += piece
            assert process.wait(60) == 0
    finally:
        os.close(ours)
    return out.decode("utf-8", "replace")


def test_on_a_terminal_it_is_shown_and_goes_away(tmp_path: Path) -> None:
    with serving([express()]) as (site,):
        (tmp_path / "gazette.toml").write_text(
            f'[gazette]\ndelay = 0.3\n[[source]]\nname = "express"\nurl = "{site.url}"\nallow_private = true\n'
        )
        out = crawled_on_terminal(tmp_path)
    assert "0 of 1 sources" in out
    assert "express: ok, 6 rows, 6 new" in out
    # NO_COLOR: the cursor moves, no text is coloured.
    assert "\x1b[3" not in out.replace("\x1b[3K", "")
    last = out[out.rindex("files written") :]
    assert "sources" not in last


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_long_command_shows_how_far_it_is_and_a_short_one_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, written = Clock(), io.StringIO()
    monkeypatch.setattr(progress, "monotonic", clock)
    count = progress.Count("feeds", Console(file=written, force_terminal=True, width=80, color_system=None))
    count(1, 10_000)
    assert written.getvalue() == ""
    clock.seconds = progress.PATIENCE + 2
    count(2_000, 10_000)
    assert count.picture().plain == "2,000 of 10,000 feeds, 500 a second  4 s, 16 s left"
    count.close()
    assert "2,000 of 10,000 feeds" in written.getvalue()


@pytest.mark.parametrize("log", ["text", "json"])
def test_where_there_is_no_terminal_a_long_command_shows_nothing(
    log: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress, "monotonic", clock)
    with progress.counting(Teller(log), "articles") as told:
        clock.seconds = 60
        told(1, 2)
    assert capfd.readouterr() == ("", "")
