"""Cookies: a jar for each source, and no more in it than a browser is bound to keep.

Without bounds a server that sets new cookies with each answer has them all sent back, in ever longer requests.

This module does not know what a cookie is for.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from scrapy import Request, Spider
from scrapy.downloadermiddlewares import cookies as theirs
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response
from scrapy.http.cookies import CookieJar
from tldextract import TLDExtract

# The public suffixes that the library brings: it would else fetch a newer list from the network at the first cookie,
# past robots, guard and resolver, and print a traceback where there is no way out.
theirs._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=(), cache_dir=None)

# RFC 6265, 6.1: browsers should keep cookies of 4096 bytes, and fifty of a host.
MAX_BYTES = 4096
MAX_COOKIES = 50
# All cookies of a source together: servers refuse longer headers.
MAX_TOGETHER = 8192
# Jars kept at once; of a source that ended its run long ago none is needed.
MAX_JARS = 1000


class Cookies(CookiesMiddleware):
    """Scrapy's cookies with a jar for each source (meta: `cookiejar`), bounded; a source without cookies has no jar."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self.jars: Any = OrderedDict()

    def process_request(self, request: Request, spider: Spider | None = None) -> Any:
        """Add the cookies of the request's source."""
        if request.meta.get("cookiejar") not in self.jars:
            return None
        return super().process_request(request)

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Any:
        """Keep the cookies that an answer sets, as far as there is room."""
        told = response.headers.getlist("Set-Cookie")
        source = request.meta.get("cookiejar")
        if not told or source is None:
            return response
        response.headers["Set-Cookie"] = [one for one in told if len(one) <= MAX_BYTES][-MAX_COOKIES:]
        jar = self.jars.setdefault(source, CookieJar())
        self.jars.move_to_end(source)
        while len(self.jars) > MAX_JARS:
            self.jars.popitem(last=False)
        answer = super().process_response(request, response)
        _shorten(jar)
        return answer


def _shorten(jar: CookieJar) -> None:
    """Let the oldest cookies go until the others are few and short enough."""
    held = list(jar)
    sizes = [len(cookie.name) + len(cookie.value or "") for cookie in held]
    total = sum(sizes)
    for n, (cookie, size) in enumerate(zip(held, sizes, strict=True)):
        if total <= MAX_TOGETHER and len(held) - n <= MAX_COOKIES:
            return
        jar.clear(cookie.domain, cookie.path, cookie.name)
        total -= size
