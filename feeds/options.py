"""Options that several commands have.

This module does not know the commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="The configuration file.", envvar="GAZETTE_CONFIG", show_default=True)
]
LogOption = Annotated[str, typer.Option("--log", help="How to tell what happens: text, or json (one line an event).")]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Names of sources; all when none is given.")
]
DEFAULT_CONFIG = Path("gazette.toml")
QueueOption = Annotated[
    str,
    typer.Option(
        "--queue", envvar="GAZETTE_QUEUE", show_envvar=True, metavar="redis://HOST:PORT/DB",
        help="The Redis by which many machines share the work; rediss:// for TLS, USER:PASSWORD@ before the host.",
    ),
]  # fmt: skip
