"""`/db/`: the store as tables, and SQL over it, by Datasette; for whoever may read, and only to read.

Datasette is loaded when it is first asked for, and anew when the store is another file than before (a copy put back,
another output folder).  Of its own pages only those on the data are served: no debugging, no download of the file.

This module does not know what the tables mean, nor how Datasette is set up.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crawler.errors import StoreError
from crawler.store.database import NAME
from feeds.web.window import NotThere, window_of

BASE = "/db/"
DATABASE = "gazette"


class Tables:
    """ASGI: Datasette over the window's store."""

    def __init__(self) -> None:
        self._state: tuple[Path, int, int] | None = None
        self._host: Any = None
        self._app: ASGIApp | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises StoreError while there is no store."""
        request = Request(scope)
        inner = request.url.path.removeprefix(BASE.rstrip("/"))
        if inner in ("", "/"):
            await RedirectResponse(f"{BASE}{DATABASE}", 303)(scope, receive, send)
            return
        if request.method not in ("GET", "HEAD") or (inner.startswith("/-/") and not inner.startswith("/-/static/")):
            raise NotThere(f"there is no {request.url.path} to {request.method}", mend=f"see {BASE}{DATABASE}")
        app, policy = await self._current(window_of(request).config().output / NAME)

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Names in small letters, as ASGI wants them, or the gate would not see what is set.
                message["headers"] = [(name.lower(), value) for name, value in message["headers"]]
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                if headers.get("location", "").startswith("/") and not headers["location"].startswith(BASE):
                    headers["location"] = BASE + headers["location"][1:]
            await send(message)

        # Datasette puts its base_url before the paths that it is asked for.
        raw = scope.get("raw_path") or scope["path"].encode()
        short = {
            "path": inner,
            "raw_path": raw.removeprefix(BASE.rstrip("/").encode()),
            "root_path": "",
            "whole": scope,
        }
        await app({**scope, **short}, receive, headed)

    async def _current(self, path: Path) -> tuple[ASGIApp, str]:
        """Datasette over the file that the path names now, and the policy that lets its pages work."""
        async with self._turn:
            try:
                told = path.stat()
            except OSError:
                raise StoreError(f"there is no {path}", mend="`gazette crawl` makes it") from None
            state = (path, told.st_dev, told.st_ino)
            if self._app is None or state != self._state:
                old, self._host = self._host, await run_in_threadpool(_host_over, path)
                self._app, self._state = self._host.app, state
                if old is not None:
                    old.close()
            return self._app, self._host.policy


def _host_over(path: Path) -> Any:
    from feeds.web.sqlhost import Host

    return Host(path, DATABASE, BASE)


def to_tables(request: Request) -> Response:
    """`/db` without the slash."""
    return RedirectResponse(f"{BASE}{DATABASE}", 308)


def routes() -> list[BaseRoute]:
    """The routes of one window; each window has a Datasette of its own."""
    return [Route("/db", to_tables), Mount("/db", Tables())]
