"""Write docs/terminal.md: what `gazette` shows on a terminal of 80 columns, captured from a real one (tmux).

    python tools/captures.py

Serves the sample sites on this machine, types the commands into tmux one after the other, and keeps what the screen
showed.  The clock is stopped, so a second capture differs from the first only where gazette does.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawler.samples.server import serving
from crawler.samples.sites import all_sites

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "terminal.md"
NOW = "2024-06-12T01:00:00Z"
MARK = "done:"
FIRST_PORT = 8841
SHOWN = (
    ("Adding a source", "gazette add {express} --name express --yes --allow-private", "It shows what it finds before it writes anything; without `--yes` it asks."),
    ("Crawling", "gazette crawl --all", "A line for each source, and what was written."),
    ("Health", "gazette health", "How each source does, since when."),
    ("One source in full", "gazette health gone", "What was expected, what was seen, and the mend."),
    ("Searching", "gazette search 快遞 --limit 3", "Either Chinese script finds the other."),
)  # fmt: skip


def main() -> int:
    """Type, capture, write."""
    sites = all_sites()
    with tempfile.TemporaryDirectory() as folder, serving(sites, first=FIRST_PORT):
        here = Path(folder)
        lines = ["[gazette]", "delay = 0", ""]
        for site in sites[1:]:
            lines += ["[[source]]", f'name = "{site.name}"', f'url = "{site.url}"', "allow_private = true", ""]
        broken = sites[1].url.replace("/tzgg/", "/old/")
        lines += ["[[source]]", 'name = "gone"', f'url = "{broken}"', "allow_private = true", ""]
        (here / "gazette.toml").write_text("\n".join(lines), "utf-8")
        parts = [_HEAD]
        for title, command, told in SHOWN:
            typed = command.format(express=shlex.quote(sites[0].url))
            parts.append(f"\n## {title}\n\n{told}\n\n```text\n$ {typed}\n{shown(here, typed)}\n```\n")
    PAGE.write_text("".join(parts), "utf-8")
    return 0


_HEAD = """# On the terminal

Captured by `python tools/captures.py` from a terminal of 80 columns, over the sample sites; do not edit.
"""


def shown(folder: Path, typed: str) -> str:
    """What a command leaves on the screen, colours apart."""
    words = typed.replace("gazette", f"{shlex.quote(sys.executable)} -m feeds.cli", 1)
    script = f"clear; {words}; echo {MARK}$?; sleep 60"
    told = {**os.environ, "PYTHONPATH": str(ROOT), "GAZETTE_NOW": NOW, "TERM": "xterm-256color"}
    told.pop("COLUMNS", None)
    # A server of its own for each: one that is just ending would refuse the next.
    tmux = ["tmux", "-L", f"gazette-{os.getpid()}-{time.monotonic_ns()}"]
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "60", "-c", str(folder), script], env=told, check=True)  # fmt: skip
    try:
        for _ in range(300):
            time.sleep(0.2)
            screen = subprocess.run([*tmux, "capture-pane", "-p", "-J"], capture_output=True, text=True, check=True).stdout  # fmt: skip
            if f"\n{MARK}" in f"\n{screen}":
                return screen.partition(MARK)[0].rstrip()
        raise SystemExit(f"no end of: {typed}\n{screen}")
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


if __name__ == "__main__":
    sys.exit(main())
