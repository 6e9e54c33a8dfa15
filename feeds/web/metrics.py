"""`/metrics`: what a Prometheus server scrapes.  Who may read it is who may read any page: elsewhere than on loopback the
scraper sends the token (`authorization: {credentials: …}` in its configuration).

This module does not know what is measured.
"""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from feeds.metrics import metrics_text
from feeds.web.window import window_of


def metrics(request: Request) -> Response:
    """The state of all sources, as it is now."""
    with window_of(request).store() as store:
        return Response(metrics_text(store), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


routes: list[BaseRoute] = [Route("/metrics", metrics)]
"""What Prometheus asks for."""
