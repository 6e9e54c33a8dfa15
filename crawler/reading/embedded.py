"""Articles that a page carries as data: a JSON answer, JSON-LD's articleBody, a state in a script.

This module does not know whether the page's own markup holds the article too; callers ask only when
it does not.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from crawler.normalise.jsliteral import given
from crawler.page import Page
from crawler.reading.metadata import json_ld

_BODIES = (
    "articleBody",
    "articleContent",
    "contentHtml",
    "content",
    "docClob",
    "docHtmlCon",
    "body",
    "html",
    "ZW",
    "nr",
    "detail",
    "text",
)
_TITLES = ("title", "docTitle", "articleTitle", "headline", "BT", "subject", "name")
_DATES = (
    "publishDate",
    "publishTime",
    "publishedTime",
    "datePublished",
    "pubDate",
    "pubtime",
    "docRelTime",
    "display_date",
    "createTime",
    "createDate",
    "date",
)
_MAX_OBJECTS = 5_000
_MAX_SCRIPT = 4_000_000
_LEAST = 40
_PROSE = 200  # characters; what a script says to a visitor is shorter


@dataclass(frozen=True, slots=True)
class Data:
    """An article as data: `body` is markup or text, the others are text as found ("" when absent)."""

    body: str
    title: str
    date: str
    place: str


def embedded(page: Page) -> Data | None:
    """The article in a page's data; None when there is none with a body."""
    if page.kind == "json":
        return _richest(page.data, "json")
    found = _richest(json_ld(page), "json-ld")
    if found is not None or page.root is None:
        return found
    best: Data | None = None
    for script in page.root.iter("script"):
        told = _from_script(script.text or "", (script.get("type") or "").lower())
        if told is not None and (best is None or len(told.body) > len(best.body)):
            best = told
    return best


def _from_script(source: str, kind: str) -> Data | None:
    """A state that is JSON or a script's own value, or a template that is markup."""
    if len(source) > _MAX_SCRIPT or "ld+json" in kind:
        return None
    if not kind or "javascript" in kind or kind == "module":
        return _assigned(source)
    if "json" in kind:
        data = _load(source)
        return _richest(data, "json in a script") if data is not None else None
    if ("template" in kind or "html" in kind) and ("<p" in source or "<br" in source) and len(source) >= _LEAST:
        return Data(source, "", "", "template in a script")
    return None


def _assigned(source: str) -> Data | None:
    """The article among the values that a script assigns.

    Scripts hold texts of every kind (a notice about cookies, a form): only one with a title beside it, and with
    paragraphs or the length of some, is an article.
    """
    # A text that is given is the argument of JSON.parse, or nothing for us.
    values = (_load(value) if isinstance(value, str) else value for value in given(source))
    found = (_richest(value, "value in a script") for value in values)
    return max(
        (one for one in found if one is not None and _is_article(one)), key=lambda one: len(one.body), default=None
    )


def _is_article(data: Data) -> bool:
    return bool(data.title) and ("</p>" in data.body or "<br" in data.body or len(data.body) >= _PROSE)


def _load(source: str) -> Any:
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        return None


def _richest(value: Any, place: str) -> Data | None:
    """The object with the longest body among all nested ones."""
    best: Data | None = None
    waiting = deque([value])
    seen = 0
    while waiting and seen < _MAX_OBJECTS:
        item = waiting.popleft()
        seen += 1
        if isinstance(item, list):
            waiting.extend(part for part in item if isinstance(part, dict | list))
        elif isinstance(item, dict):
            waiting.extend(part for part in item.values() if isinstance(part, dict | list))
            name, body = _first(item, _BODIES, least=_LEAST)
            if body and (best is None or len(body) > len(best.body)):
                best = Data(body, _first(item, _TITLES)[1], _first(item, _DATES)[1], f"{place} {name}")
    return best


def _first(item: dict[str, Any], names: tuple[str, ...], *, least: int = 1) -> tuple[str, str]:
    for name in names:
        value = item.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and len(value.strip()) >= least:
            return name, value
    return "", ""
