"""A tolerant reader of JavaScript literals: what a page's script holds as data, never evaluated.

Reads what ECMA-262 calls array and object literals, strings of all three quotes with their escapes,
numbers, `true`, `false`, `null`, and adds what pages really hold: bare keys, trailing and doubled
commas, comments, strings joined with `+`, `new Date("…")` and `JSON.parse("…")` (their argument).
Any other expression reads as None, and its extent is skipped by counting brackets.

This module does not know what the data means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.errors import PageError

MAX_NESTING = 60
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_NAME = re.compile(r"[\w$]+")
_CALL = re.compile(r"(?:new\s+)?(?:Date|JSON\s*\.\s*parse|String|decodeURIComponent|unescape)\s*\(\s*(?=[\"'`\d])")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.S)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\r\n": ""}
_CLOSERS = {"[": "]", "{": "}", "(": ")"}
_STOP = re.compile(r"[\"'`\[\](){},;/]")
_STOP_OR_PLUS = re.compile(r"[\"'`\[\](){},;/+]")
_ARRAY = re.compile(r"\[\s*+(?:(?://[^\n]{0,300}\n|/\*[^*]{0,300}\*/)\s*+){0,5}[{\[]")
_GIVEN = re.compile(r"(?:[\w$\]]\s*+=|\breturn\b)\s*+(?=[\[{\"'`]|JSON\s*+\.\s*+parse\s*+\()")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None}
_REREAD = 6


class NotALiteral(PageError):
    """No literal stands at this place, or it never ends.  `position` tells how far the text was read."""

    kind = "not-a-literal"

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, mend="give the address of the endpoint, or of another page")
        self.position = position


def read_literal(text: str, start: int = 0) -> tuple[Any, int]:
    """The value of the literal at `start` and the position after it; raises NotALiteral."""
    return _value(text, _skip(text, start), 0)


def read_arguments(text: str, start: int) -> list[Any]:
    """The arguments of a call, `start` being the position after its `(`; raises NotALiteral."""
    return _array(text, start, 0, ")")[0]


def arrays(script: str) -> Iterator[list[Any]]:
    """The outermost arrays of objects (or of arrays) in a script, in order; broken ones are passed over."""
    return _outermost(script, _ARRAY, at_end=False)


def given(script: str) -> Iterator[Any]:
    """The outermost values that a script assigns or returns (`window.__STATE__ = {…}`, `return {…}`, `let html = "…"`)."""
    return _outermost(script, _GIVEN, at_end=True)


def _outermost(script: str, opening: re.Pattern[str], *, at_end: bool) -> Iterator[Any]:
    """The literals that begin where a pattern matches (`at_end`: where its match ends), none within another."""
    # What is read in vain is counted: a text costs at most _REREAD times its length, whatever it holds.
    position, in_vain = 0, 0
    while in_vain <= _REREAD * len(script) + 10_000:
        match = opening.search(script, position)
        if match is None:
            return
        start = match.end() if at_end else match.start()
        try:
            found, position = read_literal(script, start)
        except NotALiteral as error:
            in_vain += error.position - start + 100
            position = start + 1
            continue
        yield found


def _skip(text: str, position: int) -> int:
    """The position after white space and comments; a comment that never ends takes all the rest."""
    while True:
        space = _SPACE.match(text, position)
        position = space.end() if space else position
        if text.startswith("/*", position):
            end = text.find("*/", position + 2)
            position = len(text) if end < 0 else end + 2
        elif text.startswith(("//", "<!--"), position):
            end = text.find("\n", position)
            position = len(text) if end < 0 else end + 1
        else:
            return position


def _value(text: str, position: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_NESTING:
        raise NotALiteral(f"the data nests deeper than {MAX_NESTING}", position)
    head = text[position : position + 1]
    if head == "[":
        return _array(text, position + 1, depth)
    if head == "{":
        return _object(text, position + 1, depth)
    if head and head in "\"'`":
        return _joined(text, position)
    if not head:
        raise NotALiteral("the data ends before it is whole", position)
    number = _NUMBER.match(text, position)
    if number and not _NAME.match(text, number.end()):
        after = _skip(text, number.end())
        if text[after : after + 1] in ("", ",", "]", "}", ")", ";"):
            return _number(number.group()), after
    word = _NAME.match(text, position)
    if word and word.group() in _WORDS:
        return _WORDS[word.group()], _skip(text, word.end())
    call = _CALL.match(text, position)
    if call:
        value, after = _value(text, call.end(), depth + 1)
        # Date(2024, 0, 5) is built from parts: its first one is no date.
        return (value if text[after : after + 1] == ")" else None), _expression_end(text, position)
    end = _expression_end(text, position)
    if end == position:
        raise NotALiteral("no data stands here", position)
    return None, end


def _array(text: str, position: int, depth: int, closer: str = "]") -> tuple[list[Any], int]:
    items: list[Any] = []
    while True:
        position = _skip(text, position)
        head = text[position : position + 1]
        if head == closer:
            return items, _skip(text, position + 1)
        if head == ",":  # trailing, doubled or leading: a hole is no row
            position += 1
            continue
        value, position = _value(text, position, depth + 1)
        items.append(value)
        _need(text, position, "," + closer)


def _object(text: str, position: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        position = _skip(text, position)
        head = text[position : position + 1]
        if head == "}":
            return found, _skip(text, position + 1)
        if head == ",":
            position += 1
            continue
        if head and head in "\"'`":
            key, position = _string(text, position)
        else:
            name = _NAME.match(text, position)
            if name is None:
                raise NotALiteral("a key is missing", position)
            key, position = name.group(), name.end()
        position = _skip(text, position)
        if text[position : position + 1] != ":":
            raise NotALiteral("a key has no value", position)
        found[key], position = _value(text, _skip(text, position + 1), depth + 1)
        _need(text, position, ",}")


def _need(text: str, position: int, allowed: str) -> None:
    head = text[position : position + 1]
    if not head or head not in allowed:
        raise NotALiteral("the data breaks off", position)


def _joined(text: str, position: int) -> tuple[Any, int]:
    """A string, or several joined with `+`; what is not a string in between is left out."""
    value, position = _string(text, position)
    parts = [value]
    while True:
        position = _skip(text, position)
        if text[position : position + 1] != "+":
            break
        after = _skip(text, position + 1)
        if text[after : after + 1] in ('"', "'", "`"):
            value, position = _string(text, after)
            parts.append(value)
        else:
            position = _expression_end(text, after, _STOP_OR_PLUS)
    if text[position : position + 1] in (".", "?", "["):  # "…".replace(…) and the like
        position = _expression_end(text, position)
    return "".join(parts), position


def _string(text: str, position: int) -> tuple[str, int]:
    quote = text[position]
    end = position + 1
    while True:
        close = text.find(quote, end)
        if close < 0:
            raise NotALiteral("a string never ends", len(text))
        # An odd number of backslashes before the quote makes it part of the string.
        back = close - 1
        while back > position and text[back] == "\\":
            back -= 1
        if (close - 1 - back) % 2 == 0:
            return _unescape(text[position + 1 : close]), close + 1
        end = close + 1


def _unescape(raw: str) -> str:
    if "\\" not in raw:
        return raw
    text = _ESCAPE.sub(_escaped, raw)
    # Two escaped halves of one character beyond U+FFFF; a lone half is no character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "ux" and len(code) > 1:
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _SIMPLE.get(code, code)


def _number(raw: str) -> int | float:
    if "x" in raw.lower():
        return int(raw, 16)
    if len(raw) > 300:  # int() refuses 4,300 digits with a ValueError of its own
        return 0
    return float(raw) if any(c in raw for c in ".eE") else int(raw)


def _expression_end(text: str, position: int, stop: re.Pattern[str] = _STOP) -> int:
    """Where an expression that we do not read ends: at a `,`, `;` or closing bracket of its own level."""
    waiting: list[str] = []
    while True:
        match = stop.search(text, position)
        if match is None:
            return len(text)
        mark, position = match.group(), match.start()
        if mark in "\"'`":
            position = _string(text, position)[1]
        elif mark == "/":
            position = max(_skip(text, position), position + 1)
        elif mark in _CLOSERS:
            waiting.append(_CLOSERS[mark])
            position += 1
        elif waiting:
            if mark == waiting[-1]:
                waiting.pop()
            position += 1
        else:
            return position


def loads(text: str) -> Any:
    """The value of a text that should be JSON, or is a literal; raises NotALiteral."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        value, end = read_literal(text)
        if text[end:].strip(" \t\r\n;)"):
            raise NotALiteral("more than one value stands here", end) from None
        return value
