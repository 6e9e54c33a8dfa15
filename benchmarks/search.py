"""How fast a search answers: `python benchmarks/search.py [ARTICLES] [FOLDER]`.

Builds a store of synthetic articles (default a million; kept in FOLDER when it is named, and used again) and measures
queries of every kind.  An article has a title of 10 to 30 and a body of 300 to 800 characters (Latin: of 60 to 160
words), made of made-up words whose frequencies follow Zipf's law, so that the most frequent word is in most articles
and most words are rare; 40 % Chinese (half of it in the traditional script), 25 % English, 10 % each Japanese, French
and Korean, 5 % Thai.  Prints one JSON line: seconds to build, bytes an article, p50 and p95 in milliseconds of all
queries and by kind; `cpu` is the processor's time alone, for a machine that does other things too.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import opencc

from crawler.keys import SavedSearch
from crawler.store.database import Store
from crawler.store.search import Filters, agrees, newest, search

LETTERS = {
    "zh": "的国中人民政府工作发展建设经济社会管理服务企业通知公告规划项目安全生产教育环境保护市场监督法律行政会议文件交通运输农业科技创新文化卫生健康金融税务统计水利能源电力铁路航空海关",
    "ja": "日本東京都府県市町村行政報告会議年度計画発表資料のはにをでとがかいるた省庁法律改正告示公示入札",
    "ko": "정부행안전부서울시경기도지방청장관회의발표자료계획사업지원국민공고입찰결과개정법률시행",
    "th": "กขคงจชซดตถทนบปผพมยรลวสหอะาิีุูเแโ่้",
}
SYLLABLES = "ba con de for ga ter lo men na pre qui ra si to ver ment tion al er is un ce di lan mar".split()
SHARES = [("zh-Hans", 20), ("zh-Hant", 20), ("en", 25), ("ja", 10), ("fr", 10), ("ko", 10), ("th", 5)]
WORDS = 20_000
DAYS = 3650


class Tongue:
    """A made-up vocabulary in the letters of a language, drawn by Zipf's law."""

    def __init__(self, tag: str, chance: random.Random) -> None:
        self.tag, self.chance = tag, chance
        base = tag.split("-")[0]
        seen: dict[str, None] = {}
        while len(seen) < WORDS:
            seen[self._word(base)] = None
        self.words = list(seen)
        if tag == "zh-Hant":
            self.words = opencc.OpenCC("s2t").convert("\n".join(self.words)).split("\n")
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
        self.glue = " " if base in ("en", "fr", "ko") else ""

    def _word(self, base: str) -> str:
        if base in LETTERS:
            size = self.chance.choice((2, 2, 2, 3, 4) if base != "th" else (3, 4, 5, 6))
            return "".join(self.chance.choices(LETTERS[base], k=size))
        word = "".join(self.chance.choices(SYLLABLES, k=self.chance.choice((1, 2, 2, 3, 4))))
        return word.replace("e", "é", 1) if base == "fr" and self.chance.random() < 0.2 else word

    def text(self, size: int) -> str:
        """Sentences of so many words."""
        drawn = self.chance.choices(self.words, cum_weights=self.weights, k=size)
        stop = ". " if self.glue else "。"
        return stop.join(self.glue.join(drawn[i : i + 12]) for i in range(0, size, 12))


def articles(count: int, tongues: dict[str, Tongue], chance: random.Random) -> Iterator[tuple[object, ...]]:
    """Rows of the article table, oldest first."""
    began = datetime(2015, 1, 1, tzinfo=UTC)
    tags, shares = [tag for tag, _ in SHARES], [share for _, share in SHARES]
    for number in range(count):
        tag = chance.choices(tags, shares)[0]
        tongue = tongues[tag]
        latin = tongue.glue == " "
        when = began + timedelta(seconds=number * DAYS * 86400 // count)
        stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        source = f"source-{chance.randrange(500)}"
        body = tongue.text(chance.randint(60, 160) if latin else chance.randint(120, 320))
        title, issuer = tongue.text(chance.randint(4, 10)), tongue.text(3)
        yield (f"g{number}", source, f"https://example.org/{number}", title, stamp[:10], "day", tag, issuer, body, f"1:{number}",
               stamp, stamp, stamp, stamp)  # fmt: skip


def build(path: Path, count: int, tongues: dict[str, Tongue]) -> float:
    """Fill a store; the seconds it took."""
    began = time.perf_counter()
    with Store(path) as store:
        store.many(
            "INSERT INTO source (name, url, topics) VALUES (?, ?, ?)",
            [(f"source-{n}", f"https://example.org/s/{n}", json.dumps([f"topic-{n % 10}"])) for n in range(500)],
        )
        rows = articles(count, tongues, random.Random(2))
        batch: list[tuple[object, ...]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 2000:
                insert(store, batch)
                batch = []
        insert(store, batch)
    return time.perf_counter() - began


def insert(store: Store, rows: list[tuple[object, ...]]) -> None:
    columns = ("guid, source, url, title, published, published_precision, language, issuer, body_text, content_hash, first_seen, "
               "last_seen, changed, feed_time")  # fmt: skip
    with store.atomic():
        store.many(f"INSERT INTO article ({columns}) VALUES ({', '.join('?' * 14)})", rows)


def queries(tongues: dict[str, Tongue]) -> list[tuple[str, str, Filters]]:
    """A mix as people type it: kind, words, filters."""
    out: list[tuple[str, str, Filters]] = []
    none = Filters()
    for tag, tongue in tongues.items():
        kinds = [("frequent", range(0, 10)), ("middling", range(100, 2000, 200)), ("rare", range(5000, 19000, 1500))]
        for kind, ranks in kinds:
            out += [(f"{kind}", tongue.words[rank], none) for rank in ranks]
        out += [("two words", f"{tongue.words[n]} {tongue.words[n * 40 + 60]}", none) for n in range(8)]
        out += [("phrase", f'"{tongue.words[n]}{tongue.glue}{tongue.words[n + 1]}"', none) for n in range(8)]
        out += [("without", f"{tongue.words[n + 200]} -{tongue.words[n]}", none) for n in range(5)]
        out += [("in a source", tongue.words[n], Filters(sources=(f"source-{n}",))) for n in range(5)]
        out += [
            (
                "in a topic and year",
                tongue.words[n],
                Filters(topics=("topic-3",), since="2019-03-05", until="2020-04-01"),
            )
            for n in range(5)
        ]
        out += [("in a language", tongue.words[n], Filters(language=tag.split("-")[0])) for n in range(5)]
    chinese = [word for word in tongues["zh-Hans"].words if len(word) == 2]
    out += [("two Chinese characters", word, none) for word in chinese[:60:2] + chinese[200:2000:100]]
    out += [("one character", sign, none) for sign in "国水法年"] + [
        ("beginning", word, none) for word in ("con*", "pre*")
    ]
    out += [("filters alone", "", Filters(language="th", since="2020-01-01")), ("filters alone", "", none)]
    return out


def main(arguments: list[str]) -> None:
    """Build and measure."""
    count = int(arguments[0]) if arguments else 1_000_000
    chance = random.Random(1)
    tongues = {tag: Tongue(tag, chance) for tag, _ in SHARES}
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(arguments[1] if len(arguments) > 1 else temporary) / "gazette.db"
        seconds = None if path.exists() else round(build(path, count, tongues))
        with Store(path) as store:
            report = measure(store, tongues)
            size = path.stat().st_size
            sizes = {
                row["name"]: round(row["bytes"] / count)
                for row in store.query(
                    "SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY 1 ORDER BY 2 DESC LIMIT 6"
                )
            }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {
                "articles": count,
                "build_seconds": seconds,
                "bytes_an_article": size // count,
                "tables": sizes,
                **report,
                "peak_mb": peak,
            }
        )
    )


def measure(store: Store, tongues: dict[str, Tongue]) -> dict[str, object]:
    """Milliseconds of every query, each asked twice, the second time counted with the first."""
    times: dict[str, list[float]] = {}
    cpu: list[float] = []
    found = 0
    asked = queries(tongues)
    random.Random(3).shuffle(asked)
    for kind, words, filters in asked * 2:
        began, worked = time.perf_counter(), time.process_time()
        found += bool(search(store, words, filters).hits)
        cpu.append((time.process_time() - worked) * 1000)
        times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    for tongue in tongues.values():
        for rank in (0, 3, 1000):
            began = time.perf_counter()
            newest(store, SavedSearch(name="x", query=tongue.words[rank]), 100)
            times.setdefault("saved search, 100 items (not in all)", []).append((time.perf_counter() - began) * 1000)
    every = [t for kind, values in times.items() if "not in all" not in kind for t in values]
    kinds = {kind: [middle(values, 0.5), middle(values, 0.95)] for kind, values in sorted(times.items())}
    return {"queries": len(every), "with_hits": round(found / len(every), 3), "p50_ms": middle(every, 0.5), "p95_ms": middle(every, 0.95),
            "cpu_p50_ms": middle(cpu, 0.5), "cpu_p95_ms": middle(cpu, 0.95), "slowest_ms": middle(every, 1), "p50_p95_by_kind": kinds, "troubles": agrees(store, 10_000)}  # fmt: skip


def middle(values: list[float], share: float) -> float:
    """The value under which this share of the values lies."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 1)


if __name__ == "__main__":
    main(sys.argv[1:])
