"""How well lists are found on labelled pages, and how long it takes.

    python benchmarks/listing.py [-v] [--only WORD] CORPUS...

A CORPUS is a folder of cases, each with page.html (or .html.gz, .json, .xml) and expected.json:
{"url", "country", "entries": [{"url", "also": [url], "title", "date", "date_where"}], "complete", "next"}.
An entry is found when its address, or one of the other addresses of its row, is among the
answer's; extra entries count against the answer unless "complete" is false.  Time is that of
`read_listing`, as a multiple of lxml's own parse of the same page.  Pages without an answer count
in the figures as nothing found; JSON pages have no time.  "undisputed" leaves out the pages that
disputed.md names.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urldefrag

import lxml.html

from crawler.errors import GazetteError
from crawler.listing.detect import read_listing
from crawler.model import Listing
from crawler.normalise.places import country_of
from crawler.page import Page, read_page

PAGES = ("page.html", "page.html.gz", "page.json", "page.xml")


@dataclass
class Case:
    """One labelled page, what was found, and the scores."""

    name: str
    want: dict[str, Any]
    listing: Listing | None = None
    error: str = ""
    ratio: float = 0.0
    ratio_read: float = 0.0
    hit: int = 0
    extra: int = 0
    titles: tuple[int, int] = (0, 0)
    days: tuple[int, int] = (0, 0)
    faults: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether every entry was found, and nothing else."""
        return self.hit == len(self.want["entries"]) and (self.extra == 0 or not self.want.get("complete", True))


def cases(corpus: Path) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    for expected in sorted(corpus.glob("*/expected.json")):
        page = next((expected.parent / name for name in PAGES if (expected.parent / name).exists()), None)
        want = json.loads(expected.read_text("utf-8"))
        if page is not None and want.get("entries") and "body" not in want and want.get("kind") != "article":
            yield f"{corpus.name}/{expected.parent.name}", page, want


def same_url(url: str | None) -> str:
    url = urldefrag(url or "")[0].strip()
    url = re.sub(r"^https?://(www\.)?", "", url)
    return quote(unquote(url), safe="/?&=:;,+@!$'()*~%").rstrip("/")


def same_text(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def measure(name: str, path: Path, want: dict[str, Any], today: date) -> Case:
    case = Case(name, want)
    body = path.read_bytes()
    try:
        page = read_page(body, want["url"])
        case.listing = time_it(case, body, page, today)
    except GazetteError as error:
        case.error = f"{error.word}: {error.message}"
    judge(case)
    return case


def time_it(case: Case, body: bytes, page: Page, today: date) -> Listing:
    """Read the page's list three times; the fastest counts, and so for the parse (processor time)."""
    url = case.want["url"]
    country = case.want.get("country") or country_of(url, case.want.get("lang") or "")
    source = page.text.encode("utf-8", "replace")
    parse, read, find = [], [], []
    for _ in range(3):
        start = time.process_time()
        if page.kind == "html":
            lxml.html.document_fromstring(source, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
        parsed = time.process_time()
        page = read_page(body, url)
        again = time.process_time()
        listing = read_listing(page, today=today, country=country)
        done = time.process_time()
        parse.append(parsed - start)
        read.append(again - parsed)
        find.append(done - again)
    if page.kind == "html":
        case.ratio, case.ratio_read = min(find) / min(parse), min(read) / min(parse)
    return listing


def judge(case: Case) -> None:
    found = {}
    for entry in case.listing.entries if case.listing else ():
        found.setdefault(same_url(entry.url), entry)
    used: set[str] = set()
    titles, days = [0, 0], [0, 0]
    for wanted in case.want["entries"]:
        keys = [same_url(url) for url in (wanted["url"], *wanted.get("also", ()))]
        used.update(key for key in keys if key in found)
        match = next((found[key] for key in keys if key in found), None)
        if match is None:
            case.faults.append(f"missing {wanted.get('title')!r} {wanted['url']}")
            continue
        case.hit += 1
        if wanted.get("title"):
            titles[1] += 1
            titles[0] += same_text(match.title) == same_text(wanted["title"])
            if same_text(match.title) != same_text(wanted["title"]):
                case.faults.append(f"title {match.title!r}, expected {wanted['title']!r}")
        if wanted.get("date") and wanted.get("date_where", "row") == "row":
            days[1] += 1
            day = match.date.day if match.date else ""
            days[0] += day == wanted["date"]
            if day != wanted["date"]:
                case.faults.append(
                    f"day {day!r} from {match.date.raw if match.date else ''!r}, expected {wanted['date']!r} ({match.title[:40]!r})"
                )
    case.extra = len(set(found) - used)
    case.faults += [f"extra {e.title[:60]!r} {e.url}" for key, e in found.items() if key not in used]
    case.titles, case.days = (titles[0], titles[1]), (days[0], days[1])


def summary(done: list[Case]) -> dict[str, float]:
    recall = statistics.mean(c.hit / len(c.want["entries"]) for c in done)
    whole = [c for c in done if c.want.get("complete", True)]
    precision = statistics.mean([c.hit / (c.hit + c.extra) if c.hit + c.extra else 0.0 for c in whole] or [1.0])
    shares = {}
    for name in ("titles", "days"):
        ok, n = (sum(getattr(c, name)[i] for c in done) for i in (0, 1))
        shares[name] = ok / n if n else 1.0
    return {
        "pages": len(done),
        "entry_recall": round(recall, 4),
        "entry_precision": round(precision, 4),
        "entry_f1": round(2 * precision * recall / (precision + recall or 1), 4),
        "pages_exact": round(statistics.mean(c.exact for c in done), 4),
        "pages_nothing_found": sum(c.hit == 0 for c in done),
        "titles_equal": round(shares["titles"], 4),
        "days_equal": round(shares["days"], 4),
        "time_median": round(statistics.median([c.ratio for c in done if c.ratio] or [0]), 2),
        "time_p95": round(sorted(c.ratio for c in done)[int(0.95 * len(done))], 2),
        "time_with_decoding_median": round(
            statistics.median([c.ratio + c.ratio_read for c in done if c.ratio] or [0]), 2
        ),
    }


def main(argv: list[str]) -> None:
    verbose = argv.count("-v")
    only = argv[argv.index("--only") + 1] if "--only" in argv else ""
    folders = [Path(a) for a in argv if a not in ("-v", "--only", only)]
    if not folders:
        sys.exit(__doc__)
    text = Path(__file__).with_name("disputed.md").read_text("utf-8")
    disputed = set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
    for folder in folders:
        done = [measure(*case, date.today()) for case in cases(folder) if only in case[0]]
        for case in done:
            if (verbose and not case.exact) or verbose > 1:
                print(f"  {case.name}: {case.hit}/{len(case.want['entries'])} found, {case.extra} extra {case.error}")
            if verbose > 1:
                print("".join(f"      {fault}\n" for fault in case.faults[:12]), end="")
        print(folder.name, json.dumps(summary(done)))
        agreed = [case for case in done if case.name not in disputed]
        if len(agreed) < len(done):
            print(f"{folder.name} undisputed", json.dumps(summary(agreed)))


if __name__ == "__main__":
    main(sys.argv[1:])
