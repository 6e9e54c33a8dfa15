"""Runs: those that go on, live, and those that ended.

A crawl is another process: what it does is read from the store, once a second at most, and sent to whoever watches
(server-sent events) when it changed.  Without script the page loads itself again.

This module does not know how a crawl works.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from crawler.errors import StoreError
from crawler.store.database import NAME, Row
from feeds.web import queries
from feeds.web.window import NotThere, environment, number_of, page, window_of
from feeds.web.words import language_of

TICK = 1.0
# A watcher that is still there after this asks again by itself.
LONGEST = 600
SHOWN = 60


def runs(request: Request) -> Response:
    """What goes on, and the last runs."""
    told = request.query_params.get("before", "")
    before = int(told) if told.isdigit() and len(told) < 19 else None
    going: list[Row] = []
    ended: list[Row] = []
    if (window_of(request).config().output / NAME).exists():
        going, ended = _seen(request, before)
    return page(request, "runs.html", going=going, ended=ended, before=before, refresh=bool(going) and before is None)


def run(request: Request) -> Response:
    """One run with its troubles."""
    with window_of(request).store() as store:
        row = queries.run(store, number_of(request))
        if row is None:
            raise NotThere("there is no such run", mend="see the runs")
        issues = queries.issues(store, row["id"])
    return page(request, "run.html", run=row, issues=issues)


def live(request: Request) -> Response:
    """What goes on and what ended, sent whenever one of them changes."""
    return StreamingResponse(
        _watch(request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _watch(request: Request) -> AsyncIterator[str]:
    last: dict[str, str] = {}
    words = environment(language_of(request))
    going, ended = words.get_template("_going.html"), words.get_template("_ended.html")
    for _ in range(int(LONGEST / TICK)):
        if await request.is_disconnected():
            return
        try:
            seen = await run_in_threadpool(_seen, request, None)
        except StoreError:
            # Locked for a moment, or not made yet: the next look may find it.
            seen = None
        if seen is not None:
            told = {"going": going.render(going=seen[0]), "ended": ended.render(ended=seen[1])}
            news = {part: text for part, text in told.items() if last.get(part) != text}
            last = told
            if news:
                yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
        yield ": still here\n\n"
        await asyncio.sleep(TICK)


def _seen(request: Request, before: int | None) -> tuple[list[Row], list[Row]]:
    """The runs that go on, and those that ended, newest first."""
    with window_of(request).store() as store:
        ended = [r for r in queries.runs(store, SHOWN, before=before) if r["outcome"] != "running"]
        return queries.under_way(store), ended


routes: list[BaseRoute] = [Route("/runs", runs), Route("/runs/live", live), Route("/runs/{number:int}", run)]
