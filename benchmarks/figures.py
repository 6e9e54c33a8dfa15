"""The figures of benchmarks/table.py, one function each: python benchmarks/figures.py NAME ROUNDS STORE CORPUS.

A figure's docstring is the "how" of the table; the last line printed is a JSON array of its rows.  STORE and CORPUS are
"" when they were not given.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import crawling, growth, hostile, million, publishing, search
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


def least(what: str, figure: float, bound: float, more: str = "") -> Row:
    """A figure that has to reach a bound."""
    return Row(what, f"{figure:.4g}{more}", f"at least {bound:g}", figure >= bound)


def most(what: str, figure: float, bound: float, unit: str = "", more: str = "") -> Row:
    """A figure that must not pass a bound."""
    return Row(what, f"{figure:.3g}{unit}{more}", f"at most {bound:g}{unit}", figure <= bound)


# --- crawling ---


def compared(what: str, done: list[crawling.Round], bound: float) -> Row:
    figure = median(r.ours / r.bare for r in done)
    return Row(what, crawling.summary(done), f"ratio of at least {bound}", figure >= bound)


def crawl(given: Given) -> list[Row]:
    """A first crawl from request to committed row, archive and fingerprints included, and bare Scrapy, which fetches the
    same pages and runs one CSS query on each, in turn; server and crawls in processes of their own, on loopback, delays off
    (benchmarks/crawling.py).
    """
    done, _ = crawling.measure(200, given.rounds, nothing_new=False)
    return [compared("first crawl, 200 sources of 20 articles: articles a second", done, 0.5)]


def nothing_new(given: Given) -> list[Row]:
    """The same for lists that all answer 304, with fifty days of runs in the store; a feed file or an article row that is
    written fails it.
    """
    done, peak = crawling.measure(10_000, given.rounds, nothing_new=True)
    return [
        compared("10,000 lists that did not change: requests a second", done, 0.85),
        most("largest memory of a process in it", peak, 400, " MB"),
    ]


def among_hostile(given: Given) -> list[Row]:
    """Twenty honest sources alone, then with every hostile server of tests/tricks.py and tests/trickpages.py in one crawl, then
    with as many honest ones in the place of these; the defaults of gazette.toml, but for the delay (0), `timeout` (10 s) and
    `source_time` (60 s); once.
    """
    with tempfile.TemporaryDirectory() as name:
        told = hostile.measure(Path(name), timeout=10, patience=60)
    among, crowd = told.among, told.crowd
    figure = (
        f"{among.honest:.1f} s among {told.hostile} hostile sources ({among.worked:.1f} s of processor time), {crowd.honest:.1f} s "
        f"({crowd.worked:.1f} s) among as many honest ones, {told.alone.honest:.1f} s alone"
    )
    return [
        Row(
            "20 honest sources are read whole",
            figure,
            "at most 1.2 times as late as among honest ones",
            told.read == hostile.EXPECTED and among.honest <= crowd.honest * 1.2,
        ),
        Row("until all sources ended", f"{among.whole:.1f} s"),
        most("memory of that crawl", among.memory, 600, " MB"),
        Row("hostile sources neither read nor named", ", ".join(told.silent) or "none", "none", not told.silent),
    ]


# --- a store of a million ---


def cost(given: Given) -> list[Row]:
    """A crawl of 80 further sources of 20 articles each, from request to committed row, when the store came to a hundredth,
    a tenth and all of its size; the middle of the rounds (benchmarks/million.py); bytes from SQLite's dbstat, indexes with
    their tables.
    """
    told = json.loads((given.store / "built.json").read_text("utf-8"))
    costs = sorted((int(stop), one) for stop, one in told["an_article"].items())
    times = [one["cpu_ms"] for _, one in costs]
    figures = ", ".join(f"{one['cpu_ms']:.1f} ms at {stop:,}" for stop, one in costs)
    memory = ", ".join(f"{one['peak_mb']} MB" for _, one in costs)
    spread = max(times) / min(times)
    what = "an article, from request to committed row, processor time"
    out = [
        Row(what, f"{figures}: {spread:.2f} apart", "within 1.3", spread <= 1.3),
        Row("memory of that crawl", memory),
    ]
    with Store(given.store / NAME, writable=False) as store:
        out.append(_bytes(NAME, store, store.value("SELECT count(*) FROM article")))
    with Archive(given.store / ARCHIVE) as archive:
        pages = archive.store.value("SELECT count(DISTINCT guid) FROM capture") or 1
        out.append(_bytes(ARCHIVE, archive.store, pages))
    return out


def _bytes(name: str, store: Store, among: int) -> Row:
    used = growth.tables(store)
    parts = ", ".join(f"{table} {size // among:,}" for table, size in used[:6])
    return Row(f"bytes an article in {name}", f"{sum(size for _, size in used) // among:,}: {parts}")


def searching(given: Given) -> list[Row]:
    """Queries of every kind in seven languages, each asked twice, of a store with ten years of articles
    (benchmarks/search.py).
    """
    with Store(given.store / NAME, writable=False) as store:
        tongues = million.Maker(store.value("SELECT max(id) FROM article")).tongues
        told: dict[str, Any] = search.measure(store, tongues)
    slow = sorted(told["p50_p95_by_kind"].items(), key=lambda item: -item[1][1])[:3]
    kinds = ", ".join(f"{kind} {p95}" for kind, (_, p95) in slow)
    figure = f"p50 {told['p50_ms']} ms, p95 {told['p95_ms']} ms (processor {told['cpu_p95_ms']} ms) of {told['queries']} queries"
    return [
        Row("search", f"{figure}; slowest kinds by p95: {kinds}", "p95 of at most 50 ms", told["p95_ms"] <= 50),
        Row("what the index has wrong", "; ".join(told["troubles"]) or "nothing", "nothing", not told["troubles"]),
    ]


def duplicates(given: Given) -> list[Row]:
    """The near copies of one article looked up by its bands, for 500 articles of chance."""
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
    """One changed article among all, and nothing changed, after a publication of all (benchmarks/publishing.py)."""
    one, none = publishing.measure(given.store, given.rounds)
    return [most("one changed article published", one, 1, " s"), Row("a publication with nothing new", f"{none:.2f} s")]


def command(given: Given, *words: str) -> tuple[float, str]:
    """Seconds that a command took, and what it said; 1 and 3 tell of troubles found, which is no failure of the command."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "feeds.cli", *words], cwd=given.store, env=ENV, capture_output=True, text=True, check=False
    )  # fmt: skip
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1, 3) or not done.stdout:
        raise RuntimeError(f"gazette {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return seconds, done.stdout


def start(given: Given) -> list[Row]:
    """Whole commands in new processes, from start to end."""
    shown = median(command(given, "health")[0] for _ in range(given.rounds))
    helped = median(command(given, "--help")[0] for _ in range(given.rounds))
    return [most("`gazette health`, the whole command", shown, 1, " s"), most("`gazette --help`", helped, 0.3, " s")]


def overview(given: Given) -> list[Row]:
    """The start page of `gazette serve`, from a server that has just begun, and from one that is warm."""
    process = subprocess.Popen(
        [sys.executable, "-m", "feeds.cli", "serve", "--port", "0"],
        cwd=given.store, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said: list[str] = []
        found = next(
            filter(None, (re.search(r"http://[\w.:\[\]]+", line) for line in _kept(process.stdout, said))), None
        )
        if found is None:
            raise RuntimeError(f"gazette serve told no address: {''.join(said)[-300:]}")
        times = []
        for _ in range(given.rounds + 1):
            began = time.perf_counter()
            with urllib.request.urlopen(found.group() + "/", timeout=600) as answer:
                answer.read()
            times.append(time.perf_counter() - began)
    finally:
        process.terminate()
        process.communicate()
    return [Row("the site's first page", f"{times[0] * 1000:.0f} ms at first, then {median(times[1:]) * 1000:.0f} ms")]


def _kept(lines: Any, said: list[str]) -> Iterator[str]:
    for line in lines:
        said.append(line)
        yield line


def doctor(given: Given) -> list[Row]:
    """The whole command, once: integrity, orphans, index and archive."""
    seconds, said = command(given, "doctor")
    return [Row("`gazette doctor`", f"{seconds:.0f} s; it says: {said.strip().splitlines()[0][:120]}")]


# --- labelled pages ---


def told(script: str, corpus: Path) -> list[dict[str, Any]]:
    """The JSON objects that a benchmark of labelled pages prints, each in a line of its own, words before it left aside."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / script), str(corpus)], cwd=ROOT, env=ENV, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{script} {corpus.name}: {done.stderr.strip()[-300:]}")
    return [json.loads(line[line.index("{") :]) for line in done.stdout.splitlines() if "{" in line]


def often(script: str, corpus: Path, rounds: int) -> list[dict[str, Any]]:
    """The same, run several times, with the median of each number."""
    runs = [told(script, corpus) for _ in range(rounds)]
    return [
        {key: median(run[n][key] for run in runs) if isinstance(value, int | float) else value for key, value in one.items()}
        for n, one in enumerate(runs[0])
    ]  # fmt: skip


def listing(given: Given) -> list[Row]:
    """Labelled list pages; the time is the median over pages of `read_listing` as a multiple of lxml's own parse of the same
    page, one after the other (benchmarks/listing.py); once.
    """
    bounds = {"lists": (0.90, 0.80, 0.95, 0.0), "gov": (0.98, 0.90, 0.97, 0.95)}
    out = []
    for name, (f1, exact, days, titles) in bounds.items():
        one = told("listing.py", given.corpus / name)[0]
        lost = 0.04 if name == "lists" else 0.0
        out += [
            least(f"{name}: entry F1", one["entry_f1"], f1, f" on {one['pages']} pages"),
            least(f"{name}: pages exact", one["pages_exact"], exact),
            most(f"{name}: share of pages with nothing found", one["pages_nothing_found"] / one["pages"], lost),
            least(f"{name}: days equal", one["days_equal"], days),
            least(f"{name}: titles equal", one["titles_equal"], titles) if titles else Row(f"{name}: titles equal", f"{one['titles_equal']:.4g}"),
            most(f"{name}: time, times lxml's parse", one["time_median"], 6),
        ]  # fmt: skip
    return out


def paging(given: Given) -> list[Row]:
    """Labelled pages of lists: the link to the next page, or none (benchmarks/paging.py); once."""
    one = told("paging.py", given.corpus / "paging")[0]
    return [least("next page", one["next_page"], 0.90, f" of {one['next_pages']} ({one['undisputed']:.4g} undisputed)")]


def reading(given: Given) -> list[Row]:
    """Labelled articles, beside trafilatura in the same run; times are processor time, parsing included, the median of the
    rounds (benchmarks/reading.py).
    """
    first, mine, *rest = often("reading.py", given.corpus / "articles-en", given.rounds)
    peer = next(one for one in rest if one.get("corpus") and one["reader"] == "trafilatura")
    quick = next(one["ours_to_theirs"] for one in rest if "ours_to_theirs" in one)
    learned = next((one["ours_with_profiles_to_theirs"] for one in rest if "ours_with_profiles_to_theirs" in one), None)
    framed, *_ = told("reading.py", given.corpus / "gov")
    out = [
        least("articles-en: body F1", first["f1"], 0.966, f" (trafilatura {peer['f1']:.4g})"),
        most("articles-en: time, times trafilatura's", quick, 0.6, "", f" ({mine['ms_a_page']:.1f} ms a page)"),
        least("gov: body begins and ends as labelled", framed["framed"], 0.90),
        least("gov: titles equal", framed["titles"], 0.95),
        least("gov: days equal", framed["days"], 0.97),
        least("gov: attachments found", framed["files"], 1.0),
    ]
    if learned is not None:
        out.insert(2, most("articles-en: time with a profile, times trafilatura's", learned, 0.25))
    return out


def dates(given: Given) -> list[Row]:
    """Labelled publication days, beside htmldate in the same run; processor time, parsing included, the median of the
    rounds (benchmarks/dating.py).
    """
    by = {one["reader"]: one for one in often("dating.py", given.corpus / "dates", given.rounds)}
    ours, peer = by["gazette"], by["htmldate"]
    return [
        least("days equal", ours["days_equal"], 0.92, f" (htmldate {peer['days_equal']:.4g})"),
        Row("time a page", f"{ours['ms_a_page']:.1f} ms; htmldate {peer['ms_a_page']:.1f} ms"),
    ]


# Quick ones first; what each wants besides, "store" or "corpus".
FIGURES: dict[str, tuple[str, Callable[[Given], list[Row]]]] = {
    "start": ("store", start),
    "duplicates": ("store", duplicates),
    "overview": ("store", overview),
    "paging": ("corpus", paging),
    "listing": ("corpus", listing),
    "publishing": ("store", publish),
    "search": ("store", searching),
    "dates": ("corpus", dates),
    "hostile": ("", among_hostile),
    "reading": ("corpus", reading),
    "crawl": ("", crawl),
    "nothing-new": ("", nothing_new),
    "growth": ("store", cost),
    "doctor": ("store", doctor),
}


def main(name: str, rounds: str, store: str, corpus: str) -> None:
    rows = FIGURES[name][1](Given(Path(store), Path(corpus), int(rounds)))
    print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
