"""One source: how it does, what is expected of it, how it is read, what it brought; its list page with the rows marked.

This module does not know how a source is judged, nor how its list is found.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from crawler.clock import now, parse_stamp
from crawler.config import Config
from crawler.errors import GazetteError
from crawler.health.coverage import Coverage
from crawler.health.expectations import Wanted, learn
from crawler.health.silence import days_off, pattern_of
from crawler.health.symptoms import Outcome, outcome_of
from crawler.keys import Expect, Source
from crawler.listing.detect import page_of_rows, read_listing
from crawler.listing.places import Place, places
from crawler.model import ListProfile
from crawler.page import Page, read_page
from crawler.store import past
from crawler.store.archive import ARCHIVE, Archive, Capture
from crawler.store.database import NAME, Store
from crawler.store.history import latest_changes
from crawler.store.runs import source_record
from feeds.report import rows_of
from feeds.select import coverage_of
from feeds.web import queries
from feeds.web.framed import FRAMED_HEADERS, document
from feeds.web.marking import marked
from feeds.web.window import NotThere, page, window_of

MANY_WEEKS = 52
_ARTICLES, _RUNS, _CHANGES = 30, 12, 8
# The list page is looked for among so many of the pages that were kept.
_LOOKED = 6
_NEWEST_RUN = 2**62


def source(request: Request) -> Response:
    """One source with all that is known of it; of one that never ran, what the configuration says."""
    name = request.path_params["name"]
    config = window_of(request).config()
    configured = next((s for s in config.source if s.name == name), None)
    values: dict[str, Any] = {
        "known": None, "weeks": [0] * MANY_WEEKS, "coverage": None, "troubles": [], "runs": [], "articles": [],
        "changes": [], "why": [], "ledger": Coverage(), "expected": [], "sheet": None,
    }  # fmt: skip
    after = request.query_params.get("before", "")
    if (config.output / NAME).exists():
        with window_of(request).store() as store:
            values |= _known(store, name, after)
            values["expected"] = expected(store, name, configured)
    if values["known"] is None and configured is None:
        raise NotThere(f"there is no source {name!r}", mend="see the overview")
    capture = newest_list(config, name)
    values["sheet"] = capture.last if capture is not None else None
    state = rows_of(config, (name,))[0] if configured is not None else values["known"]
    return page(request, "source.html", name=name, before=after, configured=configured, state=state, **values)


def _known(store: Store, name: str, after: str) -> dict[str, Any]:
    """What the store tells of a source."""
    at, _, number = after.rpartition("~")
    mark = (at, int(number)) if number.isdecimal() and len(number) < 19 else None
    runs = queries.runs(store, _RUNS, source=name)
    return {
        "known": queries.source(store, name), "weeks": queries.weeks_of(store, name, MANY_WEEKS),
        "coverage": queries.coverage(store, name), "troubles": queries.troubles(store, name), "runs": runs,
        "articles": queries.articles(store, _ARTICLES, source=name, before=mark), "ledger": coverage_of(store, name),
        "changes": [_with_article(store, c) for c in latest_changes(store, _CHANGES, source=name)],
        "why": (queries.run(store, runs[0]["id"]) or {}).get("why", []) if runs else [],
    }  # fmt: skip


def _with_article(store: Store, change: Any) -> dict[str, Any]:
    found = queries.by_ids(store, [change.article])
    return {"change": change, "article": found[0] if found else None}


def expected(store: Store, name: str, configured: Source | None) -> list[dict[str, Any]]:
    """What is expected of a source's next run, learned or set by hand: `what`, `value` (None: not known yet), `by_hand`.

    `rows` on a page, `dated` in percent of the rows, `body` in characters, `every` in days (`rests`: of working days).
    """
    said = configured.expect if configured is not None else Expect()
    before = [outcome_of(row) for row in past.runs_before(store, name, _NEWEST_RUN)]
    usual = learn(
        before, before[0] if before else Outcome(name), Wanted(said.rows, said.dated, said.body, said.every_days)
    )
    country = configured.place if configured is not None else ""
    pattern = pattern_of(past.published_days(store, name), days_off(country))
    silence = said.every_days if said.every_days is not None else pattern.longest if pattern else None
    chars = said.body if said.body is not None else usual.body_chars
    return [
        {"what": "rows", "value": _whole(usual.rows), "by_hand": said.rows is not None},
        {"what": "dated", "value": _whole(usual.dated, 100), "by_hand": said.dated is not None},
        {"what": "body", "value": _whole(chars), "by_hand": said.body is not None},
        {
            "what": "every", "value": _whole(silence), "by_hand": said.every_days is not None,
            "rests": pattern.rests if pattern else True,
        },
    ]  # fmt: skip


def _whole(value: float | None, times: int = 1) -> int | None:
    return None if value is None else round(value * times)


def newest_list(config: Config, name: str) -> Capture | None:
    """The newest list page of a source that is kept and is markup; of several pages, the one at the list's own address."""
    if not (config.output / ARCHIVE).exists():
        return None
    with Archive(config.output / ARCHIVE, writable=False) as archive:
        kept = [c for c in archive.lists(name, _LOOKED) if c.page.body.lstrip()[:1] not in (b"{", b"[", b"")]
    own = {s.url for s in config.source if s.name == name}
    return next((c for c in kept if c.page.url in own), kept[0] if kept else None)


def sheet(request: Request) -> Response:
    """The newest list page of a source for a frame: sanitised, its rows marked as its rules find them."""
    name, config = request.path_params["name"], window_of(request).config()
    capture = newest_list(config, name)
    if capture is None:
        raise NotThere("no list page of this source is kept", mend="crawl it")
    fetched = capture.page
    parsed = read_page(
        fetched.body, fetched.url, content_type=fetched.content_type, max_bytes=config.gazette.max_page_bytes
    )
    configured = next((s for s in config.source if s.name == name), None)
    with window_of(request).store() as store:
        learned = source_record(store, name).list_profile
    rules = (configured.pinned if configured is not None else None) or learned
    country = configured.place if configured is not None else ""
    today = parse_stamp(capture.last).date() if capture.last else now().date()
    inner = page_of_rows(parsed, today=today, country=country)
    markup = marked(inner, _held(parsed, inner, rules, today, country))
    language = (inner.root.get("lang") or "") if inner.root is not None else ""
    return HTMLResponse(document(markup, language), headers=FRAMED_HEADERS)


def _held(parsed: Page, inner: Page, rules: ListProfile | None, today: date, country: str) -> tuple[Place, ...]:
    try:
        return places(inner, read_listing(parsed, today=today, country=country, profile=rules, learn=True))
    except GazetteError:
        # Shown without marks: the page is there, and the list is not found on it any more.
        return ()


routes: list[BaseRoute] = [Route("/sources/{name}", source), Route("/sources/{name}/page", sheet)]
