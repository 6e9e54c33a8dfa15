"""How many bytes an article costs, table by table: python benchmarks/growth.py [CORPUS] [--articles 1000] [--sources 20].

A CORPUS is a folder of case folders, each with a page (page.html or page.html.gz) and an expected.json with its `url`;
sources are its hosts.  Without one, pages are made as those of benchmarks/site.py.  Each page goes the way of a crawl:
row, reading, verdict, article, visit, arrival, story, index, archive.  The bytes are SQLite's own (dbstat: whole pages,
indexes with their table), after a VACUUM.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from crawler.dedupe.decide import decide
from crawler.errors import GazetteError
from crawler.items import FetchedPage
from crawler.keys import Source
from crawler.model import Entry
from crawler.normalise.urls import canonical, guid_of
from crawler.rereading import read_again
from crawler.store import articles, entries, stories
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from crawler.store.runs import sync_source

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

BEGAN = datetime(2026, 5, 20, 8, tzinfo=UTC)
LARGEST = 32 * 1024 * 1024


def made(count: int, sources: int) -> Iterator[FetchedPage]:
    from benchmarks.site import article

    for n in range(count):
        yield FetchedPage(f"https://s{n % sources}.example/n/{n}.html", article(n), "text/html; charset=utf-8")


def saved(corpus: Path, count: int) -> Iterator[FetchedPage]:
    for told in sorted(corpus.rglob("expected.json"))[:count]:
        url = json.loads(told.read_text("utf-8")).get("url")
        whole, packed = told.with_name("page.html"), told.with_name("page.html.gz")
        if url and (whole.exists() or packed.exists()):
            yield FetchedPage(url, whole.read_bytes() if whole.exists() else gzip.decompress(packed.read_bytes()))


def fill(store: Store, archive: Archive, pages: Iterator[FetchedPage]) -> tuple[int, int, int]:
    """How many articles were stored, the bytes of their pages, the bytes of their texts."""
    count = size = text = 0
    for page in pages:
        now = BEGAN + timedelta(minutes=count)
        source = Source(url=f"https://{urlsplit(page.url).hostname}/", name=(urlsplit(page.url).hostname or "x")[:60])
        try:
            entry = Entry(page.url, "A row of the list")
            article = read_again([page], source, None, entry, now.date(), max_bytes=LARGEST)
            sync_source(store, source)
            entries.see_entries(
                store, source.name, [Entry(page.url, article.title or "untitled", article.published)], now
            )
            verdict = decide(article, articles.known_article(store, article.url))
        except GazetteError:
            continue
        kept = archive.keep(source.name, guid_of(article.url), (page,), now)
        with store.atomic():
            number = articles.save(store, verdict, canonical(page.url), now, now, page=kept)
            stories.join(store, number, now)
        count, size, text = count + 1, size + len(page.body), text + len(article.body_text.encode())
    return count, size, text


def tables(store: Store) -> list[tuple[str, int]]:
    """Bytes a table, indexes and the shadow tables of the full-text index included."""
    # Pages are counted: dbstat gives the bytes of a table in 32 bits, of which the index of a million articles has more.
    size = store.value("PRAGMA page_size")
    rows = store.query(
        "SELECT CASE WHEN m.tbl_name LIKE 'search\\_%' ESCAPE '\\' AND m.tbl_name <> 'search_article' THEN 'search' ELSE "
        "coalesce(m.tbl_name, '(schema)') END AS name, sum(d.pageno) AS pages FROM dbstat d LEFT JOIN sqlite_master m ON m.name = d.name "
        "WHERE d.aggregate = 1 GROUP BY 1 ORDER BY 2 DESC"
    )
    return [(r["name"], r["pages"] * size) for r in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--sources", type=int, default=20)
    words = parser.parse_args()
    pages = saved(words.corpus, words.articles) if words.corpus else made(words.articles, words.sources)
    with (
        tempfile.TemporaryDirectory() as name,
        Store(Path(name) / NAME) as store,
        Archive(Path(name) / ARCHIVE) as archive,
    ):
        count, size, text = fill(store, archive, pages)
        print(f"{count} articles; a page {size // count:,} bytes, its text {text // count:,} bytes; bytes an article:")
        for file, opened in ((NAME, store), (ARCHIVE, archive.store)):
            opened.execute("VACUUM")
            found = tables(opened)
            print(f"{file:28} {sum(b for _, b in found) // count:>8,}")
            for table, used in found:
                if used // count:
                    print(f"    {table:24} {used // count:>8,}")


if __name__ == "__main__":
    main()
