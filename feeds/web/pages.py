"""Pages for reading: overview, articles, feeds.

This module does not know what may be changed, nor who may read.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crawler.dedupe.diff import excerpt, to_html
from crawler.store.database import NAME
from crawler.store.history import changes_of, find_article, revisions_of
from feeds.history import differences
from feeds.report import ORDER, rows_of
from feeds.web import queries
from feeds.web.framed import FRAMED_HEADERS, framed
from feeds.web.window import NotThere, number_of, page, window_of

PER_PAGE = 100
WEEKS = 26
SORTS = ("need", "name", "newest", "due", "articles")


def overview(request: Request) -> Response:
    """All sources: what needs a person first, with state, reason, rhythm and newest article."""
    window = window_of(request)
    rows = rows_of(window.config())
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    asked = request.query_params
    words, state, sort = asked.get("q", "").strip(), asked.get("state", ""), asked.get("sort", "need")
    found = [r for r in rows if (not state or r["state"] == state) and _says(r, words)]
    found.sort(key=lambda r: str(r["name"]))
    if sort in ("newest", "articles"):
        found.sort(key=lambda r: r[sort] or 0 if sort == "articles" else r[sort] or "", reverse=True)
    elif sort == "due":
        found.sort(key=lambda r: r.get("next_due") or "")
    elif sort != "name":
        found.sort(key=lambda r: ORDER.get(r["state"], len(ORDER)))
    number = _page_number(request)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    running: list[Any] = []
    for row in shown:
        row |= {"article": None, "about": None}
    if (window.config().output / NAME).exists():
        with window.store() as store:
            running = queries.under_way(store)
            for row in shown:
                row["weeks"] = queries.weeks_of(store, row["name"], WEEKS)
                row["article"] = queries.newest_of(store, row["name"])
                row["about"] = queries.source(store, row["name"])
    pages = -(-len(found) // PER_PAGE)
    return page(
        request, "overview.html", sources=shown, counts=counts, total=len(rows), found=len(found), words=words, state=state, sort=sort,
        sorts=SORTS, running=running, number_of_page=number, pages=pages,
    )  # fmt: skip


def _says(row: dict[str, Any], words: str) -> bool:
    text = " ".join(str(row.get(k) or "") for k in ("name", "url", "reason", "topics")).lower()
    return all(word in text for word in words.lower().split())


def _page_number(request: Request) -> int:
    told = request.query_params.get("page", "1")
    return max(int(told), 1) if told.isdigit() and len(told) < 8 else 1


def article(request: Request) -> Response:
    """One article: its text, where each field came from, what became of it."""
    with window_of(request).store() as store:
        number = _article_id(store, request)
        row = queries.article(store, number)
        assert row is not None
        states, changes = revisions_of(store, number), changes_of(store, number)
        story = queries.story_of(store, number)
    whole = request.query_params.get("whole") == "1"
    compared = {}
    for before, after in pairwise(states):
        pieces = differences(before, after)
        # to_html escapes what it is given.
        compared[after.number] = [(name, Markup(to_html(d if whole else excerpt(d)))) for name, d in pieces]  # noqa: S704
    return page(
        request, "article.html", article=row, states=states, changes=changes, compared=compared, whole=whole, story=story
    )  # fmt: skip


def _article_id(store: Any, request: Request) -> int:
    number = find_article(store, str(number_of(request)))
    if number is None:
        raise NotThere("there is no such article", mend="look for it with the search")
    return number


def body(request: Request) -> Response:
    """An article's markup as feeds carry it: sanitised when it was stored, and once more; shown in a sandbox."""
    with window_of(request).store() as store:
        row = queries.article(store, _article_id(store, request))
    assert row is not None
    return HTMLResponse(framed(row["body_html"], row["language"]), headers=FRAMED_HEADERS)


def find(request: Request) -> Response:
    """`/articles?url=` (or guid): to the article's page."""
    what = request.query_params.get("url", "") or request.query_params.get("guid", "")
    with window_of(request).store() as store:
        number = find_article(store, what)
    if number is None:
        raise NotThere(f"there is no article {what}", mend="give its address, guid or number")
    return RedirectResponse(f"/articles/{number}", 303)


def feeds(request: Request) -> Response:
    """The feeds of all sources."""
    rows = rows_of(window_of(request).config())
    rows.sort(key=lambda r: str(r["name"]))
    return page(request, "feeds.html", sources=rows, base=window_of(request).config().gazette.base_url.rstrip("/"))


routes: list[BaseRoute] = [
    Route("/", overview),
    Route("/articles", find),
    Route("/articles/{number:int}", article),
    Route("/articles/{number:int}/body", body),
    Route("/feeds", feeds),
]
