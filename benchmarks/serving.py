"""How many conditional requests `gazette serve` answers on one core: python benchmarks/serving.py [SECONDS] [CORE].

Publishes a feed of 100 articles, serves it on core CORE (0), and lets wrk (on the other cores) ask for it for SECONDS (5) over 32
connections: with the right `If-None-Match` (304), whole and compressed (200), and for ten thousand feeds by turns with
`If-Modified-Since`.  A second figure is per second of processor time that the server had, which other work on the machine
does not lower.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.items import RawArticle
from crawler.store.database import NAME, Store
from feeds.publish import publish
from tests.conftest import command, environment
from tests.crawls import sentence
from tests.feeds.shelves import configured, crawled, followed
from tests.feeds.test_publish import NOW

FEEDS = 10_000
BY_TURNS = """
local n = 0
request = function()
  n = (n + 7919) % {feeds}
  wrk.headers["If-Modified-Since"] = "{since}"
  return wrk.format("GET", "/feeds/copy-" .. n .. ".atom")
end
"""


def prepare(folder: Path) -> None:
    """A published feed, and copies of it under ten thousand names."""
    with Store(folder / "output" / NAME) as store:
        (source,) = followed(store, "post")
        raws = []
        for n in range(100):
            text = [sentence(f"{n} {p}", 60) for p in range(5)]
            raws.append(
                RawArticle(
                    f"{source.url}{n}",
                    sentence(f"title {n}", 8),
                    body_html="".join(f"<p>{t}</p>" for t in text),
                    body_text="\n\n".join(text),
                )
            )
        crawled(store, source, raws, NOW)
        publish(store, configured(folder, source))
    feeds = folder / "output" / "feeds"
    for n in range(FEEDS):
        os.link(feeds / "post.atom", feeds / f"copy-{n}.atom")
    (folder / "gazette.toml").write_text(f'[[source]]\nname = "post"\nurl = "{source.url}"\n')


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asked(pid: int, name: str, words: list[str], cores: str, seconds: int) -> None:
    """Let wrk ask, and print the figures."""
    before, began = processor_seconds(pid), time.monotonic()
    done = subprocess.run(
        ["taskset", "-c", cores, "wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    had, lasted = processor_seconds(pid) - before, time.monotonic() - began
    count = int(re.search(r"(\d+) requests in", done.stdout)[1])  # type: ignore[index]
    middle = re.search(r"50%\s+(\S+)", done.stdout)[1]  # type: ignore[index]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors.*", done.stdout)
    print(f"{name}: {count / lasted:,.0f} requests/s, {count / had:,.0f} a second of processor time ({had / lasted:.0%} of a core), "
          f"half within {middle}{', ' + bad[0] if bad else ''}")  # fmt: skip


def main() -> int:
    seconds, core = (int(w) for w in (*sys.argv[1:], *("5", "0")[len(sys.argv) - 1 :]))
    others = ",".join(str(n) for n in range(os.cpu_count() or 1) if n != core) or "0"
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        server = subprocess.Popen(
            ["taskset", "-c", str(core), *command("serve", "--port", "0")],
            cwd=folder,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout
            base = next(found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            url = f"{base}/feeds/post.atom"
            with urllib.request.urlopen(url) as answer:
                tag, since = answer.headers["ETag"], answer.headers["Last-Modified"]
            asked(server.pid, "304 by ETag", ["-H", f"If-None-Match: {tag}", url], others, seconds)
            script = folder / "turns.lua"
            script.write_text(BY_TURNS.format(feeds=FEEDS, since=since))
            asked(server.pid, f"304 by date, {FEEDS:,} feeds by turns", ["-s", str(script), base], others, seconds)
            asked(server.pid, "200, gzip", ["-H", "Accept-Encoding: gzip", url], others, seconds)
        finally:
            server.terminate()
            server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
