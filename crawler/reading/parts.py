"""The chosen nodes as a flat row of parts: each one paragraph, heading, item, cell or image.

A part knows the lists, tables and quotes around it, so that dropping parts leaves sound markup, and
text is had from the same row.  Word, UEditor and inline styles vanish here: only structure is
copied.  Layout tables are seen through; links and images are made absolute, lazy images un-lazied.

This module does not know which parts are furniture.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import lxml.etree
import lxml.html

from crawler.page import Page
from crawler.reading.furniture import DEAD
from crawler.reading.survey import INLINE

Element = lxml.html.HtmlElement
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u3000]+")
# What a text holds that has white space other than single spaces; few do, and to find that out costs next to nothing.
_UNEVEN = ("  ", "\n", "\u00a0", "\t", "\r", "\u3000", "\f")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_KEPT_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup", "code": "code"}
_KEPT_INLINE |= {"u": "u", "q": "q", "del": "del", "s": "del", "strike": "del", "ins": "ins", "mark": "mark"}
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd td th caption figcaption pre".split())
_CONTAINERS = frozenset("ul ol dl blockquote figure table tr".split())
# The text under a picture, in themes that have no figcaption.
_CAPTION = re.compile(
    r"(?<!without)(?<!no-)(?<!has-)(?<!with-)caption(?:[-_]?text)?(?:$|[\s_-])|(?:^|\s)(?:legend|image-?desc(?:ription)?)(?:$|\s)",
    re.I,
)
_LAZY = (
    "oldsrc",
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-url",
    "data-echo",
    "file",
    "data-actualsrc",
    "_src",
    "original",
)
_MAX_PARTS = 20_000


@dataclass(slots=True, eq=False)
class Box:
    """A list, table, row or quote around parts."""

    tag: str
    attributes: str = ""


@dataclass(slots=True, eq=False)
class Part:
    """One block: its inline markup, its text, how much of that is link text, and the boxes around it."""

    tag: str
    markup: str
    text: str
    links: int
    element: Element
    boxes: tuple[Box, ...]
    attributes: str = ""
    images: int = 0


class _Writer:
    """State of one walk: the part being written, the inline tags open in it, the boxes around it."""

    def __init__(self, page: Page, limit: int) -> None:
        self.page = page
        self.limit = limit
        self.parts: list[Part] = []
        self.boxes: list[Box] = []
        self.blocks: list[tuple[str, Element, str]] = []
        self.inline: list[tuple[str, str]] = []
        self.markup: list[str] = []
        self.text: list[str] = []
        self.links = 0
        self.in_link = 0
        self.images = 0
        self.breaks = 0
        self.said = False

    def say(self, raw: str) -> None:
        if not raw:
            return
        if "\u00ad" in raw or "\u200b" in raw or "\ufeff" in raw or "\u2060" in raw:
            raw = _INVISIBLE.sub("", raw)
        if raw.strip(" \t\r\n\f\u00a0\u3000"):
            self.breaks = 0
            self.said = True
            if self.in_link:
                self.links += len(raw.strip())
        self.markup.append(html.escape(raw, quote=False))
        self.text.append(raw)

    def line_break(self, element: Element) -> None:
        self.breaks += 1
        if self.breaks >= 2 and not (self.blocks and self.blocks[-1][0] in ("td", "th", "pre")):
            self.flush(element)
            return
        self.markup.append("<br>")
        self.text.append("\v")

    def flush(self, element: Element) -> None:
        """End the part being written, if it holds anything."""
        tag, owner, attributes = self.blocks[-1] if self.blocks else ("p", element, "")
        if not self.said and not self.images and tag not in ("td", "th"):
            self.markup = [opening for _, opening in self.inline]
            if self.text:
                self.text = []
            self.links = self.breaks = 0
            return
        raw = "".join(self.text)
        if tag == "pre":
            text = raw.replace("\v", "\n").strip("\n")
        else:
            text = _even(raw).strip(" \v")
            text = "\n".join(filter(None, (line.strip() for line in text.split("\v"))))
        cell = tag in ("td", "th")
        if (text.strip() or self.images) and len(self.parts) < self.limit:
            while self.markup and (self.markup[-1] == "<br>" or self.markup[-1].isspace()):
                self.markup.pop()
            closing = "".join(f"</{name}>" for name, _ in reversed(self.inline))
            markup = "".join(self.markup) + closing
            if tag != "pre":
                markup = _trim(_even(markup))
            self.parts.append(Part(tag, markup, text, self.links, owner, tuple(self.boxes), attributes, self.images))
        elif cell and not text and len(self.parts) < self.limit and self.blocks[-1][1] is element:
            self.parts.append(Part(tag, "", "", 0, owner, tuple(self.boxes), attributes, 0))
        self.markup = [opening for _, opening in self.inline]
        self.text = []
        self.links = self.images = self.breaks = 0
        self.said = False


_EDGE_BREAKS = re.compile(r"^(?:<br>| )+|(?:<br>| )+$")
_EMPTY_INLINE = re.compile(r"<(strong|em|u|sub|sup|del|ins|mark|q|code)>\s*</\1>")


def _even(text: str) -> str:
    """A text with single spaces."""
    return _SPACE.sub(" ", text) if any(sign in text for sign in _UNEVEN) else text


def _trim(markup: str) -> str:
    if markup[:1] in "< " or markup[-1:] in "> ":
        markup = _EDGE_BREAKS.sub("", markup)
    return _EMPTY_INLINE.sub("", markup) if "></" in markup else markup


def parts_of(
    nodes: Iterable[Element], page: Page, *, skip: Callable[[Element], bool] | None = None, limit: int = _MAX_PARTS
) -> list[Part]:
    """The parts of some nodes in reading order; subtrees for which `skip` is true are left out."""
    writer = _Writer(page, limit)
    for node in nodes:
        _walk(node, writer, skip)
        writer.flush(node)
        writer.inline.clear()
        writer.markup.clear()
    return writer.parts


def _walk(node: Element, out: _Writer, skip: Callable[[Element], bool] | None) -> None:
    walk = lxml.etree.iterwalk(node, events=("start", "end", "comment"))
    skipped: Element | None = None
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in DEAD or tag == "iframe" or (skip is not None and element is not node and skip(element)):
                skipped = element
                walk.skip_subtree()
                continue
            _start(element, str(tag), out)
            out.say(element.text or "")
            continue
        if event == "end":
            if element is skipped:
                skipped = None
            else:
                _end(element, str(tag), out)
        if element is not node and element.tail:
            out.say(element.tail)


def _start(element: Element, tag: str, out: _Writer) -> None:
    if tag == "br":
        out.line_break(element)
    elif tag == "img":
        _image(element, out)
    elif tag == "a":
        href = out.page.absolute(element.get("href"))
        opening = f'<a href="{html.escape(href)}">' if href else ""
        out.in_link += 1
        _open_inline("a" if href else "", opening, out)
    elif tag in _KEPT_INLINE:
        name = _KEPT_INLINE[tag]
        _open_inline(name, f"<{name}>", out)
    elif (tag in INLINE and not _captioned(element)) or ":" in tag:
        return
    else:
        out.flush(element)
        if tag in _CONTAINERS:
            if tag == "table" and not _tabular(element):
                return
            if tag == "tr" and not any(box.tag == "table" for box in out.boxes):
                return
            out.boxes.append(Box(tag))
        elif tag in _BLOCKS:
            out.blocks.append(_block(element, tag, out))
        elif _captioned(element):
            out.blocks.append(("figcaption", element, ""))


def _captioned(element: Element) -> bool:
    names = element.get("class")
    return names is not None and len(names) < 200 and _CAPTION.search(names) is not None


def _block(element: Element, tag: str, out: _Writer) -> tuple[str, Element, str]:
    if tag in ("td", "th", "caption"):
        if not any(box.tag == "table" for box in out.boxes):
            return ("p", element, "")
        spans = "".join(
            f' {key}="{value}"'
            for key in ("colspan", "rowspan")
            if (value := element.get(key, "")).isdigit() and value != "1"
        )
        return (tag, element, spans)
    if out.blocks and out.blocks[-1][0] == "figcaption" and tag in ("p", "li"):
        return ("figcaption", element, "")
    if tag == "p" and _captioned(element):
        return ("figcaption", element, "")
    if tag == "p" and out.blocks and out.blocks[-1][0] in ("li", "td", "th", "dd", "dt"):
        return (out.blocks[-1][0], element, "")
    return (tag, element, "")


def _end(element: Element, tag: str, out: _Writer) -> None:
    if tag in ("br", "img"):
        return
    if tag == "a" or tag in _KEPT_INLINE:
        if tag == "a":
            out.in_link -= 1
        _close_inline("a" if tag == "a" else _KEPT_INLINE[tag], out)
    elif (tag in INLINE and not _captioned(element)) or ":" in tag:
        return
    else:
        out.flush(element)
        if out.blocks and out.blocks[-1][1] is element:
            out.blocks.pop()
        elif tag in _CONTAINERS and out.boxes and out.boxes[-1].tag == tag:
            out.boxes.pop()


def _open_inline(name: str, opening: str, out: _Writer) -> None:
    if name:
        out.inline.append((name, opening))
        out.markup.append(opening)


def _close_inline(name: str, out: _Writer) -> None:
    if not out.inline or out.inline[-1][0] != name:
        return
    _, opening = out.inline.pop()
    if out.markup and out.markup[-1] == opening:
        out.markup.pop()
    else:
        out.markup.append(f"</{name}>")


def image_address(element: Element, page: Page) -> str:
    """The real address of an image: lazy loaders put a placeholder into `src` and the picture elsewhere."""
    for key in _LAZY:
        value = element.get(key)
        if value and not value.startswith("data:") and (url := page.absolute(value)):
            return url
    src = element.get("src") or ""
    if src and not src.startswith("data:"):
        return page.absolute(src)
    candidates = element.get("srcset") or element.get("data-srcset") or ""
    first = candidates.split(",")[0].split()
    return page.absolute(first[0]) if first else ""


def _image(element: Element, out: _Writer) -> None:
    url = image_address(element, out.page)
    if not url or element.get("width") in ("0", "1") or element.get("height") in ("0", "1"):
        return
    alt = _SPACE.sub(" ", element.get("alt") or "").strip()[:500]
    out.markup.append(f'<img src="{html.escape(url)}" alt="{html.escape(alt)}">')
    out.images += 1


def _tabular(table: Element) -> bool:
    """Whether a table holds data; one that holds tables, long texts or a single column is layout."""
    rows = cells = long = 0
    for element in table.iter("tr", "td", "th", "table", "p"):
        tag = element.tag
        if tag == "table":
            if element is not table:
                return False
        elif tag == "tr":
            rows += 1
        elif tag in ("td", "th"):
            cells += 1
        elif element.text and len(element.text) > 300:
            long += 1
    return cells > rows >= 1 and long * 4 < cells and cells > 2
