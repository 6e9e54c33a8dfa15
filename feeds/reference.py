"""docs/settings.md and docs/commands.md, made from the keys of the configuration and from the command line itself.

`python -m feeds.reference` writes both, with `--check` it says whether they are current.

This module does not know what a key or a command does.
"""

from __future__ import annotations

import ast
import dataclasses
import html
import inspect
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.cli import get_docs_for_click

from crawler.keys import Alerts, ArchiveRules, ArticleRules, Expect, ListRules, SavedSearch, Settings, Source, WebRules
from crawler.listing.endpoint import EndpointConfig
from feeds.cli import app

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MADE = "Made by `python -m feeds.reference`; do not edit.\n\n"
_TABLES: tuple[tuple[str, type], ...] = (
    ("[gazette]", Settings),
    ("[gazette.archive]", ArchiveRules),
    ("[gazette.alerts]", Alerts),
    ("[gazette.web]", WebRules),
    ("[[source]]", Source),
    ("[source.list]", ListRules),
    ("[source.article]", ArticleRules),
    ("[source.expect]", Expect),
    ("[source.endpoint]", EndpointConfig),
    ("[[search]]", SavedSearch),
)
_SETTINGS = """# Settings

"""
_INTRODUCTION = """`gazette.toml` holds the sources and what is set for them. The least of all files is

```toml
[[source]]
url = "https://www.example.org/news/"
```

`gazette add` writes it and keeps comments. A key that is not named here is refused, with its line and the nearest key that
is. Spans of time are written "10 minutes", "12 hours", "3 days", "2 weeks".
"""


def settings_page() -> str:
    """docs/settings.md: every table of gazette.toml and every key, with its default and its bounds."""
    out = [_SETTINGS, _MADE, _INTRODUCTION]
    for head, model in _TABLES:
        out.append(f"\n## `{head}`\n\n{_said(model)}\n\n| key | default | what it says |\n|---|---|---|\n")
        out += [f"| `{name}` | {default} | {told} |\n" for name, default, told in _keys(model)]
    return "".join(out)


def commands_page() -> str:
    """docs/commands.md: every command and option, as `--help` tells them."""
    command = typer.main.get_command(app)
    text = html.unescape(get_docs_for_click(obj=command, ctx=typer.Context(command), name="gazette"))
    # The list at the top cuts what each command says; the commands follow anyway.
    text = re.sub(r"\*\*Commands\*\*:\n\n(?:\* .*\n)+\n", "", text)
    status = (
        "Exit status: 0 fine; 1 a fault of ours; 2 usage or configuration; 3 a source is broken; "
        "75 another crawl holds the lock.\n\n"
    )
    body = text.split("\n", 2)[2].replace("**Usage**", f"{status}**Usage**", 1)
    return f"# Commands\n\n{_MADE}{body.rstrip()}\n"


def _said(model: type) -> str:
    return " ".join((model.__doc__ or "").split())


def _keys(model: type) -> list[tuple[str, str, str]]:
    """Each key's name, default and description."""
    if issubclass(model, BaseModel):
        told = _told(model)
        return [
            (name, _default(model, field), _cell(told[name] + _bounds(field)))
            for name, field in model.model_fields.items()
        ]
    assert dataclasses.is_dataclass(model)
    return [(f.name, _literal(f.default), _cell(f.metadata["told"])) for f in dataclasses.fields(model)]


def _told(model: type) -> dict[str, str]:
    """The text below each key of a class.

    Pydantic can gather these itself (`use_attribute_docstrings`), but then reads the source at every start of gazette.
    """
    (body,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(body, ast.ClassDef)
    return {
        key.target.id: inspect.cleandoc(text.value.value)
        for key, text in pairwise(body.body)
        if isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name)
        and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }  # fmt: skip


def _default(model: type[BaseModel], field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    if isinstance(field.default, BaseModel) or "EndpointConfig" in str(field.annotation):
        return "a table"
    return _literal(field.default)


def _literal(value: Any) -> str:
    """A default as it would stand in the file; nothing for an empty one."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{v}"' for v in value) + "]`"
    return f"`{value:g}`" if value < 1e6 else f"`{value}`"


def _bounds(field: FieldInfo) -> str:
    least = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    most = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    if least is not None and most is not None:
        return f" From {least:,} to {most:,}."
    return f" At least {least:,}." if least else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(words: list[str]) -> int:
    """Write the pages, or check them; the exit status."""
    pages = {DOCS / "settings.md": settings_page(), DOCS / "commands.md": commands_page()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in words:
        for path in stale:
            print(f"docs/{path.name} is not current: run python -m feeds.reference")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
