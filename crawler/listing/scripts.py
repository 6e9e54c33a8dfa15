"""Lists that stand in a page's scripts: arrays of objects, parallel arrays, written markup, JSONP.

Scripts are read as text, never run.

This module does not know whether the page also shows a list of its own.
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import Any

import lxml.etree
import lxml.html

from crawler.listing.json_rows import DataRows, read_rows
from crawler.model import Expanded
from crawler.normalise.jsliteral import NotALiteral, arrays, loads, read_arguments, read_literal
from crawler.page import Page

_MAX_SCRIPTS = 1_000
_MAX_SCRIPT = 8_000_000
# Three rows of an address and a title are longer.
_LEAST_DATA = 120
_DATA_ATTRIBUTE = re.compile(r"=\s?[\"'][\[{][^\"'>]{0,9}(?:&quot;|&#34;|[\"'])")
_ASSIGNED = re.compile(r"\b(\w{2,24})\s*\[\s*(\w{1,6})\s*\]\s*=\s*(?=[\"'`\d])")
_WRITE = re.compile(r"\bdocument\s*\.\s*write(?:ln)?\s*\(")
_WRAPPER = re.compile(
    r"\s*(?:/\*[^*]{0,200}\*/\s*)?(?:(?:var|let|const|window\.)?\s*[\w$.]{1,80}\s*=|;?\s*(?:typeof\b[^;]{0,100}&&\s*)?[\w$.]{1,80}\s*\()"
    r"\s*(?=[\[{])"
)
_ANCHOR = re.compile(r"<a\b[^<>]{0,500}\bhref", re.I)
_TITLE_ATTRIBUTE = re.compile(r"\btitle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)


def script_texts(page: Page) -> list[tuple[str, str]]:
    """(type, text) of each script that the page carries itself, up to bounds that no honest page reaches; read once."""
    found: list[tuple[str, str]] | None = page.memo.get("scripts")
    if found is None:
        found = page.memo["scripts"] = list(_script_texts(page))
    return found


def _script_texts(page: Page) -> Iterator[tuple[str, str]]:
    if page.root is None:
        return
    read = 0
    for script in islice(page.root.iter("script"), _MAX_SCRIPTS):
        text = script.text or ""
        read += len(text)
        if read > _MAX_SCRIPT:
            return
        if text and not text.isspace():
            yield (script.get("type") or "").lower(), text


def wrapped_data(page: Page) -> Any:
    """The value of a page that is data, not HTML: JSONP, one assignment (`var x = {…};`), or JSON that is not quite JSON."""
    text = page.text.lstrip("\ufeff \t\r\n")
    try:
        if text[:1] in ("{", "["):
            return loads(text)
        match = _WRAPPER.match(text)
        return read_literal(text, match.end())[0] if match else None
    except NotALiteral:
        return None


def inline_rows(page: Page, *, today: date, country: str = "") -> DataRows | None:
    """The longest list that the page's scripts or attributes hold as data: three rows or more with titles and addresses."""
    best: DataRows | None = None
    held = (data for kind, text in script_texts(page) for data in _data_in(kind, text))
    for data in chain(held, _data_in_attributes(page)):
        rows = read_rows(data, page.base, today=today, country=country)
        if rows and len(rows.entries) >= 3 and (best is None or _weight(rows) > _weight(best)):
            best = rows
    return best


def _weight(rows: DataRows) -> float:
    return len(rows.entries) * (3 if rows.entries[0].date else 1)


def _data_in(kind: str, text: str) -> Iterator[Any]:
    if "ld+json" in kind:  # an article's or a breadcrumb's description, read elsewhere
        return
    if "json" in kind:
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            return
        return
    yield from arrays(text)
    parallel = list(_parallel(text)) if "++" in text or "[1]" in text else []
    if len(parallel) >= 3:
        yield parallel


def _data_in_attributes(page: Page) -> Iterator[Any]:
    """The properties of components that a script draws: `<div data-props="{&quot;items&quot;:[…]}">`."""
    if page.root is None or not _DATA_ATTRIBUTE.search(page.text):
        return
    read = 0
    for element in page.root.iter(lxml.etree.Element):
        for value in map(str, element.attrib.values()):
            if len(value) < _LEAST_DATA or value[0] not in "{[":
                continue
            read += len(value)
            if read > _MAX_SCRIPT:
                return
            try:
                yield loads(value)
            except NotALiteral:
                continue


def _parallel(text: str) -> Iterator[dict[str, Any]]:
    """Rows of the form `urls[i]='…';headers[i]='…';year[i]='2024';month[i]='01';day[i]='05';i++;`."""
    row: dict[str, Any] = {}
    index = ""
    for count, match in enumerate(_ASSIGNED.finditer(text)):
        if count > 200_000:
            break
        name = match.group(1).lower()
        if name in row or (match.group(2).isdigit() and row and match.group(2) != index):
            yield _row(row)
            row = {}
        index = match.group(2)
        try:
            row[name] = read_literal(text, match.end())[0]
        except NotALiteral:
            continue
    if row:
        yield _row(row)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """The row under the keys that JSON lists use."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        text = str(value)
        if "url" in name or "link" in name or "href" in name:
            found["url"] = text
        elif "head" in name or "title" in name or "subject" in name:
            told = _TITLE_ATTRIBUTE.search(text)
            found["title"] = html.unescape(told.group(1) or told.group(2) or "") if told else text
        elif "date" in name or "time" in name:
            found["date"] = text
    if "date" not in found and all(part in row for part in ("year", "month", "day")):
        found["date"] = f"{row['year']}-{row['month']}-{row['day']}"
    return found


def written(page: Page) -> Expanded | None:
    """The page with what `document.write` adds, in its place; None when that holds fewer than three links.

    What a script puts together from variables is left out; every branch of a condition counts.
    """
    if page.root is None or "document" not in page.text:
        return None
    root = copy.deepcopy(page.root)
    links = 0
    for script in list(islice(root.iter("script"), _MAX_SCRIPTS)):
        markup = "".join(_writes(script.text or "")) if len(script.text or "") <= _MAX_SCRIPT else ""
        found = len(_ANCHOR.findall(markup))
        parent = script.getparent()
        if not found or parent is None:
            continue
        links += found
        try:
            block = lxml.html.fragment_fromstring(markup, create_parent="span")
        except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
            continue
        block.tail, script.tail = script.tail, None
        parent.replace(script, block)
    if links < 3:
        return None
    why = (f"scripts write {links} links into the page",)
    return Expanded("document.write", lxml.html.tostring(root, encoding="unicode"), page.base, why=why)


def _writes(text: str) -> Iterator[str]:
    in_vain = 0
    for call in _WRITE.finditer(text):
        try:
            yield from (value for value in read_arguments(text, call.end()) if isinstance(value, str))
        except NotALiteral as error:
            in_vain += error.position - call.end() + 100
            if in_vain > 4 * len(text) + 10_000:
                return
