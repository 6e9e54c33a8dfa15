"""What many tests need: the command line as a person runs it, sites on loopback, an empty store."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.samples.server import serving
from crawler.store.database import Store
from tests.crawls import Board

# Many tests start `gazette` anew: where no compiled modules may be kept, each start compiles all of them again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).resolve().parent.parent
Gazette = Callable[..., subprocess.CompletedProcess[str]]


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "feeds.cli", *words]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1", **more}


def rows(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What the store of a folder answers."""
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


@pytest.fixture
def gazette(tmp_path: Path) -> Gazette:
    """Run a command in a folder of its own: `gazette("crawl", "--all", now="2024-06-12T08:00:00Z")`."""

    def run(*words: str, now: str = "", given: str = "") -> subprocess.CompletedProcess[str]:
        env = environment(**({"GAZETTE_NOW": now} if now else {}))
        return subprocess.run(
            command(*words),
            cwd=tmp_path,
            env=env,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output" / "gazette.db") as opened:
        yield opened


@pytest.fixture
def board() -> Iterator[Board]:
    """A board of notices, served."""
    made = Board()
    with serving([made.site]):
        yield made
