"""Answers about short texts, remembered: class names, labels and titles come again on all pages of a site.

A cache that holds so many answers is bounded only when what it is asked is: of ten thousand texts of a megabyte each, as
any page may hold a few of, it would fill the memory.

This module does not know what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

R = TypeVar("R")
# Characters: longer texts hardly come again.
LONGEST = 400


def remembered(most: int) -> Callable[[Callable[[str], R]], Callable[[str], R]]:
    """Remember a pure function's last `most` answers about texts of at most LONGEST characters; ask anew for longer ones."""

    def decorate(function: Callable[[str], R]) -> Callable[[str], R]:
        cached = lru_cache(most)(function)

        @wraps(function)
        def inner(text: str) -> R:
            return cached(text) if len(text) <= LONGEST else function(text)

        return inner

    return decorate
