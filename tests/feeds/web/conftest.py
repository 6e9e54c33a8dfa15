"""A window on crawled sample sites, served by the real command."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from crawler.samples.server import Site, serving
from crawler.samples.sites import express, harbour
from tests.conftest import command, environment

TOKEN = "a token of the tests"
_HOSTS = count(100)
CHROMIUM = shutil.which("chromium")


class Served:
    """A running `gazette serve`: its address, its folder, and the sites that it follows."""

    def __init__(self, url: str, folder: Path, sites: list[Site]) -> None:
        self.url = url
        self.folder = folder
        self.sites = sites

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=headers)

    def offer(self, token: str, **more: str) -> httpx.Response:
        """Offer a token from an address of its own: each address may try only so often."""
        came_from = {"X-Forwarded-For": f"198.51.100.{next(_HOSTS)}"}
        return httpx.post(self.url + "/login", data={"token": token, **more}, headers=came_from)

    def logged_in(self) -> httpx.Client:
        answer = self.offer(TOKEN)
        assert answer.status_code == 303
        return httpx.Client(base_url=self.url, cookies=dict(answer.cookies))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("window")
    with serving([express(), harbour(), express()]) as sites:
        lines = ["[gazette]", "delay = 0", "[gazette.web]", "rate = 1000", "burst = 5000"]
        for name, site in zip(("express", "harbour", "copy"), sites, strict=True):
            lines += ["[[source]]", f'name = "{name}"', f'url = "{site.url}"', "allow_private = true"]
        (folder / "gazette.toml").write_text("\n".join(lines) + "\n")
        env = environment(GAZETTE_TOKEN=TOKEN, PYTHONUNBUFFERED="1")
        subprocess.run(command("crawl"), cwd=folder, env=env, check=True, capture_output=True, timeout=120)
        with window_on(folder, list(sites)) as window:
            yield window


@contextmanager
def window_on(folder: Path, sites: list[Site]) -> Iterator[Served]:
    """`gazette serve` in a folder, for as long as the block runs."""
    env = environment(GAZETTE_TOKEN=TOKEN, PYTHONUNBUFFERED="1")
    words = command("serve", "--port", "0")
    with subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = next(word for word in process.stdout.readline().split() if word.startswith("http://")).rstrip("/")
            yield Served(url, folder, sites)
        finally:
            process.terminate()
