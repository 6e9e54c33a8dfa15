"""`gazette reread`: today's rules over the archived pages of articles that are stored.

What an article is known by (guid, address, feed time, first seen) stays, and so does `changed`: no publisher did
anything.  An article is left as it is when its page is not kept, cannot be read any more, or shows no text now.

This module does not know how a page is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler import config as configuration
from crawler.clock import now, parse_stamp
from crawler.config import Config
from crawler.dedupe.diff import diff, excerpt, to_text
from crawler.errors import GazetteError, StoreError
from crawler.keys import Source
from crawler.model import Article
from crawler.rereading import read_again
from crawler.store import articles, stories
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.articles import StoredArticle
from crawler.store.database import NAME, Row, Store
from crawler.store.locks import writer_lock
from crawler.store.runs import source_record
from crawler.store.visits import visit_of
from feeds.crawling import publish_and_tell
from feeds.progress import counting
from feeds.terminal import Teller

# What is shown of one difference, in characters.
_SHOWN = 300
_BATCH = 200


@dataclass(slots=True)
class Counted:
    """What became of the articles of a rereading."""

    read: int = 0
    differ: int = 0
    not_kept: int = 0
    unreadable: int = 0

    @property
    def seen(self) -> int:
        """How many were looked at."""
        return self.read + self.not_kept + self.unreadable


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored article, what today's rules read, and the columns that differ: (name, before, after)."""

    stored: StoredArticle
    article: Article
    fields: tuple[tuple[str, str, str], ...]


def run_reread(path: Path, names: tuple[str, ...], *, dry_run: bool, log: str = "text") -> None:
    """Read archived articles anew and store what differs (only show it with `dry_run`), then publish."""
    teller = Teller(log)
    config = configuration.load(path)
    sources = config.pick(names)
    if not (config.output / ARCHIVE).exists():
        raise StoreError(f"there is no {config.output / ARCHIVE}", mend="pages are kept from the next crawl on, unless [gazette.archive] says otherwise")  # fmt: skip
    if dry_run:
        with (
            Store(config.output / NAME, writable=False) as store,
            Archive(config.output / ARCHIVE, writable=False) as archive,
        ):
            _reread(teller, config, store, archive, sources, dry_run=True)
        return
    with writer_lock(config.output), Store(config.output / NAME) as store, Archive(config.output / ARCHIVE) as archive:
        if _reread(teller, config, store, archive, sources, dry_run=False).differ:
            publish_and_tell(teller, config, store)


def _reread(
    teller: Teller, config: Config, store: Store, archive: Archive, sources: tuple[Source, ...], *, dry_run: bool
) -> Counted:
    counted = Counted()
    whole = articles.count(store, [source.name for source in sources])
    with counting(teller, "articles") as told:
        for source in sources:
            for found in differences(config, store, archive, source, counted, lambda: told(counted.seen, whole)):
                if not dry_run:
                    _keep(store, found)
                tell(teller, source, found)
    word = "would be read otherwise" if dry_run else "are read otherwise now"
    teller.line(
        f"{counted.read} articles read again, {counted.differ} {word}; {counted.not_kept} have no page in the archive, "
        f"{counted.unreadable} could not be read and stay as they are"
    )
    teller.event("reread", read=counted.read, differ=counted.differ, not_kept=counted.not_kept, unreadable=counted.unreadable, dry_run=dry_run)  # fmt: skip
    return counted


def _keep(store: Store, found: Difference) -> None:
    names = [name for name, _, _ in found.fields]
    with store.atomic():
        articles.read_anew(store, found.stored.id, found.article, names, now())
        if "body_text" in names:
            stories.join(store, found.stored.id, now())


def tell(teller: Teller, source: Source, found: Difference) -> None:
    """What differs in one article: for people as short differences."""
    teller.line(f"{source.name}: {found.stored.article.title} <{found.stored.article.url}>")
    for name, before, after in found.fields:
        text = " ".join(to_text(excerpt(diff(before, after), around=20)).split())
        teller.line(f"    {name}: {text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}")
    teller.event("reread-article", source=source.name, guid=found.stored.guid, url=found.stored.article.url, fields=[f[0] for f in found.fields])  # fmt: skip


def differences(
    config: Config, store: Store, archive: Archive, source: Source, counted: Counted, told: Callable[[], None]
) -> Iterator[Difference]:
    """The articles of a source that today's rules read otherwise; `counted` is kept up, and `told` called, at each."""
    learned = source_record(store, source.name).article_profile
    last = 0
    while True:
        ids = [r["id"] for r in store.query("SELECT id FROM article WHERE source = ? AND id > ? ORDER BY id LIMIT ?", source.name, last, _BATCH)]  # fmt: skip
        if not ids:
            return
        last = ids[-1]
        for stored in articles.in_order(store, ids):
            told()
            visit = visit_of(store, source.name, stored.id)
            try:
                kept = archive.newest(stored.guid)
                page = store.value("SELECT page FROM visit WHERE article = ?", stored.id)
                if visit is None or not kept or kept[0].sha256 != page:
                    # A page that came and whose article was not stored any more (a crawl was killed) is the next crawl's.
                    counted.not_kept += 1
                    continue
                article = read_again(
                    [c.page for c in kept], source, learned, visit.entry, parse_stamp(kept[0].at).date(), max_bytes=config.gazette.max_page_bytes
                )  # fmt: skip
            except GazetteError:
                counted.unreadable += 1
                continue
            if stored.article.body_text and not article.body_text and not article.note:
                counted.unreadable += 1
                continue
            counted.read += 1
            fields = _differing(articles.columns(stored.article), articles.columns_again(store, stored.id, article))
            if fields:
                counted.differ += 1
                yield Difference(stored, article, fields)


def _differing(before: Row, after: Row) -> tuple[tuple[str, str, str], ...]:
    """The columns that differ; evidence alone is no difference, it tells how a value was found."""
    return tuple(
        (name, str(before[name] or ""), str(after[name] or ""))
        for name in before
        if name != "evidence" and before[name] != after[name]
    )
