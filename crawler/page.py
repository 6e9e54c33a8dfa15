"""Bytes as a server sent them to one parsed page, within bounds.

Charset in order of trust: byte order mark, HTTP header, `meta`/XML declaration, content; as the
WHATWG Encoding Standard does, legacy labels are read as their supersets (gb2312 and gbk as
GB18030, big5 as Big5-HKSCS, shift_jis as cp932, euc-kr as cp949), since pages use characters that
their label does not have.  A label that its own bytes contradict is passed over.

This module does not know what a page is about, nor how it came.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
from parsel import Selector
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from crawler.bounds import refuse_bulk
from crawler.errors import PageError, TooLarge, WrongKind
from crawler.normalise.charset import guess

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 600
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc_kr": "cp949",
    "euc-kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
# Codecs of Python that no page is written in: they are no charsets, may take for ever, or hide markup (utf-7).
_NO_CHARSETS = frozenset({"utf-7", "idna", "punycode", "undefined", "unicode_escape", "unicode-escape", "raw_unicode_escape", "raw-unicode-escape"})  # fmt: skip
_LIKELY = 0.6
_DOUBT = 20
_GUESSES = ("utf-8", "gb18030", "cp932", "cp949", "big5hkscs", "cp1252")
_FILE_MAGIC = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\xd0\xcf\x11\xe0": "application/msword",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"Rar!": "application/vnd.rar",
}
# One step of XPath a level: libxml2 looks at each element once, without making an object of Python's for it.
_TOO_DEEP = lxml.etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")
# An address that needs no closer look.
_PLAIN_HOST = re.compile(r"https?://[\w.-]+(?::\d{1,4})?(?:[/?#]|$)", re.A)
# A file beside, or in a folder below, and its query: no scheme, no step up.
_PLAIN_FILE = re.compile(r"\w[\w\-./% ]*(?:\?[^#]*)?$", re.A)
_XML_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.I)
# One class for all elements, looked up without a call into Python (lxml.html's own lookup costs as much as the parse).
_CLASSES = lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment)
# Control characters that libxml2 takes for the end of the text, as a table for bytes (a regex costs as much as the parse).
_NO_CONTROLS = bytes(0x20 if i < 0x20 and i not in (0x09, 0x0A, 0x0D) else i for i in range(256))
# GBK or UTF-8 text that was once decoded as Latin-1 and saved again: a site's own fault.
# Matched in UTF-8, where every such letter begins with the byte C3: a search for one byte is fifty times faster.
_SEEN = rb"\xc3[\x82\x83\xa3-\xa9](?:\xc2[\x80-\xbf]){1,2}"
# GBK that was taken for UTF-8, its bytes replaced, and taken for GBK again.
_LOST = "锟斤拷".encode()
_MOJIBAKE = re.compile(_SEEN + _SEEN + _SEEN)


Decoded = tuple[str, str, str, tuple[str, ...]]


@dataclass(slots=True)
class Page:
    """One page, decoded and parsed once.

    `kind` is "html", "json" or "xml"; `root` is the parsed tree of an HTML page (None for others),
    `data` the value of a JSON page; `text` the decoded source.  `url` is the final address, `base`
    what relative links are resolved against.  `flags` holds faults of the page itself
    ("mojibake", "charset-conflict", "undecodable").
    """

    url: str
    kind: str
    text: str
    charset: str
    charset_from: str
    root: lxml.html.HtmlElement | None = None
    data: Any = None
    base: str = ""
    flags: tuple[str, ...] = ()
    content_type: str = ""
    memo: dict[str, Any] = field(default_factory=dict)

    @property
    def selector(self) -> Selector:
        """The tree for CSS and XPath; the same tree, not parsed again."""
        if "selector" not in self.memo:
            self.memo["selector"] = Selector(root=self.root, type="html")
        found: Selector = self.memo["selector"]
        return found

    @property
    def lower(self) -> str:
        """The source in lower case and of the same length, made once: a case-blind search for a plain word costs little."""
        if "lower" not in self.memo:
            # The only letter whose lower case is longer than itself; positions must stay those of the text.
            self.memo["lower"] = self.text.replace("\u0130", "i").lower()
        found: str = self.memo["lower"]
        return found

    def absolute(self, href: str | None) -> str:
        """An http(s) address for a link of this page, or "" for what no crawler can follow."""
        return absolute(href, self.base)


def absolute(href: str | None, base: str) -> str:
    """Resolve a link against its base; "" when it is empty, a script, mail, or not http(s)."""
    if not href:
        return ""
    # Line breaks and tabs inside an href are dropped by browsers (URL Standard, 4.4).
    href = href.strip().replace("\n", "").replace("\r", "").replace("\t", "")
    # Most links are whole, begin at the root, or name a file beside; `urljoin` takes ten times longer to say so.
    if href and href[-1] not in "?#;" and "[" not in href:
        if _PLAIN_HOST.match(href):
            return href
        root = base.find("/", 8)
        if root > 8 and "?" not in base[:root] and "/." not in href:
            if href[0] == "/":
                if href[1:2] != "/":
                    return base[:root] + href
                whole = base[: base.find("/")] + href
                if _PLAIN_HOST.match(whole):
                    return whole
            elif _PLAIN_FILE.match(href) and "//" not in href and "/." not in base and "//" not in base[root:]:
                end = min((i for i in (base.find("?", root), base.find("#", root)) if i > 0), default=len(base))
                return base[: base.rfind("/", 0, end) + 1] + href
    try:
        url = urljoin(base, href)
    except ValueError:  # "http://[" and the like
        return ""
    return url if _PLAIN_HOST.match(url) or _leads_somewhere(url) else ""


def _leads_somewhere(url: str) -> bool:
    """Whether an address is http(s) with a host and a port that can be: one broken link must not cost its list."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # "http://[::1/", "http://a:b/"
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def read_page(body: bytes, url: str, *, content_type: str = "", max_bytes: int = MAX_BYTES) -> Page:
    """Decode and parse one page.

    Raises TooLarge for more than `max_bytes` or a tree deeper than MAX_DEPTH, WrongKind for a file
    (its media type is in the message), PageError for an empty page.
    """
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body, max_bytes, url)
    if len(body) > max_bytes:
        raise TooLarge(
            f"the page has {len(body):,} bytes, more than the {max_bytes:,} that are read",
            url=url,
            mend="give the address of a shorter list, or raise max_page_bytes",
        )
    if not body.strip():
        raise PageError(
            "the page is empty",
            url=url,
            kind="empty-page",
            mend="open the address in a browser and see whether it moved",
        )
    for magic, kind in _FILE_MAGIC.items():
        if body.startswith(magic):
            raise WrongKind(
                f"this is a file ({kind}), not a page", url=url, mend="give the address of the page that links to it"
            )
    text, charset, charset_from, flags = decode(body, content_type)
    head = text.lstrip("\ufeff \t\r\n")[:400]
    if "json" in content_type or head[:1] in "{[":
        data = _json(head, text)
        if data is not None:
            return Page(
                url, "json", text, charset, charset_from, data=data, base=url, flags=flags, content_type=content_type
            )
    if _XML_FEED.search(text[:3000]) if head[:5] == "<?xml" else _XML_FEED.match(head):
        return Page(url, "xml", text, charset, charset_from, base=url, flags=flags, content_type=content_type)
    root = parse_html(text, url)
    return Page(
        url,
        "html",
        text,
        charset,
        charset_from,
        root=root,
        base=_base(root, url),
        flags=flags,
        content_type=content_type,
    )


def parse_html(text: str, url: str = "") -> lxml.html.HtmlElement:
    """Parse markup into a tree; raises TooLarge for more than is read or deeper than MAX_DEPTH, PageError when it is no markup."""
    source = text.encode("utf-8", "replace").translate(_NO_CONTROLS)
    refuse_bulk(source, url)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = lxml.html.document_fromstring(source, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as error:
        raise PageError(
            f"the page is not HTML ({error})",
            url=url,
            kind="not-html",
            mend="open the address in a browser and see what it is",
        ) from error
    _refuse_depth(root, url)
    return root


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Bytes to text: (text, charset, where the charset was told, flags)."""
    bom, mark = read_bom(body)
    if bom and mark is not None:
        return body[len(mark) :].decode(bom, "replace"), bom, "bom", ()
    told = _told(body, content_type)
    conflict = ("charset-conflict",) if len({c for c, _ in told}) > 1 else ()
    if _is_utf8(body) and all(charset != "utf-8" for charset, _ in told):
        wrong = ("charset-conflict",) if told and told[0][0] != "cp1252" else conflict
        text = body.decode("utf-8")
        return text, "utf-8", "content", wrong + _faults(text, body)
    for charset, place in told:
        found, likely = guess(body) if charset == "cp1252" else ("", 0.0)
        # A Latin label fits any bytes: pages that are UTF-8, or another script, and say Latin-1 are told by their bytes.
        for attempt in (*(("utf-8", found if likely > _LIKELY else "") if found else ()), charset):
            read = _strict(body, attempt) if attempt else None
            if read is not None:
                return (
                    read,
                    attempt,
                    place if attempt == charset else "content",
                    conflict + _faults(read, body if attempt == "utf-8" else None),
                )
    for charset in _untold(body):
        guessed = _strict(body, charset) if all(charset != c for c, _ in told) else None
        if guessed is not None:
            return guessed, charset, "content", (*(("charset-conflict",) if told else ()), *_faults(guessed))
    return _least_broken(body, told, conflict)


def _told(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """What header and page declare: (charset, place), in order of trust."""
    told = [
        (known, place)
        for name, place in (
            (http_content_type_encoding(content_type or None), "header"),
            (html_body_declared_encoding(body[:8192]), "meta"),
        )
        if (known := _codec(name))
    ]
    # Servers send Latin-1 by default, and any bytes fit it: it is believed last.
    return sorted(told, key=lambda pair: pair[0] == "cp1252")


def _untold(body: bytes) -> Iterator[str]:
    """The charsets to try where none that is declared fits."""
    # ISO-2022-JP is all ASCII bytes: it is valid UTF-8, and is none.
    if b"\x1b" in body and guess(body)[0] == "iso2022_jp":
        yield "iso2022_jp"
    yield "utf-8"
    yield guess(body)[0]
    yield from _GUESSES


def _least_broken(body: bytes, told: list[tuple[str, str]], conflict: tuple[str, ...]) -> Decoded:
    """Nothing fits whole: a few broken bytes in a page that else is what it says."""
    tried = dict.fromkeys([*(c for c, _ in told), "utf-8", *(() if told else ("gb18030",))])
    texts = {charset: body.decode(charset, "replace") for charset in tried}
    charset = min(texts, key=lambda c: texts[c].count("\ufffd"))
    place = next((p for c, p in told if c == charset), "content")
    return texts[charset], charset, place, (*conflict, "undecodable", *_faults(texts[charset]))


def _is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8 beyond doubt: valid, with more letters beyond ASCII than chance makes valid."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(body) - len(text) > _DOUBT


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeDecodeError, LookupError):
        pass
    # A page cut within its last character, or with one bad byte in a hundred kilobytes, is still that charset.
    text = body.decode(charset, "replace")
    bad = text.count("\ufffd")
    return text if bad <= 1 + len(text) // 20_000 else None


def _codec(name: str | None) -> str:
    if not name:
        return ""
    resolved = resolve_encoding(name) or ""
    try:
        plain = codecs.lookup(resolved or name).name
        b"a".decode(plain)
    except LookupError:  # unknown, or a codec of Python's that makes no text
        return ""
    except UnicodeError:
        pass
    if plain in _NO_CHARSETS:
        return ""
    return _SUPERSETS.get(plain, plain)


def _faults(text: str, source: bytes | None = None) -> tuple[str, ...]:
    """What is wrong with a page's own text; `source` is that text in UTF-8, when it came so."""
    if text.isascii():
        return ()
    source = text.encode("utf-8", "replace") if source is None else source
    return ("mojibake",) if _LOST in source or _MOJIBAKE.search(source) else ()


def _gunzip(body: bytes, max_bytes: int, url: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            # One byte more than allowed, so that a bomb is seen without being unpacked.
            return stream.read(max_bytes + 1)
    except (OSError, EOFError) as error:
        raise PageError(
            f"the page is packed and cannot be unpacked ({error})", url=url, mend="fetch it again"
        ) from error


def _json(head: str, text: str) -> Any:
    if head[:1] not in "{[":
        return None
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _base(root: lxml.html.HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        href = element.get("href")
        if href:
            return absolute(href, url) or url
    return url


def _refuse_depth(root: lxml.html.HtmlElement, url: str) -> None:
    if _TOO_DEEP(root):
        raise TooLarge(
            f"the page nests deeper than {MAX_DEPTH} elements",
            url=url,
            kind="too-deep",
            mend="the page is broken or hostile; give the address of another list",
        )
