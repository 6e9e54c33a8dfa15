"""The OpenAPI 3.1 document of `/api/v1`, written by hand; tests hold it against the routes and against real answers.

This module does not know how an answer is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feeds.web.shapes import SCHEMAS, Schema, array, maybe, record, ref

_LIMIT = {
    "name": "limit", "in": "query", "description": "so many items at most",
    "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
}  # fmt: skip
_CURSOR = {"name": "cursor", "in": "query", "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]*$"}, "description": "`next` of the page before, unchanged"}  # fmt: skip
_DAY = r"^(\d{4}-\d{2}-\d{2})?$"
_COUNTS: dict[str, Schema] = {
    "total": maybe({"type": "integer", "minimum": 0}, "how many match, with the first page; null with others"),
    "more": maybe({"type": "boolean"}, "whether more match than `total`"),
    "ranked": maybe({"type": "boolean"}, "whether the first page is ranked; a word that very many articles have is not"),
}  # fmt: skip
_FAILURES = {
    "400": "a limit, cursor or day that is none", "401": "the token is wanted", "404": "there is no such thing",
    "429": "too many requests; see Retry-After", "503": "there is no store yet, or it is locked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Operation:
    """What an address answers: items of a shape page by page, or one."""

    about: str
    shape: str
    paged: bool = False
    parameters: tuple[Schema, ...] = ()
    more: tuple[tuple[str, Schema], ...] = ()


def _query(name: str, about: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}, "description": about}


_SOURCE = _query("source", "only this source")
_PATHS = {
    "/sources": _Operation("All sources with their state, by name.", "Source", paged=True),
    "/sources/{name}": _Operation("One source with its state, last run and issues.", "SourceWhole"),
    "/articles": _Operation("Articles in brief, newest feed time first.", "Brief", paged=True, parameters=(_SOURCE,)),
    "/articles/{number}": _Operation("One article with evidence, revisions and changes.", "Article"),
    "/stories": _Operation("Stories, those that began last first.", "Story", paged=True),
    "/stories/{number}": _Operation("One story with those who tell it.", "Story"),
    "/runs": _Operation("Runs, newest first.", "Run", paged=True, parameters=(_SOURCE,)),
    "/search": _Operation(
        "What words and filters find: a first page with the best, then all others, the latest arrival first.", "Hit", paged=True,
        parameters=(
            _query("q", 'the words, all wanted; "in quotes" together, begin*, -without'), _SOURCE, _query("topic", "only sources of this topic"),
            _query("language", "BCP 47; zh takes in zh-Hant"), _query("since", "from this day on", pattern=_DAY),
            _query("until", "up to this day", pattern=_DAY),
        ),
        more=tuple(_COUNTS.items()),
    ),
}  # fmt: skip


def document() -> dict[str, Any]:
    """The document."""
    schemas = dict(SCHEMAS)
    paths: dict[str, Any] = {}
    for path, told in _PATHS.items():
        if told.paged:
            cursor = maybe({"type": "string"}, "the cursor of the next page; null at the end")
            page = {"items": array(ref(told.shape)), "next": cursor, **dict(told.more)}
            schemas[_page_of(told.shape)] = record("A page of items.", page)
        paths[path] = {"get": _operation(path, told)}
    itself = {"description": "the document", "content": {"application/json": {"schema": {"type": "object"}}}}
    paths["/openapi.json"] = {
        "get": {"operationId": "openapi", "summary": "This document.", "responses": {"200": itself, **_failures("401", "429")}}
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gazette", "version": "1", "summary": "News of public bodies, as gazette keeps them.",
            "description": "Whoever follows `next` to the end comes by everything that was there at the start exactly once, whatever arrives meanwhile.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "not needed where reading is open"}},
            "schemas": schemas,
        },
    }  # fmt: skip


def _page_of(shape: str) -> str:
    return f"{shape}Page"


def _operation(path: str, told: _Operation) -> dict[str, Any]:
    within = [
        {"name": name, "in": "path", "required": True, "schema": {"type": kind, **limits}}
        for name, kind, limits in (("name", "string", {}), ("number", "integer", {"minimum": 0}))
        if "{" + name + "}" in path
    ]
    shape = _page_of(told.shape) if told.paged else told.shape
    good = {"description": told.about, "content": {"application/json": {"schema": ref(shape)}}}
    # Only what takes words can be asked wrongly; only what names something can miss it.
    failures = {"401", "429", "503"} | ({"400"} if told.paged else set())
    failures |= {"404"} if within or told.parameters else set()
    return {
        "operationId": path.strip("/").replace("/{", "_").replace("}", ""),
        "summary": told.about,
        "parameters": [*within, *([_LIMIT, _CURSOR] if told.paged else []), *told.parameters],
        "responses": {"200": good, **_failures(*sorted(failures))},
    }


def _failures(*statuses: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ref("Problem")}}
    return {status: {"description": _FAILURES[status], "content": content} for status in statuses}
