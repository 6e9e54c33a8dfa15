"""The commands that keep what is stored: reread, doctor, backup, archive.

This module does not know how anything is done.  What a command needs is imported inside it, as in `feeds.cli`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from feeds.options import DEFAULT_CONFIG, ConfigOption, JsonOption, LogOption, Names, OnlySources

upkeep = typer.Typer()
archive = typer.Typer(no_args_is_help=True, help="What is kept of the raw pages.")


@upkeep.command()
def reread(
    names: Names = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    log: LogOption = "text",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Read the archived pages of stored articles by today's rules; readers are told of no change."""
    from feeds.rereading import run_reread

    run_reread(config, tuple(names or ()), dry_run=dry_run, log=log)


@upkeep.command()
def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="Mend what can be mended.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Check the stored files: whole, in agreement with each other, with space to grow; exit status 1 when not."""
    from feeds.upkeep import run_doctor

    raise typer.Exit(run_doctor(config, mend=mend, as_json=json_))


@upkeep.command()
def backup(
    to: Annotated[Path, typer.Argument(metavar="FOLDER|FILE.db", help="Where to: a folder, or a file's name.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a copy that is there.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Copy the stored files, also while a crawl runs, and check the copies."""
    from feeds.upkeep import run_backup

    run_backup(config, to, overwrite=overwrite, as_json=json_)


@archive.command()
def export(
    to: Annotated[Path, typer.Argument(metavar="FILE.warc.gz", help="The file to write.")],
    source: OnlySources = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the archived pages as WARC (ISO 28500)."""
    from feeds.archiving import export as write

    raise typer.Exit(write(config, to, tuple(source or ()), overwrite=overwrite, as_json=json_))
