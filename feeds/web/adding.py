"""Adding a source by looking: an address, the page as gazette sees it, the choice of its list, three articles, the line.

Choosing changes nothing and works by links; what fetches or writes is a form that carries the session's secret.

This module does not know how a page is fetched, nor how a list is found or corrected.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crawler.config import one_source
from crawler.errors import ConfigError, GazetteError
from crawler.model import Listing
from feeds.adding import wanted_of
from feeds.editing import append
from feeds.looking import Look, look
from feeds.web.choosing import Choice, Kept, asked_of, beside, choice_of, chosen, fields_of, kept_of
from feeds.web.entering import own_form
from feeds.web.framed import FRAMED_HEADERS, SANDBOX, document
from feeds.web.marking import marked
from feeds.web.window import NotThere, page, status_of, visitor_of, window_of

# So many looks are kept; so many go on at once.
_KEPT, _AT_ONCE = 6, 2
_ROWS = 100
_ASKED = ("url", "name", "topics", "allow_private", "insecure_tls")


@dataclass(slots=True)
class Looks:
    """The looks of one window: lost when it ends, the oldest forgotten first."""

    kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE))
    writing: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, one: Kept) -> str:
        """Keep a look; its name."""
        name = secrets.token_urlsafe(12)
        self.kept[name] = one
        while len(self.kept) > _KEPT:
            self.kept.popitem(last=False)
        return name

    def see(self, request: Request, fields: dict[str, Any]) -> Look:
        """Look, when it is our turn; raises ConfigError when too many look at once, and as `look`."""
        if not self.turns.acquire(blocking=False):
            raise ConfigError("other pages are being looked at", mend="wait some seconds, then try again")
        try:
            return look(window_of(request).path, fields)
        finally:
            self.turns.release()


def looks_of(request: Request) -> Looks:
    """The looks of the window that a request came to."""
    found: Looks = request.app.state.looks
    return found


def kept_look(request: Request) -> Kept:
    """The look of an address; raises NotThere for one that was forgotten."""
    found = looks_of(request).kept.get(request.path_params["look"])
    if found is None:
        raise NotThere("this look at a page is over", mend="paste the page's address again")
    return found


async def add(request: Request) -> Response:
    """The form that asks for an address; looking there is what sending it does."""
    if request.method != "POST":
        empty = dict.fromkeys(_ASKED, "") | {"url": request.query_params.get("url", "")}
        return page(request, "add.html", form=empty, error=None)
    sent = await own_form(request)
    form = {key: str(sent.get(key, "")).strip() for key in _ASKED}
    try:
        name = await run_in_threadpool(_looked_at, request, form)
    except GazetteError as error:
        return page(request, "add.html", status_of(error), form=form, error=error)
    return RedirectResponse(f"/add/{name}", 303)


def _looked_at(request: Request, form: dict[str, str]) -> str:
    """Look at what a form asks for; the name under which it is kept.  Raises what says why there is nothing to see."""
    said = {
        "name": form["name"], "allow_private": form["allow_private"] == "1", "insecure_tls": form["insecure_tls"] == "1",
        "topics": tuple(topic for part in form["topics"].split(",") if (topic := part.strip())),
    }  # fmt: skip
    config = window_of(request).config()
    _, fields = wanted_of(config, form["url"], said)
    kept = kept_of(fields, looks_of(request).see(request, fields), config.gazette.max_page_bytes)
    if kept.error is not None and (kept.page is None or kept.page.root is None):
        raise kept.error
    return looks_of(request).keep(kept)


def looking(request: Request) -> Response:
    """The page as gazette sees it, the lists to choose from, what was read, and what would be written."""
    if not visitor_of(request).may_write:
        return RedirectResponse(f"/login?next={request.url.path}", 303)
    return shown(request, kept_look(request), choice_of(request.query_params))


def shown(request: Request, kept: Kept, choice: Choice, error: GazetteError | None = None) -> Response:
    """A look with a choice made on it, and what went wrong with what was asked last."""
    if not kept.lists:
        choice = replace(choice, which=0)
    picked = chosen(kept, choice)
    asked = asked_of(kept, choice, picked)
    other: Listing | None = None
    if asked is not None and asked.place is None:
        try:
            other = beside(kept, asked.number)
        except ConfigError:
            other = None
    try:
        fields = fields_of(kept, choice, picked)
    except GazetteError:
        fields = None
    return page(
        request, "look.html", 200 if error is None else status_of(error), look=request.path_params["look"], kept=kept,
        choice=choice, picked=picked, asked=asked, other=other, fields=fields, error=error, rows=_ROWS, sandbox=SANDBOX,
        read=kept.read == _key(fields), visual=kept.page is not None and kept.page.root is not None,
    )  # fmt: skip


def _key(fields: dict[str, Any] | None) -> str:
    """What tells the list of one choice from that of another: the rules that are pinned; "" for none."""
    return repr(sorted(fields["list"].items())) if fields is not None and "list" in fields else ""


def sheet(request: Request) -> Response:
    """The page itself, for the frame: sanitised, its rows marked, its links leading to what can be said of them."""
    if not visitor_of(request).may_write:
        raise NotThere("this needs the token", mend="log in")
    kept, choice = kept_look(request), choice_of(request.query_params)
    if kept.page is None or kept.page.root is None:
        raise NotThere("there is no page to show", mend="see the rows")
    path = f"/add/{request.path_params['look']}"
    markup = marked(kept.page, chosen(kept, choice).held, lambda n: f"{path}?{choice.query(at=n)}#said")
    return HTMLResponse(document(markup, kept.page.root.get("lang") or ""), headers=FRAMED_HEADERS)


async def read(request: Request) -> Response:
    """Read three articles of the chosen list, as a crawl would."""
    form = await own_form(request)
    kept, choice = kept_look(request), choice_of(form)
    try:
        await run_in_threadpool(_read, request, kept, choice)
    except GazetteError as error:
        return await run_in_threadpool(shown, request, kept, choice, error)
    return RedirectResponse(f"/add/{request.path_params['look']}?{choice.query()}#articles", 303)


def _read(request: Request, kept: Kept, choice: Choice) -> None:
    fields = fields_of(kept, choice, chosen(kept, choice))
    seen = looks_of(request).see(request, fields)
    if seen.error is not None:
        raise seen.error
    kept.look = replace(kept.look, articles=seen.articles, troubles=seen.troubles)
    kept.read = _key(fields)


async def save(request: Request) -> Response:
    """Write the source into the configuration, as `gazette add` does."""
    form = await own_form(request)
    kept, choice = kept_look(request), choice_of(form)
    try:
        await run_in_threadpool(_save, request, kept, choice)
    except GazetteError as error:
        return await run_in_threadpool(shown, request, kept, choice, error)
    looks_of(request).kept.pop(request.path_params["look"], None)
    return RedirectResponse(f"/sources/{kept.fields['name']}", 303)


def _save(request: Request, kept: Kept, choice: Choice) -> None:
    window = window_of(request)
    fields = fields_of(kept, choice, chosen(kept, choice))
    with looks_of(request).writing:
        url = one_source(fields).url
        if any(source.url == url for source in window.config().source):
            raise ConfigError(f"{url} is followed already", mend="see the overview")
        append(window.path, fields)


routes: list[BaseRoute] = [
    Route("/add", add, methods=["GET", "POST"]),
    Route("/add/{look}", looking),
    Route("/add/{look}", save, methods=["POST"]),
    Route("/add/{look}/page", sheet),
    Route("/add/{look}/read", read, methods=["POST"]),
]
