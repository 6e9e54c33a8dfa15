"""`gazette demo --week`: what gazette makes of a correction, a withdrawal and a copy, by the commands an operator types.

The clock is stopped for each command (GAZETTE_NOW), so a week takes seconds and tells the same each time.

This module does not know what happens to the sites in the week.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from crawler.clock import stamp
from crawler.errors import ConfigError, GazetteError
from crawler.samples.server import serving
from crawler.samples.sites import all_sites
from crawler.samples.week import CORRECTION, TAKEN_AWAY, let_pass
from crawler.store.database import NAME, Store
from feeds.demo import FIRST_PORT, configure
from feeds.terminal import Teller

# The newest sample notice is two days old then.
FIRST = datetime.fromisoformat("2024-06-12T09:00:00+08:00")
# A missing page is looked for again six hours later before it counts as withdrawn.
LATER = (datetime.fromisoformat("2024-06-14T09:00:00+08:00"), datetime.fromisoformat("2024-06-14T18:00:00+08:00"))


def run_week(output: Path) -> int:
    """Serve the sites, crawl, let the week pass, crawl again, and ask what happened; the exit status.

    Raises ConfigError when the folder holds a store already.
    """
    path = output / "gazette.toml"
    if (output / NAME).exists():
        raise ConfigError(
            f"{output} holds a store already", mend="a week begins with an empty folder: remove it, or give --output"
        )
    sites = all_sites()
    teller = Teller("text")
    with serving(sites, first=FIRST_PORT):
        configure(path, sites)
        _type(path, FIRST, "crawl", "--all")
        let_pass(sites)
        teller.line("# On the sites a notice is corrected, one is taken off, and one is copied in the other script.")
        for moment in LATER:
            _type(path, moment, "crawl", "--all")
        _type(path, LATER[-1], "history", _address(output, CORRECTION.title))
        _type(path, LATER[-1], "history", _address(output, TAKEN_AWAY.title))
        _type(path, LATER[-1], "stories")
        _type(path, LATER[-1], "search", "郵路安全")
    return 0


def _type(path: Path, moment: datetime, *words: str) -> None:
    """Run a command at a moment, with its line above it; raises GazetteError when it fails."""
    print(f"\n$ gazette {' '.join(words)}    # {moment:%A %d %B, %H:%M}", flush=True)
    told = {**os.environ, "GAZETTE_NOW": stamp(moment), "GAZETTE_CONFIG": str(path)}
    done = subprocess.run([sys.executable, "-m", "feeds.cli", *words], env=told, check=False)  # noqa: S603
    if done.returncode not in (0, 3):
        raise GazetteError(
            f"gazette {words[0]} ended with status {done.returncode}", mend="its own line above says why"
        )


def _address(output: Path, title: str) -> str:
    with Store(output / NAME, writable=False) as store:
        return str(store.value("SELECT url FROM article WHERE title = ?", title))
