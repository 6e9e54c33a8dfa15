"""What an operator does in the window, by mouse and by keyboard, in the system's Chromium."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from crawler import config as configuration
from crawler.samples.server import Answer, Site, serving
from crawler.samples.sites import mainland
from crawler.samples.texts import MAINLAND
from tests.conftest import command, environment
from tests.feeds.web.conftest import CHROMIUM, TOKEN, Served, window_on
from tests.sites import with_a_stranger

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
WIDE: ViewportSize = {"width": 1440, "height": 900}
SMALL: ViewportSize = {"width": 390, "height": 844}


def corrected() -> dict[str, Answer]:
    """The second state of a site: one notice reads otherwise than before."""
    first, *rest = MAINLAND
    changed = replace(first, paragraphs=(first.paragraphs[0].replace("。", ",自即日起施行。"), *first.paragraphs[1:]))
    return mainland([changed, *rest]).pages


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A window on a site that corrected a notice, beside a site that is not followed yet."""
    folder = tmp_path_factory.mktemp("by-hand")
    with serving([mainland(), with_a_stranger()]) as sites:
        (folder / "gazette.toml").write_text(
            "[gazette]\ndelay = 0\n[gazette.web]\nrate = 1000\nburst = 5000\n"
            f'[[source]]\nname = "mainland"\nurl = "{sites[0].url}"\nallow_private = true\n'
        )
        crawl(folder, "2024-06-12T01:00:00Z")
        sites[0].pages.update(corrected())
        crawl(folder, "2024-06-14T01:00:00Z")
        with window_on(folder, list(sites)) as served:
            yield served


def crawl(folder: Path, now: str) -> None:
    env = environment(GAZETTE_NOW=now)
    subprocess.run(command("crawl", "--all"), cwd=folder, env=env, check=True, capture_output=True, timeout=120)


@contextmanager
def tab(browser: Browser, viewport: ViewportSize, **more: bool) -> Iterator[Page]:
    context = browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def log_in(page: Page, served: Served, path: str) -> None:
    page.goto(f"{served.url}/login?next={path}")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def look(page: Page, site: Site) -> None:
    page.get_by_label("Address, or a name").fill(site.url)
    page.get_by_text("Special leave").click()
    page.get_by_label("It may lead to private addresses").check()
    page.get_by_role("button", name="Look").click()
    page.get_by_role("heading", name="Articles read to try it").wait_for()


def accessible(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_source_is_added_by_looking_and_a_row_corrected(window: Served, browser: Browser, script: bool) -> None:
    kept = (window.folder / "gazette.toml").read_text()
    with tab(browser, WIDE if script else SMALL, java_script_enabled=script, bypass_csp=False) as page:
        log_in(page, window, "/add")
        look(page, window.sites[1])
        frame = page.frame_locator("iframe.sheet")
        expect(frame.locator(".gz-row")).to_have_count(9)
        # A click on a row in the page itself leads to what can be said of it.
        frame.get_by_role("link", name="Take the boat around the whole harbour").click()
        page.get_by_role("link", name="This is no row of the list").click()
        expect(page.frame_locator("iframe.sheet").locator(".gz-row")).to_have_count(8)
        # By keyboard: the rows are a list of links too.
        page.get_by_role("link", name="Correct: Berth 3").focus()
        page.keyboard.press("Enter")
        page.get_by_role("group", name="Its day is").get_by_label("2024-07-03").check()
        page.get_by_role("button", name="Read the rows so").click()
        expect(page.get_by_text("2024-07-08").first).to_be_visible()
        page.get_by_role("button", name="Read three articles").click()
        expect(page.locator("#articles + ul .headline")).to_have_count(3)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Nothing has been read yet.")).to_be_visible()
    added = configuration.load(window.folder / "gazette.toml").source[-1]
    assert (added.list.row, added.list.date) == ("ul.news > li:not(.ad)", "span")
    (window.folder / "gazette.toml").write_text(kept)


def test_adding_is_accessible_and_fits(window: Served, browser: Browser) -> None:
    with tab(browser, SMALL, bypass_csp=True) as page:
        page.goto(window.url + "/add")
        assert accessible(page) == []
        log_in(page, window, "/add")
        assert accessible(page) == []
        look(page, window.sites[1])
        page.get_by_role("link", name="Correct").first.click()
        for size in (SMALL, WIDE):
            page.set_viewport_size(size)
            assert accessible(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.goto(window.url + "/add")
        page.get_by_label("Address, or a name").fill("http://127.0.0.1:9/")
        page.get_by_role("button", name="Look").click()
        expect(page.get_by_role("alert")).to_contain_text("is a private address")
        assert accessible(page) == []


def test_a_correction_is_read_as_a_difference(window: Served, browser: Browser) -> None:
    with tab(browser, WIDE) as page:
        page.goto(window.url + "/sources/mainland")
        page.get_by_label("What its publisher changed").get_by_role("link").first.click()
        expect(page.locator(".diff ins")).to_contain_text("自即日起施行")


def test_the_list_of_a_source_is_shown_with_its_rows(window: Served, browser: Browser) -> None:
    with tab(browser, WIDE) as page:
        page.goto(window.url + "/sources/mainland")
        page.get_by_role("heading", name="The list as gazette sees it").scroll_into_view_if_needed()
        frame = page.frame_locator("iframe.sheet")
        expect(frame.locator(".gz-row")).to_have_count(len(MAINLAND))
        expect(frame.locator(".gz-day").first).to_have_text(MAINLAND[0].day)


def test_words_of_the_other_script_find_too(window: Served, browser: Browser) -> None:
    with tab(browser, SMALL) as page:
        page.goto(window.url + "/search")
        # The notices are in simplified characters.
        page.get_by_label("Words").fill("快遞業務")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("main mark").first).to_have_text("快递业务")


def test_a_run_is_followed_as_it_goes(window: Served, browser: Browser) -> None:
    folder = window.folder
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    before = connection.execute("SELECT count(*) FROM run").fetchone()[0]
    connection.close()
    # The look at the site's rows takes its time: a request a second.
    text = (folder / "gazette.toml").read_text()
    (folder / "gazette.toml").write_text(
        f'{text}\n[[source]]\nname = "slow"\nurl = "{window.sites[1].url}"\nallow_private = true\ndelay = 1\n'
    )
    with tab(browser, WIDE) as page:
        page.goto(window.url + "/runs")
        going = page.locator("[data-part=going]")
        expect(going).to_contain_text("No crawl goes on.")
        with subprocess.Popen(
            command("crawl", "slow"), cwd=folder, env=environment(), stdout=subprocess.DEVNULL
        ) as run:
            expect(going).to_contain_text("slow", timeout=60_000)
            expect(going).to_contain_text(re.compile(r"[1-9]\d* stored"), timeout=60_000)
            assert run.wait(120) == 0
        expect(going).to_contain_text("No crawl goes on.")
        expect(page.locator("[data-part=ended] tbody tr")).to_have_count(before + 1)
    (folder / "gazette.toml").write_text(text)
