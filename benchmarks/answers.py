"""Every answer of the list finder on saved pages, to be compared before and after a change.

    python benchmarks/answers.py write FILE CORPUS...      one JSON line a page
    python benchmarks/answers.py compare OLD NEW           what differs, page by page

A CORPUS is a folder of cases as `listing.py` reads them; pages without labelled entries are read too.
`compare` ends with status 1 when anything differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from crawler.errors import GazetteError
from crawler.listing.detect import read_listing
from crawler.normalise.places import country_of
from crawler.page import read_page

PAGES = ("page.html", "page.html.gz", "page.json", "page.xml")


def answers(corpus: Path, today: date) -> Iterator[dict[str, Any]]:
    """One answer a case: what `read_listing` says, or the word of its refusal."""
    for expected in sorted(corpus.glob("*/expected.json")):
        path = next((expected.parent / name for name in PAGES if (expected.parent / name).exists()), None)
        if path is None:
            continue
        want = json.loads(expected.read_text("utf-8"))
        country = want.get("country") or country_of(want["url"], want.get("lang") or "")
        answer: dict[str, Any] = {"id": f"{corpus.name}/{expected.parent.name}"}
        try:
            listing = read_listing(read_page(path.read_bytes(), want["url"]), today=today, country=country)
        except GazetteError as error:
            yield {**answer, "error": error.word}
            continue
        answer["mechanism"] = listing.mechanism
        answer["next"] = listing.next.url if listing.next else None
        answer["follow"] = listing.follow.url if listing.follow else None
        answer["confidence"] = listing.confidence
        answer["entries"] = [[e.url, e.title, e.date.value if e.date else None] for e in listing.entries]
        yield answer


def compare(old: Path, new: Path) -> int:
    """Print what differs; the number of pages that do."""
    before, after = (
        {answer["id"]: answer for answer in map(json.loads, path.read_text("utf-8").splitlines())}
        for path in (old, new)
    )
    different = 0
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name, {}), after.get(name, {})
        if one == other:
            continue
        different += 1
        print(name)
        for key in sorted((one.keys() | other.keys()) - {"entries"}):
            if one.get(key) != other.get(key):
                print(f"    {key}: {one.get(key)!r} -> {other.get(key)!r}")
        rows, others = (
            [json.dumps(row, ensure_ascii=False) for row in answer.get("entries", [])] for answer in (one, other)
        )
        lines = [f"  - {row}" for row in rows if row not in set(others)]
        lines += [f"  + {row}" for row in others if row not in set(rows)]
        print("".join(f"  {line}\n" for line in lines[:20]), end="")
    return different


def main(argv: list[str]) -> None:
    if len(argv) >= 3 and argv[0] == "write":
        with Path(argv[1]).open("w", encoding="utf-8") as out:
            for corpus in map(Path, argv[2:]):
                for answer in answers(corpus, date.today()):
                    out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    elif len(argv) == 3 and argv[0] == "compare":
        sys.exit(min(compare(Path(argv[1]), Path(argv[2])), 1))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
