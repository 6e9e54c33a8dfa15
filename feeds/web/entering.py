"""The way in and out: a token becomes a session; and the check that a form is our own.

This module does not know what a session may do.
"""

from __future__ import annotations

import hmac

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crawler.errors import ConfigError
from feeds.web.access import COOKIE, SESSION_SECONDS
from feeds.web.window import page, visitor_of, window_of


class Forbidden(ConfigError):
    """A form that is not our own, or that somebody sent who may not write."""

    kind = "forbidden"


async def own_form(request: Request) -> FormData:
    """The fields of a form that one of our pages sent; raises Forbidden for any other."""
    visitor = visitor_of(request)
    form = await request.form(max_files=0, max_fields=200, max_part_size=64 * 1024)
    if not visitor.may_write:
        raise Forbidden("this needs the token", mend="log in with the token that `gazette serve` tells")
    if not visitor.by_token and not hmac.compare_digest(str(form.get("csrf", "")).encode(), visitor.csrf.encode()):
        raise Forbidden("this form is not from a page of this session", mend="load the page again, then send it")
    return form


async def login(request: Request) -> Response:
    """The form that asks for the token; a session for whoever knows it."""
    access = window_of(request).access
    if request.method != "POST":
        return page(request, "login.html", next=_inner(request.query_params.get("next", "/")), wrong=False)
    form = await request.form(max_files=0, max_fields=10, max_part_size=4096)
    target = _inner(str(form.get("next", "/")))
    if not access.is_token(str(form.get("token", "")).strip()):
        return page(request, "login.html", 403, next=target, wrong=True)
    response = RedirectResponse(target, 303)
    response.set_cookie(
        COOKIE,
        access.session(),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def logout(request: Request) -> Response:
    """The end of a session in this browser."""
    await own_form(request)
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _inner(target: str) -> str:
    """A path of this window; another site's address (`//host`, a scheme, a backslash) becomes the start page."""
    return target if target.startswith("/") and not target.startswith("//") and "\\" not in target else "/"


routes: list[BaseRoute] = [Route("/login", login, methods=["GET", "POST"]), Route("/logout", logout, methods=["POST"])]
