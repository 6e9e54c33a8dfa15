"""How fast a crawl is, against bare Scrapy that fetches the same pages and runs one CSS query on each.

    benchmarks/crawling.py [--sources 200] [--rounds 5] [--unchanged N]

Both run in processes of their own against one static server (benchmarks/site.py), delays off, the same concurrency, in
turn; a figure is the median of the rounds, and what counts is the ratio within a round: gazette's pieces a second in those
of bare Scrapy, by the clock and by processor time (1: as fast as bare Scrapy; more is better).  `--unchanged N` measures
the other case: N sources that all answer 304.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
ARTICLES = 20

OURS = """
import json, resource, time
from pathlib import Path
from crawler import config
from crawler.run import crawl

settings = config.load(Path("gazette.toml"))
began, worked = time.monotonic(), time.process_time()
report = crawl(settings, settings.source)
pages = sum(e.tally.requests for e in report.ended)
print(json.dumps({"seconds": time.monotonic() - began, "cpu": time.process_time() - worked, "pages": pages, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "states": sorted({e.health.state for e in report.ended})}))
"""


@contextmanager
def serving(sources: int = 0):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / "site.py"), str(port), str(sources)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def child(folder: Path, *words: str) -> dict:
    done = subprocess.run([sys.executable, *words], cwd=folder, env=ENV, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def addresses(count: int, port: int) -> list[str]:
    from benchmarks.site import host

    return [f"http://{host(n)}:{port}/" for n in range(count)]


def configure(folder: Path, urls: list[str], begin: str = "s", output: Path = Path("output")) -> None:
    lines = ["[gazette]", f'output = "{output}"', "delay = 0", "concurrency = 16"]
    for n, url in enumerate(urls):
        lines += [
            "[[source]]",
            f'name = "{begin}{n}"',
            f'url = "{url}"',
            "allow_private = true",
            "ignore_robots = true",
        ]
    (folder / "gazette.toml").write_text("\n".join(lines))
    # Ten thousand addresses are too long for one word of a command.
    (folder / "urls.json").write_text(json.dumps(urls))


@dataclass(frozen=True)
class Round:
    """Pieces a second by the clock, and milliseconds of processor time a piece, of ours and of bare Scrapy; our peak memory in MB."""

    ours: float
    bare: float
    ours_cpu: float
    bare_cpu: float
    megabytes: int


def compared(pieces: int, ours: dict, bare: dict) -> Round:
    return Round(
        pieces / ours["seconds"], pieces / bare["seconds"], ours["cpu"] * 1000 / pieces, bare["cpu"] * 1000 / pieces, ours["megabytes"]
    )  # fmt: skip


def fresh(count: int, rounds: int, port: int) -> list[Round]:
    """Articles, a first crawl each round."""
    urls, out = addresses(count, port), []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            configure(folder, urls)
            ours = child(folder, "-c", OURS)
            assert ours["states"] == ["ok"], ours
            bare = child(folder, str(ROOT / "benchmarks" / "bare.py"), "urls.json", "200")
            assert bare["pages"] == count * (ARTICLES + 1), bare
            out.append(compared(count * ARTICLES, ours, bare))
    return out


def unchanged(count: int, rounds: int, port: int) -> list[Round]:
    """Requests, when every list answers 304."""
    urls, out = addresses(count, port), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configure(folder, urls)
        seed(folder, urls)
        for _ in range(rounds):
            began = _stamp(folder)
            ours = child(folder, "-c", OURS)
            assert ours["pages"] == count, ours
            assert _stamp(folder) == began, "a feed file or an article row was written"
            bare = child(folder, str(ROOT / "benchmarks" / "bare.py"), "urls.json", "304")
            assert bare["pages"] == count, bare
            out.append(compared(count, ours, bare))
    return out


def measure(count: int, rounds: int, *, nothing_new: bool) -> tuple[list[Round], int]:
    """The rounds, and gazette's largest memory in MB."""
    with serving(0 if nothing_new else count) as port:
        done = (unchanged if nothing_new else fresh)(count, rounds, port)
    return done, max(r.megabytes for r in done)


def seed(folder: Path, urls: list[str]) -> None:
    """A store that knows every source: the validators of its list, fifty days of runs, and what a quarter of them found."""
    from crawler import config
    from crawler.store.database import NAME, Store
    from crawler.store.runs import sync_source

    settings = config.load(folder / "gazette.toml")
    with Store(settings.output / NAME) as store, store.atomic():
        for source in settings.source:
            sync_source(store, source)
        store.execute("UPDATE source SET etag = '\"1\"', state = 'ok', last_ok = '2026-01-01T00:00:00Z'")
        days = "WITH RECURSIVE day(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM day WHERE n < 49) "
        at = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', (n - 50) || ' days')"
        store.execute(
            f"{days} INSERT INTO run (source, started, ended, outcome, pages, entries, entries_new, overlap) "
            f"SELECT name, {at}, {at}, iif(n % 4, 'not-modified', 'ok'), n % 4 = 0, 20 * (n % 4 = 0), n % 4 = 0, 1 FROM day, source"
        )
        store.execute(
            f"{days} INSERT INTO entry (source, url, title, date, precision, position, state, first_seen, last_seen) "
            f"SELECT name, url || n, 'A notice', substr({at}, 1, 10), 'day', 0, 'gone', {at}, {at} FROM day, source WHERE n % 4 = 0"
        )
        store.execute("INSERT INTO coverage (source, begins, ends, whole) SELECT name, last_ok, last_ok, 1 FROM source")


def _stamp(folder: Path) -> tuple[int, tuple[str, ...]]:
    from crawler.store.database import NAME, Store

    with Store(folder / "output" / NAME, writable=False) as store:
        return store.value("SELECT count(*) FROM article"), tuple(p.name for p in folder.glob("output/feeds/*"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--unchanged", type=int, default=0)
    words = parser.parse_args()
    count = words.unchanged or words.sources
    done, peak = measure(count, words.rounds, nothing_new=bool(words.unchanged))
    what = "requests a second, all 304" if words.unchanged else "articles a second"
    print(f"{count} sources, {what}: {summary(done)}; gazette's peak memory {peak} MB")


def summary(done: list[Round]) -> str:
    """The medians of the rounds in words."""
    middle = {name: statistics.median(getattr(r, name) for r in done) for name in Round.__dataclass_fields__}
    clock, cpu = (
        statistics.median(r.ours / r.bare for r in done),
        statistics.median(r.bare_cpu / r.ours_cpu for r in done),
    )
    return (
        f"gazette {middle['ours']:.0f}, bare Scrapy {middle['bare']:.0f}: {clock:.2f} of bare Scrapy's; processor time "
        f"{middle['ours_cpu']:.2f} and {middle['bare_cpu']:.2f} ms a piece: {cpu:.2f} of its pieces a second of processor time"
    )


if __name__ == "__main__":
    main()
