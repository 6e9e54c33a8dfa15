"""The web application, put together of routes.

This module does not know how a route answers, nor which server runs it.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from crawler.config import Config
from feeds.web.static_files import PublishedFiles


def make_app(config: Config, *, before: Sequence[BaseRoute] = ()) -> Starlette:
    """The application of a configuration: the routes of `before`, then the published files at the root."""
    return Starlette(routes=[*before, Mount("/", app=PublishedFiles(config))])
