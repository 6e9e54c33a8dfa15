"""Serves sample sites on loopback, each on a port of its own, as real servers do: with validators and HEAD.

This module does not know what is on a page.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.errors import ConfigError

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers: bytes, media type, status, further headers."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Site:
    """A sample site: its name, its list page's path, and what each path (with query) answers."""

    name: str
    title: str
    start: str
    pages: dict[str, Answer]
    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the list page, once it is served."""
        return f"http://{HOST}:{self.port}{self.start}"

    def article_requests(self) -> list[str]:
        """The paths that were asked for, without robots.txt and the list itself."""
        return [path for path in self.asked if path not in ("/robots.txt", self.start)]


def handler_for(site: Site) -> type[BaseHTTPRequestHandler]:
    """A request handler that answers as the site says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            if length:
                self.rfile.read(length)
            answer = site.pages.get(self.path) or Answer(
                b"<html><body><h1>404 Not Found</h1></body></html>", status=404
            )
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            status = 304 if answer.status == 200 and self.headers.get("If-None-Match") == tag else answer.status
            self.send_response(status)
            self.send_header("Content-Type", answer.type)
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", formatdate(1700000000, usegmt=True))
            self.send_header("Content-Length", "0" if status == 304 else str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            if status != 304 and self.command != "HEAD":
                self.wfile.write(answer.body)

        do_HEAD = do_GET
        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault of ours; all else is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _bound(ports: range, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """A server on the first of the ports that is free; taking a port is the only sure way to know that it was."""
    reason = ""
    for port in ports:
        try:
            return _Server((HOST, port), handler)
        except OSError as error:
            reason = error.strerror or str(error)
    raise ConfigError(f"port {ports[0]} of {HOST} cannot be used ({reason})", mend="stop what uses it and try again")


@contextmanager
def serving(
    sites: Sequence[Site], ports: Sequence[int] = (), build: Callable[[Site], None] | None = None, first: int = 0
) -> Iterator[Sequence[Site]]:
    """Serve the sites while the block runs, on the given ports, else on the free ones from `first` on (any when 0).

    Raises ConfigError when a given port is taken.
    """
    servers: list[ThreadingHTTPServer] = []
    try:
        for i, site in enumerate(sites):
            tried = range(ports[i], ports[i] + 1) if i < len(ports) else range(first, first + 500 if first else 1)
            server = _bound(tried, handler_for(site))
            server.daemon_threads = True
            site.port = server.server_address[1]
            if build:
                build(site)
            servers.append(server)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield sites
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
