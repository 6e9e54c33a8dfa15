"""A hostile page while a source is added by looking at it: its rows, its marked page, its articles; nothing of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from crawler.samples.server import Answer, Site, serving
from tests.feeds.test_vectors import STATE, needs_chromium, watch
from tests.feeds.vectors import MARKUP
from tests.feeds.web.conftest import Served, window_on
from tests.feeds.web.test_looking import SETTINGS, links, look, secret

# One that ends the document for every parser would hide the rows after it: such stand at the page's end.
ENDS = (
    "<!--",
    "<plaintext",
    "<noscript",
    "<template",
    "<style",
    "<title",
    "</title",
    "<textarea",
    "-->",
    "<math",
    "<svg",
    "<script",
)
ROWS = tuple(v for v in MARKUP if not any(end in v.lower() for end in ENDS))[:40]


def hostile() -> Site:
    """A list whose rows hold a vector each, with every vector after it; articles that are made of them."""
    rows = "".join(
        f'<li class="row"><a href="/n/{n}.html" title="{vector.replace(chr(34), "&quot;")}">Notice {n} of the harbour {vector}</a> '
        f"<span>2024-05-{n % 28 + 1:02}</span></li>"
        for n, vector in enumerate(ROWS)
    )
    start = f"<html><head><title>News {MARKUP[0]}</title></head><body><ul class=l>{rows}</ul>{''.join(MARKUP)}</body></html>"
    pages = {"/": Answer(start.encode()), "/robots.txt": Answer(b"User-agent: *\nAllow: /\n", "text/plain")}
    for n, vector in enumerate(ROWS):
        text = f"<p>The harbour tells that berth {n} is dredged from Monday, and that the ferry waits outside.</p>" * 3
        body = f"<h1>Notice {n} of the harbour {vector}</h1><div class=text>{text}{vector}{MARKUP[n + 20]}{text}</div>"
        pages[f"/n/{n}.html"] = Answer(f"<html><body>{body}</body></html>".encode())
    return Site("hostile", "News", "/", pages)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("framed")
    (folder / "gazette.toml").write_text(SETTINGS)
    with serving([hostile()]) as sites, window_on(folder, list(sites)) as served:
        yield served


@needs_chromium
def test_nothing_runs_while_a_hostile_page_is_added(window: Served, browser: Browser) -> None:
    with window.logged_in() as client:
        client.timeout = httpx.Timeout(60)
        seen = look(client, window.sites[0], name="hostile")
        assert "Notice 7 of the harbour" in seen.text
        path = seen.url.path
        read = client.post(f"{path}/read", data={"csrf": secret(client), "list": "1"})
        sheet = f"{path}/page?list=1"
        about = links(client.get(sheet).text, "Notice 7 of the harbour")
        context = browser.new_context()
        context.add_cookies([{"name": c.name, "value": c.value or "", "url": window.url} for c in client.cookies.jar])
        page = context.new_page()
        told = watch(page, window.url)
        for address in [
            path,
            f"{path}?list=1",
            f"{path}?list=1&lang=zh-Hant",
            sheet,
            read.headers["location"],
            *about[:1],
        ]:
            quiet(page, window.url + address, told)
        assert client.post(path, data={"csrf": secret(client), "list": "1"}).headers["location"] == "/sources/hostile"
        for address in ("/sources/hostile", "/", "/runs"):
            quiet(page, window.url + address, told)
        context.close()


def quiet(page: Page, address: str, told: list[str]) -> None:
    """Assert that a page is there and that nothing runs in it, nor in its frames."""
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    assert answer.status == 200, address
    state = page.evaluate(STATE)
    assert (state["ran"], state["handlers"], state["links"], told) == (0, 0, [], []), address
    for frame in page.frames[1:]:
        assert frame.locator("script, svg, form, iframe, object, embed, [onerror], [onload]").count() == 0, address
