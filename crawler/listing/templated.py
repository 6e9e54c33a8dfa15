"""Addresses made from an operator's template: of a record's keys, or of the arguments of the script that opens a row.

This module does not know where a template comes from, nor what else is on the page.
"""

from __future__ import annotations

import copy
import re
from typing import Any
from urllib.parse import quote

import lxml.html

from crawler.listing.endpoint import FIELD, EndpointConfig, at_path
from crawler.model import Expanded
from crawler.normalise.jsliteral import NotALiteral, read_arguments
from crawler.page import Page, absolute

_CALLED = re.compile(r"([\w$.]+)\s*\(")


def address_from(template: str, row: Any, base: str) -> str:
    """An article's address from a template and its row; "" when the row lacks a value that it needs."""
    values: list[str] = []

    def fill(match: re.Match[str]) -> str:
        found = at_path(row, match.group(1))
        text = "" if found is None or isinstance(found, dict | list) else str(found)
        values.append(text)
        return quote(text, safe="/:?&=%-._~")

    filled = FIELD.sub(fill, template)
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
