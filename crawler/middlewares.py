"""Scrapy middlewares: robots.txt, the guard against addresses that lead inside, and the end of patience with a source.

This module does not know what is on a page.
"""

from __future__ import annotations

import asyncio
from time import thread_time
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import decode_robotstxt

from crawler.addresses import is_private, place_of
from crawler.robots import meant_for

AGENT = "gazette"
MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB have to be read
# Bytes: a robots.txt of any length is begun; its beginning is what counts.
ANY_SIZE = 1 << 60
MAX_CRAWL_DELAY = 60.0
# The answers that our steps look at themselves.  Redirects are not among them: `handle_httpstatus_all` would keep
# Scrapy from following those.
NOT_OK = [304, *range(400, 600)]


class RefusedAddress(IgnoreRequest):
    """The guard's refusal; its text says which address and why."""


class RobotsRefusal(IgnoreRequest):
    """robots.txt forbids the address; or it cannot be had, which forbids all (RFC 9309, 2.3.1.4)."""


class RobotsUnreachable(RobotsRefusal):
    """robots.txt did not come, which forbids all until it does (RFC 9309, 2.3.1.4); `__cause__` tells why."""


class OutOfPatience(IgnoreRequest):
    """A source has had its time in this crawl."""


class Patience:
    """Ask no more for a source whose answers and pages have taken longer than PATIENCE seconds in this crawl.

    Counted are the seconds of transfer and of reading, not those of politeness.
    """

    def __init__(self, crawler: ScrapyCrawler) -> None:
        self.seconds = crawler.settings.getfloat("PATIENCE")

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> Patience:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise OutOfPatience for a source that has had its time."""
        run = request.meta.get("run")
        if run is not None and run.spent > self.seconds:
            raise OutOfPatience(f"the source took more than {self.seconds:.0f} seconds")


class Robots:
    """Obey robots.txt (RFC 9309); its Crawl-delay goes into the request's meta as `robots_delay`, seconds.

    One fetch a host and crawl.  The fetch has the rights of the request that needs it, no more.  Of a file that is
    too long the beginning is read; one that does not come forbids all.
    """

    def __init__(self, crawler: ScrapyCrawler) -> None:
        self.crawler = crawler
        self._rules: dict[str, asyncio.Future[Protego | str | Exception]] = {}

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> Robots:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RobotsRefusal when the host's robots.txt forbids the address."""
        if request.meta.get("ignore_robots") or request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            self._rules[host] = asyncio.get_running_loop().create_future()
            self._rules[host].set_result(await self._fetch(host, request))
        rules = await self._rules[host]
        if isinstance(rules, str):
            raise RobotsRefusal(rules)
        if isinstance(rules, Exception):
            raise RobotsUnreachable("robots.txt cannot be had") from rules
        began = thread_time()
        allowed = rules.can_fetch(request.url, AGENT)
        run = request.meta.get("run")
        if run is not None:
            # Of tens of thousands of rules each is tried on each address.
            run.work(thread_time() - began)
        if not allowed:
            raise RobotsRefusal(f"robots.txt of {parts.netloc} forbids {parts.path or '/'}")
        delay = rules.crawl_delay(AGENT)
        if delay:
            request.meta["robots_delay"] = min(float(delay), MAX_CRAWL_DELAY)

    async def _fetch(self, host: str, request: Request) -> Protego | str | Exception:
        meta = {
            k: v for k, v in request.meta.items() if k in ("allow_private", "source", "least_delay", "download_timeout")
        }
        asked = Request(
            f"{host}/robots.txt", priority=1000, callback=NO_CALLBACK, dont_filter=True,
            meta={**meta, "is_robots": True, "handle_httpstatus_list": NOT_OK, "dont_merge_cookies": True, "download_maxsize": ANY_SIZE},
        )  # fmt: skip
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(asked)
        except RefusedAddress as error:
            return str(error)
        except IgnoreRequest as error:
            # One that leads on and on counts as one that is not there (RFC 9309, 2.3.1.2).
            return Protego.parse("") if "max redirections" in str(error) else error
        except Exception as error:
            return error
        if response.status >= 500:
            return f"robots.txt answered {response.status}, which forbids all fetching until it answers again"
        text = decode_robotstxt(response.body[:MAX_ROBOTS_BYTES], None) if response.status == 200 else ""
        return Protego.parse(meant_for(AGENT, text))


class Guard:
    """Refuse requests to private addresses, by literal and by resolved address, redirects and robots.txt included.

    A request's meta holds the places (`host:port`) that its source may reach inside, as `allow_private`.  The
    resolver hands out nothing else to connect to: a name that changes its answer in between (DNS rebinding), or one
    that the connection reads otherwise than the guard, gains nothing.
    """

    def __init__(self, crawler: ScrapyCrawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> Guard:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RefusedAddress for an address that leads inside, unless the request's source allows it."""
        from twisted.internet import reactor  # installed by Scrapy before any crawl; not at import

        try:
            parts = urlsplit(request.url)
            host = parts.hostname or ""
            _ = parts.port
        except ValueError as error:
            raise RefusedAddress(f"the address cannot be read ({error})") from error
        if parts.scheme not in ("http", "https"):
            raise RefusedAddress(f"only http and https are fetched, not {parts.scheme}")
        if "@" in parts.netloc:
            raise RefusedAddress("an address with a user's name in it is not fetched")
        resolver: Any = reactor.nameResolver
        if place_of(request.url) in request.meta.get("allow_private", ()):
            resolver.allow(host)
            return
        inside = next((one for one in await resolver.look_up(host) if is_private(one)), "")
        if inside:
            where = host if host == inside else f"{host} ({inside})"
            raise RefusedAddress(f"{where} is a private address")
