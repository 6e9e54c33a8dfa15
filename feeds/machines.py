"""The commands of many machines: `gazette worker` and `gazette drain`.

This module does not know how anything is done.
"""

from __future__ import annotations

from typing import Annotated

import typer

from feeds.options import DEFAULT_CONFIG, ConfigOption, LogOption, QueueOption


def worker(
    queue: QueueOption = "",
    burst: Annotated[
        bool, typer.Option("--burst", help="End when no job is left, instead of waiting for one.")
    ] = False,
    lease: Annotated[
        float, typer.Option(min=1, max=3600, help="Seconds after which a worker that is not heard of loses its host.")
    ] = 30.0,
    log: LogOption = "text",
) -> None:
    """Take jobs that `gazette crawl --queue` made, crawl, and hand back what was found; needs no store of its own."""
    from feeds.queueing import run_worker

    run_worker(queue, burst=burst, lease=lease, log=log)


def drain(
    queue: QueueOption = "",
    until_done: Annotated[
        bool, typer.Option("--until-done", help="End when no job is out any more, with the exit status of a crawl.")
    ] = False,
    publish: Annotated[bool, typer.Option("--publish/--no-publish", help="Publish the feeds as articles come.")] = True,
    log: LogOption = "text",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Take in what workers hand back, and publish the feeds: the one writer of the store."""
    from feeds.draining import run_drain

    raise typer.Exit(run_drain(config, queue, until_done=until_done, publishing=publish, log=log))


def mount(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(worker)
    app.command()(drain)
