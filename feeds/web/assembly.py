"""The window as one ASGI application: the gate, the pages, then the published files.

This module does not know what a page shows, nor which server runs it.
"""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from crawler.config import Config
from crawler.errors import GazetteError
from crawler.keys import WebRules
from feeds.web import adding, api, entering, finding, metrics, pages, running, sources, sql, telling
from feeds.web.access import Access, Gate, access_of
from feeds.web.app import make_app
from feeds.web.window import Window, on_error, refusal

HERE = Path(__file__).parent


def make_window(path: Path, config: Config, access: Access) -> Starlette:
    """The window on a configuration file, in front of the files that were published."""
    routes: list[BaseRoute] = [
        *pages.routes, *sources.routes, *api.routes, api.rest, *finding.routes, *telling.routes, *running.routes, *entering.routes, *adding.routes, *metrics.routes, *sql.routes(),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]  # fmt: skip
    app = make_app(config, before=routes)
    app.user_middleware += [Middleware(Gate, access=access), Middleware(GZipMiddleware, minimum_size=1024)]
    app.exception_handlers |= {GazetteError: on_error, HTTPException: _http_error}
    app.state.window = Window(path, access)
    app.state.looks = adding.Looks()
    return app


def guarded(rules: WebRules, host: str) -> Access:
    """Who may do what on an address, as the configuration and GAZETTE_TOKEN say; raises ConfigError."""
    return access_of(rules, host, os.environ.get("GAZETTE_TOKEN", ""))


def _http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses (an unknown path, a wrong method), told as our own errors are."""
    assert isinstance(error, HTTPException)
    mend = "see /api/v1/openapi.json" if request.url.path.startswith("/api/") else ""
    return refusal(request, error.status_code, str(error.detail), mend, headers=error.headers)
