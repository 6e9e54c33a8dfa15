"""The options that many commands share, and the completion of sources' names in a shell.

This module does not know the commands.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_CONFIG = Path("gazette.toml")


def complete_source(context: typer.Context, incomplete: str) -> list[str]:
    """Names of sources that begin so; none when the configuration cannot be read, since a shell is no place for errors."""
    given = context.params.get("config") or os.environ.get("GAZETTE_CONFIG") or DEFAULT_CONFIG
    try:
        tables = tomllib.loads(Path(given).read_text("utf-8")).get("source", [])
        names = [str(t["name"]) for t in tables if isinstance(t, dict) and "name" in t]
        if len(names) < len(tables):
            # Some are named by their addresses; that rule is worth the time it takes to load.
            from crawler import config as configuration

            names = [s.name for s in configuration.load(Path(given)).source]
    except Exception:
        return []
    return [name for name in names if name.startswith(incomplete)]


ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="The configuration file.", envvar="GAZETTE_CONFIG", show_default=True)
]
LogOption = Annotated[str, typer.Option("--log", help="How to tell what happens: text, or json (one line an event).")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...", help="Names of sources; all when none is given.", autocompletion=complete_source
    ),
]
Name = Annotated[str, typer.Argument(metavar="SOURCE", help="The name of a source.", autocompletion=complete_source)]
OnlySources = Annotated[
    list[str] | None,
    typer.Option("--source", help="Only this source; can be given several times.", autocompletion=complete_source),
]
QueueOption = Annotated[
    str,
    typer.Option(
        "--queue", envvar="GAZETTE_QUEUE", show_envvar=True, metavar="redis://HOST:PORT/DB",
        help="The Redis by which many machines share the work; rediss:// for TLS, USER:PASSWORD@ before the host.",
    ),
]  # fmt: skip
