"""How often the next page is found: `python benchmarks/paging.py CORPUS… [-v]`.

A CORPUS is a folder of case folders, each with a page and an expected.json whose "next" is a list
of addresses of which one must be found, or [] when the page is the last.  Prints one JSON line a
corpus; "undisputed" leaves out the cases that disputed.md names.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag

from crawler.errors import GazetteError
from crawler.listing.paging import next_page
from crawler.page import read_page

PAGES = ("page.html", "page.html.gz", "page.json", "page.xml")


def same_url(url: str | None) -> str:
    """An address as the scorer compares it."""
    url = re.sub(r"^https?://(www\.)?", "", urldefrag(url or "")[0].strip())
    return quote(unquote(url), safe="/?&=:;,+@!$'()*~%").rstrip("/")


def main(arguments: list[str]) -> None:
    """Score each corpus and all of them."""
    verbose = "-v" in arguments
    disputed = set(re.findall(r"^- (\S+)", Path(__file__).with_name("disputed.md").read_text("utf-8"), re.M))
    for corpus in (Path(a) for a in arguments if a != "-v"):
        hits, total, agreed = 0, 0, [0, 0]
        times: list[float] = []
        for expected in sorted(corpus.glob("*/expected.json")):
            want = json.loads(expected.read_text("utf-8"))
            file = next((expected.parent / name for name in PAGES if (expected.parent / name).exists()), None)
            if file is None or want.get("next") is None:
                continue
            try:
                page = read_page(file.read_bytes(), want["url"])
            except GazetteError as error:
                print(f"  {expected.parent.name}: {error}")
                continue
            began = time.perf_counter()
            found = next_page(page)
            times.append(time.perf_counter() - began)
            wanted = want["next"] if isinstance(want["next"], list) else [want["next"]]
            good = same_url(found.url) in set(map(same_url, wanted)) if found else not wanted
            hits, total = hits + good, total + 1
            if f"{corpus.name}/{expected.parent.name}" not in disputed:
                agreed = [agreed[0] + good, agreed[1] + 1]
            if verbose and not good:
                print(f"  {expected.parent.name}: {found.url if found else None}, expected {wanted[:3]}")
        milliseconds = round(statistics.median(times) * 1000, 2) if times else None
        score: dict[str, float | None] = {"next_page": round(hits / (total or 1), 4), "next_pages": total}
        score |= {"undisputed": round(agreed[0] / (agreed[1] or 1), 4), "undisputed_pages": agreed[1]}
        score["median_ms"] = milliseconds
        print(json.dumps({"corpus": corpus.name, **score}))


if __name__ == "__main__":
    main(sys.argv[1:])
