"""What failed, told to a program: problem details (RFC 9457), with the mend as an extension member.

This module does not know what failed, nor how it is told to people.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
_PROGRAMS = ("/api/", "/mcp", "/metrics")


def problem(status: int, detail: str, mend: str = "", *, kind: str = "", url: str = "") -> Response:
    """The answer that tells it; `kind` is a stable word, `url` the address that it is about."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    said |= {name: value for name, value in (("mend", mend), ("kind", kind), ("url", url)) if value}
    return Response(json.dumps(said, ensure_ascii=False), status, media_type=MEDIA_TYPE)


def for_program(request: Request) -> bool:
    """Whether a program asks, by the address: our interface, the metrics, or a table as JSON or CSV."""
    path = request.url.path
    return path.startswith(_PROGRAMS) or (path.startswith("/db/") and path.endswith((".json", ".csv")))
