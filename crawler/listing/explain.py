"""In an operator's words: why these rows were taken, or why a page gave none.

This module does not know how rows are found.
"""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.errors import ListNotFound
from crawler.listing.candidates import Found
from crawler.listing.shells import lies, needs_browser
from crawler.listing.titles import reads_like_title
from crawler.model import Listing
from crawler.page import Page

_EMPTY = re.compile(
    r"暂无(?:相关)?(?:数据|内容|信息|记录)|没有(?:找到|相关)(?:数据|内容|信息|记录)?|查無資料|尚無資料|無資料|該当する(?:情報|データ)はありません"
    r"|no (?:results?|records?|items?|entries|news|articles)(?: (?:were )?found| to (?:display|show)|\.)|nothing (?:was )?found|keine (?:treffer|ergebnisse|einträge)"
    r"|aucun résultat|sin resultados|no se encontraron|nenhum resultado|nessun risultato|ничего не найдено|검색 ?결과가 없습니다|등록된 (?:글|게시물)이 없습니다",
    re.I,
)
# A call with an argument: what opens a row, not what folds a menu.
_CALL = re.compile(r"[\w$.]+\s*\(\s*['\"\w]")
SCRIPT_ROWS = (
    'name the script\'s function and a template in [source.endpoint]: onclick = "open", url_template = "/view?id={0}"'
)
_MENDS = {
    "error-page": "open the address in a browser: the site says that the page is gone or broken",
    "login-page": "give the address of a page that is read without signing in",
    "needs-browser": "set `browser = true` for this source (with the extra gazette[browser] and Chromium), or name the "
    "list's endpoint in [source.endpoint]",
    "script-rows": SCRIPT_ROWS,
    "bad-json": "fetch it again; an answer that is cut short each time needs a smaller page size",
    "empty-list": "nothing to do if the column is new; else open the address in a browser and compare",
}


def why(found: Found, scripted: bool = False) -> tuple[str, ...]:
    """What decided for these rows, one sentence each."""
    entries = found.entries
    said = [f"{len(entries)} rows of <{found.candidate.rows.rows[0].node.tag}> are built alike"]
    dated = sum(entry.date is not None for entry in entries)
    if dated:
        many = "all" if dated == len(entries) else f"{dated}"
        said.append(f"{many} of them have a day, {found.days.where or 'in the row'}")
        values = [entry.date.value[:10] for entry in entries if entry.date]
        if len(set(values)) > 1 and all(a >= b for a, b in pairwise(values)):
            said.append("the days fall from the first row to the last")
    else:
        said.append("no row has a day that can be read")
    good = sum(reads_like_title(entry.title) for entry in entries)
    if good >= 0.8 * len(entries):
        said.append("their links read like headlines")
    elif good < 0.4 * len(entries):
        said.append("their titles are short or numbers")
    region = found.candidate.features
    for name, words in (("nav", "a menu"), ("foot", "the foot of the page"), ("side", "a side column")):
        if region.get(name):
            said.append(f"against them: they stand in what is named {words}")
    if scripted:
        said.append("the rows open by script and name no address; a link template in the configuration gives them one")
    return tuple(said)


def refusal(page: Page, inner: Page, best: Listing | None) -> ListNotFound:
    """Why a page gave no list, as an error to raise."""
    kind, message = _kind(page, inner, best)
    mend = _MENDS.get(kind, "give the address of the page that lists the news, or pin its rows with a selector")
    return ListNotFound(message, url=page.url, kind=kind, mend=mend)


def _kind(page: Page, inner: Page, best: Listing | None) -> tuple[str, str]:
    if page.kind == "html" and page.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return "bad-json", "the answer begins like JSON and cannot be read as such"
    if page.root is None:
        return "no-list", f"this {page.kind} answer holds no rows that can be read"
    lie = lies(page)
    if lie is not None:
        return lie, "an error page came with status 200" if lie == "error-page" else "the page asks to sign in"
    shell = needs_browser(page)
    if shell is not None:
        return "needs-browser", shell
    text = " ".join(inner.text.split()) if len(inner.text) < 200_000 else ""
    if _EMPTY.search(text):
        return "empty-list", "the page says that its list is empty"
    opened = (
        sum(1 for row in inner.root.iter("tr", "li", "a", "div") if _CALL.search(row.get("onclick") or ""))
        if inner.root is not None
        else 0
    )
    if opened >= 3 and best is None:
        return "script-rows", f"{opened} rows of the page open by a script only"
    if best is None and next(inner.root.iter("a"), None) is None if inner.root is not None else True:
        return "no-links", "the page has no links"
    if best is None:
        return "no-list", "no rows of links repeat on this page"
    if len(best.entries) == 1:
        return "no-list", "all rows lead to one address"
    return "no-list", f"the best rows found ({best.entries[0].title[:60]!r} …) look like a menu, not like news"
