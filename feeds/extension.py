"""What feedgen does not write of itself, through its extension mechanism.

feedgen 1.0 loses `rel`, `type` and `length` of an Atom entry's links, so enclosures would pass for further alternates.

This module does not know which articles have files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import lxml.etree as etree
from feedgen.ext.base import BaseEntryExtension

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(slots=True)
class Enclosure:
    """A file of an item: address, media type, bytes when known, title."""

    url: str
    type: str
    length: int | None
    title: str


@dataclass(slots=True)
class AtomExtension(BaseEntryExtension):  # type: ignore[misc]
    """Adds an Atom entry's enclosures (RFC 4287, 4.2.7)."""

    enclosures: list[Enclosure] = field(default_factory=list)

    def extend_atom(self, entry: Any) -> Any:
        """Append one `link rel="enclosure"` a file."""
        for file in self.enclosures:
            link = etree.SubElement(entry, f"{{{ATOM}}}link", rel="enclosure", href=file.url, type=file.type)
            if file.length is not None:
                link.set("length", str(file.length))
            if file.title:
                link.set("title", file.title)
        return entry
