"""An endpoint that an operator names: what to ask it, and where the rows are in its answer.

Only what cannot be guessed must be given; paths and keys left empty are guessed (json_rows.py).
`{page}` in the address or the body stands for the number of the page, `{offset}` for the number of
rows before it.  `url_template` makes an article's address from a row: `{id}` is the row's id,
`{anyKey}` the value of that key; for rows that open by a script, `{0}`, `{1}` are its arguments.

This module does not know how a request is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crawler.model import Request

FIELD = re.compile(r"\{([\w.]+)\}")


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


def _fill(text: str, places: dict[str, str]) -> str:
    # Not str.format: a JSON body is full of braces.
    return FIELD.sub(lambda match: places.get(match.group(1), match.group(0)), text)
