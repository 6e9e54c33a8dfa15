"""The list pages that gazette ships as data: who publishes what, where, and how the list is expected to come.

This module does not know whether any of them answers today.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from crawler.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Listed:
    """One list page of the catalogue; `mechanism` is what is expected there, not what was seen."""

    name: str
    url: str
    title: str
    language: str
    country: str
    topics: tuple[str, ...]
    mechanism: str
    note: str = ""


@cache
def catalogue() -> tuple[Listed, ...]:
    """All list pages, in the order of the file."""
    text = resources.files("crawler").joinpath("catalogue.toml").read_text("utf-8")
    return tuple(Listed(**{**row, "topics": tuple(row["topics"])}) for row in tomllib.loads(text)["source"])


def listed(name: str) -> Listed:
    """The list page of that name; raises ConfigError that guesses what was meant."""
    by_name = {one.name: one for one in catalogue()}
    if name in by_name:
        return by_name[name]
    near = difflib.get_close_matches(name, by_name, 1)
    hint = f"did you mean {near[0]!r}?" if near else "see `gazette catalogue`, or give an address"
    raise ConfigError(f"the catalogue has no {name!r}", mend=hint)
