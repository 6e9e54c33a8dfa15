"""The list of feeds as OPML 2.0, for readers that take in many at once.

This module does not know what is in a feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lxml.etree as etree

from feeds.text import safe

# OPML 2.0 categories: what another gazette, which takes the file in, is to make of a feed.
SOURCE = "/gazette/source"
MERGED = "/gazette/merged"


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed (`address` without the extension), or a folder of feeds (no address)."""

    title: str
    address: str
    home: str
    language: str
    merged: bool = False
    children: tuple[Outline, ...] = ()


def opml(title: str, outlines: Sequence[Outline]) -> bytes:
    """One outline a feed, in folders; relative addresses when no public one is configured."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = safe(title)
    body = etree.SubElement(root, "body")
    for outline in outlines:
        _add(body, outline)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add(parent: Any, outline: Outline) -> None:
    name = safe(outline.title)
    if outline.children:
        folder = etree.SubElement(parent, "outline", text=name, title=name)
        for child in outline.children:
            _add(folder, child)
        return
    told = {
        "type": "rss", "text": name, "title": name, "xmlUrl": f"{outline.address}.atom", "htmlUrl": outline.home,
        "category": MERGED if outline.merged else SOURCE,
    }  # fmt: skip
    if outline.language:
        told["language"] = outline.language
    etree.SubElement(parent, "outline", told)
