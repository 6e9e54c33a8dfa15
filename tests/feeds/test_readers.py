"""A parser that most readers of the field use reads every hostile feed back; the others' results are in docs/readers.md."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT, environment


def test_feedparser_reads_every_hostile_item_as_it_is_stored() -> None:
    words = [sys.executable, str(ROOT / "benchmarks" / "readers.py"), "--only", "hostile"]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    rows = {
        r.split(" | ")[1]: [c.strip() for c in r.strip("|").split("|")]
        for r in done.stdout.splitlines()
        if r.startswith("| feedparser ")
    }
    for kind in ("rss", "atom"):
        name, _, items, number, title, link, published, updated, body, authors, files, tags, language = rows[kind]
        assert name.split()[0] == "feedparser"
        assert (items, number, title, link, published, body, files, tags, language) == ("all", *"========")
        assert updated == ("=" if kind == "atom" else "")
        # In RSS feedparser takes a mail address out of a name.
        assert authors == "=" if kind == "atom" else " of " in authors
