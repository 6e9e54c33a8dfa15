"""What a crawl writes, as calls that can be made again on another store.

A worker crawls into a store of its own that holds only what its job needs; what changed there reaches the one writer as
the calls that changed it, and the writer makes the same calls.  Only the outermost of nested calls is noted.

This module does not know how a call travels, nor who makes it again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from crawler.store.database import Store

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A function whose calls are noted, and those of its words that are not (the writer has its own)."""

    function: Callable[..., Any]
    left_out: frozenset[str]


RECORDED: dict[str, Recorded] = {}


def recorded(
    *left_out: str,
) -> Callable[[Callable[Concatenate[Store, P], R]], Callable[Concatenate[Store, P], R]]:
    """Note the calls of a function that writes into a store, when that store is a worker's own.

    The words are noted as they are before the call, by name; those named in `left_out` are not.
    """

    def decorate(function: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
        signature = inspect.signature(function)
        name = function.__name__
        RECORDED[name] = Recorded(function, frozenset(left_out))

        @wraps(function)
        def inner(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
            journal, store.journal = store.journal, None
            if journal is None:
                return function(store, *args, **kwargs)
            bound = signature.bind(store, *args, **kwargs)
            bound.apply_defaults()
            words = {k: v for k, v in list(bound.arguments.items())[1:] if k not in left_out}
            try:
                result = function(store, *args, **kwargs)
            finally:
                store.journal = journal
            journal(name, words, result)
            return result

        return inner

    return decorate
