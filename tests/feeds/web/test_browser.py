"""The pages in the system's Chromium: without violations of WCAG that axe-core sees, and without scrolling sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.feeds.web.conftest import CHROMIUM, Served

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
PAGES = [
    "/",
    "/sources/express",
    "/articles/1",
    "/search?q=協會",
    "/runs",
    "/runs/1",
    "/feeds",
    "/login",
    "/add",
    "/stories",
    "/stories/1",
    "/sources/none",
]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_page_is_accessible_and_fits(served: Served, browser: Browser, width: int, scheme: str) -> None:
    # axe-core is put into the page as a script, which our policy forbids; all else is as served.
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
    )
    page = context.new_page()
    for path in PAGES:
        page.goto(served.url + path, wait_until="domcontentloaded")
        found = Axe().run(page)
        assert [f"{path}: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_reading_works_without_script(served: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + "/")
    page.get_by_label("Find a source").fill("harbour")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Harbour Post Authority").click()
    page.locator("ol.rows a").first.click()
    assert page.get_by_role("heading", name="Where each field comes from").is_visible()
    context.close()
