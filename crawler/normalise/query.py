"""What a person types to search, as an expression of SQLite's FTS5, and where it stands in a text.

Words are all wanted; `"several words"` in any kind of quotation marks stand together; `-word` must not be there;
`begin*` is the beginning of a word.  Whatever is typed gives a valid expression or none: signs that mean nothing are
passed over.

This module does not know the index's columns, nor the store.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from crawler.normalise.script import fold_places, fold_script
from crawler.normalise.segment import LONGEST, RUNS, Run, runs

# More than this asks for work, not for articles.
MAX_CHARACTERS = 400
MAX_TERMS = 16
# The group of RUNS that is a whole word.
_WORD = 3
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂〝〞", '"'))
_PIECES = re.compile(r'(-?)"([^"]*)"?|(?<!\S)(-)?([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Runs that stand together; `open` when its last word is only the beginning of one."""

    runs: tuple[Run, ...]
    open: bool = False

    @property
    def expression(self) -> str:
        """As an FTS5 phrase."""
        words = [word for run in self.runs[:-1] for word in run.terms]
        last = self.runs[-1]
        # Beginnings within a longer run are whole terms already.
        words += last.terms[: max(1, len(last.text) - last.size + 1)] if last.size else last.terms
        return f'"{" ".join(words)}"' + (" *" if self.begins else "")

    @property
    def begins(self) -> bool:
        """Whether the last term of the expression is only the beginning of one: `con*`, a character where terms are pairs."""
        last = self.runs[-1]
        return len(last.text) < last.size if last.size else self.open

    def within(self, folded: str) -> bool:
        """Whether a beginning of one run stands in a folded text, as the index would find it."""
        wanted = self.runs[0]
        at = folded.find(wanted.text)
        while at >= 0:
            before = None if wanted.size else RUNS.match(folded, max(0, at - 1), at)
            if before is None or before.lastindex != _WORD:
                return True
            at = folded.find(wanted.text, at + 1)
        return False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must be there, and terms that must not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def parse(text: str) -> Query:
    """Read what was typed; never fails."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for match in _PIECES.finditer(text[:MAX_CHARACTERS].translate(_QUOTES)):
        phrase = match.group(2) if match.group(2) is not None else match.group(4)
        found = tuple(runs(fold_script(phrase)))
        minus = match.group(1) or match.group(3)
        into = unwanted if minus else wanted
        if found and len(wanted) + len(unwanted) < MAX_TERMS:
            into.append(Term(found, phrase.rstrip().endswith("*")))
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def places(text: str, wanted: tuple[Term, ...]) -> list[tuple[int, int, int]]:
    """Where the terms stand in a text as it is shown: (start, end, number of the term), in order, none overlapping."""
    folded, origin = fold_places(text)
    found: list[tuple[int, int, int]] = []
    here = runs(folded)
    for number, term in enumerate(wanted):
        head = term.runs[0].text[:LONGEST]
        for index in range(len(here) - len(term.runs) + 1):
            if head in here[index].text:
                found += [(start, end, number) for start, end in _meets(here, index, term)]
    out: list[tuple[int, int, int]] = []
    for start, end, number in sorted(found, key=lambda f: (f[0], -f[1])):
        first, last = origin[start], _end(text, origin[end - 1])
        if not out or first >= out[-1][1]:
            out.append((first, last, number))
    return out


def _meets(here: list[Run], index: int, term: Term) -> list[tuple[int, int]]:
    """Where a term that begins in the run at `index` stands in the folded text."""
    first, last = term.runs[0], here[index + len(term.runs) - 1]
    if any(run.size != here[index + i].size for i, run in enumerate(term.runs)):
        return []
    if any(run.text != here[index + i].text for i, run in enumerate(term.runs[1:-1], 1)):
        return []
    if len(term.runs) == 1:
        return _inside(here[index], first, open_=term.open)
    if not (here[index].text.endswith(first.text) if first.size else here[index].text == first.text):
        return []
    tail = term.runs[-1]
    if not (last.text.startswith(tail.text) if tail.size or term.open else last.text == tail.text):
        return []
    return [(here[index].start + len(here[index].text) - len(first.text), last.start + len(tail.text))]


def _inside(run: Run, wanted: Run, *, open_: bool) -> list[tuple[int, int]]:
    if not wanted.size:
        same = run.text[:LONGEST] == wanted.text[:LONGEST] or (open_ and run.text.startswith(wanted.text))
        return [(run.start, run.start + len(run.text))] if same else []
    out = []
    at = run.text.find(wanted.text)
    while at >= 0:
        out.append((run.start + at, run.start + at + len(wanted.text)))
        at = run.text.find(wanted.text, at + len(wanted.text))
    return out


def _end(text: str, place: int) -> int:
    """The end of the character at a place, with the marks on it."""
    place += 1
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place
