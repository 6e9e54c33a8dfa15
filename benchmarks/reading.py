"""How well and how fast article pages are read, beside trafilatura in the same run.

    python benchmarks/reading.py CORPUS... [--no-peer]

A CORPUS is a folder of case folders, each with one page (page.html, page.html.gz, page.json) and an
expected.json that holds `url` and some of `body`, `body_starts` and `body_ends`, `title`, `date`,
`attachments`.  Body F1 is that of the public article extraction benchmark (token 4-shingles; a CJK,
Thai, Lao or Khmer character is one token).  A body is framed when it begins and ends as expected, 40
characters of slack allowed.  Times are CPU time, parsing included, one process.

The time with a profile is taken on pages of hosts that have two pages or more in the corpora, with
the profile that those pages teach; the others tell nothing about it.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from crawler.errors import GazetteError
from crawler.learning.siblings import learn_article
from crawler.model import ArticleProfile
from crawler.page import read_page
from crawler.reading.article import read_article

TODAY = date(2026, 1, 1)
TOKEN = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\w+")
SLACK = 40


@dataclass(frozen=True)
class Case:
    """One page and what it is known to hold."""

    name: str
    body: bytes
    want: dict[str, Any]

    @property
    def url(self) -> str:
        """The page's own address."""
        return str(self.want["url"])


@dataclass(frozen=True)
class Answer:
    """What one reader made of it."""

    text: str = ""
    title: str = ""
    day: str = ""
    files: tuple[str, ...] = ()


def cases(corpora: list[str]) -> Iterator[Case]:
    for corpus in map(Path, corpora):
        for expected in sorted(corpus.glob("*/expected.json")):
            want = json.loads(expected.read_text("utf-8"))
            page = next((p for p in sorted(expected.parent.glob("page.*"))), None)
            if page is not None and ("body" in want or want.get("kind") == "article"):
                raw = page.read_bytes()
                yield Case(
                    f"{corpus.name}/{expected.parent.name}", gzip.decompress(raw) if page.suffix == ".gz" else raw, want
                )


def ours(case: Case, profile: ArticleProfile | None = None) -> Answer:
    try:
        got = read_article(
            read_page(case.body, case.url), today=TODAY, country=case.want.get("country") or "", profile=profile
        )
    except GazetteError:
        return Answer()
    day = got.published.day if got.published else ""
    return Answer(got.body_text, got.title, day, tuple(a.url for a in got.attachments))


def peer(case: Case) -> Answer:
    import trafilatura  # Only here: it is what we compare with, and no part of what runs.

    found = trafilatura.bare_extraction(case.body, url=case.url, include_comments=False, with_metadata=True)
    if found is None:
        return Answer()
    fields = found.as_dict()
    return Answer(fields.get("text") or "", fields.get("title") or "", (fields.get("date") or "")[:10])


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(unicodedata.normalize("NFKC", text))
    if len(tokens) < 4:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(*(tokens[i:] for i in range(4)), strict=False))


def squeezed(text: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf"
    )


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def same_url(url: str) -> str:
    return unquote(re.sub(r"^https?://(www\.)?", "", urldefrag(url)[0].strip())).rstrip("/")


def precision_recall(want: str, got: str) -> tuple[float, float]:
    w, g = shingles(want), shingles(got)
    hit = sum((w & g).values())
    return (hit / g.total() if g.total() else 0.0, hit / w.total() if w.total() else 0.0)


def framed(want: dict[str, Any], got: str) -> bool:
    first, last = squeezed(want["body_starts"])[:20], squeezed(want["body_ends"])[-20:]
    body = squeezed(got)
    return -1 < body.find(first) <= SLACK and last in body[-len(last) - SLACK :]


def score(pages: list[Case], answers: list[Answer]) -> dict[str, float | int]:
    bodies: list[tuple[float, float]] = []
    tallies: dict[str, list[bool]] = defaultdict(list)
    for case, got in zip(pages, answers, strict=True):
        want = case.want
        if want.get("body"):
            bodies.append(precision_recall(want["body"], got.text))
        if want.get("body_starts") and want.get("body_ends"):
            tallies["framed"].append(framed(want, got.text))
        if want.get("title"):
            tallies["titles"].append(folded(want["title"]) == folded(got.title))
        if want.get("date"):
            tallies["days"].append(want["date"][:10] == got.day)
        if want.get("attachments"):
            tallies["files"].append(set(map(same_url, want["attachments"])) <= set(map(same_url, got.files)))
    out: dict[str, float | int] = {}
    if bodies:
        p, r = (statistics.mean(pair[i] for pair in bodies) for i in (0, 1))
        out |= {"bodies": len(bodies), "precision": round(p, 4), "recall": round(r, 4)}
        out["f1"] = round(2 * p * r / (p + r or 1), 4)
    return out | {name: round(statistics.mean(marks), 4) for name, marks in tallies.items()}


def clocked(pages: list[Case], read: Callable[[Case], Answer]) -> tuple[list[Answer], float]:
    """Answers, and CPU milliseconds a page; the first pages are read twice, so that nothing is loaded on the clock."""
    for case in pages[:10]:
        read(case)
    begin = time.process_time()
    answers = [read(case) for case in pages]
    return answers, (time.process_time() - begin) / max(len(pages), 1) * 1000


def with_profiles(pages: list[Case]) -> list[tuple[Case, ArticleProfile]]:
    hosts: dict[str, list[Case]] = defaultdict(list)
    for case in pages:
        hosts[urlsplit(case.url).hostname or ""].append(case)
    out = []
    for siblings in hosts.values():
        if len(siblings) > 1:
            some = siblings[:5]
            profile = learn_article([read_page(c.body, c.url) for c in some], [None] * len(some), today=TODAY)
            if profile.body:
                out.extend((case, profile) for case in siblings)
    return out


def main(argv: list[str]) -> None:
    corpora = [a for a in argv if not a.startswith("-")]
    pages = list(cases(corpora))
    if not pages:
        sys.exit(__doc__)
    answers, mine = clocked(pages, ours)
    for corpus in corpora:
        name = Path(corpus).name
        chosen = [i for i, case in enumerate(pages) if case.name.startswith(f"{name}/")]
        print(
            json.dumps(
                {"reader": "gazette", "corpus": name} | score([pages[i] for i in chosen], [answers[i] for i in chosen])
            )
        )
    print(json.dumps({"reader": "gazette", "pages": len(pages), "ms_a_page": round(mine, 2)}))
    profiles = {case.name: profile for case, profile in with_profiles(pages)}
    learned = [case for case in pages if case.name in profiles]
    if learned:
        told, fast = clocked(learned, lambda case: ours(case, profiles[case.name]))
        print(
            json.dumps(
                {"reader": "gazette with profiles", "pages": len(learned), "ms_a_page": round(fast, 2)}
                | score(learned, told)
            )
        )
    if "--no-peer" in argv:
        return
    theirs, slow = clocked(pages, peer)
    for corpus in corpora:
        name = Path(corpus).name
        chosen = [i for i, case in enumerate(pages) if case.name.startswith(f"{name}/")]
        print(
            json.dumps(
                {"reader": "trafilatura", "corpus": name}
                | score([pages[i] for i in chosen], [theirs[i] for i in chosen])
            )
        )
    print(
        json.dumps(
            {
                "reader": "trafilatura",
                "pages": len(pages),
                "ms_a_page": round(slow, 2),
                "ours_to_theirs": round(mine / slow, 3),
            }
        )
    )
    if learned:
        _, same = clocked(learned, peer)
        print(
            json.dumps(
                {
                    "reader": "trafilatura",
                    "pages": len(learned),
                    "ms_a_page": round(same, 2),
                    "ours_with_profiles_to_theirs": round(fast / same, 3),
                }
            )
        )


if __name__ == "__main__":
    main(sys.argv[1:])
