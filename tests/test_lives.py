"""Whatever a publisher does and whenever a crawl is killed: readers get every notice once, and none with another date."""

from __future__ import annotations

from pathlib import Path

from crawler.samples.server import serving
from tests.lives import Life


def test_readers_get_every_notice_exactly_once_whatever_happens(tmp_path: Path) -> None:
    life = Life(tmp_path, seed=20170718)
    with serving([life.board.site]):
        life.begin()
        for _ in range(18):
            life.step()
        life.end()
    assert life.faults() == []
    assert life.killed > 2, "some crawls were killed"
    assert all(life.acts[act] for act in ("post", "edit", "withdraw", "move", "reread"))
