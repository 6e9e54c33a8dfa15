"""Regular expressions that are compiled when first used.

The date readers hold some twenty large ones: 20 ms of every command's start, also of those that read no date.

This module does not know any pattern.
"""

from __future__ import annotations

import re
from functools import cached_property


class Lazy:
    """A pattern's source; `re` is the pattern, compiled once."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def re(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self._source, self._flags)
