"""A crawl that is killed at any instant loses nothing and repeats nothing."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

from crawler.samples.server import Site, serving
from crawler.samples.sites import all_sites
from tests.conftest import command, environment

KILLS = 20
NOW = "2024-07-01T08:00:00Z"


def configure(folder: Path, sites: list[Site]) -> None:
    lines = ["[gazette]", "delay = 0", ""]
    for site in sites:
        lines += ["[[source]]", f'name = "{site.name}"', f'url = "{site.url}"', "allow_private = true"]
    folder.mkdir()
    (folder / "gazette.toml").write_text("\n".join(lines))


def crawl(folder: Path, seconds: float | None = None) -> int:
    """Crawl to the end, or kill it after so many seconds."""
    process = subprocess.Popen(
        command("crawl", "--all"),
        cwd=folder,
        env=environment(GAZETTE_NOW=NOW),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        return process.wait()


def feeds(folder: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in (folder / "output" / "feeds").iterdir()}


def articles(folder: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        return connection.execute(
            "SELECT guid, url, title, published, feed_time, body_html, revision FROM article ORDER BY url"
        ).fetchall()
    finally:
        connection.close()


def killed_until_done(
    folder: Path, sites: list[Site], chance: random.Random, whole: float, most: int
) -> tuple[int, float]:
    """Crawl into a fresh folder, killed at random instants until a crawl gets through.

    How many kills there were, and the seconds that the last crawl took.
    """
    configure(folder, sites)
    for kills in range(most):
        began = time.monotonic()
        # Between the first write and the end of an undisturbed crawl.
        if crawl(folder, chance.uniform(0.4, 1.0) * whole) == 0:
            return kills, time.monotonic() - began
    began = time.monotonic()
    assert crawl(folder) == 0
    return most, time.monotonic() - began


def test_a_crawl_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    sites = all_sites()
    with serving(sites):
        configure(tmp_path / "calm", sites)
        began = time.monotonic()
        assert crawl(tmp_path / "calm") == 0
        whole = time.monotonic() - began
        chance = random.Random(20170718)
        kills, calm = 0, (articles(tmp_path / "calm"), feeds(tmp_path / "calm"))
        for number in range(3 * KILLS):
            folder = tmp_path / f"killed-{number}"
            killed, took = killed_until_done(folder, sites, chance, whole, KILLS - kills)
            # The machine may have become quicker than it was at the first crawl: kills would come too late.
            kills, whole = kills + killed, min(whole, took)
            assert (articles(folder), feeds(folder)) == calm
            assert not [f for f in (folder / "output" / "feeds").iterdir() if f.name.startswith(".")]
            if kills == KILLS:
                break
        assert kills == KILLS
