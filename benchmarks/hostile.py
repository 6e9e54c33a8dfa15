"""A crawl of a hundred hostile servers with twenty honest ones among them: python benchmarks/hostile.py [TIMEOUT] [SOURCE_TIME].

Told are the seconds until the last honest source was read whole, alone and among the others, the most memory held, and the
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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conftest import command, environment
from tests.hostile import HONEST, all_tricks, hostile
from tests.test_hostile import ask, configure, titles


def crawl(folder: Path, authority: Path) -> tuple[float, float, int]:
    """Seconds until the last honest source ended, and all did; the most memory held, MB."""
    began, honest = time.monotonic(), 0.0
    process = subprocess.Popen(
        command("crawl", "--all", "--log", "json"), cwd=folder, env=environment(SSL_CERT_FILE=str(authority)),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        told = json.loads(line)
        if told["event"] == "run" and told["source"] in HONEST:
            honest = time.monotonic() - began
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return honest, time.monotonic() - began, usage.ru_maxrss // 1024


def main() -> int:
    timeout, patience = (*sys.argv[1:], *("10", "60")[len(sys.argv) - 1 :])[:2]
    settings = f'[gazette]\ndelay = 0\ntimeout = {timeout}\nsource_time = "{patience} seconds"\n'
    with tempfile.TemporaryDirectory() as name:
        parts = {word: Path(name) / word for word in ("alone", "among", "good", "bad")}
        for folder in parts.values():
            folder.mkdir()
        with hostile(parts["good"], *HONEST) as good, hostile(parts["bad"]) as bad:
            authority = parts["bad"] / "authority.pem"
            configure(parts["alone"], {}, good.urls, settings)
            alone, _, _ = crawl(parts["alone"], authority)
            configure(parts["among"], bad.urls, good.urls, settings)
            among, whole, memory = crawl(parts["among"], authority)
        issues = {row["source"] for row in ask(parts["among"], "SELECT DISTINCT source FROM issue")}
        silent = [n for n in all_tricks() if n not in issues and not titles(parts["among"], n)]
        read = sum(len(titles(parts["among"], n)) for n in HONEST)
    print(
        f"honest sources: {alone:.1f} s alone, {among:.1f} s among {len(bad.urls)} hostile ones; {read} articles of theirs"
    )
    print(f"all sources: {whole:.1f} s, at most {memory} MB; neither read nor named: {', '.join(silent) or 'none'}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
