"""How long a publication takes when one article is new: python benchmarks/publishing.py [SOURCES] [ARTICLES].

Fills a store with that many sources and articles (10,000 and 1,000,000 unless told), lets one publication record all as
published without writing their files, then times one article that changed and nothing new.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from crawler.config import Config
from crawler.keys import Settings, Source
from crawler.store import feedstate
from crawler.store.database import Store
from feeds.items import place
from feeds.parts import split
from feeds.publish import KINDS, _fingerprint, publish
from feeds.select import plans_of, shelf_of

BODY = "The text of a notice, as long as most of them are. " * 20


def fill(store: Store, config: Config, articles: int) -> None:
    names = [s.name for s in config.source]
    rows = (
        (n, f"urn:uuid:{n:032x}", names[n % len(names)], f"https://{names[n % len(names)]}.example/{n}", f"Notice {n}", BODY, BODY,
         f"2024-{1 + n * 5 // articles:02d}-10T08:00:00Z")
        for n in range(articles)
    )  # fmt: skip
    with store.atomic():
        store.many(
            "INSERT INTO source (name, url, title, topics) VALUES (?, ?, ?, '[]')",
            [(s.name, s.url, s.name) for s in config.source],
        )
        store.db.conn.executemany(
            "INSERT INTO article (id, guid, source, url, title, body_html, body_text, content_hash, first_seen, last_seen, changed, feed_time) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '1:x', ?8, ?8, ?8, ?8)", rows,
        )  # fmt: skip
        store.execute(
            "INSERT INTO entry (source, url, title, position, state, first_seen, last_seen) "
            "SELECT source, url, title, 0, 'pending', first_seen, last_seen FROM article"
        )
        store.execute("UPDATE entry SET article = (SELECT id FROM article a WHERE a.url = entry.url), state = 'stored'")


def settle(store: Store, config: Config) -> None:
    """Record everything as published, with empty files in place: the first publication is not what is timed."""
    plans = plans_of(store, config, {})
    shelf = shelf_of(store, config, plans)
    (config.output / "feeds").mkdir(exist_ok=True)
    with store.atomic():
        for plan in plans:
            store.execute(
                "INSERT INTO feed (name, id, fingerprint, title, newest) VALUES (?, ?, ?, ?, '{}')",
                plan.name, plan.id, _fingerprint(shelf, plan), plan.title,
            )  # fmt: skip
            for kind in (*KINDS, "html"):
                (config.output / f"{place(plan.name)}.{kind}").touch()
            closed, _ = split([], feedstate.arrivals_after(store, plan.sources, 0))
            store.many(
                "INSERT INTO feed_page (feed, number, label, first, last) VALUES (?, ?, ?, ?, ?)",
                [(plan.name, p.number, p.label, p.first, p.last) for p in closed],
            )
        store.execute("DELETE FROM touched")
    publish(store, config)


def timed(what: str, act: Callable[[], object]) -> None:
    began = time.perf_counter()
    act()
    print(f"{what}: {time.perf_counter() - began:.3f} s", flush=True)


def main() -> None:
    sources, articles = (int(a) for a in (sys.argv[1:] + ["10000", "1000000"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        config = Config(
            gazette=Settings(base_url="https://feeds.example.org"), folder=Path(folder),
            source=tuple(Source(url=f"https://s{n}.example/", name=f"s{n}", topics=("mail",) if n % 2 else ()) for n in range(sources)),
        )  # fmt: skip
        with Store(config.output / "gazette.db") as store:
            timed(f"filled with {sources} sources and {articles} articles", lambda: fill(store, config, articles))
            timed("settled", lambda: settle(store, config))
            for n in (1, 2):
                store.execute(
                    "UPDATE article SET title = title || '!', changed = '2024-06-01T08:00:00Z' WHERE id = ?",
                    articles - n,
                )
                done: list[int] = []
                timed("one article, published", lambda done=done: done.append(len(publish(store, config).written)))  # type: ignore[misc]
                print(f"  {done[0]} files written")
            timed("nothing new", lambda: print(f"  {len(publish(store, config).written)} files written"))


if __name__ == "__main__":
    main()
