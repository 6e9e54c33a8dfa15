"""How well near duplicates are told, and how fast: `python benchmarks/duplicates.py FOLDER... [--million]`.

FOLDERs hold saved pages: CASE/page.html[.gz] beside CASE/expected.json, of which `url` is read.  Every page is read as a
crawl reads it, and is an article of its host.

Positives: of each article, copies by another body: 10 to 30 % of the sentences dropped, another headline, a lead and a
signature added, and, for Chinese, the other script (of Taiwan or Hong Kong, half of them with the words used there).
Chinese pages being few, each gives COPIES_CHINESE copies.
Negatives: every other article, met as the crawl would meet it; every two pages of one host, as two sources and as one;
unrelated pages that are given the same headline, lead and signature.
Every decision is the one that `gazette crawl` takes: candidates by bands, then likeness.

With --million also the time of one look-up among a million signatures, a twentieth of them form letters in families
of 5,000; `cpu` is the processor's time alone, for a machine that does other things too.  Prints one JSON line.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import opencc

from crawler.dedupe import near
from crawler.dedupe.stories import Telling, likeness
from crawler.errors import GazetteError
from crawler.page import read_page
from crawler.reading.article import read_article
from crawler.store.database import Store
from crawler.store.stories import candidates

SHORTEST = 200
COPIES, COPIES_CHINESE = 3, 40
MILLION = 1_000_000
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？\n]*\s*")
LEADS = {
    "zh": "本报讯 记者日前从有关部门了解到，相关情况如下，现予转载，供各会员单位参考。\n\n",
    "ja": "本会は関係機関の発表を次のとおりお知らせします。会員各位におかれましてはご参照ください。\n\n",
    "de": "Die folgende Meldung übernehmen wir mit freundlicher Genehmigung für unsere Mitglieder.\n\n",
    "": "For the information of our members we reprint the following announcement in an abridged form.\n\n",
}
SIGNATURES = {
    "zh": "\n\n来源：本会秘书处 责任编辑：李明 电话：010-55501234 未经许可不得转载，版权归原作者所有。",
    "ja": "\n\n問い合わせ先：広報課 電話 03-5550-1234 無断転載を禁じます。",
    "de": "\n\nPressestelle, Telefon 030 5550123. Abdruck frei, Beleg erbeten. Alle Rechte vorbehalten.",
    "": "\n\nPress office, telephone 555-0123. All rights reserved. Follow us for more news and subscribe today.",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """An article read from a saved page."""

    number: int
    url: str
    language: str
    telling: Telling


def read(folders: list[Path]) -> list[Saved]:
    """The articles of saved pages that say at least SHORTEST characters; each text once."""
    out: dict[str, Saved] = {}
    for case in sorted(path for folder in folders for path in folder.glob("*/expected.json")):
        page = next(
            (case.parent / name for name in ("page.html", "page.html.gz") if (case.parent / name).exists()), None
        )
        url = json.loads(case.read_text()).get("url", "")
        if page is None or not url:
            continue
        body = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
        try:
            article = read_article(read_page(body, url), today=datetime(2026, 1, 1, tzinfo=UTC).date())
        except GazetteError:
            continue
        if len(article.body_text) >= SHORTEST:
            telling = Telling(urlsplit(url).hostname or "", article.title, article.body_text)
            out.setdefault(article.body_text, Saved(len(out) + 1, url, article.language[:2].lower(), telling))
    return list(out.values())


def with_boilerplate(text: str, language: str) -> str:
    """A text with a lead and a signature in its language."""
    return LEADS.get(language, LEADS[""]) + text + SIGNATURES.get(language, SIGNATURES[""])


def copy_of(saved: Saved, chance: random.Random) -> Telling:
    """The article as another body prints it."""
    sentences = _SENTENCE.findall(saved.telling.text)
    dropped = round(len(sentences) * chance.uniform(0.1, 0.3))
    gone = set(chance.sample(range(len(sentences)), dropped))
    text = "".join(sentence for n, sentence in enumerate(sentences) if n not in gone)
    text = with_boilerplate(text, saved.language)
    if saved.language == "zh":
        text = opencc.OpenCC(other_script(text, chance)).convert(text)
    return Telling("another-body", f"In brief {chance.randrange(1000)}", text)


def other_script(text: str, chance: random.Random) -> str:
    """The conversion into the script that a text is not written in."""
    simplified = opencc.OpenCC("t2s").convert(text)
    turned = sum(a != b for a, b in zip(text, simplified, strict=False))
    return "t2s" if turned > len(text) / 20 else chance.choice(("s2twp", "s2twp", "s2tw", "s2hk"))


def keep(store: Store, number: int, telling: Telling) -> None:
    """An article's signature in a store, as the crawl keeps it."""
    signed = near.signature(near.shingles(telling.text))
    store.execute("INSERT INTO signature VALUES (?, ?, ?)", number, near.VERSION, signed)
    store.many("INSERT INTO band VALUES (?, ?)", [(key, number) for key in near.bands(signed)])


def bare(path: Path) -> Store:
    """A store whose signatures need no articles."""
    store = Store(path)
    store.execute("PRAGMA foreign_keys = OFF")
    return store


def measure_decisions(folder: Path, saved: list[Saved]) -> dict[str, object]:
    """Precision and recall of the decision; what was missed and what was wrong by kind."""
    chance = random.Random(4)
    by_number = {one.number: one for one in saved}
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    examples: list[list[str]] = []
    asked = right = negatives = 0
    with bare(folder / "pairs.db") as store:
        with store.atomic():
            for one in saved:
                keep(store, one.number, one.telling)

        def alike(telling: Telling, number: int = 0) -> set[int]:
            signed = near.signature(near.shingles(telling.text))
            return {n for n in candidates(store, signed, number) if likeness(telling, by_number[n].telling)}

        for one in saved:
            for _ in range(COPIES_CHINESE if one.language == "zh" else COPIES):
                found = alike(copy_of(one, chance))
                asked += 1
                right += one.number in found
                missed[one.language] += one.number not in found
                for other in found - {one.number}:
                    wrong["copy and another article"] += 1
                    examples.append([one.url, by_number[other].url])
            for other in alike(one.telling, one.number):
                wrong["two articles"] += one.number < other
            negatives += len(saved) - 1
    pairs = same_host(saved)
    for kind, one, other in [*pairs, *dressed(saved, chance)]:
        negatives += 1
        if likeness(one, other):
            wrong[kind] += 1
            examples.append([one.title, other.title])
    false = sum(wrong.values())
    return {
        "articles": len(saved),
        "languages": dict(Counter(one.language for one in saved).most_common(8)),
        "pairs": asked,
        "negatives": negatives,
        "of_one_host": len(pairs) // 2,
        "precision": round(right / (right + false), 4),
        "recall": round(right / asked, 4),
        "missed": {language: count for language, count in missed.items() if count},
        "wrong": dict(wrong),
        "wrong_examples": examples[:20],
    }


def same_host(saved: list[Saved]) -> list[tuple[str, Telling, Telling]]:
    """All pairs of pages of one host, as one source and as two."""
    hosts: dict[str, list[Telling]] = defaultdict(list)
    for one in saved:
        hosts[one.telling.source].append(one.telling)
    pairs = [pair for tellings in hosts.values() for pair in combinations(tellings, 2)]
    return [("one source", a, b) for a, b in pairs] + [
        ("one host, two sources", a, replace(b, source="another")) for a, b in pairs
    ]


def dressed(saved: list[Saved], chance: random.Random) -> list[tuple[str, Telling, Telling]]:
    """Unrelated pages of a language with the same headline, lead and signature."""
    out = []
    by_language: dict[str, list[Saved]] = defaultdict(list)
    for one in saved:
        by_language[one.language].append(one)
    for language, group in by_language.items():
        for one in group if len(group) > 1 else []:
            for other in chance.sample([o for o in group if o is not one], min(5, len(group) - 1)):
                a, b = (
                    Telling(x.telling.source, "Announcement", with_boilerplate(x.telling.text, language))
                    for x in (one, other)
                )
                if a.source != b.source:
                    out.append(("same headline and boilerplate", a, b))
    return out


def measure_million(folder: Path, saved: list[Saved]) -> dict[str, object]:
    """Milliseconds of one look-up among a million signatures, of which the saved articles are the first."""
    began = time.perf_counter()
    numbers = random_signatures()
    with bare(folder / "million.db") as store:
        fill(store, numbers)
        built = time.perf_counter() - began
        with store.atomic():
            for one in saved:
                keep(store, MILLION + one.number, one.telling)
        chance = random.Random(6)
        asked = [(f"article {one.language}", near.signature(near.shingles(copy_of(one, chance).text))) for one in saved]
        asked += [("unlike all", chance.randbytes(4 * near.BANDS * near.ROWS)) for _ in range(500)]
        asked += [("form letter", numbers[chance.randrange(MILLION // 20)].tobytes()) for _ in range(500)]
        chance.shuffle(asked)
        times: dict[str, list[float]] = defaultdict(list)
        cpu: list[float] = []
        for kind, signed in asked:
            start, worked = time.perf_counter(), time.process_time()
            candidates(store, signed)
            cpu.append((time.process_time() - worked) * 1000)
            times[kind.split()[0]].append((time.perf_counter() - start) * 1000)
    every = [value for values in times.values() for value in values]
    return {
        "signatures": MILLION,
        "build_seconds": round(built),
        "lookup_p50_ms": middle(every, 0.5),
        "lookup_p95_ms": middle(every, 0.95),
        "lookup_cpu_p50_ms": middle(cpu, 0.5),
        "lookup_cpu_p95_ms": middle(cpu, 0.95),
        "lookup_slowest_ms": middle(every, 1),
        "p95_by_kind": {kind: middle(values, 0.95) for kind, values in times.items()},
        "bytes_an_article": (folder / "million.db").stat().st_size // MILLION,
    }


def random_signatures() -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    """A million signatures; in the first twentieth those of a family of 5,000 share half of their numbers."""
    chance = np.random.default_rng(5)
    size = near.BANDS * near.ROWS
    numbers = chance.integers(0, 2**32, (MILLION, size), dtype=np.uint32)
    for start in range(0, MILLION // 20, 5000):
        form = chance.integers(0, 2**32, size, dtype=np.uint32)
        family = numbers[start : start + 5000]
        family[:] = np.where(chance.random(family.shape) < 0.5, form, family)
    return numbers


def fill(store: Store, numbers: np.ndarray[tuple[int, int], np.dtype[np.uint32]]) -> None:
    """Write signatures, and their bands in the order of the index: it is built in one pass."""
    with store.atomic():
        for start in range(0, MILLION, 10_000):
            part = numbers[start : start + 10_000]
            store.many(
                "INSERT INTO signature VALUES (?, ?, ?)",
                [(start + n + 1, near.VERSION, row.astype("<u4").tobytes()) for n, row in enumerate(part)],
            )
        parts = [
            near.band_keys(numbers[start : start + 50_000].reshape(-1, near.BANDS, near.ROWS)).ravel()
            for start in range(0, MILLION, 50_000)
        ]
        keys = np.concatenate(parts)
        order = np.argsort(keys, kind="stable")
        for start in range(0, len(order), 100_000):
            part = order[start : start + 100_000]
            rows = zip(keys[part].tolist(), (part // near.BANDS + 1).tolist(), strict=True)
            store.many("INSERT INTO band VALUES (?, ?)", list(rows))


def middle(values: list[float], share: float) -> float:
    """The value under which this share of the values lies."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 2)


def main(arguments: list[str]) -> None:
    """Measure."""
    saved = read([Path(argument) for argument in arguments if argument != "--million"])
    if len(saved) < 2:
        raise SystemExit("no two articles there: name folders that hold cases (CORPUS/dates), not the corpus itself")
    with tempfile.TemporaryDirectory() as temporary:
        report = measure_decisions(Path(temporary), saved)
        if "--million" in arguments:
            report |= measure_million(Path(temporary), saved)
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
