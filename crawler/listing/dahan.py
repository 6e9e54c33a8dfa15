"""Two wrappers of one widespread publishing system (Dahan): jpage records and jpaas units.

jpage: rows stand in `<record><![CDATA[…]]></record>` inside a script or a proxy's answer, at times
HTML-escaped, in any case of letters; `nextgroup` holds the request for the following rows.
jpaas: a script tag names an endpoint and its parameters; the JSON answer holds the list's HTML.

This module does not know what a row looks like.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.model import Expanded, Listing, Request
from crawler.normalise.jsliteral import NotALiteral, read_literal
from crawler.page import Page

_UNIT = "page/build/unit"
_HREF = re.compile(r"href\s*=\s*[\"']([^\"'<>]{1,2000})[\"']", re.I)
_NUMBER = re.compile(r"<totalrecord>\s*(\d{1,9})", re.I)
_PAGE = re.compile(r"([?&]page=)(\d{1,6})", re.I)
_PAGINATION = re.compile(r"<div\b[^<>]{0,400}\bpagination\b[^<>]{0,400}>", re.I)
_ATTRIBUTE = re.compile(r"\b(rows|count)\s*=\s*[\"']?(\d{1,7})", re.I)
_LIST_WORD = re.compile(r"list|列表|信息", re.I)


def jpage(page: Page) -> Expanded | None:
    """The rows of a jpage block, of a column page or of the proxy's answer; None when there is none."""
    # To fold the case of a whole page costs as much as a fifth of its parse.
    if "/record" not in page.text and "/RECORD" not in page.text and "/Record" not in page.text:
        return None
    text, lower = page.text, page.lower
    if "<record>" not in lower:
        if "&lt;record&gt;" not in lower:
            return None
        text = html.unescape(text)
        lower = text.replace("\u0130", "i").lower()
    best: tuple[list[str], int, int] = ([], 0, 0)
    for start, end in _stores(lower):
        # Several blocks on one page: tabs and sidebars; the list is the longest.
        best = max(best, (_cdata(text, lower, "record", start, end), start, end), key=lambda found: len(found[0]))
    records, start, end = best
    if not records:
        return None
    total = _NUMBER.search(lower, start, end)
    whole = int(total.group(1)) if total else 0
    why = [f"{len(records)} rows stand in jpage records" + (f", {whole} in all" if whole else "")]
    following = None
    if not whole or len(records) < whole:
        following = _next_group(page, _cdata(text, lower, "nextgroup", start, end))
    return Expanded("jpage", _wrapped(records), page.base, following, tuple(why))


def _stores(lower: str) -> Iterator[tuple[int, int]]:
    """Where each data store begins and ends; the whole text when none is marked."""
    start = lower.find("<datastore")
    if start < 0:
        yield 0, len(lower)
    for _ in range(50):
        if start < 0:
            return
        end = lower.find("</datastore>", start)
        end = len(lower) if end < 0 else end
        yield start, end
        start = lower.find("<datastore", end)


def _cdata(text: str, lower: str, tag: str, start: int, end: int) -> list[str]:
    """The CDATA sections of each `tag`; found by plain search, so that a broken block costs no more than its length."""
    found: list[str] = []
    while len(found) < 10_000:
        opened = lower.find(f"<{tag}>", start, end)
        begin = lower.find("<![cdata[", opened, end) if opened >= 0 else -1
        close = lower.find("]]>", begin, end) if begin >= 0 else -1
        if close < 0:
            break
        found.append(text[begin + 9 : close])
        start = close + 3
    return found


def _wrapped(records: list[str]) -> str:
    head = records[0].lstrip()[:3].lower()
    outer = "ul" if head == "<li" else "table" if head == "<tr" else "div"
    rows = "\n".join(records)
    return f"<html><body><{outer}>{rows}</{outer}></body></html>"


def _next_group(page: Page, groups: list[str]) -> Request | None:
    link = next((m for m in map(_HREF.search, groups) if m), None)
    if link is None:
        return None
    url = page.absolute(html.unescape(link.group(1)))
    asked, here = _PAGE.search(url), _PAGE.search(page.url)
    if asked and here and "dataproxy" in page.url and int(asked.group(2)) <= int(here.group(2)):
        # Some proxies always name group 1: asked again, it would answer the same rows for ever.
        url = _PAGE.sub(lambda m: f"{m.group(1)}{int(here.group(2)) + 1}", url, count=1)
    return Request(url) if url else None


def jpaas_unit(page: Page) -> Listing | None:
    """The request for the unit that holds the list, from the script tags that name such units."""
    if page.root is None or _UNIT not in page.text:
        return None
    units: list[tuple[int, Request]] = []
    for script in page.root.iter("script"):
        url = page.absolute(script.get("url") or script.get("data-url"))
        if _UNIT not in url:
            continue
        try:
            query, _ = read_literal(script.get("querydata") or "")
        except NotALiteral:
            continue
        if isinstance(query, dict) and query:
            units.append((_weight(query), _unit_request(url, query, page.url)))
    if not units:
        return None
    _, best = max(units, key=lambda unit: unit[0])
    why = ("the page names the unit that builds its list",)
    return Listing("jpaas", (), confidence=0.85, why=why, follow=best)


def _weight(query: dict[str, Any]) -> int:
    """Which of several units is the list: menus and banners are units too."""
    weight = 2 if _LIST_WORD.search(str(query.get("tagId", ""))) else 0
    weight += 2 if "paramJson" in query or "pageNo" in str(query) else 0
    return weight + (1 if str(query.get("pageType", "")).lower() == "column" else 0)


def _unit_request(url: str, query: dict[str, Any], referer: str) -> Request:
    fields = {k: v if isinstance(v, str) else json.dumps(v, separators=(",", ":")) for k, v in query.items()}
    headers = (("X-Requested-With", "XMLHttpRequest"), ("Referer", referer))
    return Request(f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}", headers=headers)


def jpaas_answer(page: Page) -> Expanded | None:
    """The HTML of a unit's answer, with the request for its next page."""
    data = page.data.get("data") if isinstance(page.data, dict) else None
    markup = data.get("html") if isinstance(data, dict) else None
    if not isinstance(markup, str) or "<a" not in markup.lower():
        return None
    following = _next_unit(page.url, markup)
    return Expanded("jpaas", markup, page.base, following, ("the unit's answer carries the list as HTML",))


def _next_unit(url: str, markup: str) -> Request | None:
    pagination = _PAGINATION.search(markup)
    told = {k.lower(): int(v) for k, v in _ATTRIBUTE.findall(pagination.group())} if pagination else {}
    rows, count = told.get("rows", 0), told.get("count", 0)
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    try:
        asked = json.loads(dict(query).get("paramJson", "{}"))
        number = int(asked.get("pageNo", 1))
    except (ValueError, TypeError, AttributeError):
        number = 1
    if not rows or number * rows >= count:
        return None
    wanted = json.dumps({"pageNo": number + 1, "pageSize": rows}, separators=(",", ":"))
    fields = [(k, v) for k, v in query if k != "paramJson"]
    following = urlunsplit(parts._replace(query=urlencode([*fields, ("paramJson", wanted)])))
    return Request(following, headers=(("X-Requested-With", "XMLHttpRequest"),))
