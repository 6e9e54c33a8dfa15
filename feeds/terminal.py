"""Tables and lines on a terminal; events as JSON lines for machines.

This module does not know what is shown.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Span, Text

from crawler.clock import now, stamp
from crawler.errors import ConfigError

# A table of more rows is laid out by `sheet`, and more members of a list of JSON stand in a line each.
LONG = 500

# States by colour; the word is always written too.
_COLOURS = {
    "ok": "green",
    "quiet": "cyan",
    "new": "dim",
    "paused": "dim",
    "empty": "yellow",
    "partial": "yellow",
    "changed": "yellow",
}
# Controls, a carriage return (it writes over its own line), and overrides of direction, which show a text as another.
_ESCAPES = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
# Within JSON those below the blank are escaped already; the line breaks between its lines are its own.
_ESCAPED_IN_JSON = {code: f"\\u{code:04x}" for code in _ESCAPES if code > 0x20}


class _Console(Console):
    """rich's console, which takes from all text what a terminal would obey: rich itself lets it through."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does."""
        super().print(*map(_harmless, objects), **options)


def console() -> Console:
    """The console of standard output; colours only on a terminal, and never with NO_COLOR."""
    return _Console(highlight=False, soft_wrap=False)


def _harmless(told: Any) -> Any:
    """Text without what a terminal would obey; a text in colours loses them when there is anything to take off."""
    if isinstance(told, Text):
        return told if plain(told.plain) == told.plain else Text(plain(told.plain))
    return plain(told) if isinstance(told, str) else told


def plain(text: str) -> str:
    """Text from a page without what a terminal would obey."""
    return text.translate(_ESCAPES)


def json_text(value: Any, *, indent: int | None = 1) -> str:
    """A value as JSON in its own letters; those that a terminal would obey are escaped, as JSON allows for all.

    Of a list of more than LONG each member is a line: Python indents ten times slower than it writes.
    """
    if indent is not None and isinstance(value, list) and len(value) > LONG:
        told = "[\n" + ",\n".join(map(json.JSONEncoder(ensure_ascii=False).encode, value)) + "\n]"
    else:
        told = json.dumps(value, ensure_ascii=False, indent=indent)
    return told.translate(_ESCAPED_IN_JSON)


def state_text(state: str) -> Text:
    """A state in its colour."""
    return Text(state, style=_COLOURS.get(state, "bold red"))


def table(columns: Sequence[tuple[str, dict[str, Any]]], rows: Sequence[Sequence[str | Text]]) -> Table:
    """A table that fits the terminal; each column is (heading, rich's options)."""
    out = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    for heading, options in columns:
        out.add_column(heading, **options)
    for row in rows:
        out.add_row(*(cell if isinstance(cell, Text) else Text(plain(cell)) for cell in row))
    return out


def show_table(columns: Sequence[tuple[str, dict[str, Any]]], rows: Sequence[Sequence[str | Text]]) -> None:
    """Print a table; one of more than LONG rows as a sheet."""
    if len(rows) > LONG:
        console().print(sheet(columns, rows), soft_wrap=True, end="")
    else:
        console().print(table(columns, rows))


def sheet(columns: Sequence[tuple[str, dict[str, Any]]], rows: Sequence[Sequence[str | Text]]) -> Text:
    """A line a row, as wide as its longest cells want; of a column's options only `justify` counts.

    rich's own table measures and wraps each cell by itself, which takes seconds for ten thousand rows.
    """
    headings = [heading for heading, _ in columns]
    right = [options.get("justify") == "right" for _, options in columns]
    told = [headings, *([plain(str(cell)) for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*told, strict=True)]
    lines: list[str] = []
    spans: list[Span] = []
    at = 0
    for texts, cells in zip(told, [headings, *rows], strict=True):
        line = ""
        for text, cell, width, pushed in zip(texts, cells, widths, right, strict=True):
            gap = " " * (width - cell_len(text))
            line += gap if pushed else ""
            if isinstance(cell, Text) and cell.style:
                spans.append(Span(at + len(line), at + len(line) + len(text), cell.style))
            line += f"{text}  " if pushed else f"{text}{gap}  "
        lines.append(line.rstrip() + "\n")
        at += len(lines[-1])
    return Text("".join(lines), spans=spans)


class Teller:
    """Tells what happens while a command runs: lines for people, or one JSON object a line (`--log json`)."""

    def __init__(self, log: str) -> None:
        if log not in ("text", "json"):
            raise ConfigError(f"--log {log!r} is not known", mend="say --log text or --log json")
        self.as_json = log == "json"

    def line(self, text: str) -> None:
        """One line for people."""
        if not self.as_json:
            print(plain(text), flush=True)

    def event(self, what: str, /, **fields: Any) -> None:
        """One event for machines."""
        if self.as_json:
            print(json_text({"event": what, "at": stamp(now()), **fields}, indent=None), flush=True)

    def trouble(self, source: str, level: str, kind: str, url: str, message: str, mend: str) -> None:
        """One trouble: source, URL, what failed and the mend, on one line of standard error."""
        if self.as_json:
            self.event("issue", source=source, level=level, kind=kind, url=url, message=message, mend=mend)
            return
        text = f"{source}: {message} <{url}>" if url else f"{source}: {message}"
        print(plain(f"{text}. Mend: {mend}" if mend else text), file=sys.stderr, flush=True)
