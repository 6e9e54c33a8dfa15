"""Who may read and who may write: loopback, the token, a session, a proxy's word; rates; headers of every answer.

Reading is open on loopback (told by address and by the Host header, so that no foreign name that resolves to loopback
gets in: DNS rebinding) unless a proxy stands between; elsewhere it needs the token, a session that the token opened, or
the header of a trusted proxy.  Writing always needs the token: in a header, or in a session together with the page's
own secret (a form of another site cannot know it).

This module does not know what is read or written.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crawler.errors import ConfigError
from crawler.keys import WebRules
from feeds.web.problems import for_program, problem
from feeds.web.static_files import is_place

COOKIE = "gazette_session"
SESSION_SECONDS = 14 * 24 * 3600
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What anyone may ask for: the way in, and what it looks like.
_PUBLIC = ("/login", "/static/")
_REMEMBERED = 10_000
# How many tokens an address may offer at once, and how many a second after that.
_GUESSES, _GUESS_RATE = 5, 0.1
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Access:
    """What `[gazette.web]` and the command say, ready to be asked.

    `any_host`: every name is answered; `made`: the token was made for this start, since none was set.
    """

    rules: WebRules
    token: str
    any_host: bool = False
    made: bool = False

    @property
    def signer(self) -> TimestampSigner:
        """Signs sessions; another token makes all sessions void."""
        return TimestampSigner(hashlib.sha256(self.token.encode()).digest(), salt="gazette.session")

    def session(self) -> str:
        """A new session's cookie."""
        return self.signer.sign(secrets.token_urlsafe(18)).decode()

    def knows(self, session: str) -> bool:
        """Whether a cookie is a session that this token opened and that is not over."""
        try:
            self.signer.unsign(session, max_age=SESSION_SECONDS)
        except BadSignature:
            return False
        return True

    def is_token(self, offered: str) -> bool:
        """Whether this is the token; takes as long for a near miss as for a far one."""
        return bool(self.token) and hmac.compare_digest(offered.encode(), self.token.encode())


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: what they may do, and the secret that their forms carry ("" without a session)."""

    may_read: bool
    may_write: bool
    csrf: str = ""
    by_token: bool = False


def access_of(rules: WebRules, host: str, token: str = "") -> Access:
    """The access of a window on an address; raises ConfigError for one that everyone could reach and nobody guards."""
    public = not _is_loopback(host)
    told = token or rules.token
    if public and not told and not rules.open:
        raise ConfigError(
            f"{host} can be reached from other machines, and no token is set",
            mend="set GAZETTE_TOKEN (or token in [gazette.web]), or say open = true there to let everyone read",
        )
    return Access(rules, told or secrets.token_urlsafe(24), any_host=public and not rules.hosts, made=not told)


def visitor_of(access: Access, headers: Headers, client: str, cookie: str) -> Visitor:
    """Who asks, from a request's headers, its peer's address and its session cookie."""
    scheme, _, offered = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and access.is_token(offered.strip()):
        return Visitor(True, True, by_token=True)
    if cookie and access.knows(cookie):
        return Visitor(True, True, csrf=csrf_of(access, cookie))
    return Visitor(_may_read(access, headers, client), False)


def csrf_of(access: Access, session: str) -> str:
    """The secret that the forms of a session carry."""
    return hmac.new(access.token.encode(), b"csrf:" + session.encode(), hashlib.sha256).hexdigest()


def _may_read(access: Access, headers: Headers, client: str) -> bool:
    rules = access.rules
    if rules.open:
        return True
    if rules.proxy_header and client in rules.proxies and headers.get(rules.proxy_header):
        return True
    forwarded = any(name in headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return _is_loopback(client) and host_of(headers.get("host", "")) in _LOOPBACK and not forwarded


def host_of(host: str) -> str:
    """The name in a Host header, without its port; "" for what is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Buckets:
    """A token bucket an address: `rate` a second on average, `burst` at once.  The least lately seen are forgotten."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _held: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, who: str) -> float:
        """Take one; 0 when there was one, else the seconds until there is."""
        now = self.clock()
        left, at = self._held.pop(who, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.rate)
        wait = 0.0 if left >= 1 else (1 - left) / self.rate
        self._held[who] = (left if wait else left - 1, now)
        if len(self._held) > _REMEMBERED:
            self._held.popitem(last=False)
        return wait


class Gate:
    """ASGI middleware: refuses what may not pass, and tells the application who asks (`request.state.visitor`)."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access
        self.buckets = Buckets(access.rules.rate, access.rules.burst)
        self.guesses = Buckets(_GUESS_RATE, _GUESSES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope)
        client = request.client.host if request.client else ""
        visitor = visitor_of(self.access, request.headers, client, request.cookies.get(COOKIE, ""))
        scope.setdefault("state", {})
        scope["state"] |= {"visitor": visitor, "access": self.access}

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                shared = "access-control-allow-origin" in headers
                for name, value in _HEADERS.items():
                    # Published feeds are for readers on any site.
                    if not (shared and name.startswith("Cross-Origin")):
                        headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(request, visitor, client)
        await (refused or self.app)(scope, receive, headed)

    def _refusal(self, request: Request, visitor: Visitor, client: str) -> Response | None:
        headers, rules = request.headers, self.access.rules
        host, path = host_of(headers.get("host", "")), request.url.path
        if not self.access.any_host and host not in _LOOPBACK and host not in rules.hosts:
            return _told(
                request, 421, f"this window does not answer as {host!r}", "add the name to hosts in [gazette.web]"
            )
        who = client
        if client in rules.proxies and "x-forwarded-for" in headers:
            who = headers["x-forwarded-for"].rpartition(",")[2].strip()
        # A reader that follows all the feeds asks for thousands at once, and a file costs hardly more than a refusal.
        free = request.method in ("GET", "HEAD") and is_place(path.lstrip("/"))
        wait = 0.0 if free else self.buckets.take(who)
        if not wait and path == "/login" and request.method == "POST":
            wait = self.guesses.take(who)
        if wait:
            refusal = _told(request, 429, "too many requests", f"wait {wait:.0f} s")
            refusal.headers["Retry-After"] = str(int(wait) + 1)
            return refusal
        if not visitor.may_read and not path.startswith(_PUBLIC):
            if for_program(request) or request.method not in _SAFE:
                return _told(request, 401, "this needs the token", "send `Authorization: Bearer TOKEN`")
            return RedirectResponse("/login", 303)
        if request.method not in _SAFE:
            return self._unsafe(request, visitor, path)
        return None

    def _unsafe(self, request: Request, visitor: Visitor, path: str) -> Response | None:
        """What changes something comes from our own pages, from somebody who may write."""
        origin, site = request.headers.get("origin", ""), request.headers.get("sec-fetch-site", "")
        foreign = site not in ("", "same-origin", "none") or (
            origin and urlsplit(origin).netloc != request.headers.get("host", "")
        )
        if foreign:
            return _told(request, 403, "this came from another site", "use the form on our own page")
        if path != "/login" and not visitor.may_write:
            return _told(request, 401, "this needs the token", "log in with the token that `gazette serve` tells")
        return None


def _told(request: Request, status: int, message: str, mend: str) -> Response:
    if for_program(request):
        refused = problem(status, message, mend)
        if status == 401:
            refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    return PlainTextResponse(f"{message}. Mend: {mend}\n", status)
