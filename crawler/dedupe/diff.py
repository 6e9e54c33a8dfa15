"""What changed between two texts, word by word, in scripts with and without spaces between words.

Han, kana, Thai, Lao, Khmer, Burmese and Tibetan are compared character by character (with the marks that
combine with it), all else word by word.  Paragraphs are matched first, so that the cost is that of the paragraphs that changed.

This module does not know where the texts come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape

# One token: a character of a script without spaces and its combining marks, a word, a run of spaces, any other character.
_TOKEN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd"
    "\u102b-\u103e\u17b4-\u17d3\u0f71-\u0f84]*"
    "|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
    "|\n+|[^\\S\n]+|."
)
# Beyond this many pairs of tokens a paragraph is shown as replaced: SequenceMatcher is quadratic.
_MOST_PAIRS = 4_000_000
_MOST_PARAGRAPHS = 5_000
# A piece shorter than this that stayed between two changes is read more easily as part of them.
_ISLAND = 2


class Kind(StrEnum):
    """What became of a piece of text."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that stayed, came or went."""

    kind: Kind
    text: str


def diff(before: str, after: str) -> tuple[Segment, ...]:
    """The pieces in order: those that are not inserted make up `before`, those not deleted make up `after`."""
    old, new = _paragraphs(before), _paragraphs(after)
    out: list[Segment] = []
    if len(old) > _MOST_PARAGRAPHS or len(new) > _MOST_PARAGRAPHS:
        out = _replaced(before, after)
    else:
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                out.append(Segment(Kind.EQUAL, "".join(old[i:j])))
            else:
                out += _words("".join(old[i:j]), "".join(new[k:m]))
    return tuple(_joined(_without_islands(_joined(out))))


def tokens(text: str) -> list[str]:
    """The pieces that are compared; together they are the text."""
    return _TOKEN.findall(text)


def excerpt(segments: Sequence[Segment], around: int = 60) -> tuple[Segment, ...]:
    """The changes with `around` characters of what stands about them; "…" where text was left out."""
    out = []
    last = len(segments) - 1
    for n, piece in enumerate(segments):
        text = piece.text
        if piece.kind is Kind.EQUAL and len(text) > 2 * around + 1:
            head = text[:around] if n else ""
            tail = text[-around:] if n < last else ""
            text = f"{head}…{tail}"
        out.append(Segment(piece.kind, text))
    return tuple(out)


def to_html(segments: Sequence[Segment]) -> str:
    """HTML with `ins` and `del`, text escaped; paragraphs are parted by `br`."""
    marks = {Kind.EQUAL: "{}", Kind.INSERT: "<ins>{}</ins>", Kind.DELETE: "<del>{}</del>"}
    return "".join(marks[s.kind].format(escape(s.text).replace("\n", "<br>")) for s in segments)


def to_text(segments: Sequence[Segment], *, colour: bool = False) -> str:
    """Text for a terminal: `{+came+}` and `[-went-]` as `git diff --word-diff` writes them, or green and red."""
    if colour:
        marks = {Kind.EQUAL: "{}", Kind.INSERT: "\x1b[32;4m{}\x1b[0m", Kind.DELETE: "\x1b[31;9m{}\x1b[0m"}
    else:
        marks = {Kind.EQUAL: "{}", Kind.INSERT: "{{+{}+}}", Kind.DELETE: "[-{}-]"}
    return "".join(marks[s.kind].format(s.text) for s in segments)


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n+|[^\n]+", text)


def _words(before: str, after: str) -> list[Segment]:
    old, new = tokens(before), tokens(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return _replaced(before, after)
    out: list[Segment] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(Segment(Kind.EQUAL, "".join(old[i:j])))
        else:
            out += _replaced("".join(old[i:j]), "".join(new[k:m]))
    return out


def _replaced(before: str, after: str) -> list[Segment]:
    return [Segment(kind, text) for kind, text in ((Kind.DELETE, before), (Kind.INSERT, after)) if text]


def _without_islands(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Pieces of one or two letters that stayed by chance between changes become part of them."""
    for n, piece in enumerate(segments):
        between = 0 < n < len(segments) - 1
        if between and piece.kind is Kind.EQUAL and len(piece.text) <= _ISLAND and piece.text.strip().isalpha():
            yield Segment(Kind.DELETE, piece.text)
            yield Segment(Kind.INSERT, piece.text)
        else:
            yield piece


def _joined(segments: Iterator[Segment] | Sequence[Segment]) -> list[Segment]:
    """Neighbours of a kind as one; what went before what came, between two pieces that stayed."""
    out: list[Segment] = []
    gone: list[str] = []
    came: list[str] = []
    kept: list[str] = []

    def flush() -> None:
        out.extend(Segment(k, "".join(p)) for k, p in ((Kind.DELETE, gone), (Kind.INSERT, came)) if p)
        gone.clear()
        came.clear()

    for piece in segments:
        if piece.kind is Kind.EQUAL:
            flush()
            kept.append(piece.text)
            continue
        if kept:
            out.append(Segment(Kind.EQUAL, "".join(kept)))
            kept.clear()
        (gone if piece.kind is Kind.DELETE else came).append(piece.text)
    flush()
    if kept:
        out.append(Segment(Kind.EQUAL, "".join(kept)))
    return out
