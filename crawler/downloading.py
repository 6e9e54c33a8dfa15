"""How answers are taken in: who holds a place, how long headers may be, what all bodies under way may hold together.

Three additions to Scrapy's downloader, which hostile and slow servers would else hold up or fill.

This module does not know what is fetched, nor why.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Downloader as ScrapyDownloader
from scrapy.core.downloader import Slot
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

# Seconds after which a request is taken to wait (for a slow host, or for its turn), and no longer to work.
WAITS = 3.0
# So many times the places may be under way in all, those that wait included.
CROWD = 8
# All header lines of one answer, provisional answers (1xx) and folded lines included; browsers read as much.
MAX_HEADER_BYTES = 256 * 1024
# Their number, too: a provisional answer of thirty bytes costs as much work as a header of a thousand.  Servers take a
# hundred of a request, and browsers meet no more in answers.
MAX_HEADER_LINES = 1000
# Bodies under way at one time, together; a body that is small may grow all the same.
MAX_UNDER_WAY = 128 * 1024 * 1024
SMALL = 1024 * 1024


class Downloader(ScrapyDownloader):
    """Scrapy's downloader, in which hosts that keep a request waiting hold no place that others need.

    A request waits when its host is slow, and when its host wants a pause between requests.  It then costs a socket or
    less; with Scrapy's count, as many slow hosts as there are places would stop the crawl of all others.
    """

    def fetch(self, request: Request, spider: Spider | None = None) -> Any:
        """Note when a request came for a place."""
        request.meta["came"] = monotonic()
        return super().fetch(request)

    def needs_backout(self) -> bool:
        """Whether all places are held by requests that work."""
        places = self.total_concurrency
        if not super().needs_backout():
            return False
        if len(self.active) >= places * CROWD:
            return True
        before = monotonic() - WAITS
        working = [request for request in self.active if request.meta.get("came", before) >= before]
        return len(working) >= places

    async def _download(self, slot: Slot, request: Request) -> Response:
        request.meta["began"] = monotonic()
        return await super()._download(slot, request)


class HeadersTooLong(Exception):
    """The headers of an answer have no end, or might as well have none."""


class _Parser(_LenientHTTPClientParser):
    """Counts an answer's header lines and their bytes."""

    header_bytes = 0
    header_lines = 0

    def lineReceived(self, line: bytes) -> None:
        """Take one line; raise HeadersTooLong, which ends the connection, for one too many."""
        self.header_bytes += len(line) + 1
        if self.header_bytes > MAX_HEADER_BYTES:
            raise HeadersTooLong(f"more than {MAX_HEADER_BYTES:,} bytes of headers")
        self.header_lines += 1
        if self.header_lines > MAX_HEADER_LINES:
            raise HeadersTooLong(f"more than {MAX_HEADER_LINES:,} lines of headers")
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        """Send a request; its answer is parsed by our parser."""
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:
        """A connection's protocol."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def bounded(handler: HTTP11DownloadHandler) -> None:
    """Bound the headers of what a handler fetches."""
    handler._pool._factory = _Factory


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, with bounded headers."""

    def __init__(self, crawler: ScrapyCrawler) -> None:
        super().__init__(crawler)
        bounded(self)


class UnderWay:
    """Stop the body that would make all bodies under way hold more than MAX_UNDER_WAY bytes together."""

    def __init__(self) -> None:
        self.held: dict[Request, int] = {}
        self.total = 0

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> UnderWay:
        """Made by Scrapy."""
        extension = cls()
        crawler.signals.connect(extension.received, signals.bytes_received)
        crawler.signals.connect(extension.left, signals.request_left_downloader)
        return extension

    def received(self, data: bytes, request: Request) -> None:
        """Count a piece of a body; raise StopDownload for one piece too many."""
        self.held[request] = self.held.get(request, 0) + len(data)
        self.total += len(data)
        if self.total > MAX_UNDER_WAY and self.held[request] > SMALL:
            raise StopDownload(fail=True)

    def left(self, request: Request) -> None:
        """Its body came, or will not come."""
        self.total -= self.held.pop(request, 0)
