"""Stories: which articles tell the same, and who told it first.

This module does not know how a story is found.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from crawler.store import stories as told
from feeds.web.window import NotThere, number_of, page, window_of

SHOWN = 100


def stories(request: Request) -> Response:
    """The stories that changed last."""
    with window_of(request).store() as store:
        found = told.latest(store, SHOWN)
    return page(request, "stories.html", stories=found)


def story(request: Request) -> Response:
    """One story with its tellers, the first one first."""
    number = number_of(request)
    with window_of(request).store() as store:
        if store.value("SELECT 1 FROM story WHERE id = ?", number) is None:
            raise NotThere("there is no such story", mend="see the stories")
        found = told.one(store, number)
    return page(request, "story.html", story=found, tellers=list(zip(found.tellers, found.likenesses, strict=True)))


routes: list[BaseRoute] = [Route("/stories", stories), Route("/stories/{number:int}", story)]
