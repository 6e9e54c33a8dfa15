"""All figures of speed and size in one table: python benchmarks/table.py [STORE] [--corpus PATH] [--only ROW]... [--rounds 5].

STORE is a folder that benchmarks/million.py filled; PATH holds `lists`, `gov`, `paging`, `articles-en` and `dates`, folders of
labelled pages (see benchmarks/listing.py and reading.py).  Rows that want what was not given are left as they are.

Each row is measured by a process of its own (benchmarks/figures.py), quick ones first.  One that fails, or passes its time, is
told as failed, and the rest goes on; in all it takes --minutes at most.  benchmarks/RESULTS.md is written after each row: rows
measured anew are replaced, the others kept with their day.  Ends with 1 when a row failed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.figures import ENV, FIGURES, ROOT

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = "| row | what | figure | wanted | holds | measured |"
WORDS = {True: "yes", False: "**no**", None: ""}
# Seconds; so long one row may take.
LONGEST = 600.0


@dataclass(frozen=True)
class Line:
    """One line of the table, as it is written."""

    row: str
    what: str
    figure: str
    wanted: str
    holds: str
    measured: str

    def __str__(self) -> str:
        cells = (self.row, self.what, self.figure, self.wanted, self.holds, self.measured)
        return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def before(path: Path = RESULTS) -> dict[str, list[Line]]:
    """The lines of an earlier table, by row; none when there is no table, or one of another shape."""
    out: dict[str, list[Line]] = {}
    text = path.read_text("utf-8") if path.exists() else ""
    for line in text.partition(HEAD)[2].splitlines()[2:]:
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 6:
            break
        out.setdefault(cells[0], []).append(Line(*cells))
    return out


def measure(name: str, rounds: int, store: Path | None, corpus: Path | None, seconds: float) -> list[Line]:
    """The lines of one row, or one line that tells why there are none."""
    measured = f"{datetime.now(UTC).date()}, load {os.getloadavg()[0]:.1f}"
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / "figures.py"), name, str(rounds), str(store or ""), str(corpus or "")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV, start_new_session=True,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        # Its servers and crawls too.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return [Line(name, "failed", f"not done after {seconds:.0f} s", "", "**no**", measured)]
    if process.returncode:
        reason = (err.strip() or out.strip() or f"status {process.returncode}").splitlines()[-1][-300:]
        return [Line(name, "failed", reason, "", "**no**", measured)]
    rows = json.loads(out.splitlines()[-1])
    return [Line(name, r["what"], r["figure"], r["bound"], WORDS[r["holds"]], measured) for r in rows]


def written(lines: dict[str, list[Line]]) -> str:
    """The whole file."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = (
        f"{os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )
    out = [
        "# Figures", "", f"Made by `python benchmarks/table.py STORE --corpus PATH` on {machine}. `measured` tells the day of each row, and the",
        "machine's load when it began: other work makes times longer. Where two are compared, both ran side by side in one run,",
        "round by round, and the ratio is the median of the rounds' ratios.", "", HEAD, "|---|---|---|---|---|---|",
        *(str(line) for name in FIGURES for line in lines.get(name, ())), "", "## How", "",
    ]  # fmt: skip
    out += [f"- **{name}**: {' '.join((figure.__doc__ or '').split())}" for name, (_, figure) in FIGURES.items()]
    missing = [name for name in FIGURES if name not in lines]
    if missing:
        out += ["", f"Not measured yet: {', '.join(missing)}."]
    return "\n".join(out) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", nargs="?", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--only", nargs="+", action="extend", choices=FIGURES, metavar="ROW", default=[])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=25)
    words = parser.parse_intermixed_args()
    given = {"store": words.store and words.store.resolve(), "corpus": words.corpus and words.corpus.resolve()}
    end = time.monotonic() + words.minutes * 60
    lines, failed = before(), False
    for name, (wants, _) in FIGURES.items():
        if (words.only and name not in words.only) or (wants and not given[wants]):
            continue
        began = time.monotonic()
        lines[name] = measure(name, words.rounds, **given, seconds=max(1.0, min(LONGEST, end - began)))
        failed |= lines[name][0].what == "failed"
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        print("\n".join(map(str, lines[name])), flush=True)
        RESULTS.write_text(written(lines), "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
