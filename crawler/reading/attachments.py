"""The files that belong to an article: by ending, by download address, by name, by data attribute.

A link is a file when its path or a value of its query ends as a file does, when its address is that
of a download script, or when its text does ("报名表.doc").  Frames and embeds of a PDF count too.

This module does not fetch: a length is known only when a HEAD request told it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import unquote, urlsplit

import lxml.html

from crawler.model import Attachment
from crawler.normalise.text import clean
from crawler.page import Page
from crawler.reading.beginning import beginning
from crawler.reading.furniture import is_furniture

TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docm": "application/vnd.ms-word.document.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "dps": "application/vnd.ms-powerpoint",
    "ofd": "application/ofd",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "csv": "text/csv",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "ceb": "application/x-ceb",
    "hwp": "application/x-hwp",
    "hwpx": "application/hwp+zip",
    "epub": "application/epub+zip",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
}
_ENDS = re.compile(rf"\.({'|'.join(sorted(TYPES, key=len, reverse=True))})(?![a-z0-9])", re.I)
_ENDING = re.compile(
    rf"\.({'|'.join(sorted(TYPES, key=len, reverse=True))})\s*(?:[(（\[][^()（）\[\]]{{0,40}}[)）\]])?\s*$", re.I
)
_DOWNLOAD = re.compile(
    r"(?:^|/)(?:downloads?|downfile|filedown|down|dl|getfile|attach(?:ment)?s?|openattach|viewattach|showattach|fileview)[\w-]{0,24}\.(?:jsp|do|action|aspx?|ashx|php|cgi|htm)\b"
    r"|/(?:document/)?(?:file)?download(?:file|public|document|attach\w{0,8}){0,3}(?:/|$|\?)|/downloadpublicdocument|filedownload|downloadattach|attachdownload|/bitstream/|[?&](?:action|do|cmd)=download",
    re.I,
)
# One of these is in every such address, and in few others.
_LIKE_DOWNLOAD = ("down", "attach", "dl", "getfile", "fileview", "bitstream")
_NAMED = re.compile(
    r"^\W{0,3}(?:附件|附檔|附表|添付|첨부|anlage|attachment|annex|appendix|allegato|annexe|anexo|приложение|załącznik)\s*[\d一二三四五六七八九十a-z]{0,3}\s*[:：.．、]",
    re.I,
)
_GENERIC = re.compile(
    r"\W*(?:点击下载|下载|下載|附件下载|附件下載|下载附件|檔案下載|查看|预览|download(?: (?:file|pdf|here|now|document))?|herunterladen|télécharger|descargar|scarica|скачать|pobierz|"
    r"다운로드|ダウンロード|pdf|docx?|xlsx?|odt|open|view|here|click here|hier|ici|\d+(?:[.,]\d+)?\s*[km]b|下载文件|本文|附件\d*)\W*",
    re.I,
)
_DATA = (
    "oldsrc",
    "data-href",
    "data-url",
    "data-file",
    "data-src",
    "data-download",
    "data-link",
    "appendix",
    "fileurl",
)
_QUOTED = re.compile(r"['\"]([^'\"\s]{4,600})['\"]")
_FRAMES = ("iframe", "embed", "object", "frame")
_MAX = 200
_LEVELS = 4
_FILES = re.compile(r"attach|download|file|fujian|fjdown|document|annex|anlage|appendix|xgfj", re.I)
_FOREIGN = re.compile(r"(?:^|\.)(?:play\.google|apps\.apple|adobe)\.", re.I)


def media_type(url: str) -> str:
    """The media type that an address or file name tells by its ending; "" when it tells none."""
    found = _ends(url)
    return TYPES[found] if found else ""


def _ends(url: str) -> str:
    if not _ENDS.search(url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = unquote(parts.path)
    if (match := _ENDS.search(path[-12:])) and match.end() == len(path[-12:]):
        return match[1].lower()
    for value in unquote(parts.query).split("&")[:30]:
        if (match := _ENDS.search(value[-12:])) and match.end() == len(value[-12:]):
            return match[1].lower()
    return ""


def _downloads(url: str) -> bool:
    """Whether an address is that of a program which hands out files."""
    low = url.lower()
    return any(word in low for word in _LIKE_DOWNLOAD) and _DOWNLOAD.search(url) is not None


def find_attachments(
    page: Page, nodes: Sequence[lxml.html.HtmlElement], frame: Collection[str] = ()
) -> tuple[Attachment, ...]:
    """The files that an article links, in page order, each address once.

    `nodes` are the article's; files in boxes beside them count too, unless these are furniture or
    further than a few levels away.  `frame` are addresses that every article of the source repeats.
    """
    found: dict[str, Attachment] = {}
    if page.root is None:
        return ()
    area = around(nodes)
    inside = set(nodes)
    for element in (area if area is not None else page.root).iter("a", *_FRAMES):
        if len(found) >= _MAX:
            break
        attachment = _frame(element, page) if element.tag in _FRAMES else _link(element, page)
        if attachment is not None and attachment.url not in frame and _own(element, inside):
            known = found.get(attachment.url)
            # An icon and a text lead to the same file: the text is its title.
            if known is None or known.title in (_file_name(known.url), "") or _GENERIC.fullmatch(known.title):
                found[attachment.url] = attachment
    return tuple(found.values())


def around(nodes: Sequence[lxml.html.HtmlElement]) -> lxml.html.HtmlElement | None:
    """The part of the page around an article's nodes: a few levels up, below `body`; None for the whole page.

    An article that stands in `body` itself has the whole page around it.
    """
    if not nodes:
        return None
    if (parent := nodes[0].getparent()) is not None and parent.tag == "body":
        return None
    area = nodes[0]
    for _ in range(_LEVELS):
        above = area.getparent()
        if above is None or above.tag in ("body", "html"):
            break
        area = above
    return area


def _own(element: lxml.html.HtmlElement, inside: set[lxml.html.HtmlElement]) -> bool:
    """Whether no box between a link and the article (or the page) is furniture."""
    if element in inside:
        return True
    for above in element.iterancestors():
        if above in inside:
            return True
        if above.tag in ("nav", "footer", "header", "aside", "menu"):
            return False
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        if is_furniture(above) and not _FILES.search(names):
            return False
    return True


def _link(element: lxml.html.HtmlElement, page: Page) -> Attachment | None:
    href = (element.get("href") or "").strip()
    hidden = not href or href[0] == "#" or href[:11].lower() == "javascript:"
    url, kind = "", ""
    if hidden:
        url = _hidden(element, page)
        kind = _ends(url) if url else ""
    else:
        kind = _ends(href) or _ends(element.get("oldsrc") or "")
        if not kind:
            shown = (element.text or "") if not len(element) else beginning(element, 1_000)
            kind = _by_text(shown.strip(), element)
            if not kind and not _downloads(href) and (not _NAMED.match(shown.strip()) or _is_page(href)):
                return None
        url = page.absolute(href)
    if not url or _FOREIGN.search(urlsplit(url).hostname or ""):
        return None
    text = clean(beginning(element, 1_000, " "))
    return Attachment(url, _title(element, text, url), TYPES.get(kind, ""))


def _by_text(text: str, element: lxml.html.HtmlElement) -> str:
    for name in (text, element.get("download"), element.get("title")):
        if name and "." in name[-60:] and (match := _ENDING.search(name[-60:])):
            return match[1].lower()
    declared = (element.get("type") or "").lower()
    return declared and next((ending for ending, kind in TYPES.items() if kind == declared), "")


def _is_page(url: str) -> bool:
    last = urlsplit(url).path.rsplit("/", 1)[-1].lower()
    return last.endswith((".html", ".htm", ".shtml")) or not last


def _hidden(element: lxml.html.HtmlElement, page: Page) -> str:
    """An address outside `href`: in a data attribute, or as a quoted argument of a script."""
    for key in _DATA:
        value = element.get(key)
        if value and (_ends(value) or _downloads(value)):
            return page.absolute(value)
    script = f"{element.get('onclick') or ''} {element.get('href') or ''}"[:2_000]
    for match in _QUOTED.finditer(script):
        if ("/" in match[1] or _ends(match[1])) and (_ends(match[1]) or _downloads(match[1])):
            return page.absolute(match[1])
    return ""


def _frame(element: lxml.html.HtmlElement, page: Page) -> Attachment | None:
    source = element.get("src") or element.get("data") or element.get("data-src") or ""
    kind = _ends(source)
    if not kind and "pdf" not in (element.get("type") or ""):
        return None
    url = page.absolute(source)
    # A viewer's address carries the file's in its query.
    if match := re.search(r"[?&](?:file|url|src|pdf)=([^&#]+)", source):
        url = page.absolute(unquote(match[1])) or url
    title = clean(element.get("title") or "") or _file_name(url)
    return Attachment(url, title, TYPES.get(kind, "application/pdf")) if url else None


def _title(element: lxml.html.HtmlElement, text: str, url: str) -> str:
    if text and not _GENERIC.fullmatch(text):
        return text[:300]
    for key in ("title", "download", "data-title", "aria-label"):
        value = clean(element.get(key) or "")
        if value and not _GENERIC.fullmatch(value):
            return value[:300]
    parent = element.getparent()
    if parent is not None and parent.tag in ("p", "li", "td", "dd", "span") and len(parent.findall(".//a")) == 1:
        beside = clean(beginning(parent, 600, " "))
        rest = clean(beside.replace(text, " ", 1)) if text else beside
        if 3 < len(rest) <= 150 and not _GENERIC.fullmatch(rest):
            return rest
    return _file_name(url) or text


def _file_name(url: str) -> str:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    return clean(name)[:300]
