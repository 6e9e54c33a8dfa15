"""Pictures of the operator's window, for the guide and for looking at: every page over a week of the sample sites.

    python tools/screenshots.py FOLDER [--all]

Without `--all` only the pictures of the guide are taken (docs/images); with it every page at 390 and 1440 px, by day and
by night.  It needs Chromium and Playwright (`pip install .[dev]`).

This module does not know what is on a page.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from crawler.samples.server import serving
from crawler.samples.sites import harbour

TOKEN = "shown in pictures"
# The week of the sample sites ends then.
NOW = "2024-06-14T20:00:00+08:00"
SIZES: dict[str, ViewportSize] = {"390": {"width": 390, "height": 844}, "1440": {"width": 1440, "height": 900}}
GUIDE_SIZES: dict[str, ViewportSize] = {"390": {"width": 390, "height": 700}, "1060": {"width": 1060, "height": 820}}
# Name and path of each page; a path that begins with "=" is the text of a link on the page before it.
PAGES = [
    ("overview", "/"), ("source", "/sources/mainland"), ("article", "/articles/1"), ("changed", "/articles?changed"),
    ("search", "/search?q=协会"), ("nothing-found", "/search?q=zzzz"), ("stories", "/stories"), ("story", "/stories/1"),
    ("runs", "/runs"), ("run", "/runs/1"), ("feeds", "/feeds"), ("login", "/login"), ("missing", "/sources/none"),
    ("add", "/add"),
]  # fmt: skip
# The pictures of the guide: name and page, width, scheme.
GUIDE = [
    ("overview", "1060", "light"), ("source", "1060", "light"), ("changed", "1060", "light"), ("look", "1060", "light"),
    ("correct", "1060", "dark"), ("search", "390", "dark"),
]  # fmt: skip


@contextmanager
def window(folder: Path) -> Iterator[str]:
    """`gazette serve` over a week of the sample sites; its address."""
    env = {**os.environ, "GAZETTE_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    gazette = [sys.executable, "-m", "feeds.cli"]
    subprocess.run(
        [*gazette, "demo", "--week", "--output", str(folder)], env=env, check=True, stdout=subprocess.DEVNULL
    )
    config = folder / "gazette.toml"
    config.write_text(config.read_text("utf-8") + "\n[gazette.web]\nrate = 1000\nburst = 5000\n", "utf-8")
    words = [*gazette, "serve", "--port", "0", "--config", str(config)]
    with subprocess.Popen(words, env={**env, "GAZETTE_NOW": NOW}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield next(word for word in process.stdout.readline().split() if word.startswith("http://")).rstrip("/")
        finally:
            process.terminate()


def paths(page: Page, url: str, list_page: str) -> dict[str, str]:
    """The path of every page, those that only the data knows too; the page that is added is looked at once."""
    found = dict(PAGES)
    page.goto(url + "/login?next=/add")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_label("Address, or a name").fill(list_page)
    page.get_by_label("Name (made").fill("harbour-post")
    page.get_by_text("Special leave").click()
    page.get_by_label("It may lead to private addresses").check()
    page.get_by_role("button", name="Look").click()
    page.get_by_role("heading", name="Articles read to try it").wait_for()
    found["look"] = page.url.removeprefix(url)
    page.get_by_role("link", name="Correct").first.click()
    found["correct"] = page.url.removeprefix(url)
    page.goto(url + "/api/v1/articles?limit=500")
    changed = page.evaluate("JSON.parse(document.body.innerText).items.find(a => a.revision > 1)?.id")
    found["changed"] = f"/articles/{changed}"
    return found


def take(
    browser: Browser, state: Path, address: str, to: Path, size: ViewportSize, scheme: str, *, whole: bool
) -> None:
    """One picture: the whole page, or what a screen of that size shows of it."""
    night = scheme == "dark"
    context = browser.new_context(viewport=size, storage_state=state, color_scheme="dark" if night else "light")
    page = context.new_page()
    page.goto(address, wait_until="load")
    if whole:
        # Frames below the fold are loaded once they are come near to.
        for frame in page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
            page.wait_for_timeout(400)
    page.wait_for_timeout(150)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=to, full_page=whole)
    context.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description="Take pictures of the operator's window.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="every page, two widths, by day and by night")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with (
        tempfile.TemporaryDirectory() as folder, window(Path(folder) / "week") as url, serving([harbour()]) as (site,),
        sync_playwright() as playwright,
    ):  # fmt: skip
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        context = browser.new_context()
        found = paths(context.new_page(), url, site.url)
        state = Path(folder) / "session.json"
        context.storage_state(path=state)
        if asked.all:
            for name, (width, size), scheme in product(found, SIZES.items(), ("light", "dark")):
                to = asked.folder / f"{name}-{width}-{scheme}.png"
                take(browser, state, url + found[name], to, size, scheme, whole=True)
        else:
            for name, width, scheme in GUIDE:
                to = asked.folder / f"{name}.png"
                take(browser, state, url + found[name], to, GUIDE_SIZES[width], scheme, whole=False)
        browser.close()


if __name__ == "__main__":
    main()
