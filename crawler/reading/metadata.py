"""What a page says of itself to machines: `meta` elements and JSON-LD.

Covers OpenGraph, Dublin Core, the citation and parsely sets, and the mainland site standard
(ArticleTitle, PubDate, ContentSource …), whose names vary in case: all names are lower-cased.
JSON-LD is flattened (JSON-LD 1.1: arrays, `@graph` and nested objects), since sites put the article
at any of these levels.

This module does not know which of the values is true.
"""

from __future__ import annotations

import json
import re
from collections import deque
from typing import Any

from crawler.normalise.text import clean
from crawler.page import Page

_MAX_METAS = 400
_MAX_VALUE = 4_000
_MAX_OBJECTS = 500
_MAX_SCRIPT = 2_000_000
# What sites put around the JSON in a script: HTML comment marks, CDATA marks (also commented), a stray semicolon.
_BEFORE = ("<!--", "/*<![CDATA[*/", "//<![CDATA[", "// <![CDATA[", "<![CDATA[")
_AFTER = ("-->", "/*]]>*/", "//]]>", "// ]]>", "]]>", ";")
_CONTROL = re.compile(r"[\x00-\x1f]")


def metas(page: Page) -> dict[str, list[str]]:
    """Every `meta` with a name (`name`, `property` or `itemprop`, lower-cased): its contents in page order, cleaned.

    Empty contents are left out; an absent name is simply not there.  A JSON or XML page has none.
    """
    known: dict[str, list[str]] | None = page.memo.get("metas")
    if known is not None:
        return known
    found: dict[str, list[str]] = {}
    if page.root is not None:
        for count, element in enumerate(page.root.iter("meta")):
            if count >= _MAX_METAS:
                break
            content = element.get("content")
            if not content or not (value := clean(content[:_MAX_VALUE])):
                continue
            # One element may carry several names (`name="description" property="og:description"`).
            names = {(element.get(key) or "").strip().lower() for key in ("name", "property", "itemprop")}
            for name in names - {""}:
                found.setdefault(name, []).append(value)
    page.memo["metas"] = found
    return found


def json_ld(page: Page) -> list[dict[str, Any]]:
    """Every object of the page's JSON-LD scripts, outermost first, nested ones after; broken scripts are passed over."""
    known: list[dict[str, Any]] | None = page.memo.get("json_ld")
    if known is not None:
        return known
    objects: list[dict[str, Any]] = []
    if page.root is not None:
        for script in page.root.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                _flatten(_load(script.text or ""), objects)
    page.memo["json_ld"] = objects
    return objects


def _load(source: str) -> Any:
    """The value of one script; None when it is no JSON."""
    source = source.strip()
    if len(source) > _MAX_SCRIPT:
        return None
    for mark in _BEFORE:
        source = source.removeprefix(mark)
    for mark in (*_AFTER, *_AFTER):  # Twice: a semicolon may stand on either side of a mark.
        source = source.rstrip().removesuffix(mark)
    # strict=False takes raw line breaks inside strings, the commonest fault of hand-made JSON-LD.
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        pass
    try:  # Raw control characters between tokens (form feed, NUL) are no JSON white space.
        return json.loads(_CONTROL.sub(" ", source), strict=False)
    except (ValueError, RecursionError):
        return None


def _flatten(value: Any, into: list[dict[str, Any]]) -> None:
    waiting = deque([value])
    while waiting and len(into) < _MAX_OBJECTS:
        item = waiting.popleft()
        if isinstance(item, dict):
            into.append(item)
            waiting.extend(part for part in item.values() if isinstance(part, dict | list))
        elif isinstance(item, list):
            waiting.extend(part for part in item if isinstance(part, dict | list))


def types_of(thing: dict[str, Any]) -> set[str]:
    """The schema.org types of one object, without any prefix: {"NewsArticle"}."""
    told = thing.get("@type")
    names = told if isinstance(told, list) else [told]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}
