"""Pages that are not the article but lead to it: forwards, frames, and the further pages of a long one.

This module does not fetch, nor count hops; the spider follows, a few times at most.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import lxml.html

from crawler.page import Page
from crawler.reading.beginning import beginning

_REFRESH = re.compile(r"^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s>]+)", re.I)
_SCRIPT = re.compile(
    r"(?:(?:window|document|self|top|parent|this)\s*\.\s*)?location(?:\s*\.\s*href)?\s*(?:=|\.\s*(?:replace|assign)\s*\()\s*(['\"])([^'\"\s]{1,2000})\1"
)
_ASSIGNED = re.compile(r"\b(?:href|url|redirect\w{0,10}|jumpUrl|linkUrl)\s*[:=]\s*(['\"])([^'\"\s]{1,2000})\1", re.I)
_MAX_WAIT = 10
_MAX_SOURCE = 20_000
_NEXT = re.compile(
    r"\W*(?:next(?:\s+page)?|continue(?:\s+reading)?|下一页|下一頁|下页|次(?:の)?(?:ページ)?へ?|다음(?:\s*페이지)?|nächste(?:\s+seite)?|weiter|suivante?|page\s+suivante|siguiente|successiva|avanti|próxima|volgende|nästa|следующая|далее|\d{1,2})\W*",
    re.I,
)
_PAGE_KEY = re.compile(r"(?:^|&)(?:page|p|pg|pn|pageno|currpage|seite|pagina)=(\d{1,3})(?:&|$)", re.I)
_NUMBERED = re.compile(r"^(.*?)[_-](\d{1,3})$")


def forward_of(page: Page, seen: int) -> str:
    """Where a page sends its readers at once, "" when it does not; `seen` is how many characters of text it shows.

    A page with text of its own is no forward by script: scripts name addresses for many reasons.
    """
    root = page.root
    if root is None:
        return ""
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").lower() != "refresh":
            continue
        match = _REFRESH.match(element.get("content") or "")
        if match and int(match[1]) <= _MAX_WAIT and seen < 1_000 and (target := _other(page, match[2])):
            return target
    if seen > 200 or len(page.text) > _MAX_SOURCE:
        return ""
    for script in root.iter("script"):
        source = (script.text or "")[:_MAX_SOURCE]
        if "location" not in source:
            continue
        if (match := _SCRIPT.search(source)) and (target := _other(page, match[2])):
            return target
        # The address stands in a variable that `location` is set to.
        if (match := _ASSIGNED.search(source)) and (target := _other(page, match[2])):
            return target
    return ""


def frame_of(page: Page) -> str:
    """The address of the frame that holds a page's text, when the page itself shows none; "" when there is none."""
    root = page.root
    if root is None:
        return ""
    host = urlsplit(page.url).hostname
    for frame in root.iter("iframe", "frame"):
        url = page.absolute(frame.get("src") or frame.get("data-src"))
        small = (frame.get("height") or "") in ("0", "1") or "none" in (frame.get("style") or "")
        if url and not small and urlsplit(url).hostname == host and not url.lower().split("?")[0].endswith(".pdf"):
            return _other(page, url)
    return ""


def next_part(page: Page, area: lxml.html.HtmlElement | None) -> str:
    """The address of the article's next page, linked in the part of the page around it; "" when there is none.

    Only an address that is this page's own with a higher page number counts: "next" also leads to other articles.
    """
    area = page.root if area is None else area
    if area is None:
        return ""
    stem, number = _numbered(page.url)
    for link in area.iter("a"):
        text = (link.text or "").strip() if not len(link) else beginning(link, 60).strip()
        if len(text) > 40 or (link.get("rel") != "next" and not _NEXT.fullmatch(text)):
            continue
        href = page.absolute(link.get("href"))
        if not href or href == page.url:
            continue
        other, following = _numbered(href)
        # Numbered from nought, the second page is "_1" beside a first without a number.
        if other == stem and (following == number + 1 or (number == following == 1 and href != page.url)):
            return href.split("#")[0]
    return ""


def _numbered(url: str) -> tuple[str, int]:
    """An address without its page number, and that number (1 when it has none)."""
    parts = urlsplit(url)
    if match := _PAGE_KEY.search(parts.query):
        query = _PAGE_KEY.sub("&", parts.query).strip("&")
        return f"{parts.netloc}{parts.path}?{query}", int(match[1])
    head, slash, last = parts.path.rstrip("/").rpartition("/")
    name, dot, ending = last.rpartition(".") if "." in last else (last, "", "")
    if dot and (match := _NUMBERED.match(name)):
        return f"{parts.netloc}{head}{slash}{match[1]}{dot}{ending}?{parts.query}", int(match[2])
    if not dot and name.isdigit() and len(name) < 3:
        return f"{parts.netloc}{head}?{parts.query}", int(name)
    return f"{parts.netloc}{head}{slash}{last}?{parts.query}", 1


def _other(page: Page, href: str) -> str:
    """An absolute address that is not the page's own."""
    url = page.absolute(href.replace("\\/", "/").replace("&amp;", "&"))
    return url if url and url.split("#")[0] != page.url.split("#")[0] else ""
