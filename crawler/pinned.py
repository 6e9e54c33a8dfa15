"""The rules that an operator pinned for a source, as a profile.

This module does not know what was learned.
"""

from __future__ import annotations

from crawler.keys import Source
from crawler.model import ListProfile


def pinned_profile(source: Source) -> ListProfile | None:
    """What `[source.list]` says, as a profile; None when it names no rows."""
    rules = source.list
    return ListProfile("pinned", rules.row, rules.link, rules.title, rules.date, rules.next) if rules.row else None
