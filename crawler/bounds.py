"""What markup may cost, counted before a tree is made of it.

A tree takes hundreds of bytes an element, and libxml2's time grows with the square of the attributes of one element: a
page of a few megabytes could fill the memory, or hold the whole crawl for hours.  The same parser counts first, without
a tree, in a time that grows as the page.

This module does not know what is on a page.
"""

from __future__ import annotations

from typing import Any

import lxml.etree

from crawler.errors import TooLarge

MAX_ELEMENTS = 150_000
MAX_ATTRIBUTES = 1000
# Bytes: what is smaller cannot cost more than a second, and need not be counted.
SMALL = 128 * 1024


class _Counter:
    """A target of lxml's parser that stops it at the first excess."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.elements = 0

    def start(self, tag: str, attributes: Any) -> None:
        """Count one element."""
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise TooLarge(
                f"the page has more than the {MAX_ELEMENTS:,} elements that are read", url=self.url,
                mend="give the address of a shorter list",
            )  # fmt: skip
        if len(attributes) > MAX_ATTRIBUTES:
            raise TooLarge(
                f"an element of the page has {len(attributes):,} attributes", url=self.url,
                mend="the page is broken or hostile; give the address of another list",
            )  # fmt: skip

    def close(self) -> None:
        """The end of the page."""


def refuse_bulk(source: bytes, url: str) -> None:
    """Raise TooLarge for markup (UTF-8) with more elements, or more attributes on one of them, than are read."""
    if len(source) <= SMALL:
        return
    counter: Any = _Counter(url)
    parser = lxml.etree.HTMLParser(target=counter, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(source)
        parser.close()
    except lxml.etree.XMLSyntaxError:
        return  # no markup at all: the parse proper will say so
