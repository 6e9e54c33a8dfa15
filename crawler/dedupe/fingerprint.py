"""What a reader would read of an article, as one hash.

Equal hashes mean that nothing a reader sees differs: white space, character widths, markup, query tokens in the
links of attachments do not count.  The version stands first, so that a better rule does not pass for a change
of every article.

This module does not know what is stored.
"""

from __future__ import annotations

import hashlib

from crawler.model import Article
from crawler.normalise.text import fold

VERSION = 1


def content_hash(article: Article) -> str:
    """Version and SHA-256 over title, publication day, body and the titles of the attachments."""
    digest = hashlib.sha256()
    for part in readable(article):
        digest.update(part.encode("utf-8", "replace"))
        digest.update(b"\x00")
    return f"{VERSION}:{digest.hexdigest()}"


def readable(article: Article) -> tuple[str, str, str, str]:
    """Title, day, body and attachment titles in the form in which they are compared."""
    files = "\n".join(sorted(fold(a.title) for a in article.attachments))
    return fold(article.title), article.published.day if article.published else "", fold(article.body_text), files
