"""`/api/v1` for programs: sources, articles, stories, runs, search; JSON, with cursors that stay right while rows come.

A cursor names the last row of the page before, not a count, and rows are walked in an order that never changes: whoever
follows the cursors to the end comes by everything that was there at the start exactly once.

This module does not know who may ask; the gate does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from crawler.errors import ConfigError
from crawler.store import stories as told
from crawler.store.database import NAME
from crawler.store.history import changes_of, find_article, revisions_of
from crawler.store.search import as_hits, search, walk
from feeds.history import history_json
from feeds.report import rows_of
from feeds.web import queries
from feeds.web.finding import filters_of
from feeds.web.openapi import document
from feeds.web.window import NotThere, number_of, window_of

LIMIT, MOST = 50, 500
_LARGEST = 2**63 - 1
# What the store does not tell of a source that was never crawled.
_TOLD = {"next_due": None, "expected": "", "seen": "", "note": "", "last_ok": None, "fails": 0}


def sources(request: Request) -> Response:
    """All sources with their state, by name."""
    limit, at = asked(request, (str,))
    rows = sorted(rows_of(window_of(request).config()), key=lambda r: str(r["name"]))
    rest = [_TOLD | r for r in rows if not at or r["name"] > at[0]]
    return _answer(rest[: limit + 1], limit, lambda r: [r["name"]])


def source(request: Request) -> Response:
    """One source with its state, its last run and what went wrong in it."""
    name = _known(request, request.path_params["name"])
    window = window_of(request)
    (row,) = rows_of(window.config(), (name,))
    out = _TOLD | row | {"run": None, "issues": []}
    if (window.config().output / NAME).exists():
        with window.store() as store:
            out |= {
                "run": next(iter(queries.runs(store, 1, source=name)), None),
                "issues": queries.troubles(store, name),
            }
    return JSONResponse(out)


def articles(request: Request) -> Response:
    """Articles in brief, newest feed time first; `source` narrows."""
    limit, at = asked(request, (str, int))
    name = _known(request, request.query_params.get("source", ""))
    with window_of(request).store() as store:
        rows = queries.articles(store, limit + 1, source=name, before=(at[0], at[1]) if at else None)
    return _answer(rows, limit, lambda r: [r["feed_time"], r["id"]])


def article(request: Request) -> Response:
    """One article, whole, with its evidence, its states and what changed in them."""
    with window_of(request).store() as store:
        number = find_article(store, str(number_of(request)))
        row = queries.article(store, number) if number is not None else None
        if row is None or number is None:
            raise NotThere("there is no such article", mend="see /api/v1/search")
        return JSONResponse(row | history_json(revisions_of(store, number), changes_of(store, number)))


def stories(request: Request) -> Response:
    """Stories, those that began last first."""
    limit, at = asked(request, (int,))
    with window_of(request).store() as store:
        rows = [_story(s) for s in told.walk(store, limit + 1, at[0] if at else None)]
    return _answer(rows, limit, lambda r: [r["id"]])


def story(request: Request) -> Response:
    """One story with those who tell it."""
    number = number_of(request)
    with window_of(request).store() as store:
        if store.value("SELECT 1 FROM story WHERE id = ?", number) is None:
            raise NotThere("there is no such story", mend="see /api/v1/stories")
        return JSONResponse(_story(told.one(store, number)))


def runs(request: Request) -> Response:
    """Runs, newest first; `source` narrows."""
    limit, at = asked(request, (int,))
    name = _known(request, request.query_params.get("source", ""))
    with window_of(request).store() as store:
        rows = queries.runs(store, limit + 1, source=name, before=at[0] if at else None)
    return _answer(rows, limit, lambda r: [r["id"]])


def finding(request: Request) -> Response:
    """What words and filters find: the best first, then, cursor by cursor, all others, the latest arrival first.

    How good a match is changes with what arrives, so only the first page is in that order; its cursor carries which
    articles it showed.
    """
    limit, at = asked(request, (int, list))
    words, filters = request.query_params.get("q", ""), filters_of(request.query_params)
    if filters.sources:
        _known(request, filters.sources[0])
    with window_of(request).store() as store:
        if at:
            before, shown = at
            ids = walk(store, words, filters, before=before, limit=limit + 1 + len(shown))
            fresh = [number for number in ids if number not in set(shown)][: limit + 1]
            hits, counted = as_hits(store, fresh[:limit], words), dict[str, Any]()
            onward = [fresh[limit - 1], [n for n in shown if n < fresh[limit - 1]]] if len(fresh) > limit else None
        else:
            newest = store.value("SELECT max(article) FROM search_article") or 0
            found = search(store, words, filters, limit)
            hits = found.hits
            counted = {"total": found.total, "more": found.more, "ranked": found.ranked}
            onward = [newest + 1, sorted(h.stored.id for h in hits)] if found.total > len(hits) else None
        briefs = {r["id"]: r for r in queries.by_ids(store, [h.stored.id for h in hits])}
    items = [briefs[h.stored.id] | {"excerpt": h.excerpt.text} for h in hits]
    untold = {"total": None, "more": None, "ranked": None}
    return JSONResponse({"items": items, "next": cursor_of(onward) if onward else None} | untold | counted)


def openapi(request: Request) -> Response:
    """The OpenAPI document of this interface."""
    return JSONResponse(document())


def unknown(request: Request) -> Response:
    """What is not of this interface: told to a program, too."""
    if request.method not in ("GET", "HEAD"):
        raise HTTPException(405, f"{request.method} is not answered here", {"Allow": "GET, HEAD"})
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


def _answer(rows: list[Any], limit: int, mark: Callable[[Any], list[Any]]) -> Response:
    """A page of rows; one more than `limit` tells that there is a next one."""
    following = cursor_of(mark(rows[limit - 1])) if len(rows) > limit else None
    return JSONResponse({"items": rows[:limit], "next": following})


def cursor_of(mark: list[Any]) -> str:
    """A cursor that stands for a place among rows."""
    return base64.urlsafe_b64encode(json.dumps(mark, separators=(",", ":")).encode()).decode().rstrip("=")


def asked(request: Request, shape: tuple[type, ...]) -> tuple[int, list[Any]]:
    """The limit and the cursor of a request, [] without one; raises ConfigError for what is none."""
    limit = request.query_params.get("limit", str(LIMIT))
    if not (limit.isascii() and limit.isdigit() and len(limit) < 9 and 1 <= int(limit) <= MOST):
        raise ConfigError(f"limit = {limit!r} is off", mend=f"give a number from 1 to {MOST}")
    cursor = request.query_params.get("cursor", "")
    if not cursor:
        return int(limit), []
    try:
        at = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        at = None
    if not (isinstance(at, list) and len(at) == len(shape) and all(map(_fits, at, shape))):
        raise ConfigError("the cursor is none of ours", mend="take it from `next` of the page before, unchanged")
    return int(limit), at


def _fits(value: Any, kind: type) -> bool:
    if type(value) is not kind:
        return False
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    if isinstance(value, list):
        return len(value) <= MOST and all(_fits(v, int) for v in value)
    # A lone surrogate is a str, and no text that the store can be asked for.
    return not any("\ud800" <= c <= "\udfff" for c in str(value))


def _known(request: Request, name: str) -> str:
    """The name of a source that is followed, or ""; raises NotThere for any other."""
    if name and name not in {s.name for s in window_of(request).config().source}:
        raise NotThere(f"there is no source {name!r}", mend="see /api/v1/sources")
    return name


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
rest: BaseRoute = Route("/api/{path:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
