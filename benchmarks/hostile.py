"""A crawl of a hundred hostile servers with twenty honest ones among them: python benchmarks/hostile.py [TIMEOUT] [SOURCE_TIME].

Told are the seconds until the last honest source was read whole, alone, among the others, and among as many honest ones in
their place (for all share the places of one crawl, and the servers the machine), by the clock and of the
crawl's processor time (the rest of the clock's is waiting, or other work of the machine), the most memory held, and the
hostile sources without an issue that were not read either.  The defaults of gazette.toml hold, but for the delay (0),
the time for one answer (10 seconds unless told) and for a source (60 seconds unless told).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conftest import command, environment
from tests.hostile import HONEST, ROWS, all_tricks, hostile
from tests.test_hostile import ask, configure, titles

EXPECTED = ROWS * len(HONEST)


@dataclass(frozen=True)
class Crawled:
    """Seconds until the last honest source ended, by the clock and of processor time; until all did; the most memory, MB."""

    honest: float
    worked: float
    whole: float
    memory: int


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def crawl(folder: Path, authority: Path) -> Crawled:
    """Crawl all sources of a folder in a process of its own."""
    began, honest, worked = time.monotonic(), 0.0, 0.0
    process = subprocess.Popen(
        command("crawl", "--all", "--log", "json"), cwd=folder, env=environment(SSL_CERT_FILE=str(authority)),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        told = json.loads(line)
        if told["event"] == "run" and told["source"] in HONEST:
            honest, worked = time.monotonic() - began, processor_time(process.pid)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return Crawled(honest, worked, time.monotonic() - began, usage.ru_maxrss // 1024)


@dataclass(frozen=True)
class Told:
    """The crawl of the honest sources alone, among hostile ones (`hostile` of them) and among as many honest ones; how many
    articles of the twenty were `read` among hostile ones, and which of these were neither read nor named (`silent`).
    """

    alone: Crawled
    among: Crawled
    crowd: Crawled
    hostile: int
    read: int
    silent: list[str]


def measure(folder: Path, timeout: float, patience: float) -> Told:
    """Crawl three times; `timeout` and `patience` (`source_time`) in seconds."""
    settings = f'[gazette]\ndelay = 0\ntimeout = {timeout:g}\nsource_time = "{patience:g} seconds"\n'
    parts = {word: folder / word for word in ("alone", "among", "crowd", "good", "bad", "others")}
    for part in parts.values():
        part.mkdir()
    with hostile(parts["good"], *HONEST) as good, hostile(parts["bad"]) as bad:
        authority = parts["bad"] / "authority.pem"
        configure(parts["alone"], {}, good.urls, settings)
        alone = crawl(parts["alone"], authority)
        configure(parts["among"], bad.urls, good.urls, settings)
        among = crawl(parts["among"], authority)
    others = [f"honest-{n + len(HONEST) + 1}" for n in range(len(bad.urls))]
    with hostile(parts["good"], *HONEST) as good, hostile(parts["others"], *others) as rest:
        configure(parts["crowd"], rest.urls, good.urls, settings)
        crowd = crawl(parts["crowd"], authority)
    issues = {row["source"] for row in ask(parts["among"], "SELECT DISTINCT source FROM issue")}
    silent = [n for n in all_tricks() if n not in issues and not titles(parts["among"], n)]
    return Told(alone, among, crowd, len(bad.urls), sum(len(titles(parts["among"], n)) for n in HONEST), silent)


def main() -> int:
    timeout, patience = (*map(float, sys.argv[1:3]), *(10.0, 60.0)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as name:
        told = measure(Path(name), timeout, patience)
    alone, among, crowd = told.alone, told.among, told.crowd
    print(
        f"honest sources: {alone.honest:.1f} s alone ({alone.worked:.1f} s of processor time), {among.honest:.1f} s "
        f"({among.worked:.1f} s) among {told.hostile} hostile ones, {crowd.honest:.1f} s ({crowd.worked:.1f} s) among as many "
        f"honest ones; {told.read} of {EXPECTED} articles of theirs"
    )
    print(
        f"all sources: {among.whole:.1f} s, at most {among.memory} MB; neither read nor named: {', '.join(told.silent) or 'none'}"
    )
    return 1 if told.silent or told.read < EXPECTED else 0


if __name__ == "__main__":
    sys.exit(main())
