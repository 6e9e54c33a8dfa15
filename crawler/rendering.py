"""Scrapy's handler of http and https where some sources are rendered: scrapy-playwright's, behind our gate.

Pages that are not rendered are fetched as everywhere else, with the same bounds.

This module does not know which pages want a browser.
"""

from __future__ import annotations

from typing import Any
from urllib.request import getproxies

from playwright.async_api import Error
from scrapy import Request, Spider
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.downloading import bounded
from crawler.gate import Gate
from crawler.middlewares import RefusedAddress

# The operator's own, which then connects for Chromium as it does for all other requests.
_PROXIES = frozenset({"http", "https", "all"})

# Chromium goes past its proxy to loopback and link-local addresses unless it is told not to, and WebRTC goes past it by UDP.
_ALL_THROUGH = (
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
)


class Handler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Renders what a request's meta asks to have rendered; each page may reach inside what its request may (`allow_private`)."""

    def __init__(self, crawler: ScrapyCrawler) -> None:
        super().__init__(crawler)
        bounded(self)
        self.gate = Gate(self._look_up)
        if not _PROXIES & getproxies().keys():
            options = self.config.launch_options
            options["args"] = [*options.get("args", ()), f"--proxy-server={self.gate.address}", *_ALL_THROUGH]

    async def _look_up(self, host: str) -> tuple[str, ...]:
        from twisted.internet import reactor  # installed by Scrapy before any crawl; not at import

        resolver: Any = reactor.nameResolver
        found: tuple[str, ...] = await resolver.look_up(host)
        return found

    async def _create_page(self, request: Request, spider: Spider) -> Any:
        page = await super()._create_page(request, spider)
        # Only now is the page before closed: there is one at a time.
        await self.gate.turn(frozenset(request.meta.get("allow_private", ())))
        return page

    async def _download_request(self, request: Request, spider: Spider | None = None) -> Response:
        try:
            answer: Response = await super()._download_request(request, spider)
        except Error as error:
            if self.gate.refused and "ERR_SOCKS" in str(error):
                raise RefusedAddress(f"{self.gate.refused[-1]} is a private address") from error
            raise
        return answer

    async def _close(self) -> None:
        await super()._close()
        await self.gate.close()
