"""Which part of a JSON answer is the list, and its rows as entries.

This module does not know how the data came, nor what a row's article says.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.listing.endpoint import EndpointConfig, at_path
from crawler.listing.json_keys import HREF, RowKeys, keys_of, plain
from crawler.listing.moments import moment_of
from crawler.listing.templated import address_from
from crawler.model import Entry
from crawler.normalise.text import clean, strip_index
from crawler.page import absolute

MAX_ROWS = 10_000
_MAX_NODES = 400_000
_MAX_DEPTH = 14
_SAMPLE = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PINS = _words(
    """
    istop top sticky pinned ispinned topflag iszd zd
    """
)
_TOTALS = _words(
    """
    total totalcount count totalrecords totalrows totalelements recordcount totalnum totalhits found
    """
)
_PAGES = _words(
    """
    pages totalpages pagecount totalpage lastpage pagetotal
    """
)
_NEXTS = _words(
    """
    next nexturl nextpage nextlink @odata.nextlink nextpageurl
    """
)
_BREAK = re.compile(r"<(?:br|p|div|li)\b[^<>]{0,100}>", re.I)
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class DataRows:
    """Rows found in data.  `total` and `pages` are what the answer says of its whole, 0 when it does not."""

    entries: tuple[Entry, ...]
    path: str
    confidence: float
    why: tuple[str, ...]
    total: int = 0
    pages: int = 0
    next_link: str = ""


def read_rows(
    data: Any, base: str, *, today: date, country: str = "", config: EndpointConfig | None = None
) -> DataRows | None:
    """The list in a JSON value, or None when no array of it reads as one.

    `base` is the address that relative links resolve against (the answer's own).
    """
    config = config or EndpointConfig()
    best: tuple[float, DataRows] | None = None
    for path, rows in _tables(data, config.rows):
        flat = [_flat(row) for row in rows[:MAX_ROWS]]
        keys = keys_of(rows[:_SAMPLE], flat[:_SAMPLE], base, today=today, country=country, config=config)
        if keys is None:
            continue
        entries = tuple(_entries(rows, flat, keys, base, today, country))
        if not entries:
            continue
        dated = sum(entry.date is not None for entry in entries)
        score = len(entries) * (1 + dated / len(entries)) * (0.3 if keys.title.endswith("name") else 1)
        if best is None or score > best[0]:
            best = (score, _found(path, entries, dated, keys, bool(config.rows)))
    if best is None:
        return None
    total, pages, link = _whole(data)
    found = best[1]
    return DataRows(found.entries, found.path, found.confidence, found.why, total, pages, absolute(link, base))


def _found(path: str, entries: tuple[Entry, ...], dated: int, keys: RowKeys, told: bool) -> DataRows:
    confidence = 0.95 if told else 0.9 if dated >= len(entries) * 0.8 and len(entries) >= 3 else 0.6
    why = [
        f"{len(entries)} rows at {path or 'the top'} of the data, "
        f"titles in {keys.title}, addresses in {keys.template or keys.link}"
    ]
    if dated:
        why.append(f"{dated} rows have a day, in {keys.date}")
    if keys.guessed:
        confidence = min(confidence, 0.6)
    if keys.folder:
        confidence = min(confidence, 0.6)
        why.append(f"the rows hold no address: their {keys.link} is read below {keys.folder}, which the rows name")
    return DataRows(entries, path, confidence, tuple(why))


def _tables(data: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Arrays of objects with their dotted paths, outer ones first."""
    if path:
        told = at_path(data, path)
        if isinstance(told, list):
            yield path, told
        return
    waiting: list[tuple[str, Any, int]] = [("", data, 0)]
    seen, tables = 0, 0
    while waiting and seen < _MAX_NODES and tables < 300:
        following: list[tuple[str, Any, int]] = []
        for where, value, depth in waiting:
            seen += 1
            if isinstance(value, str) and value[:1] in "{[" and len(value) > 20:
                value = _nested(value)
            if isinstance(value, list):
                if any(isinstance(row, dict) for row in value) or _is_grid(value):
                    tables += 1
                    yield where, [row for row in value if isinstance(row, dict | list)]
                children: Sequence[tuple[str, Any]] = [(str(i), v) for i, v in enumerate(value[:MAX_ROWS])]
            elif isinstance(value, dict):
                children = list(value.items())
            else:
                continue
            if depth < _MAX_DEPTH:
                following += [(f"{where}.{key}" if where else str(key), child, depth + 1) for key, child in children]
        waiting = following


def _nested(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_grid(value: list[Any]) -> bool:
    """Rows as arrays: `[["/a/1.html", "Title", "2024-01-05"], …]`."""
    return len(value) >= 3 and all(isinstance(row, list) and 2 <= len(row) <= 20 for row in value[:_SAMPLE])


def _flat(row: Any) -> dict[str, Any]:
    """A row with the values of its inner objects under dotted keys (`title.rendered`, `attributes.path.alias`)."""
    if isinstance(row, list):
        return {str(i): value for i, value in enumerate(row) if not isinstance(value, dict | list)}
    flat: dict[str, Any] = {}
    waiting: list[tuple[str, Any, int]] = [("", row, 0)]
    while waiting and len(flat) < 400:
        where, value, depth = waiting.pop()
        for key, inner in value.items():
            name = f"{where}{key}"
            if isinstance(inner, dict) and depth < 3:
                waiting.append((f"{name}.", inner, depth + 1))
            elif not isinstance(inner, dict | list):
                flat[name] = inner
    return flat


def _entries(
    rows: Sequence[Any], flat: Sequence[dict[str, Any]], keys: RowKeys, base: str, today: date, country: str
) -> Iterator[Entry]:
    seen: set[str] = set()
    for raw, row in zip(rows, flat, strict=False):
        title = str(row.get(keys.title) or "")
        url = _address(raw, row, keys, base)
        # A row may say the same address as an earlier one: the upper one counts.
        name = strip_index(clean(html.unescape(_TAG.sub("", _BREAK.sub(" ", title)))))
        if not url or not name or url in seen:
            continue
        seen.add(url)
        pinned = any(plain(key) in _PINS and value in (True, 1, "1", "true") for key, value in row.items())
        yield Entry(url, name, moment_of(row.get(keys.date), today, country) if keys.date else None, pinned)


def _address(raw: Any, row: dict[str, Any], keys: RowKeys, base: str) -> str:
    if keys.template:
        return address_from(keys.template, {**row, **(raw if isinstance(raw, dict) else {}), **_id(row)}, base)
    value = str(row.get(keys.link) or "")
    anchor = HREF.search(value)
    return absolute(html.unescape(anchor.group(1) if anchor else value), keys.folder or base)


def _id(row: dict[str, Any]) -> dict[str, Any]:
    """The row's id under the name that templates use, when it has one of another spelling."""
    found = next(
        (value for key, value in row.items() if plain(key) in ("id", "docid", "articleid", "infoid", "guid")), None
    )
    return {} if found is None else {"id": found}


def _whole(data: Any) -> tuple[int, int, str]:
    """What an answer says of its whole list: (rows, pages, address of the next part)."""
    total, pages, link = 0, 0, ""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if not isinstance(value, dict):
            continue
        for key, inner in value.items():
            name = key.lower().replace("_", "")
            if isinstance(inner, dict) and depth < 4:
                waiting.append((inner, depth + 1))
            elif name in _NEXTS and isinstance(inner, str):
                link = link or inner
            elif (
                (name == "href" and isinstance(inner, str) and isinstance(value, dict))
                or isinstance(inner, bool)
                or not str(inner).isdigit()
                or len(str(inner)) > 9
            ):
                continue
            elif name in _TOTALS:
                total = max(total, int(inner))
            elif name in _PAGES:
                pages = max(pages, int(inner))
    return total, pages, link
