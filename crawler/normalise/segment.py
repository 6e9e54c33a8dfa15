"""Words of any language as terms of a full-text index.

Scripts that part their words give one term a word.  Chinese, Japanese and Korean give overlapping pairs of characters,
Thai, Lao, Khmer and Burmese overlapping threes: no dictionary is needed, a word of two characters is one term, and a
longer one is a row of neighbouring terms.  A run's last characters are terms too, so that whatever is shorter than
a pair is found as the beginning of a term.

This module does not know the index, nor how a query is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.normalise.script import fold_script

# Scripts written without spaces, or (Korean) with endings that stick to the word.
_PAIRS = "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
_THREES = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17e0-\u17ff"
# Signs inside the words of Indic scripts and Tibetan, which are no letters to `re`.
_SIGNS = "\u0900-\u0963\u0966-\u0dff\u0f20-\u0fbc"
RUNS = re.compile(f"([{_PAIRS}]+)|([{_THREES}]+)|((?:[^\\W_{_PAIRS}{_THREES}]|[{_SIGNS}])+)")
_RUN_ON = re.compile(f"[{_PAIRS}{_THREES}]")
_WORDS = re.compile(f"[\\w{_SIGNS}]+")
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand together and are cut alike: `size` is that of their terms, 0 for a whole word."""

    text: str
    size: int
    start: int = 0

    @property
    def terms(self) -> list[str]:
        """The terms that the index holds for it."""
        if not self.size:
            return [self.text[:LONGEST]]
        return [self.text[i : i + self.size] for i in range(len(self.text))]


def runs(folded: str) -> list[Run]:
    """The runs of a folded text, in order; `start` is the place in it."""
    return [
        Run(m.group(), 2 if m.lastindex == 1 else 3 if m.lastindex == 2 else 0, m.start())
        for m in RUNS.finditer(folded)
    ]


@lru_cache(maxsize=8)
def folded_words(text: str) -> tuple[str, tuple[str, ...] | None]:
    """A text folded, and its words; None for words when it has characters of a script without spaces.

    The words are those of its runs, found at once: to ask each match for its kind takes five times as long.  The last
    texts are remembered, since an article's is wanted for the index and for its shingles.
    """
    folded = fold_script(text)
    if not folded.isascii() and _RUN_ON.search("".join(set(folded))):
        return folded, None
    return folded, tuple(_WORDS.findall(folded.replace("_", " ")))


def terms(text: str) -> str:
    """A text as its terms, parted by one space: what the index is given."""
    folded, words = folded_words(text)
    if words is not None:
        return " ".join([word[:LONGEST] for word in words])
    out: list[str] = []
    for match in RUNS.finditer(folded):
        word, kind = match.group(), match.lastindex
        if kind == 3:
            out.append(word[:LONGEST])
        else:
            size = 2 if kind == 1 else 3
            out += [word[i : i + size] for i in range(len(word))]
    return " ".join(out)
