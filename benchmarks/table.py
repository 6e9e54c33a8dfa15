"""All figures of speed and size in one table: python benchmarks/table.py [STORE] [--corpus PATH] [--only NAME]... [--rounds 5].

STORE is a folder of benchmarks/million.py, built when it is empty; without it the figures of scale are left out.  PATH
holds `lists`, `articles-en` and `gov`, folders of labelled pages (see benchmarks/listing.py and reading.py); without it
those of listing and reading are.  Each figure is the median of the rounds; a ratio is taken within a round.  The table is
printed, and written to benchmarks/RESULTS.md with what was left out.  Names: crawl, nothing-new, growth, search, duplicates,
publishing, start, overview, doctor, listing, reading.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import crawling, growth, million, publishing, search
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from crawler.store.stories import candidates

ROOT = Path(__file__).resolve().parent.parent
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
LOOKED_UP = 500


@dataclass(frozen=True)
class Row:
    """One line of the table; `holds` is None for a figure without a bound."""

    what: str
    figure: str
    bound: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Given:
    """What the operator gave: the store, the corpus, the rounds."""

    store: Path
    corpus: Path
    rounds: int


def ratio(what: str, done: list[crawling.Round], least: float) -> Row:
    figure = median(r.ours / r.bare for r in done)
    return Row(what, crawling.summary(done), f"ratio of at least {least}", figure >= least)


def crawl(given: Given) -> list[Row]:
    done, _ = crawling.measure(200, given.rounds, nothing_new=False)
    return [ratio("first crawl, 200 sources of 20 articles: articles a second", done, 0.5)]


def nothing_new(given: Given) -> list[Row]:
    done, peak = crawling.measure(10_000, given.rounds, nothing_new=True)
    return [
        ratio("10,000 lists that did not change: requests a second", done, 0.85),
        Row("largest memory of a process in it", f"{peak} MB", "at most 400 MB", peak <= 400),
    ]


def cost(given: Given) -> list[Row]:
    told = json.loads((given.store / "built.json").read_text("utf-8"))
    costs = {int(stop): one for stop, one in told["an_article"].items()}
    times = [one["cpu_ms"] for _, one in sorted(costs.items())]
    spread = max(times) / min(times)
    figures = ", ".join(f"{one['cpu_ms']:.1f} ms at {stop:,}" for stop, one in sorted(costs.items()))
    memory = [one["peak_mb"] for _, one in sorted(costs.items())]
    out = [
        Row(
            "an article from row to story, processor time",
            f"{figures}: {spread:.2f} apart",
            "within 1.3",
            spread <= 1.3,
        ),
        Row("memory of the process that stored them", ", ".join(f"{mb} MB" for mb in memory)),
    ]
    with Store(given.store / NAME) as store, Archive(given.store / ARCHIVE) as archive:
        count = store.value("SELECT count(*) FROM article")
        pages = archive.store.value("SELECT count(DISTINCT guid) FROM capture") or 1
        for name, opened, among in ((NAME, store, count), (ARCHIVE, archive.store, pages)):
            used = growth.tables(opened)
            parts = ", ".join(f"{table} {size // among:,}" for table, size in used[:6])
            out.append(Row(f"bytes an article in {name}", f"{sum(size for _, size in used) // among:,}: {parts}"))
    return out


def searching(given: Given) -> list[Row]:
    with Store(given.store / NAME, writable=False) as store:
        tongues = million.Maker(store.value("SELECT max(id) FROM article")).tongues
        told = search.measure(store, tongues)
    slow = sorted(told["p50_p95_by_kind"].items(), key=lambda item: -item[1][1])[:3]
    figure = f"p50 {told['p50_ms']} ms, p95 {told['p95_ms']} ms (processor {told['cpu_p95_ms']} ms) of {told['queries']} queries"
    kinds = ", ".join(f"{kind} {p95}" for kind, (_, p95) in slow)
    return [
        Row("search", f"{figure}; slowest kinds by p95: {kinds}", "p95 of at most 50 ms", told["p95_ms"] <= 50),
        Row("what the index has wrong", "; ".join(told["troubles"]) or "nothing", "nothing", not told["troubles"]),
    ]


def duplicates(given: Given) -> list[Row]:
    times = []
    with Store(given.store / NAME, writable=False) as store:
        last = store.value("SELECT max(id) FROM article")
        chance = random.Random(5)
        for _ in range(LOOKED_UP):
            signed = store.value("SELECT minhash FROM signature WHERE article >= ?", chance.randint(1, last))
            began = time.perf_counter()
            candidates(store, signed)
            times.append((time.perf_counter() - began) * 1000)
    times.sort()
    middle, high = median(times), times[len(times) * 95 // 100]
    return [Row("candidates for one article", f"median {middle:.2f} ms, p95 {high:.2f} ms", "at most 5 ms", high <= 5)]


def publish(given: Given) -> list[Row]:
    one, none = publishing.measure(given.store, given.rounds)
    return [
        Row("one changed article published", f"{one:.2f} s", "at most 1 s", one <= 1),
        Row("a publication with nothing new", f"{none:.2f} s"),
    ]


def command(given: Given, *words: str) -> float:
    """Seconds that a command took."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "feeds.cli", *words],
        cwd=given.store,
        env=ENV,
        capture_output=True,
        check=False,
        timeout=3600,
    )
    return time.perf_counter() - began


def start(given: Given) -> list[Row]:
    shown = median(command(given, "health") for _ in range(given.rounds))
    helped = median(command(given, "--help") for _ in range(given.rounds))
    return [
        Row("`gazette health`, the whole command", f"{shown:.2f} s", "at most 1 s", shown <= 1),
        Row("`gazette --help`", f"{helped:.2f} s", "at most 0.3 s", helped <= 0.3),
    ]


def overview(given: Given) -> list[Row]:
    """The start page of the site, from a server that has just begun and from one that is warm."""
    process = subprocess.Popen(
        [sys.executable, "-m", "feeds.cli", "serve", "--port", "0"],
        cwd=given.store, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http://[\w.:\[\]]+", line) for line in process.stdout)))
        times = []
        for _ in range(given.rounds + 1):
            began = time.perf_counter()
            with urllib.request.urlopen(found.group() + "/", timeout=600) as answer:
                answer.read()
            times.append(time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()
    return [Row("the site's first page", f"{times[0] * 1000:.0f} ms at first, then {median(times[1:]) * 1000:.0f} ms")]


def doctor(given: Given) -> list[Row]:
    return [Row("`gazette doctor`", f"{command(given, 'doctor'):.0f} s")]


def quoted(script: str, corpus: Path) -> list[Row]:
    """What a benchmark of the labelled pages prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / script), str(corpus)], cwd=ROOT, env=ENV, capture_output=True, text=True, check=True
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return [Row(f"{script} on {corpus.name}", line) for line in lines]


def listing(given: Given) -> list[Row]:
    return [row for name in ("lists", "gov") for row in quoted("listing.py", given.corpus / name)]


def reading(given: Given) -> list[Row]:
    return [row for name in ("articles-en", "gov") for row in quoted("reading.py", given.corpus / name)]


FIGURES: dict[str, tuple[str, Callable[[Given], list[Row]]]] = {
    "crawl": ("", crawl),
    "nothing-new": ("", nothing_new),
    "growth": ("store", cost),
    "search": ("store", searching),
    "duplicates": ("store", duplicates),
    "publishing": ("store", publish),
    "start": ("store", start),
    "overview": ("store", overview),
    "doctor": ("store", doctor),
    "listing": ("corpus", listing),
    "reading": ("corpus", reading),
}


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; load {load:.1f} before the first figure"
    )


def written(rows: list[Row], skipped: list[str], how: str, where: str) -> str:
    words = {True: "yes", False: "**no**", None: ""}
    lines = [
        "# Figures", "", f"Made by `{how}` on {datetime.now(UTC).date()}: {where}.", "",
        "| what | figure | wanted | holds |", "|---|---|---|---|",
        *(f"| {r.what} | {r.figure} | {r.bound} | {words[r.holds]} |" for r in rows),
    ]  # fmt: skip
    if skipped:
        lines += ["", "Left out: " + "; ".join(skipped) + "."]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", nargs="?", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--only", action="append", choices=FIGURES)
    parser.add_argument("--rounds", type=int, default=5)
    words = parser.parse_args()
    where, rows, skipped = machine(), [], []
    if words.store and not (words.store / "built.json").exists():
        million.build(words.store, million.ARTICLES)
    for name, (wants, figure) in FIGURES.items():
        if words.only and name not in words.only:
            skipped.append(f"{name} (not asked for)")
        elif wants and not getattr(words, wants):
            skipped.append(f"{name} (no {wants} was given)")
        else:
            print(f"{name} ...", file=sys.stderr, flush=True)
            rows += figure(Given(words.store or Path(), words.corpus or Path(), words.rounds))
    how = " ".join(
        [
            "python benchmarks/table.py",
            *(["STORE"] if words.store else []),
            *(["--corpus PATH"] if words.corpus else []),
        ]
    )
    text = written(rows, skipped, how, where)
    (ROOT / "benchmarks" / "RESULTS.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
