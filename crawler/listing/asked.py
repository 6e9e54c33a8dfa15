"""The request that a page's own script makes for its list: `$.ajax({url: …, data: {…}})`, `$.get(…)`, `fetch(…)`.

Only what is written out is read; an address or a value that the script builds from variables is not
guessed.  Of several requests the one that reads most like a list is taken.

This module does not know what the request will answer, nor whether the page shows rows of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from crawler.listing.pagenumbers import PAGE_KEYS, SIZE_KEYS
from crawler.listing.scripts import script_texts
from crawler.model import Listing, Request
from crawler.normalise.jsliteral import NotALiteral, read_arguments
from crawler.page import Page

_CALL = re.compile(r"(?:\$|jQuery|axios|http|request|\))\s*\.\s*(ajax|get|post|getJSON|load)\s*\(|\b(fetch|axios)\s*\(")
_LIST_WORD = re.compile(r"list|news|article|info|notice|search|query|doc|content|page|column|channel|xw|gg|tz", re.I)
_OTHER = re.compile(
    r"count|hits?\b|available|exist|check|valid|delete|save|submit|upload|visit|click|login|user|weather|menu|nav|stat|captcha|token|config|comment|vote|track|log\b|lang|i18n|share|"
    r"header|footer|\.(?:png|jpe?g|css|js)\b",
    re.I,
)
_MAX_CALLS = 60


def asked(page: Page) -> Listing | None:
    """The list request of the page's own script as a Listing to follow, or None."""
    best: tuple[int, Request] | None = None
    for _, text in script_texts(page):
        for weight, request in islice(_requests(page, text), _MAX_CALLS):
            if best is None or weight > best[0]:
                best = (weight, request)
    if best is None or best[0] <= 0:
        return None
    why = (f"the page's script asks {best[1].url.partition('?')[0]} for its rows",)
    return Listing("script-request", (), confidence=0.5, why=why, follow=best[1])


def _requests(page: Page, text: str) -> Iterator[tuple[int, Request]]:
    for call in islice(_CALL.finditer(text), _MAX_CALLS):
        try:
            arguments = read_arguments(text, call.end())
        except NotALiteral:
            continue
        found = _request(page, (call.group(1) or call.group(2)).lower(), arguments)
        if found is not None:
            yield found


def _request(page: Page, name: str, arguments: list[Any]) -> tuple[int, Request] | None:
    options = next((a for a in arguments if isinstance(a, dict)), {})
    told = options.get("url") if name in ("ajax", "axios") else arguments[0] if arguments else None
    if name in ("ajax", "axios") and isinstance(arguments[0] if arguments else None, str):
        told = arguments[0]
    if not isinstance(told, str) or not told.strip() or told.rstrip().endswith(("=", "/?")):
        return None
    if "//" in told.partition("://")[2] or (told.startswith("/") and "//" in told[1:]):
        return None  # '/api/' + kind + '/list': what stood between is not known
    url = page.absolute(told)
    if not url or url.partition("#")[0] == page.url.partition("#")[0] or _OTHER.search(told):
        return None
    data = (
        options.get("data", options.get("params", options.get("body")))
        if name in ("ajax", "axios", "fetch")
        else options
    )
    fields = _fields(data)
    if fields is None:
        return None
    method = (
        "POST" if name == "post" or str(options.get("type", options.get("method", ""))).upper() == "POST" else "GET"
    )
    keys = {key.lower() for key in fields}
    weight = (1 if _LIST_WORD.search(told) else 0) + (2 if keys & (PAGE_KEYS | SIZE_KEYS) else 0)
    return weight, _built(url, method, fields, json_body="json" in str(options.get("contentType", "")).lower())


def _fields(data: Any) -> dict[str, str] | None:
    """The fields of a request; None when one of them is not written out."""
    if data is None or data == "":
        return {}
    if isinstance(data, str):
        return dict(part.partition("=")[::2] for part in data.split("&") if part)
    if not isinstance(data, dict):
        return None
    if any(value is None or isinstance(value, dict | list) for value in data.values()):
        return None
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in data.items()}


def _built(url: str, method: str, fields: dict[str, str], *, json_body: bool) -> Request:
    headers = (("X-Requested-With", "XMLHttpRequest"),)
    if method == "POST":
        kind = "application/json" if json_body else "application/x-www-form-urlencoded"
        body = json.dumps(fields, ensure_ascii=False) if json_body else urlencode(fields)
        return Request(url, "POST", body, (*headers, ("Content-Type", kind)))
    query = urlencode(fields)
    return Request(url + (("&" if "?" in url else "?") + query if query else ""), headers=headers)
