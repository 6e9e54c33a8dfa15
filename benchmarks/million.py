"""One store of a million articles over 10,000 sources, for every figure of scale: `python benchmarks/million.py FOLDER [ARTICLES]`.

An article has a title of 10 to 30 and a body of 300 to 800 characters (Latin: of 60 to 160 words), made of made-up words
whose frequencies follow Zipf's law, so that the most frequent word is in most articles and most words are rare; 40 %
Chinese (half of it in the traditional script), 25 % English, 10 % each Japanese, French and Korean, 5 % Thai.
The bulk is laid in batches, with the index, the arrivals, visits that are over, raw pages, and signatures of chance (texts
of chance resemble nobody).
At a hundredth, a tenth and the end of the way CRAWLED further sources of twenty articles are crawled into it, from request
to committed row; the processor time is what an article costs at that size.  FOLDER then holds gazette.toml, gazette.db,
archive.db and built.json.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np
import opencc
import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import crawling
from crawler.clock import stamp
from crawler.dedupe import near
from crawler.model import Article, Moment, Precision
from crawler.normalise.urls import guid_of
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store

ARTICLES, SOURCES, CRAWLED, BATCH = 1_000_000, 10_000, 80, 5_000
BEGAN = datetime(2015, 1, 1, tzinfo=UTC)

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


class Maker:
    """Articles of chance, the same for the same number."""

    def __init__(self, count: int) -> None:
        self.count = count
        chance = random.Random(1)
        self.tongues = {tag: Tongue(tag, chance) for tag, _ in SHARES}
        self.tags, self.shares = [tag for tag, _ in SHARES], [share for _, share in SHARES]
        self.chance = random.Random(2)

    def article(self, number: int) -> tuple[Article, datetime]:
        """An article and when it was first seen: ten years, evenly."""
        chance = self.chance
        tag = chance.choices(self.tags, self.shares)[0]
        tongue = self.tongues[tag]
        when = BEGAN + timedelta(seconds=number * DAYS * 86_400 // self.count)
        source = source_name(chance.randrange(SOURCES))
        body = tongue.text(chance.randint(60, 160) if tongue.glue == " " else chance.randint(120, 320))
        return (
            Article(
                source, f"https://{source}.example/n/{number}.html", tongue.text(chance.randint(4, 10)),
                Moment(when.date().isoformat(), Precision.DAY), language=tag, issuer=tongue.text(3), body_text=body,
                body_html=f"<p>{body}</p>",
            ), when,
        )  # fmt: skip


def source_name(number: int) -> str:
    return f"s{number}"


def configure(folder: Path) -> None:
    """The configuration of the sources; even ones have the topic `mail`."""
    lines = ["[gazette]", 'output = "."', 'base_url = "https://feeds.example.org"', ""]
    for n in range(SOURCES):
        lines += ["[[source]]", f'name = "{source_name(n)}"', f'url = "https://{source_name(n)}.example/"',
                  f'topics = ["topic-{n % 10}"]', ""]  # fmt: skip
    (folder / "gazette.toml").write_text("\n".join(lines), "utf-8")


def lay(
    store: Store, archive: Archive, made: list[tuple[Article, datetime]], first: int, chance: np.random.Generator
) -> None:
    """A batch, as quickly as it goes."""
    rows, listed, signed, bands, visited, pages, captures = [], [], [], [], [], [], []
    packer = zstandard.ZstdCompressor(level=1)
    for number, (article, when) in enumerate(made, first):
        at = stamp(when)
        rows.append((number, guid_of(article.url), article.source, article.url, article.title, at[:10], "day", article.language,
                     article.issuer, article.body_html, article.body_text, f"1:{number}", at, at, at, at))  # fmt: skip
        listed.append((article.source, article.url, article.title, at[:10], at, at))
        minhash = chance.integers(0, 1 << 32, near.BANDS * near.ROWS, dtype="<u4").tobytes()
        signed.append((number, near.VERSION, minhash))
        bands += [(key, number) for key in near.bands(minhash)]
        body = raw(article)
        sha = hashlib.sha256(body).hexdigest()
        visited.append((number, article.source, at, sha))
        pages.append((number, sha, len(body), packer.compress(body)))
        captures.append((article.source, guid_of(article.url), at, at, article.url, number))
    with store.atomic():
        store.many(
            "INSERT INTO article (id, guid, source, url, title, published, published_precision, language, issuer, body_html, body_text, "
            f"content_hash, first_seen, last_seen, changed, feed_time) VALUES ({', '.join('?' * 16)})", rows,
        )  # fmt: skip
        store.many(
            "INSERT INTO entry (source, url, title, date, precision, position, pinned, state, first_seen, last_seen) "
            "VALUES (?, ?, ?, ?, 'day', 0, 0, 'pending', ?, ?)", listed,
        )  # fmt: skip
        last = first + len(made)
        store.execute(
            "UPDATE entry SET state = 'stored', article = a.id FROM article a WHERE a.id >= ? AND a.id < ? AND entry.source = a.source "
            "AND entry.url = a.url", first, last,
        )  # fmt: skip
        store.many("INSERT INTO signature VALUES (?, ?, ?)", signed)
        store.many("INSERT INTO band VALUES (?, ?)", sorted(bands))
        store.many("INSERT INTO visit (article, source, last, visits, page) VALUES (?, ?, ?, 4, ?)", visited)
    with archive.store.atomic():
        archive.store.many("INSERT INTO page (id, sha256, size, data) VALUES (?, ?, ?, ?)", pages)
        archive.store.many(
            "INSERT INTO capture (source, guid, at, last, url, page) VALUES (?, ?, ?, ?, ?, ?)", captures
        )


def raw(article: Article) -> bytes:
    """The page that an article was read from."""
    return f"<html><body>{article.body_html}</body></html>".encode()


def crawled(folder: Path, turn: int, rounds: int = 3) -> dict[str, float]:
    """What an article costs a crawl into a store: milliseconds of the processor and by the clock, the middle of the rounds;
    the most memory, MB.  Each turn and round has sources of its own, whose texts nobody else has.
    """
    told = []
    for number in range(turn * rounds, (turn + 1) * rounds):
        last = (number + 1) * CRAWLED
        with crawling.serving(last) as port, tempfile.TemporaryDirectory() as name:
            urls = crawling.addresses(last, port)[-CRAWLED:]
            crawling.configure(Path(name), urls, f"crawled-{number}-", folder.resolve())
            told.append(crawling.child(Path(name), "-c", crawling.OURS))
    each = CRAWLED * crawling.ARTICLES
    return {
        "ms": round(statistics.median(t["seconds"] for t in told) * 1000 / each, 2),
        "cpu_ms": round(statistics.median(t["cpu"] for t in told) * 1000 / each, 2),
        "peak_mb": max(t["megabytes"] for t in told),
    }


def build(folder: Path, count: int) -> dict[str, object]:
    """Fill the folder; what was measured on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    configure(folder)
    maker, chance = Maker(count), np.random.default_rng(3)
    stops = sorted({count // 100, count // 10, count})
    costs: dict[str, dict[str, float]] = {}
    began = time.perf_counter()
    with Store(folder / NAME) as store, Archive(folder / ARCHIVE) as archive:
        store.many(
            "INSERT INTO source (name, url, title, topics) VALUES (?, ?, ?, ?)",
            [(source_name(n), f"https://{source_name(n)}.example/", f"Source {n}", json.dumps([f"topic-{n % 10}"])) for n in range(SOURCES)],
        )  # fmt: skip
        number = 1
        for stop in stops:
            while number <= stop:
                size = min(BATCH, stop - number + 1)
                lay(store, archive, [maker.article(n) for n in range(number, number + size)], number, chance)
                number += size
            store.execute("DELETE FROM touched")
            costs[str(stop)] = crawled(folder, len(costs))
            # Pages are laid under the numbers of their articles.
            newest = store.value("SELECT max(id) FROM article"), archive.store.value("SELECT max(id) FROM page")
            number = 1 + max(newest)
            print(f"{stop:>9,} articles after {time.perf_counter() - began:,.0f} s: {costs[str(stop)]}", flush=True)
        # The articles that came last are of all languages again: searches look at those first.
        lay(store, archive, [maker.article(n) for n in range(number, number + BATCH)], number, chance)
        store.execute("DELETE FROM touched")
    told: dict[str, object] = {
        "articles": count,
        "sources": SOURCES,
        "seconds": round(time.perf_counter() - began),
        "an_article": costs,
    }
    (folder / "built.json").write_text(json.dumps(told, indent=1), "utf-8")
    return told


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES)))
