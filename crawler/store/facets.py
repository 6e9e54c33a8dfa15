"""What an article can be filtered by, as terms of the index beside its words.

A filter that is a term of the index costs as much as a word: a frequent word in one source is found without
reading every article that has the word.

This module does not know the tables.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

# A term has no ASCII signs: the index would part it there, and a query would obey them.
_SIGNS = {code: chr(0x2800 + code) for code in range(128) if not chr(code).isalnum()}


def facets(sources: str, language: str, day: str) -> str:
    """The terms of an article that the lists `sources` (a JSON array of names) lead to; spaces at both ends."""
    words = [source_term(name) for name in sorted(set(json.loads(sources)))]
    pieces = language.lower().split("-") if language else []
    words += [language_term("-".join(pieces[: n + 1])) for n in range(len(pieces))]
    if day:
        words += [f"y{day[:4]}", f"m{day[:4]}{day[5:7]}"]
    return f" {' '.join(words)} "


def source_term(name: str) -> str:
    """The term of a source."""
    return _term("s", name)


def language_term(tag: str) -> str:
    """The term of a language tag; that of `zh` stands also in what is `zh-Hant`."""
    return _term("l", tag)


def _term(kind: str, value: str) -> str:
    # A byte of the command line that is no UTF-8 comes as a lone surrogate, which SQLite refuses.
    return kind + value.lower().encode("utf-8", "replace").decode().translate(_SIGNS)


def day_terms(since: str, until: str) -> list[str]:
    """Terms of which each article of the days `since` to `until` has one: whole years, and months at the ends."""
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    months = [divmod(n, 12) for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]
    counts = Counter(year for year, _ in months)
    years = [f"y{year:04}" for year in sorted(counts) if counts[year] == 12]
    return years + [f"m{year:04}{month + 1:02}" for year, month in months if counts[year] < 12]
