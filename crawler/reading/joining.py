"""An article that runs over several pages, as one.

This module does not know how the pages are found.
"""

from __future__ import annotations

from dataclasses import replace

from crawler.items import RawArticle


def join_parts(parts: tuple[RawArticle, ...]) -> RawArticle:
    """One article from its pages in order: the first page's fields, all bodies, all attachments."""
    files = dict.fromkeys(a for p in parts for a in p.attachments)
    return replace(
        parts[0], attachments=tuple(files), next_part="",
        body_html="\n".join(p.body_html for p in parts), body_text="\n\n".join(p.body_text for p in parts),
    )  # fmt: skip
