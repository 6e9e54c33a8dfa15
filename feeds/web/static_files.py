"""The published files over HTTP, as RFC 9110 wants it: validators, 304, compression, media types, HEAD.

Only what was published is served: the board, its style sheet, OPML, feeds and their history; never the store.

This module does not know how the files are made.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import brotli
from starlette.types import Receive, Scope, Send

from crawler.config import Config
from feeds.web.rhythm import Rhythm

MEDIA_TYPES = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
# What is kept in memory, in bytes of compressed bodies; and the files whose validators are.
CACHE_BYTES = 64 * 1024 * 1024
CACHE_FILES = 50_000
_SMALLEST = 600
_PLACE = re.compile(r"(?:(?:feeds|history/[^/]+)/)?[^/.][^/]*\.(?:rss|atom|json|opml|html|css)")
_ROOT = frozenset({".html", ".css", ".opml"})
_PAGE_POLICY = b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_NOT_FOUND = b"<!doctype html><meta charset=utf-8><title>Not found</title><p>There is no such page here. <a href=/>All feeds</a>\n"
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a file: its state on disk, the hash of its bytes, and when it changed (HTTP's text, seconds)."""

    state: tuple[int, int, int]
    tag: str
    modified: str
    seconds: int


def is_place(name: str) -> bool:
    """Whether a published file can be there, from the output folder."""
    return _PLACE.fullmatch(name) is not None and ("/" in name or Path(name).suffix in _ROOT)


class PublishedFiles:
    """An ASGI application over the output folder of a configuration."""

    def __init__(self, config: Config) -> None:
        self.folder = config.output
        self.base = config.gazette.base_url.rstrip("/")
        self.hub = config.gazette.hub
        self.rhythm = Rhythm(config)
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._bodies: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        name = scope["path"].lstrip("/") or "index.html"
        known = self.look(name)
        if known is None:
            head = [(b"content-type", MEDIA_TYPES[".html"].encode()), (b"cache-control", b"max-age=60")]
            await _send(send, 404, head, _NOT_FOUND, empty=scope["method"] == "HEAD")
            return
        asked = {k: v for k, v in scope["headers"] if k in (b"if-none-match", b"if-modified-since", b"accept-encoding")}
        encoding = _encoding(asked.get(b"accept-encoding", b"").decode("latin-1"))
        if encoding and known.state[1] < _SMALLEST:
            encoding = ""
        head = self._headers(name, known, encoding)
        if _not_modified(asked, known):
            await _send(send, 304, head, None)
            return
        body = self.body(name, known, encoding)
        if body is None:
            await _send(send, 503, [(b"retry-after", b"1")], b"")
            return
        if encoding:
            head.append((b"content-encoding", encoding.encode()))
        await _send(send, 200, head, body, empty=scope["method"] == "HEAD")

    def look(self, name: str) -> Known | None:
        """What is known of a published file; None when there is none of that name."""
        if not is_place(name):
            return None
        path = self.folder / name
        try:
            told = path.stat()
            state = (told.st_mtime_ns, told.st_size, told.st_ino)
            known = self._known.get(name)
            if known is not None and known.state == state:
                return known
            tag = hashlib.sha256(path.read_bytes()).hexdigest()[:24]
        except (OSError, ValueError):
            return None
        seconds = int(told.st_mtime)
        known = Known(state, tag, format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True), seconds)
        self._known[name] = known
        if len(self._known) > CACHE_FILES:
            self._known.popitem(last=False)
        return known

    def body(self, name: str, known: Known, encoding: str) -> bytes | None:
        """The bytes of a file in an encoding; None when it was replaced or removed meanwhile."""
        key = (name, known.tag, encoding)
        held = self._bodies.get(key)
        if held is not None:
            self._bodies.move_to_end(key)
            return held
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest()[:24] != known.tag:
            return None
        if encoding == "br":
            content = brotli.compress(content, quality=5)
        elif encoding == "gzip":
            content = gzip.compress(content, 6, mtime=0)
        self._bodies[key] = content
        self._held += len(content)
        while self._held > CACHE_BYTES:
            self._held -= len(self._bodies.popitem(last=False)[1])
        return content

    def _headers(self, name: str, known: Known, encoding: str) -> Headers:
        suffix = Path(name).suffix
        head: Headers = [
            (b"content-type", MEDIA_TYPES[suffix].encode()),
            (b"etag", _tag(known, encoding).encode()),
            (b"last-modified", known.modified.encode()),
            (b"cache-control", f"public, max-age={self._age(name)}".encode()),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
            (b"access-control-allow-origin", b"*"),
        ]
        if suffix == ".html":
            head.append((b"content-security-policy", _PAGE_POLICY))
        elif self.hub and self.base and name.startswith("feeds/"):
            # WebSub, 4: a subscriber finds the hub in the headers, whatever the format.
            head.append(
                (b"link", f'<{self.hub}>; rel="hub", <{self.base}/{name}>; rel="self"'.encode("ascii", "ignore"))
            )
        return head

    def _age(self, name: str) -> int:
        if name.startswith("feeds/"):
            return self.rhythm.seconds(name[len("feeds/") : name.rindex(".")])
        return self.rhythm.LONGEST if name.startswith("history/") else self.rhythm.SHORTEST


def _tag(known: Known, encoding: str) -> str:
    """A strong validator: each encoding has one of its own (RFC 9110, 8.8.3.3)."""
    return f'"{known.tag}-{encoding}"' if encoding else f'"{known.tag}"'


def _not_modified(asked: dict[bytes, bytes], known: Known) -> bool:
    """RFC 9110, 13.2.2: If-None-Match first; If-Modified-Since only without it."""
    tags = asked.get(b"if-none-match")
    if tags is not None:
        text = tags.decode("latin-1")
        return text.strip() == "*" or f'"{known.tag}"' in text or f'"{known.tag}-' in text
    since = asked.get(b"if-modified-since")
    if since is None:
        return False
    text = since.decode("latin-1")
    if text == known.modified:
        return True
    try:
        return int(parsedate_to_datetime(text).timestamp()) >= known.seconds
    except (ValueError, TypeError, OverflowError):
        return False


def _encoding(accepted: str) -> str:
    """The best of br and gzip that the client takes (RFC 9110, 12.5.3); "" for none."""
    if not accepted:
        return ""
    weights: dict[str, float] = {}
    for part in accepted.split(",")[:20]:
        name, _, rest = part.strip().partition(";")
        try:
            weights[name.strip().lower()] = float(rest.strip()[2:]) if rest.strip().startswith("q=") else 1.0
        except ValueError:
            weights[name.strip().lower()] = 0.0
    best = max(("br", "gzip"), key=lambda n: weights.get(n, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else ""


async def _send(send: Send, status: int, headers: Headers, body: bytes | None, *, empty: bool = False) -> None:
    if body is not None:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if empty or body is None else body})
