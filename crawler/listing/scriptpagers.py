"""Pagers without links: scripts that draw them (TRS `createPageHTML`), and ASP.NET postbacks.

TRS counts from 0, so that `index_1` is the second page; other systems that took the call over count
from 1 and their second page is `index_2`.  The page's own number tells them apart.

This module does not know pagers that are links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote_plus

import lxml.html

from crawler.listing.pagers import label_of, number_in
from crawler.listing.pagewords import says_next
from crawler.listing.scripts import script_texts
from crawler.model import Request
from crawler.normalise.jsliteral import NotALiteral, read_arguments
from crawler.page import Page

_CREATE = re.compile(r"\b(?:create|write|show)Page\w{0,12}\s*\(", re.I)
_VARIABLE = re.compile(r"\b(\w{3,24})\s*=\s*[\"']?(\d{1,6})\b")
_TOTALS = frozenset("totalpage totalpages pagecount countpage pagenum pagetotal _pagecount npagecount allpage".split())
_CURRENTS = frozenset(
    "currentpage curpage currpage thispage ncurrindex pageindex currentpageindex pageno _currpage".split()
)
_STEM = re.compile(r"[\"']([\w\-]{1,40}_)[\"']\s*\+")
_SUFFIX = re.compile(r"\+\s*[\"'](\.\w{2,5})[\"']")
_FILE = re.compile(r"/([\w\-]*?)(?:_(\d{1,5}))?\.(s?html?|jsp|aspx?|php)$", re.I)
_POSTBACK = re.compile(r"__doPostBack\s*\(|WebForm_PostBackOptions\s*\(")
_PAGE_ARGUMENT = re.compile(r"(?:Page\$)?(\d{1,5}|Next)", re.I)
_BASE64 = re.compile(r"[A-Za-z0-9+/=]*")
_MAX_FIELDS = 400


def scripted(page: Page) -> Request | None:
    """The next page that a script would link, or None."""
    if page.root is None:
        return None
    for _, text in script_texts(page):
        if "Page" not in text or len(text) > 200_000 or not _names_call(text):
            continue
        for call in islice(_CREATE.finditer(text), 50):
            if "function" in text[max(0, call.start() - 12) : call.start()]:
                continue
            try:
                arguments = read_arguments(text, call.end())
            except NotALiteral:
                continue
            found = _created(page, arguments, text)
            if found is not None:
                return Request(found) if found else None
    return _counted(page)


def _names_call(text: str) -> bool:
    """Whether the call that draws a pager can be in a script: nearly all have none, and plain words are found fast."""
    lower = text.lower()
    return "createpage" in lower or "writepage" in lower or "showpage" in lower


def _created(page: Page, arguments: Sequence[Any], text: str) -> str | None:
    """The address after the current one from a pager call; "" on the last page, None when it is no such call."""
    names = [a for a in arguments if isinstance(a, str) and not a.isdigit()]
    numbers = [int(a) for a in arguments if isinstance(a, int) or (isinstance(a, str) and a.isdigit())]
    if len(numbers) < 2:  # createPageHTML(countPage, currentPage, "index", "html")
        told = {name.lower(): int(value) for name, value in _VARIABLE.findall(text)}
        total = next((told[name] for name in told if name in _TOTALS), None)
        current = next((told[name] for name in told if name in _CURRENTS), None)
        if total is None or current is None:
            return None
        numbers = [total, current]
    if len(names) < 2 or not re.fullmatch(r"s?html?|jsp|aspx?|php", names[-1], re.I):
        return None
    total, current = numbers[0], numbers[1]
    stem, suffix = names[-2], names[-1]
    from_zero = _counts_from_zero(page, current, first_is_box=len(names) > 2)
    if current + from_zero >= total:
        return ""
    return page.absolute(f"{stem}_{current + 1}.{suffix}")


def _counts_from_zero(page: Page, current: int, *, first_is_box: bool) -> bool:
    if current == 0:
        return True
    own = _FILE.search(page.url.partition("?")[0])
    number = int(own.group(2)) if own and own.group(2) else None
    if number is None:  # the first page, and it says 1
        return False
    return not first_is_box


def _counted(page: Page) -> Request | None:
    """`var totalPage = 12, currentPage = 1; … "index_" + n + ".html"`."""
    for _, text in script_texts(page):
        if not 20 < len(text) <= 200_000 or "_" not in text or "age" not in text:
            continue
        suffix = _SUFFIX.search(text)
        stem = _STEM.search(text) if suffix else None
        if stem is None or suffix is None:
            continue
        told = {name.lower(): int(value) for name, value in _VARIABLE.findall(text)}
        total = next((told[name] for name in told if name in _TOTALS), 0)
        current = next((told[name] for name in told if name in _CURRENTS), None)
        if current is None:
            continue
        if current + (current == 0) < total:
            return Request(page.absolute(f"{stem.group(1)}{current + 1 if current else 1}{suffix.group(1)}"))
    return None


def postback(page: Page, currents: Sequence[int] = ()) -> Request | None:
    """The form post that shows the next page of an ASP.NET grid, with the form's own fields; else None.

    `currents` are numbers that the page's pagers tell it to be.
    """
    if page.root is None or "__VIEWSTATE" not in page.text:
        return None
    current = _current(page, currents)
    triggers = sorted(_triggers(page.root, current), key=lambda trigger: -trigger[2])
    posts = (_post(page, element, fields) for element, fields, _ in triggers[:5])
    return next((post for post in posts if post is not None), None)


def _triggers(
    root: lxml.html.HtmlElement, current: int
) -> Iterator[tuple[lxml.html.HtmlElement, list[tuple[str, str]], int]]:
    for element in root.iter("a", "input"):
        if element.get("disabled") is not None:
            continue
        if element.tag == "input":
            label = element.get("alt") or element.get("title") or element.get("value") or ""
            if element.get("type") in ("submit", "image", "button") and element.get("name") and says_next(label):
                yield element, [(element.get("name") or "", element.get("value") or "")], 90
            continue
        call = element.get("href") or ""
        call = (call if "PostBack" in call else element.get("onclick") or "")[:2_000]
        # Most links of such a page are plain: to look for a word costs less than the search.
        match = _POSTBACK.search(call) if "PostBack" in call else None
        if match is None:
            continue
        try:
            values = [str(a) for a in read_arguments(call, match.end()) if isinstance(a, str)]
        except NotALiteral:
            continue
        if not values:
            continue
        label, argument = label_of(element), values[1] if len(values) > 1 else ""
        fields = [("__EVENTTARGET", values[0]), ("__EVENTARGUMENT", argument)]
        if says_next(label) or says_next(element.get("title") or "") or argument.lower() in ("page$next", "next"):
            yield element, fields, 90
        elif number_in(label) == current + 1:
            yield element, fields, 80 if _PAGE_ARGUMENT.fullmatch(argument) else 60


def _current(page: Page, currents: Sequence[int]) -> int:
    """The number that the grid shows without a link, else 1."""
    if currents:
        return currents[0]
    assert page.root is not None
    linked = [number_in(label_of(a)) for a in page.root.iter("a") if "PostBack" in (a.get("href") or "")]
    numbers = [n for n in linked if n is not None]
    return (
        1 if not numbers or 1 not in numbers else next((n for n in range(1, max(numbers) + 2) if n not in numbers), 1)
    )


def _post(page: Page, element: lxml.html.HtmlElement, extra: list[tuple[str, str]]) -> Request | None:
    form = next(element.iterancestors("form"), None)
    if form is None:
        return None
    names = {name for name, _ in extra}
    fields = [(name, value) for name, value in islice(_form_fields(form), _MAX_FIELDS) if name not in names]
    url = page.absolute(form.get("action")) or page.url
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Request(
        url, "POST", "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in (*fields, *extra)), headers
    )


def _quoted(text: str) -> str:
    """`quote_plus`; the state of an ASP.NET form is base64 of many kilobytes, which that quotes letter by letter."""
    if _BASE64.fullmatch(text):
        return text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return quote_plus(text)


def _form_fields(form: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form without pressing a button (HTML Standard, 4.10.22.4)."""
    for field in form.iter("input", "select", "textarea"):
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "textarea":
            yield name, str(field.text_content())
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None]
            if not chosen and field.get("multiple") is None:
                chosen = options[:1]
            for option in chosen:
                yield name, option.get("value", str(option.text_content()).strip())
        else:
            kind = (field.get("type") or "text").lower()
            checked = kind not in ("checkbox", "radio") or field.get("checked") is not None
            if checked and kind not in ("submit", "image", "button", "reset", "file"):
                yield name, field.get("value", "on" if kind in ("checkbox", "radio") else "")
