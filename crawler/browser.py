"""Pages that only a browser shows: the optional extra `gazette[browser]`, with the system's Chromium.

A source says `browser = true`, and its list page is then rendered, one page at a time over all sources.  What the page
asked for while it was rendered is kept: an endpoint that answers with the list itself is the cheaper way to follow it.

Chromium makes its connections through crawler/gate.py, which lets it reach what our own requests may reach.  Its requests
are neither counted nor paced, and no robots.txt is asked for those that the page makes.

This module does not know what a list looks like.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.model import Request

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NEEDLESS = frozenset({"image", "media", "font"})
_SCHEMES = frozenset({"http", "https", "data", "blob"})
_SECONDS = 30
# So long a page may go on asking after it was loaded, milliseconds.
_QUIET = 5_000
# Seconds that a page takes at most: the browser starts, the page comes, it grows quiet.
LONGEST = 2.0 * _SECONDS + _QUIET / 1000
MAX_CALLS = 40
MAX_CALL_BYTES = 2_000_000


def chromium() -> str:
    """The path of the system's Chromium, "" when there is none; GAZETTE_CHROMIUM names another."""
    return os.environ.get("GAZETTE_CHROMIUM") or next((p for n in _NAMES if (p := shutil.which(n))), "")


def missing() -> str:
    """What is wanting before a page can be rendered, as a mend; "" when nothing is."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return "install the extra `gazette[browser]` and Chromium, or name the list's endpoint in [source.endpoint]"
    return "" if chromium() else "install Chromium (Debian: apt-get install chromium)"


def settings() -> dict[str, Any]:
    """Scrapy's settings for rendering."""
    handler = "crawler.rendering.Handler"
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        # Chromium does not start its sandbox for root.
        arguments.append("--no-sandbox")
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": chromium(), "headless": True, "args": arguments},
        "PLAYWRIGHT_MAX_CONTEXTS": 1,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _SECONDS * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": needless,
    }


def needless(request: Any) -> bool:
    """Whether a request of a rendered page is not made: it is for what nobody reads, or for what is no web address."""
    return request.resource_type in _NEEDLESS or urlsplit(request.url).scheme not in _SCHEMES


@dataclass
class Calls:
    """What a page asked for while it was rendered, as far as it was answered with data.

    Without slots: Playwright marks the listeners that it is given.
    """

    made: list[tuple[Request, bytes]] = field(default_factory=list)

    async def __call__(self, response: Any) -> None:
        """Keep an answer that is JSON."""
        kind = (response.headers.get("content-type") or "").lower()
        if "json" not in kind or len(self.made) >= MAX_CALLS:
            return
        try:
            body = await response.body()
        except Exception:
            # The page has moved on; its answer is gone, and it was only a hint.
            return
        if len(body) <= MAX_CALL_BYTES:
            sent = response.request
            headers = (("Content-Type", t),) if (t := sent.headers.get("content-type")) else ()
            self.made.append((Request(response.url, sent.method, sent.post_data or "", headers), body))


def meta(calls: Calls) -> dict[str, Any]:
    """The meta of a request whose page is to be rendered."""
    from scrapy_playwright.page import PageMethod  # the extra is loaded only when a source wants it

    return {
        "playwright": True,
        "playwright_page_event_handlers": {"response": calls},
        "playwright_page_methods": [PageMethod("wait_for_load_state", "networkidle", timeout=_QUIET)],
    }
