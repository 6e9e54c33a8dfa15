"""Pages that only a browser shows: recognised without one, rendered with the system's Chromium where there is one."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler import browser
from crawler.browser import Fence
from crawler.samples.server import serving
from tests.conftest import Gazette
from tests.sites import shell

needs_chromium = pytest.mark.skipif(not browser.chromium(), reason="no Chromium on this machine")


def configure(folder: Path, url: str, more: str) -> None:
    (folder / "gazette.toml").write_text(
        f'[gazette]\ndelay = 0\n[[source]]\nname = "shell"\nurl = "{url}"\nallow_private = true\n{more}'
    )


def titles(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        return {row[0] for row in connection.execute("SELECT title FROM article")}
    finally:
        connection.close()


def test_an_empty_shell_is_named_with_the_mend(gazette: Gazette, tmp_path: Path) -> None:
    with serving([shell()]) as (site,):
        configure(tmp_path, site.url, "")
        done = gazette("crawl")
    assert done.returncode == 3
    assert "shell: the page is an empty shell" in done.stderr
    assert "Mend: " in done.stderr


@needs_chromium
def test_a_shell_is_rendered_and_its_endpoint_offered(gazette: Gazette, tmp_path: Path) -> None:
    from crawler.samples.texts import HARBOUR

    wanted = {notice.title for notice in HARBOUR}
    with serving([shell()]) as (site,):
        configure(tmp_path, site.url, "browser = true\n")
        done = gazette("crawl")
        assert done.returncode == 0, done.stderr
        assert titles(tmp_path) == wanted
        offered = next(line for line in done.stderr.splitlines() if "/api/v1/items" in line)
        assert f'replace `browser = true` by `endpoint = {{url = "{site.url}api/v1/items"}}`' in offered
        # What was offered works, and needs no browser.
        (tmp_path / "output" / "gazette.db").unlink()
        configure(tmp_path, site.url, f'endpoint = {{url = "{site.url}api/v1/items"}}\n')
        done = gazette("crawl")
        assert done.returncode == 0, done.stderr
        assert titles(tmp_path) == wanted


@dataclass
class Asked:
    url: str
    resource_type: str = "script"


@pytest.mark.parametrize(
    ("url", "kind", "stopped"),
    [
        ("http://127.0.0.1/a.js", "script", True),
        ("http://169.254.169.254/latest/meta-data", "xhr", True),
        ("http://inside.example/a.js", "script", False),
        ("http://8.8.8.8/a.js", "script", False),
        ("http://8.8.8.8/a.png", "image", True),
        ("file:///etc/passwd", "document", True),
        ("data:text/plain,x", "xhr", False),
    ],
)
def test_a_rendered_page_cannot_ask_inside(url: str, kind: str, stopped: bool) -> None:
    fence = Fence(frozenset({"inside.example"}))
    assert asyncio.run(fence(Asked(url, kind))) is stopped
