"""Throw broken input at the readers until something other than a GazetteError comes out, or five seconds pass.

    python benchmarks/fuzz.py TARGET SECONDS [FOLDER]      TARGET: list, article, dates, script, feed, config, sanitise

With atheris installed the search is guided by coverage (libFuzzer); without it, sample inputs are cut, joined and
sprinkled with words that readers look for.  SECONDS are of processor time, so that other work takes nothing from the
search; SIGTERM ends it before.  Each finding is written into FOLDER (default: output/fuzz/TARGET) under a name made of
what went wrong and where, once; the last line tells how many inputs were tried, and for how long.
"""

from __future__ import annotations

import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["crawler", "feeds"]) if atheris else nullcontext():
    from crawler import config
    from crawler.errors import GazetteError
    from crawler.items import Reading
    from crawler.listing import detect, native, sitemaps
    from crawler.model import Entry
    from crawler.normalise import article as normalising
    from crawler.normalise import dates, jsliteral, sanitise
    from crawler.page import read_page
    from crawler.reading import article as reading
    from crawler.samples.sites import all_sites
    from feeds import text

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 6, 30)
HANG = 5.0
LONGEST = 65_536
URL = "https://example.org/news/"
WORDS = (
    b"<ul>", b"<li>", b"<a href='/n/1.html'>", b"<table>", b"<tr><td>", b"<script>", b"</script>", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"2024-01-05", b"2024\xe5\xb9\xb41\xe6\x9c\x885\xe6\x97\xa5", b"\xe6\xb0\x91\xe5\x9c\x8b113\xe5\xb9\xb4", b"{\"", b"[[", b"]}", b"\\u0000",
    b"&#0;", b"&#xD800;", b"&amp", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b", b"<?xml version='1.0'?>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"<rss>", b"<item>", b"<pubDate>", b"<urlset>", b"<meta charset=utf-16>", b"<base href='http://['>", b"http://[", b"http://a:b/", b"javascript:",
    b"1" * 400, b"(" * 200, b"-" * 500, b" " * 1000, b"9999-99-99", b"<plaintext>", b"<frameset>", b"<svg>", b"<noscript>", b"\xe2\x80\xae", b"\xed\xa0\x80",
)  # fmt: skip


def fuzz_list(data: bytes) -> None:
    page = read_page(data, URL)
    detect.read_listing(page, today=TODAY)
    detect.candidates(page, today=TODAY)


def fuzz_article(data: bytes) -> None:
    raw = reading.read_article(read_page(data, URL), today=TODAY, country="TW")
    normalising.normalise(Reading("fuzz", Entry(raw.url or URL, raw.title), 0, raw))


def fuzz_dates(data: bytes) -> None:
    country, text = (
        ("TW", "JP", "TH", "IR", "US", "DE")[data[0] % 6 if data else 0],
        data[1:].decode("utf-8", "replace"),
    )
    hints = dates.DateHints(today=TODAY, country=country)
    dates.parse_date(text, hints)
    dates.find_dates(text, hints)


def fuzz_script(data: bytes) -> None:
    told = data.decode("utf-8", "replace")
    list(jsliteral.arrays(told))
    jsliteral.loads(told)


def fuzz_feed(data: bytes) -> None:
    page = read_page(data, URL)
    native.read_feed(page, today=TODAY)
    native.feed_addresses(page)
    sitemaps.read_sitemap(page, today=TODAY)


def fuzz_config(data: bytes) -> None:
    config.parse(data.decode("utf-8", "replace"), Path("gazette.toml"))


def fuzz_sanitise(data: bytes) -> None:
    told = data.decode("utf-8", "replace")
    once = sanitise.sanitise(told)
    assert "<script" not in once.lower() + sanitise.sanitise(once).lower()
    text.uri(told)
    text.rss_text(told).encode("utf-8")


def pages() -> list[bytes]:
    """Sample pages: those of the demo's sites, and those saved for the tests."""
    found = [answer.body for site in all_sites() for answer in site.pages.values()]
    return found + [p.read_bytes() for p in sorted((ROOT / "tests").rglob("pages/*")) if p.is_file()]


def lines(path: str) -> list[bytes]:
    return [line.split("\t")[0].encode() for line in (ROOT / path).read_text("utf-8").splitlines() if line]


CONFIG = (b'[gazette]\ndelay = 2\n[gazette.web]\nrate = 3\n[[source]]\nurl = "https://example.org/a"\nname = "a"\n'
          b'[source.list]\nrow = "li"\n[source.expect]\nevery = "3 days"\n[source.endpoint]\nurl = "https://example.org/api"\n')  # fmt: skip
SCRIPTS = (b"var a = [{url:'/a/1.html',title:\"T\",time:new Date('2024-01-01')},]; b = ['x'+id+'y', `z`, 0x1f, /*c*/ {f: function(){}}];",
           b'JSON.parse("{\\"a\\": [1, 2.5e3, null]}")', b'{"data":{"list":[{"id":1,"title":"T","pubDate":1704412800000}]}}')  # fmt: skip
TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    "list": (fuzz_list, pages),
    "article": (fuzz_article, pages),
    "dates": (fuzz_dates, lambda: [b"\x00" + line for line in lines("tests/normalise/dates.tsv")]),
    "script": (fuzz_script, lambda: [*SCRIPTS, *pages()]),
    "feed": (fuzz_feed, pages),
    "config": (fuzz_config, lambda: [CONFIG]),
    "sanitise": (fuzz_sanitise, pages),
}


class Hang(BaseException):
    """An input took longer than HANG seconds; no reader's `except Exception` swallows it."""


class Trial:
    """Runs one target on inputs, keeps what went wrong."""

    def __init__(self, run: Callable[[bytes], None], folder: Path, seconds: float) -> None:
        self.run = run
        self.folder = folder
        self.seconds = seconds
        self.tried = 0
        self.found: set[str] = set()
        self.slowest = 0.0
        # Time of this processor alone: a busy machine must not pass for a hang, and libFuzzer has SIGALRM for itself.
        signal.signal(signal.SIGPROF, self._alarm)
        signal.signal(signal.SIGTERM, self._over)

    def _alarm(self, number: int, frame: FrameType | None) -> None:
        raise Hang

    def _over(self, number: int, frame: FrameType | None) -> None:
        self.seconds = 0.0

    def __call__(self, data: bytes) -> None:
        """Try one input; the process ends when its time is over (libFuzzer has no other way out)."""
        begin = time.process_time()
        if begin > self.seconds:
            self.report()
            sys.stdout.flush()
            signal.raise_signal(signal.SIGKILL) if atheris else None
            raise SystemExit(1 if self.found else 0)
        self.tried += 1
        signal.setitimer(signal.ITIMER_PROF, HANG)
        try:
            self.run(data)
        except GazetteError:
            pass
        except (Exception, Hang) as error:
            self.keep(error, data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            spent = time.process_time() - begin
            if spent > self.slowest:
                self.slowest = spent
                if spent > 1:
                    self.save("slow", data)

    def keep(self, error: BaseException, data: bytes) -> None:
        """Write a finding, once for each place in our code."""
        frames = [
            f
            for f in traceback.extract_tb(error.__traceback__)
            if f"{ROOT}/" in f.filename and "benchmarks" not in f.filename
        ]
        where = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "outside"
        name = f"{type(error).__name__}-{where}"
        if name not in self.found:
            self.found.add(name)
            self.save(name, data)
            print(f"{name}: {error}", flush=True)

    def save(self, name: str, data: bytes) -> None:
        """Write an input under a name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)

    def report(self) -> None:
        """Tell what was tried and found."""
        found = ", ".join(sorted(self.found)) or "nothing"
        minutes = time.process_time() / 60
        print(f"{self.tried} inputs in {minutes:.1f} minutes, slowest {self.slowest:.2f} s, found: {found}", flush=True)


def mutate(chance: random.Random, seeds: list[bytes]) -> bytes:
    """A sample with some of its bytes cut, doubled, replaced, or joined with another sample's."""
    data = bytearray(chance.choice(seeds)[:LONGEST])
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(data))
        size = min(1 << chance.randint(0, 12), len(data) - at)
        other = chance.choice(seeds)
        begin = chance.randint(0, len(other))
        match chance.randint(0, 5):
            case 0:
                del data[at : at + size]
            case 1:
                data[at:at] = data[at : at + size] * chance.randint(1, 20)
            case 2:
                data[at:at] = chance.choice(WORDS)
            case 3:
                data[at : at + 1] = bytes([chance.randint(0, 255)])
            case 4:
                data[at:at] = other[begin : begin + size]
            case 5:
                data[at : at + size] = chance.choice(WORDS) * chance.randint(1, 30)
    return bytes(data[:LONGEST])


def guided(trial: Trial, seeds: list[bytes], folder: Path) -> None:
    """Let libFuzzer choose the inputs."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed[:LONGEST])
    tokens = folder / "words"
    tokens.write_text("".join('"' + "".join(f"\\x{b:02x}" for b in word) + '"\n' for word in WORDS if len(word) < 60))
    options = [
        f"-max_len={LONGEST}",
        "-timeout=1200",  # by the clock, for what no signal interrupts; Trial counts processor time
        "-handle_term=0",
        "-report_slow_units=1200",
        "-rss_limit_mb=2048",
        f"-dict={tokens}",
        "-verbosity=0",
        "-len_control=0",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], trial)
    atheris.Fuzz()


def main(arguments: list[str]) -> None:
    if len(arguments) < 2 or arguments[0] not in TARGETS:
        print(__doc__, file=sys.stderr)
        raise SystemExit(2)
    name, seconds = arguments[0], float(arguments[1])
    run, seeds_of = TARGETS[name]
    folder = Path(arguments[2] if len(arguments) > 2 else f"output/fuzz/{name}")
    trial: Any = Trial(run, folder, seconds)
    seeds = [s for s in seeds_of() if s]
    for seed in seeds:  # what is loaded once must not pass for slowness
        trial(seed)
    trial.slowest = 0.0
    if atheris:
        guided(trial, seeds, folder)
    chance = random.Random(0)
    while True:
        trial(mutate(chance, seeds))


if __name__ == "__main__":
    main(sys.argv[1:])
