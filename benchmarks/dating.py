"""How many publication days are read rightly, and how fast, beside htmldate on the same pages.

    python benchmarks/dating.py [-v] [-o] CORPUS...      -v tells each page that is wrong, -o leaves htmldate out

A corpus is a folder of cases: one page (page.html, page.html.gz) and expected.json with "url" and "date".
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import GazetteError
from crawler.page import read_page
from crawler.reading.dating import published


def cases(corpus: Path) -> list[tuple[str, bytes, str, str]]:
    found = []
    for told in sorted(corpus.glob("*/expected.json")):
        expected = json.loads(told.read_text("utf-8"))
        page = next((p for p in told.parent.glob("page.html*")), None)
        if page is not None and expected.get("date") and expected.get("kind") == "article":
            body = page.read_bytes()
            found.append(
                (
                    told.parent.name,
                    gzip.decompress(body) if page.suffix == ".gz" else body,
                    expected["url"],
                    expected["date"][:10],
                )
            )
    return found


def main(arguments: list[str]) -> None:
    verbose = "-v" in arguments
    today = datetime.now(UTC).date()
    for corpus in (Path(a) for a in arguments if not a.startswith("-")):
        pages = cases(corpus)
        right = {"gazette": 0, "gazette, page already parsed": 0, "htmldate": 0}
        spent = dict.fromkeys(right, 0.0)
        for name, body, url, day in pages:
            begin = time.process_time()
            try:
                page = read_page(body, url)
            except GazetteError as error:
                print(f"  {name}: {error}")
                continue
            parsed = time.process_time()
            dating = published(page, today=today)
            end = time.process_time()
            spent["gazette"] += end - begin
            spent["gazette, page already parsed"] += end - parsed
            got = dating.published.day if dating.published else ""
            right["gazette"] += got == day
            right["gazette, page already parsed"] += got == day
            if verbose and got != day:
                print(f"  {name} {day} got {got} {url[:100]}")
                for kind, evidence, _ in dating.evidence[:12]:
                    print(f"      {evidence.rank} {kind or '-'} {evidence.value} {evidence.place}")
        if "-o" not in arguments:
            right["htmldate"], spent["htmldate"] = peer(pages)
        for reader, count in right.items():
            told: dict[str, object] = {"corpus": corpus.name, "reader": reader, "pages": len(pages)}
            told |= {
                "days_equal": round(count / len(pages), 4),
                "ms_a_page": round(spent[reader] * 1000 / len(pages), 2),
            }
            print(json.dumps(told))


def peer(pages: list[tuple[str, bytes, str, str]]) -> tuple[int, float]:
    """Days that htmldate reads rightly, and the CPU time it took, parsing included."""
    from htmldate import find_date

    right, begin = 0, time.process_time()
    for _, body, url, day in pages:
        try:
            right += find_date(body, url=url, original_date=True) == day
        except (ValueError, TypeError):
            continue
    return right, time.process_time() - begin


if __name__ == "__main__":
    main(sys.argv[1:])
