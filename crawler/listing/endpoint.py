"""An endpoint that an operator names: what to ask it, and where the rows are in its answer.

Only what cannot be guessed must be given; paths and keys left empty are guessed (json_rows.py).
`{page}` in the address or the body stands for the number of the page, `{offset}` for the number of
rows before it.  `url_template` makes an article's address from a row: `{id}` is the row's id,
`{anyKey}` the value of that key; for rows that open by a script, `{0}`, `{1}` are its arguments.

This module does not know how a request is sent.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import lxml.html

from crawler.model import Expanded, Request
from crawler.normalise.jsliteral import NotALiteral, read_arguments
from crawler.page import Page, absolute

_FIELD = re.compile(r"\{([\w.]+)\}")
_CALLED = re.compile(r"([\w$.]+)\s*\(")


def _key(told: str, default: Any = "") -> Any:
    return field(default=default, metadata={"told": told})


@dataclass(frozen=True, slots=True)
class EndpointConfig:
    """The endpoint that the rows come from; what is left out is guessed.

    `rows`, `title`, `link`, `date` and `id` are dotted paths (`data.list`, `attrs.name`).
    """

    url: str = _key("Its address; `{page}` stands for the number of the page, `{offset}` for the rows before it.")
    method: str = _key("`GET` or `POST`.", "GET")
    body: str = _key("What a POST sends, a form or JSON; `{page}` and `{offset}` as in `url`.")
    headers: tuple[tuple[str, str], ...] = _key('Further headers, `[["X-Token", "…"]]`.', ())
    rows: str = _key("The path to the rows, from the top of the answer.")
    title: str = _key("The path to the title, from a row.")
    link: str = _key("The path to the link, from a row.")
    date: str = _key("The path to the day, from a row.")
    id: str = _key("The path to the id, from a row.")
    url_template: str = _key(
        "Makes an article's address from a row: `{id}`, `{anyKey}`; `{0}`, `{1}` are the arguments of `onclick`."
    )
    jsonp: str = _key(
        "The parameter that carries a callback's name; the wrapper is taken off whether it is set or not."
    )
    onclick: str = _key("For rows that open by a script: the function whose arguments fill `url_template`.")
    first_page: int = _key("The number of the first page.", 1)
    page_size: int = _key("Rows on a page.", 20)


def request_for(config: EndpointConfig, number: int | None = None) -> Request:
    """The request for one page of the endpoint's list; `number` counts as the endpoint does."""
    number = config.first_page if number is None else number
    places = {"page": str(number), "offset": str((number - config.first_page) * config.page_size)}
    url, body = _fill(config.url, places), _fill(config.body, places)
    if config.jsonp:
        url += ("&" if "?" in url else "?") + f"{config.jsonp}=gazette"
    headers = dict(config.headers)
    method = config.method.upper()
    if method == "POST" and not any(name.lower() == "content-type" for name in headers):
        kind = "application/json" if body.lstrip()[:1] in ("{", "[") else "application/x-www-form-urlencoded"
        headers["Content-Type"] = kind
    return Request(url, method, body, tuple(headers.items()))


def has_pages(config: EndpointConfig) -> bool:
    """Whether the endpoint can be asked for older rows."""
    return "{page}" in config.url + config.body or "{offset}" in config.url + config.body


def at_path(value: Any, path: str) -> Any:
    """What lies at a dotted path (`data.list`, `items.0.name`), or None."""
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def address_from(template: str, row: Any, base: str) -> str:
    """An article's address from a template and its row; "" when the row lacks a value that it needs."""
    values: list[str] = []

    def fill(match: re.Match[str]) -> str:
        found = at_path(row, match.group(1))
        text = "" if found is None or isinstance(found, dict | list) else str(found)
        values.append(text)
        return quote(text, safe="/:?&=%-._~")

    filled = _FIELD.sub(fill, template)
    return absolute(filled, base) if all(values) else ""


def onclick_rows(page: Page, config: EndpointConfig) -> Expanded | None:
    """The page with a plain link in each row that opens by `config.onclick`; None when no row does.

    The link's address is `config.url_template` filled with the call's arguments, so that the list
    finder sees rows like any others.
    """
    if page.root is None or not config.onclick or not config.url_template:
        return None
    root = copy.deepcopy(page.root)
    count = 0
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        call = element.get("onclick") or (element.get("href") or "" if element.tag == "a" else "")
        arguments = _arguments(call, config.onclick) if config.onclick in call else None
        if arguments is None:
            continue
        address = address_from(config.url_template, _named(arguments), page.base)
        if address:
            _link(element, address)
            count += 1
    if not count:
        return None
    why = (f"{count} rows open by {config.onclick}(…); their addresses come from the configured template",)
    return Expanded("onclick", lxml.html.tostring(root, encoding="unicode"), page.base, why=why)


def _named(arguments: list[Any]) -> dict[str, Any]:
    """Arguments under the names that a template gives them: `0`, `1`, …; the first is also `id`."""
    named = {str(i): value for i, value in enumerate(arguments)}
    return {**named, "id": arguments[0]} if arguments else named


def _fill(text: str, places: dict[str, str]) -> str:
    # Not str.format: a JSON body is full of braces.
    return _FIELD.sub(lambda match: places.get(match.group(1), match.group(0)), text)


def _arguments(call: str, function: str) -> list[Any] | None:
    for match in _CALLED.finditer(call[:2000]):
        if match.group(1).rpartition(".")[2] == function.rpartition(".")[2]:
            try:
                return read_arguments(call, match.end())
            except NotALiteral:
                return None
    return None


def _link(element: lxml.html.HtmlElement, address: str) -> None:
    """Make an element, or the descendant that holds most of its text, a link."""
    target = element
    if element.tag != "a":
        leaves = [e for e in element.iter() if isinstance(e.tag, str) and (e.text or "").strip()]
        target = max(leaves, key=lambda e: len((e.text or "").strip()), default=element)
    if target.tag == "a":
        target.set("href", address)
        return
    link = lxml.html.Element("a", href=address)
    link.text, target.text = target.text, None
    for child in list(target):
        link.append(child)
    target.append(link)
