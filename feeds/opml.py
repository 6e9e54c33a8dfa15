"""The list of feeds as OPML 2.0, for readers that take in many at once.

This module does not know what is in a feed.
"""

from __future__ import annotations

import lxml.etree as etree

from feeds.select import FeedDocument
from feeds.syndication import safe


def opml(title: str, documents: list[FeedDocument]) -> bytes:
    """One outline a feed; relative addresses when no public one is configured."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = safe(title)
    body = etree.SubElement(root, "body")
    for document in documents:
        address = document.address or f"feeds/{document.name}"
        name = safe(document.title)
        etree.SubElement(
            body, "outline", type="rss", text=name, title=name, xmlUrl=f"{address}.rss", htmlUrl=document.home
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
