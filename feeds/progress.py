"""What a terminal shows while a command works: how far it is and how fast; of a crawl also a line a source under way.

The figures of sources under way are read from the store, once a second; nothing is shown where there is no terminal.

This module does not know how the work is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from crawler.errors import StoreError
from crawler.store.database import NAME, Row, Store
from feeds.terminal import Teller, console
from feeds.web.queries import under_way

SHOWN = 6
_BAR = 24
# What is done within so many seconds needs no line.
PATIENCE = 2.0


class Watch:
    """How far a crawl is: `ended` is told of each source, `picture` is what is shown now."""

    def __init__(self, output: Path, sources: int) -> None:
        self.path = output / NAME
        self.sources = sources
        self.done = self.stored = 0
        self.began = monotonic()
        self._rows: list[Row] = []
        self._read = 0.0

    def ended(self, articles: int) -> None:
        """A source's crawl ended; it read so many articles."""
        self.done += 1
        self.stored += articles

    def picture(self) -> RenderableType:
        """How far, how fast; then the sources under way."""
        rows = self._under_way()
        seconds = max(monotonic() - self.began, 0.001)
        stored = self.stored + sum(r["stored"] for r in rows)
        head = Text.assemble(
            (f"{self.done} of {self.sources} sources", "bold"),
            f"  {stored} {'article' if stored == 1 else 'articles'}, {stored / seconds:.1f} a second  {int(seconds)} s",
        )
        table = Table.grid(padding=(0, 1), expand=False)
        table.add_column(max_width=30, overflow="ellipsis", no_wrap=True)
        table.add_column(width=_BAR)
        table.add_column(no_wrap=True)
        for row in rows[:SHOWN]:
            whole = row["stored"] + row["pending"]
            bar = ProgressBar(total=whole or None, completed=row["stored"], width=_BAR, pulse=not whole)
            said = f"{row['stored']} of {whole}" if whole else "its list"
            table.add_row(Text(row["source"]), bar, Text(said))
        more = len(rows) - SHOWN
        return Group(head, table, *([Text(f"and {more} more", style="dim")] if more > 0 else []))

    def _under_way(self) -> list[Row]:
        if monotonic() - self._read > 1:
            self._read = monotonic()
            try:
                with Store(self.path, writable=False, busy=0.2) as store:
                    self._rows = under_way(store)
            except StoreError:
                # Not made yet, or locked for a moment: the next look may tell.
                self._rows = []
        return self._rows


@contextmanager
def watching(teller: Teller, output: Path, sources: int) -> Iterator[Watch]:
    """Show on a terminal how far a crawl is, below the lines that are told; it goes away at the end."""
    watch, out = Watch(output, sources), console()
    if teller.as_json or not out.is_terminal:
        yield watch
        return
    with Live(get_renderable=watch.picture, console=out, refresh_per_second=4, transient=True):
        yield watch


class Count:
    """How far a long command is: so many of so many, heard as often as it likes to tell; a line once it takes long."""

    def __init__(self, what: str, out: Console) -> None:
        self.what, self.out = what, out
        self.done = self.whole = 0
        self.began = monotonic()
        self._live: Live | None = None

    def __call__(self, done: int, whole: int) -> None:
        """So many are done, of so many."""
        self.done, self.whole = done, whole
        if self._live is None and monotonic() - self.began > PATIENCE:
            # What goes to a file or a pipe is left alone; on the same terminal it is written above the line.
            shared = sys.stdout.isatty()
            self._live = Live(get_renderable=self.picture, console=self.out, refresh_per_second=4, transient=True,
                              redirect_stdout=shared)  # fmt: skip
            self._live.start()

    def picture(self) -> Text:
        """How far, how fast, and how long it will take at this pace."""
        seconds = max(monotonic() - self.began, 0.001)
        pace = self.done / seconds
        left = f", {int((self.whole - self.done) / pace)} s left" if pace else ""
        return Text(f"{self.done:,} of {self.whole:,} {self.what}, {pace:,.0f} a second  {int(seconds)} s{left}")

    def close(self) -> None:
        """Take the line away."""
        if self._live is not None:
            self._live.stop()


@contextmanager
def counting(teller: Teller, what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal (on standard error, below what is told) how far a command is that takes long."""
    out = Console(stderr=True, highlight=False)
    if teller.as_json or not out.is_terminal:
        yield lambda _done, _whole: None
        return
    count = Count(what, out)
    try:
        yield count
    finally:
        count.close()
