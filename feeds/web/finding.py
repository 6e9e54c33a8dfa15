"""The search page: words in any script, filters, results with the found words marked.

This module does not know how articles are found.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from crawler.normalise.excerpt import Excerpt
from crawler.store.search import Filters, Found, checked, search
from feeds.web.window import page, window_of

SHOWN, STEP = 30, 30
MOST = 300


def finding(request: Request) -> Response:
    """What the words and the filters find; nothing yet when none is given."""
    asked = request.query_params
    limit = min(int(asked["show"]), MOST) if asked.get("show", "").isdigit() and len(asked["show"]) < 6 else SHOWN
    filters = filters_of(asked)
    words = asked.get("q", "").strip()
    found: Found | None = None
    with window_of(request).store() as store:
        names = [r["name"] for r in store.query("SELECT name FROM source ORDER BY name LIMIT 5000")]
        languages = [
            r["language"] for r in store.query("SELECT DISTINCT language FROM article WHERE language <> '' LIMIT 100")
        ]
        if words or filters != Filters():
            found = search(store, words, filters, limit)
    hits = [(h.stored, lit(h.title), lit(h.excerpt)) for h in found.hits] if found else []
    more = limit + STEP if found and found.total > limit and limit < MOST else 0
    return page(
        request,
        "search.html",
        words=words,
        filters=filters,
        found=found,
        hits=hits,
        names=names,
        tongues=sorted(languages),
        more=more,
    )


def filters_of(asked: Any) -> Filters:
    """The filters of a query string; raises ConfigError for a day that is none."""
    source, topic = asked.get("source", ""), asked.get("topic", "")
    since, until, language = (asked.get(key, "") for key in ("since", "until", "language"))
    return checked(Filters((source,) if source else (), (topic,) if topic else (), since, until, language))


def lit(piece: Excerpt) -> Markup:
    """A piece of text as HTML, its found words in `mark`."""
    out, at = [], 0
    for start, end in piece.marks:
        out += [escape(piece.text[at:start]), Markup("<mark>{}</mark>").format(piece.text[start:end])]
        at = end
    return Markup("").join([*out, escape(piece.text[at:])])


routes: list[BaseRoute] = [Route("/search", finding)]
