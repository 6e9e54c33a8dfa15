"""Articles without text: where the pictures stand that are the whole of one.

This module does not know whether the page has text after all; callers ask only when it has not.
"""

from __future__ import annotations

import re

import lxml.html

from crawler.page import Page
from crawler.reading.body import Body, describe, is_container
from crawler.reading.furniture import is_furniture
from crawler.reading.parts import image_address

Element = lxml.html.HtmlElement
_EMBLEM = re.compile(
    r"(?:logo|icon|banner|button|arrow|spacer|blank|qrcode|ewm|weixin|wechat)[\w-]{0,20}\.\w{3,4}$|\.(?:gif|svg|ico)$",
    re.I,
)
_LEVELS = 3
_MAX_IMAGES = 300


def find_pictures(page: Page) -> Body | None:
    """The box that holds the article's pictures: in a container's name, else the first one below the headline."""
    if page.root is None:
        return None
    headed = False
    seen = 0
    for element in page.root.iter("h1", "h2", "h3", "img"):
        if element.tag != "img":
            headed = True
            continue
        seen += 1
        if seen > _MAX_IMAGES:
            break
        url = image_address(element, page)
        if not url or _EMBLEM.search(url) or not _large(element):
            continue
        chain = list(element.iterancestors())
        if any(above.tag in ("nav", "footer", "header", "aside", "a") or is_furniture(above) for above in chain[:8]):
            continue
        named = next((above for above in chain[: _LEVELS + 2] if is_container(above)), None)
        if named is None and not headed:
            continue
        box = named if named is not None else _box(chain)
        return Body((box,), f"pictures in {describe(box)}", 4, is_furniture)
    return None


def _large(element: Element) -> bool:
    """Whether an image's declared size, if any, is that of a picture."""
    sizes = [
        int(digits) for key in ("width", "height") if (digits := (element.get(key) or "").removesuffix("px")).isdigit()
    ]
    return all(size >= 100 for size in sizes)


def _box(chain: list[Element]) -> Element:
    """The block around an image, or the block around its paragraph when that holds more."""
    box = chain[0]
    for above in chain[1:_LEVELS]:
        if above.tag in ("body", "html") or above.find(".//h1") is not None:
            break
        box = above
    return box
