"""What the world calls its months and weekdays, and how it says "three days ago".

The words are in datenames.json, written by tools/date_names.py from the Unicode CLDR and from what
pages were seen to write.  All are lower case, without dots at their end.

This module does not know what stands around a word.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FIRST = re.compile(r"[a-z]{2,}")
_LANGUAGE_OF = {"HR": "hr", "BA": "hr", "RS": "sr"}
_ENGLISH = frozenset(("GB", "US", "AU", "NZ", "IE", "CA", "IN", "SG", "HK", "ZA", "NG", "KE", "PK"))


@dataclass(frozen=True, slots=True)
class Names:
    """The table: words of months (four calendars), of weekdays, of the time that went by."""

    months: dict[str, int]
    months_by_language: dict[str, dict[str, int]]
    short_months: dict[str, frozenset[str]]  # three Latin letters: the languages that write them so
    solar_hijri: dict[str, int]
    hijri: dict[str, int]
    bikram_sambat: dict[str, int]
    every_month: frozenset[str]  # of all languages and calendars
    weekdays: frozenset[str]
    ago: dict[str, dict[str, str]]
    named_days: dict[str, int]
    weekday_phrases: tuple[str, ...]  # of several words, longest first
    phrases: dict[str, tuple[str, ...]]  # first word -> months of several words, longest first

    def month(self, word: str, language: str = "", country: str = "") -> int:
        """The Gregorian month that a folded word names in that language, or 0."""
        tag = language.partition("-")[0].lower() or _LANGUAGE_OF.get(country, "")
        own = self.months_by_language.get(tag)
        if own and word in own:
            return own[word]
        tags = self.short_months.get(word)
        # Three letters are words of running text elsewhere: "12 Pro 2024", "des 14. Mai".
        if tags is not None and (tag not in tags if tag else country in _ENGLISH):
            return 0
        return self.months.get(word, 0)


@cache
def names() -> Names:
    """The table, read once."""
    data = json.loads(Path(__file__).with_name("datenames.json").read_text("utf-8"))
    phrases: dict[str, list[str]] = {}
    for words in (data["months"], data["solar_hijri"], data["hijri"]):
        for word in words:
            first, _, rest = word.partition(" ")
            if rest:
                phrases.setdefault(first, []).append(word)
    own = (word for table in data["months_by_language"].values() for word in table)
    return Names(
        every_month=frozenset((*data["months"], *data["solar_hijri"], *data["hijri"], *data["bikram_sambat"], *own)),
        months=data["months"],
        months_by_language=data["months_by_language"],
        short_months={word: frozenset(tags.split()) for word, tags in data["short_months"].items()},
        solar_hijri=data["solar_hijri"],
        hijri=data["hijri"],
        bikram_sambat=data["bikram_sambat"],
        weekdays=frozenset(data["weekdays"]),
        weekday_phrases=tuple(sorted((w for w in data["weekdays"] if " " in w or "-" in w), key=len, reverse=True)),
        ago=data["ago"],
        named_days=data["named_days"],
        phrases={first: tuple(sorted(found, key=len, reverse=True)) for first, found in phrases.items()},
    )


@cache
def dating_words() -> frozenset[str]:
    """The first ASCII words of months, spans of time and named days ("may", "ramadan", "days", "yesterday").

    A date told in ASCII has one of them, or is all numbers.
    """
    table = names()
    told = (*table.every_month, *table.ago, *table.named_days)
    return frozenset(match[0] for word in told if (match := _FIRST.search(word)))
