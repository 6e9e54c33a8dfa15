"""Words that pages show and that come from the store or the configuration: named here so that they are translated.

This module does not know where they are shown.
"""

from __future__ import annotations

STATES = ("ok", "quiet", "new", "paused", "empty", "partial", "changed", "moved", "broken", "blocked", "unreachable", "gone")  # fmt: skip
OUTCOMES = ("running", "ok", "not-modified", "broken", "killed", "repair")
CHANGES = ("revision", "moved", "withdrawn", "returned", "reread")
ARTICLE_STATES = ("live", "withdrawn")
FIELDS = (
    "title", "date", "body", "attachments", "url", "published", "updated", "language", "issuer", "author", "document_number", "keywords", "image", "note",
)  # fmt: skip
TERMS = tuple(dict.fromkeys((*STATES, *OUTCOMES, *CHANGES, *ARTICLE_STATES, *FIELDS)))
