"""Where an address carries the number of a page, and the same address for another number.

A number lives in a query parameter (`page=2`, `start=20`), in the last part of the path
(`/page/2/`, `/news/p2`, `list_70_2.html`, `index_1.html`) or in a parameter of JSON
(`paramJson={"pageNo":2}`).

This module does not know what a page shows, nor whether an address exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PAGE_KEYS = _words(
    """
    page pageindex pageno pagenum pagenumber currpage cur_page curpage currentpage pageno0 p pn pg nowpage
    paged _page cpage pageid page_no page_num page_number page_index pagen_1 pagenr seite strona stranka
    pagina pag thispage toppage intpage ipage gotopage npage current
    """
)
OFFSET_KEYS = _words(
    """
    start offset skip startrow startrecord first from limitstart b_start:int b_start st
    """
)
SIZE_KEYS = _words(
    """
    pagesize page_size perpage per_page size limit rows _pagesize pagerows numperpage top $top max
    itemsperpage
    """
)
# Also in a file's name: "data_itemId=9,pageIndex=1,pageSize=18.json".
_QUERY_NUMBER = re.compile(r"([?&;,])([\w.\-$:\[\]%]+)=(\d{1,6})(?=[&#;,.]|$)")
_JSON_NUMBER = re.compile(r"((?:%22|\")(\w+)(?:%22|\")(?::|%3A)(?:%22|\")?)(\d{1,6})", re.I)
# "index_2.html", "list_70_2.html", "column-index-2.shtml", "lp-16-2.html", "news-p2", "page2.php"
_FILE_NUMBER = re.compile(
    r"(?:(?<!\d{4}-\d\d)[_\-.]|(?<=[_\-./])p|(?<=page)|(?<=list)|(?<=index))(\d{1,5})(?:\.\w{2,5})?/?$", re.I
)
_FOLDER_NUMBER = re.compile(
    r"/(?:page|pages|seite|strona|pagina|p|pg|stranka|sayfa|sivu|halaman)[/\-_.]?(\d{1,5})/?$", re.I
)
_PLAIN_NUMBER = re.compile(r"/(\d{1,4})(?:\.s?html?|/)?$", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """A number inside an address: `head` + number + `tail`.  `kind` is "page", "offset", "file", "folder" or "plain"."""

    head: str
    number: int
    tail: str
    kind: str
    key: str = ""

    def at(self, number: int) -> str:
        """The address with another number."""
        return f"{self.head}{number}{self.tail}"


def places_of(url: str) -> tuple[Place, ...]:
    """Every number in an address that may be a page's, the surest first."""
    found: list[Place] = []
    for match in _QUERY_NUMBER.finditer(url):
        key = unquote(match.group(2)).lower()
        kind = "page" if key in PAGE_KEYS else "offset" if key in OFFSET_KEYS else ""
        if kind:
            found.append(_place(url, match.span(3), kind, key))
    found += [
        _place(url, match.span(3), "page", match.group(2).lower())
        for match in _JSON_NUMBER.finditer(url)
        if match.group(2).lower() in PAGE_KEYS
    ]
    path_end = min((i for i in (url.find("?"), url.find("#")) if i >= 0), default=len(url))
    path = url[:path_end]
    path_start = path.find("/", path.find("://") + 3)
    for pattern, kind in ((_FOLDER_NUMBER, "folder"), (_FILE_NUMBER, "file"), (_PLAIN_NUMBER, "plain")):
        in_path = pattern.search(path)
        if in_path and in_path.start(1) > path_start > 0:
            found.append(_place(url, in_path.span(1), kind))
    return tuple(found)


def size_in(url: str) -> int:
    """How many rows a page of this address has by its own words, or 0 when it does not say."""
    for match in _QUERY_NUMBER.finditer(url):
        if unquote(match.group(2)).lower() in SIZE_KEYS:
            return int(match.group(3))
    return 0


def advance(url: str, rows: int, total: int = 0, pages: int = 0) -> str:
    """The address of the page after `url` by its query alone; "" when there is none.

    `rows` is the number of rows on this page, `total` that of all rows and `pages` that of all
    pages, 0 when unknown.  A page with fewer rows than it was asked for is the last.
    """
    size = size_in(url)
    sure = [place for place in places_of(url) if place.kind in ("page", "offset")]
    if not sure or not rows or (size and rows < size and not total and not pages):
        return ""
    place = sure[0]
    step = size or rows if place.kind == "offset" else 1
    seen = place.number + step if place.kind == "offset" else max(place.number, 1) * (size or rows)
    if total and seen >= total:
        return ""
    if pages and place.kind == "page" and place.number >= pages:
        return ""
    return place.at(place.number + step)


def _place(url: str, span: tuple[int, int], kind: str, key: str = "") -> Place:
    return Place(url[: span[0]], int(url[span[0] : span[1]]), url[span[1] :], kind, key)
