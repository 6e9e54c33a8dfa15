"""Text folded over scripts: one form for what a reader takes for the same words.

NFKC (Unicode Annex 15), case folding, accents and vocalisation off, digits of any script to ASCII, and Chinese
characters to the simplified script one by one (OpenCC's tables, with Taiwan's variants): `臺灣` and `台湾`, `Élan` and
`elan`, `ＡＢＣ` and `abc` are equal.  Character by character, since phrases would make the form of a word depend on
what stands beside it; so `乾` is always `干`.

This module does not know what the form is used for (searching, comparing); it is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

# What carries no letter of its own: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs and
# lengthening, joiners, direction marks, variation selectors.
_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
# Letters that no decomposition leads to their plain form; Persian letters that Arabic keyboards write otherwise;
# and traditional characters that the simplified script writes in two ways, according to the word.
_PLAIN = {
    "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th",
    "ی": "ي", "ى": "ي", "ک": "ك", "ٱ": "ا",
    "瞭": "了", "藉": "借", "覆": "复", "甚": "什", "祇": "只", "彷": "仿", "彿": "佛",
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Marks that NFKC may join to the character before them, and a character with its marks.
_MARKS = "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]"
_MARK = re.compile(_MARKS)
_CLUSTER = re.compile(f"(?s).{_MARKS}*")


class _Folds(dict[int, str]):
    """The folded form of each character, found when first met."""

    def __missing__(self, code: int) -> str:
        out = _fold_character(chr(code))
        self[code] = out
        return out


_FOLDS = _Folds()


def fold_script(text: str) -> str:
    """The folded form; white space and punctuation stay."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDS)


def fold_places(text: str) -> tuple[str, list[int]]:
    """The folded form, and for each of its characters the place in `text` that it comes from (one more for the end)."""
    if not _MARK.search(text) and all(map(_stays_one, set(text))):
        return fold_script(text), list(range(len(text) + 1))
    pieces: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        piece = fold_script(cluster.group())
        pieces.append(piece)
        places.extend([cluster.start()] * len(piece))
    places.append(len(text))
    return "".join(pieces), places


@cache
def _stays_one(character: str) -> bool:
    return len(fold_script(character)) == 1


def _fold_character(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    letters = _DROPPED.sub("", unicodedata.normalize("NFD", character.casefold()))
    letters = unicodedata.normalize("NFC", letters)
    letters = "".join(_PLAIN.get(letter, letter) for letter in letters)
    if not _HAN.match(letters):
        return letters
    simple: str = _simplifier().convert(letters)
    return _PLAIN.get(simple, simple)


@cache
def _simplifier() -> Any:
    import opencc  # Loads a dictionary; most texts are not Chinese.

    return opencc.OpenCC("tw2s")
