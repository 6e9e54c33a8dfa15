"""Strings as a page writes them to strings as a reader reads them.

This module does not know what a string is for; callers pick the function.
"""

from __future__ import annotations

import re
import unicodedata

# Format characters that carry no meaning between words (soft hyphen, zero-width space, word joiner,
# byte order mark).  Joiners U+200C/U+200D stay: Persian and Indic words, and emoji, need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# What may not stand in a text that goes to SQLite and XML: controls but tab and line ends, surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACE = re.compile(r"[\s\u00a0\u3000\u2800]+")
# A running number glued to a headline: "1. ", "12、", "(3) ", "３．".  Never a decimal ("1.5%"), a
# year or a quantity ("2024年", "5 questions").
_INDEX = re.compile(r"^\s*(?:[(（\[【]\s*(\d{1,4})\s*[)）\]】]|(\d{1,4})\s*(?:[、．]|[.](?!\d)))\s*(?=\S)")


def clean(text: str) -> str:
    """One line: controls and invisible characters off, any run of white space one space, NFC."""
    if text.isprintable() and "\u2800" not in text:  # nothing to take off: most texts
        return unicodedata.normalize("NFC", " ".join(text.split()))
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    return unicodedata.normalize("NFC", _SPACE.sub(" ", text).strip())


def printable(text: str) -> str:
    """Text of several lines without what neither SQLite nor XML can hold (lone surrogates, controls, non-characters)."""
    return _UNPRINTABLE.sub("", text)


def strip_index(title: str) -> str:
    """A headline without the running number of its list; the title itself when nothing would remain."""
    match = _INDEX.match(title)
    return title[match.end() :].strip() or title if match else title


def fold(text: str) -> str:
    """A form for comparing: NFKC, case folded, one space; for equality, never for showing."""
    # NFKC makes a space of all spaces but one, which str.split does not know for a space.
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("\u2800", " ").split())
