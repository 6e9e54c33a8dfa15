"""`/api/v1` for programs: sources, articles, stories, runs, search; JSON, with cursors that stay right while rows come.

A cursor names the last row of the page before, not a count, so nothing is shown twice or passed over.

This module does not know who may ask; the gate does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from crawler.errors import ConfigError
from crawler.store import stories as told
from crawler.store.history import changes_of, find_article, revisions_of
from crawler.store.search import search
from feeds.history import history_json
from feeds.report import rows_of
from feeds.web import queries
from feeds.web.finding import filters_of
from feeds.web.openapi import document
from feeds.web.window import NotThere, window_of

LIMIT, MOST = 50, 500


def sources(request: Request) -> Response:
    """All sources with their state."""
    rows = sorted(rows_of(window_of(request).config()), key=lambda r: str(r["name"]))
    return _page(request, rows, lambda r: [r["name"]], lambda r, at: r["name"] > at[0])


def source(request: Request) -> Response:
    """One source with its state and its last run."""
    name = request.path_params["name"]
    config = window_of(request).config()
    if name not in {s.name for s in config.source}:
        raise NotThere(f"there is no source {name!r}", mend="see /api/v1/sources")
    (row,) = rows_of(config, (name,))
    with window_of(request).store() as store:
        last = queries.runs(store, 1, source=name)
        return JSONResponse(row | {"last_run": last[0] if last else None, "issues": queries.troubles(store, name)})


def articles(request: Request) -> Response:
    """Articles in brief, newest feed time first; `source` narrows."""
    limit, at = _asked(request, (str, int))
    with window_of(request).store() as store:
        rows = queries.articles(
            store, limit + 1, source=request.query_params.get("source", ""), before=(at[0], at[1]) if at else None
        )
    return _answer(rows, limit, lambda r: [r["feed_time"], r["id"]])


def article(request: Request) -> Response:
    """One article, whole, with its evidence, its states and what changed in them."""
    with window_of(request).store() as store:
        number = find_article(store, str(request.path_params["number"]))
        row = queries.article(store, number) if number is not None else None
        if row is None or number is None:
            raise NotThere("there is no such article", mend="see /api/v1/search")
        return JSONResponse(row | history_json(revisions_of(store, number), changes_of(store, number)))


def stories(request: Request) -> Response:
    """The stories that changed last."""
    limit, _ = _asked(request, ())
    with window_of(request).store() as store:
        return JSONResponse({"items": [_story(s) for s in told.latest(store, limit)], "next": None})


def story(request: Request) -> Response:
    """One story with those who tell it."""
    with window_of(request).store() as store:
        if store.value("SELECT 1 FROM story WHERE id = ?", request.path_params["number"]) is None:
            raise NotThere("there is no such story", mend="see /api/v1/stories")
        return JSONResponse(_story(told.one(store, request.path_params["number"])))


def runs(request: Request) -> Response:
    """Runs, newest first; `source` narrows."""
    limit, at = _asked(request, (int,))
    with window_of(request).store() as store:
        rows = queries.runs(
            store, limit + 1, source=request.query_params.get("source", ""), before=at[0] if at else None
        )
    return _answer(rows, limit, lambda r: [r["id"]])


def finding(request: Request) -> Response:
    """What the words `q` and the filters find, best first."""
    limit, _ = _asked(request, ())
    with window_of(request).store() as store:
        found = search(store, request.query_params.get("q", ""), filters_of(request.query_params), limit)
        briefs = {r["id"]: r for r in queries.by_ids(store, [h.stored.id for h in found.hits])}
    items = [briefs[h.stored.id] | {"excerpt": h.excerpt.text} for h in found.hits]
    return JSONResponse(
        {"items": items, "total": found.total, "more": found.more, "ranked": found.ranked, "next": None}
    )


def openapi(request: Request) -> Response:
    """The OpenAPI document of this interface."""
    return JSONResponse(document())


def unknown(request: Request) -> Response:
    """What is not of this interface: told as JSON, too."""
    raise NotThere(f"there is no {request.url.path}", mend="see /api/v1/openapi.json")


def _story(found: told.Story) -> dict[str, Any]:
    tellers = [
        {"id": t.id, "source": t.article.source, "title": t.article.title, "url": t.article.url, "likeness": share}
        for t, share in zip(found.tellers, found.likenesses, strict=True)
    ]
    return {
        "id": found.id,
        "title": found.title,
        "created": found.created,
        "changed": found.changed,
        "articles": tellers,
    }


def _page(
    request: Request, rows: list[Any], mark: Callable[[Any], list[Any]], after: Callable[[Any, list[Any]], bool]
) -> Response:
    limit, at = _asked(request, (str,))
    return _answer([r for r in rows if not at or after(r, at)][: limit + 1], limit, mark)


def _answer(rows: list[Any], limit: int, mark: Callable[[Any], list[Any]]) -> Response:
    """A page of rows; one more than `limit` tells that there is a next one."""
    following = None
    if len(rows) > limit:
        following = base64.urlsafe_b64encode(json.dumps(mark(rows[limit - 1])).encode()).decode().rstrip("=")
    return JSONResponse({"items": rows[:limit], "next": following})


def _asked(request: Request, shape: tuple[type, ...]) -> tuple[int, list[Any]]:
    """The limit and the cursor of a request; raises ConfigError for what is none."""
    limit = request.query_params.get("limit", str(LIMIT))
    if not (limit.isascii() and limit.isdigit() and len(limit) < 9 and 1 <= int(limit) <= MOST):
        raise ConfigError(f"limit = {limit!r} is off", mend=f"give a number from 1 to {MOST}")
    cursor = request.query_params.get("cursor", "")
    if not cursor or not shape:
        return int(limit), []
    try:
        at = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        at = None
    fits = isinstance(at, list) and len(at) == len(shape) and all(type(v) is t for v, t in zip(at, shape, strict=True))
    if not fits or any(isinstance(v, int) and abs(v) >= 2**63 for v in at):
        raise ConfigError("the cursor is none of ours", mend="take it from `next` of the page before, unchanged")
    return int(limit), at


routes: list[BaseRoute] = [
    Route("/api/v1/sources", sources),
    Route("/api/v1/sources/{name}", source),
    Route("/api/v1/articles", articles),
    Route("/api/v1/articles/{number:int}", article),
    Route("/api/v1/stories", stories),
    Route("/api/v1/stories/{number:int}", story),
    Route("/api/v1/runs", runs),
    Route("/api/v1/search", finding),
    Route("/api/v1/openapi.json", openapi),
]
rest: BaseRoute = Route("/api/{path:path}", unknown)
