"""The OpenAPI 3.1 document of `/api/v1`, written by hand and held against the routes by a test.

This module does not know how an answer is made.
"""

from __future__ import annotations

from typing import Any

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "object", "required": ["message", "mend"], "properties": {"message": {"type": "string"}, "mend": {"type": "string"}}}}}  # fmt: skip
_LIST = {"type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"type": "object"}}, "next": {"type": ["string", "null"], "description": "the cursor of the next page; null at the end"}}}  # fmt: skip
_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}}
_CURSOR = {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": "`next` of the page before"}


def _query(name: str, about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}, "description": about}


_SOURCE = _query("source", "only this source")
# path: (what it answers, parameters, whether it is a list)
_PATHS: dict[str, tuple[str, list[dict[str, Any]], bool]] = {
    "/sources": ("All sources with their state, by name.", [_LIMIT, _CURSOR], True),
    "/sources/{name}": ("One source with its state, last run and issues.", [], False),
    "/articles": ("Articles in brief, newest feed time first.", [_LIMIT, _CURSOR, _SOURCE], True),
    "/articles/{number}": ("One article with evidence, revisions and changes.", [], False),
    "/stories": ("The stories that changed last.", [_LIMIT], True),
    "/stories/{number}": ("One story with those who tell it.", [], False),
    "/runs": ("Runs, newest first.", [_LIMIT, _CURSOR, _SOURCE], True),
    "/search": (
        "What words and filters find, best first.",
        [_LIMIT, _query("q", "the words"), _SOURCE, _query("topic", "only this topic"), _query("language", "BCP 47"),
         _query("since", "a day, YYYY-MM-DD"), _query("until", "a day, YYYY-MM-DD")],
        True,
    ),
    "/openapi.json": ("This document.", [], False),
}  # fmt: skip


def document() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "gazette", "version": "1", "description": "News of public bodies, as gazette keeps them."},
        "servers": [{"url": "/api/v1"}],
        "security": [{}, {"token": []}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": {"Error": _ERROR, "List": _LIST}},
        "paths": {path: {"get": _operation(path, *told)} for path, told in _PATHS.items()},
    }  # fmt: skip


def _operation(path: str, about: str, parameters: list[dict[str, Any]], is_list: bool) -> dict[str, Any]:
    within = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer" if name == "number" else "string"}}
        for name in ("name", "number")
        if "{" + name + "}" in path
    ]
    schema = {"$ref": "#/components/schemas/List"} if is_list else {"type": "object"}
    refused = {"description": "what failed, and the mend", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}  # fmt: skip
    return {
        "operationId": path.strip("/").replace("/{", "_").replace("}", "").replace(".", "_"),
        "summary": about,
        "parameters": [*within, *parameters],
        "responses": {
            "200": {"description": about, "content": {"application/json": {"schema": schema}}},
            "default": refused,
        },
    }
