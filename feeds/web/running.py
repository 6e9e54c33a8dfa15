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
    ended, going = [], []
    if (window_of(request).config().output / NAME).exists():
        with window_of(request).store() as store:
            going = queries.under_way(store)
            ended = [r for r in queries.runs(store, SHOWN, before=before) if r["outcome"] != "running"]
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
    """The table of what goes on, sent whenever it changes."""
    return StreamingResponse(
        _watch(request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _watch(request: Request) -> AsyncIterator[str]:
    last = ""
    template = environment(language_of(request)).get_template("_going.html")
    for _ in range(int(LONGEST / TICK)):
        if await request.is_disconnected():
            return
        text = template.render(going=await run_in_threadpool(_going, request))
        if text != last:
            last = text
            yield f"data: {json.dumps(text, ensure_ascii=False)}\n\n"
        else:
            yield ": nothing new\n\n"
        await asyncio.sleep(TICK)


def _going(request: Request) -> list[Row]:
    try:
        with window_of(request).store() as store:
            return queries.under_way(store)
    except StoreError:
        # Locked for a moment, or not made yet: the next look may find it.
        return []


routes: list[BaseRoute] = [Route("/runs", runs), Route("/runs/live", live), Route("/runs/{number:int}", run)]
