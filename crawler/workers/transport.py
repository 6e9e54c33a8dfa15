"""The download handlers on a worker: each request waits until all workers together have left its host alone long enough.

A page that is rendered takes its turn as any other, and holds its host until it is quiet; what the page itself asks for
meanwhile is the browser's business, as without workers.

This module does not know how waiting is agreed upon.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response

from crawler import browser
from crawler.downloading import Handler
from crawler.settings import host_of
from crawler.workers.lease import Lease

# Seconds that a request can take beyond its time-out, until nobody can hear of it any more.
BEYOND = 5.0
_leases: list[Lease] = []


def use(lease: Lease, *, rendering: bool = False) -> dict[str, object]:
    """The settings with which a crawl asks by this lease; one lease a process, as it has one crawl.

    `rendering`: whether one of its sources wants a browser.
    """
    # Scrapy copies settings deeply, which no lease can bear.
    _leases[:] = [lease]
    handler = f"{__package__}.rendering.PacedBrowser" if rendering else f"{__name__}.{PacedHandler.__name__}"
    return {"DOWNLOAD_HANDLERS": {"http": handler, "https": handler}}


class Paced(HTTP11DownloadHandler):
    """Fetches as the next class in line does, once the host may be asked."""

    async def download_request(self, request: Request) -> Response:
        """Fetch; the wait is the delay that the host's slot has at this moment."""
        key = request.meta.get("download_slot") or host_of(request.url)
        engine: Any = self._crawler.engine
        slot = engine.downloader.slots.get(key)
        most = float(request.meta.get("download_timeout") or self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        if request.meta.get("playwright"):
            most = max(most, browser.LONGEST)
        async with _leases[0].asking(key, slot.delay if slot is not None else 0.0, most + BEYOND):
            # The wait for others is no time that the source took.
            request.meta["began"] = monotonic()
            return await super().download_request(request)


class PacedHandler(Paced, Handler):
    """As without workers, once the host may be asked."""

    lazy = True
