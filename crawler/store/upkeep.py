"""What can be wrong with the two files of a store, and what mends it.

Each check is one Check: SQL that counts what is off, the sentence that tells it, the statements that mend it.  The
mends restore what another row still tells, or forget what cannot be read any more; an article is never deleted.

This module does not know the command line, nor how pages are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.errors import StoreBusy, StoreError
from crawler.store import search
from crawler.store.archive import Archive
from crawler.store.database import Store

# Sentences of one integrity check that are told; a file that is torn apart has thousands.
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a word for machines, a sentence, what to do; `mend` is None when we cannot do it."""

    kind: str
    message: str
    advice: str = "`gazette doctor --mend`"
    mend: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """`count` is SQL for a number; above 0, `told` (with `{n}`) is wrong and `mend` are the statements against it."""

    kind: str
    count: str
    told: str
    mend: tuple[str, ...]


ORPHANS = (
    Check(
        "entry-without-article",
        "SELECT count(*) FROM entry WHERE state = 'stored' AND article IS NULL",
        "{n} rows of lists count as stored and have no article; mending fetches them again",
        ("UPDATE entry SET state = 'pending', next_try = NULL WHERE state = 'stored' AND article IS NULL",),
    ),
    Check(
        "article-without-entry",
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM entry WHERE article IS NOT NULL)",
        "{n} articles have no row that leads to them, so they are in no feed of their source",
        (
            "INSERT OR IGNORE INTO entry (source, url, title, position, state, first_seen, last_seen) SELECT source, url, title, 0, 'pending', "
            "first_seen, last_seen FROM article WHERE id NOT IN (SELECT article FROM entry WHERE article IS NOT NULL)",
            "UPDATE entry SET state = 'stored', article = (SELECT id FROM article a WHERE a.url = entry.url) WHERE article IS NULL "
            "AND EXISTS (SELECT 1 FROM article a WHERE a.url = entry.url AND a.source = entry.source)",
        ),
    ),
    Check(
        "article-without-visit",
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM visit)",
        "{n} articles are not known to the visits, so corrections of them are not seen",
        (
            "INSERT INTO visit (article, source, last, due) SELECT id, source, last_seen, last_seen FROM article WHERE id NOT IN (SELECT article FROM visit)",
        ),
    ),
    Check(
        "entry-without-arrival",
        "SELECT count(*) FROM (SELECT source, article FROM entry WHERE article IS NOT NULL EXCEPT SELECT source, article FROM arrival)",
        "{n} articles did not arrive in the feed of a source that shows them",
        (
            "INSERT OR IGNORE INTO arrival (source, article, at, first) SELECT e.source, a.id, a.first_seen, "
            "NOT EXISTS (SELECT 1 FROM arrival r WHERE r.article = a.id) FROM entry e JOIN article a ON a.id = e.article ORDER BY a.first_seen, a.id",
        ),
    ),
    Check(
        "arrival-without-article",
        "SELECT count(*) FROM arrival WHERE article NOT IN (SELECT id FROM article)",
        "{n} arrivals in feeds have no article",
        ("DELETE FROM arrival WHERE article NOT IN (SELECT id FROM article)",),
    ),
    Check(
        "story-of-one",
        "SELECT count(*) FROM story WHERE (SELECT count(*) FROM story_article m WHERE m.story = story.id) < 2",
        "{n} stories have fewer than two tellers",
        (
            "DELETE FROM story WHERE (SELECT count(*) FROM story_article m WHERE m.story = story.id) < 2",
            "DELETE FROM story_article WHERE story NOT IN (SELECT id FROM story)",
        ),
    ),
)
LOST_PAGES = Check(
    "page-without-capture",
    "SELECT count(*) FROM page WHERE id NOT IN (SELECT page FROM capture)",
    "{n} archived pages are of no address",
    ("DELETE FROM page WHERE id NOT IN (SELECT page FROM capture)",),
)


def integrity(store: Store) -> Iterator[Finding]:
    """What SQLite itself says of a file: torn pages, indexes that disagree with their tables."""
    name = store.path.name
    try:
        said = [str(r["integrity_check"]) for r in store.query("PRAGMA integrity_check(100)")]
    except StoreBusy:
        raise
    except StoreError as error:
        said = [error.message]
    said = [s for s in said if s != "ok"]
    if not said:
        return
    text = "; ".join(" ".join(s.split()) for s in said[:_TOLD]) + ("; and more" if len(said) > _TOLD else "")
    if all(" index " in s for s in said):
        # "row 7 missing from index x", "wrong # of entries in index x": the tables are whole.
        yield Finding("index", f"{name}: indexes disagree ({text})", mend=lambda: _run(store, ("REINDEX",)))
        return
    yield Finding("damaged", f"{name} is damaged ({text})", f"put back {name} from your last `gazette backup`; without one, "
                  f"`sqlite3 {name} .recover` saves what can be read")  # fmt: skip


def references(store: Store) -> Iterator[Finding]:
    """Rows that refer to rows which are not there."""
    tables = [r["name"] for r in store.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for table in tables:
        for key in store.query(f'PRAGMA foreign_key_list("{table}")'):
            column, parent, target = key["from"], key["table"], key["to"]
            where = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {target} FROM {parent})"  # noqa: S608
            count = store.value(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608
            if count:
                mend = _restoring(table, column, parent, target, where)
                yield Finding(
                    "reference",
                    f"{count} rows of {table} refer to rows of {parent} that are not there",
                    mend=lambda mend=mend: _run(store, mend),  # type: ignore[misc]
                )


def _restoring(table: str, column: str, parent: str, target: str, where: str) -> tuple[str, ...]:
    if parent == "source":
        # The next crawl fills in the rest from the configuration.
        rows = f"SELECT DISTINCT {column}, '' FROM {table} WHERE {where}"  # noqa: S608
        return (f"INSERT OR IGNORE INTO source ({target}, url) {rows}",)
    if (table, column) == ("entry", "article"):
        return (f"UPDATE entry SET article = NULL, state = 'pending', next_try = NULL WHERE {where}",)  # noqa: S608
    forget = f"DELETE FROM {table} WHERE {where}"  # noqa: S608
    if (table, column) == ("page", "dictionary"):
        captures = f"DELETE FROM capture WHERE page IN (SELECT id FROM page WHERE {where})"  # noqa: S608
        return captures, forget
    return (forget,)


def counted(store: Store, checks: tuple[Check, ...]) -> Iterator[Finding]:
    """The checks that count something."""
    for check in checks:
        number = store.value(check.count)
        if number:
            yield Finding(
                check.kind, check.told.format(n=number), mend=lambda check=check: _run(store, check.mend)  # type: ignore[misc]
            )  # fmt: skip


def archive_agreement(store: Store, archive: Archive) -> Iterator[Finding]:
    """Archived pages that cannot be read, and visits that name a page which is not kept."""
    damaged = list(archive.damaged())
    if damaged:
        yield Finding(
            "page-damaged",
            f"{len(damaged)} archived pages cannot be read ({', '.join(s[:12] for s in damaged[:_TOLD])}); "
            "mending forgets them, and the next visit to the address keeps it anew",
            mend=lambda: _forget(archive, damaged),
        )
    lost = [
        r["page"]
        for r in store.query("SELECT DISTINCT page FROM visit WHERE page <> ''")
        if r["page"] in damaged or not archive.has(r["page"])
    ]
    if lost:
        yield Finding(
            "visit-without-page",
            f"{len(lost)} pages that articles were read from are not in the archive",
            mend=lambda: store.many("UPDATE visit SET page = '' WHERE page = ?", [(sha,) for sha in lost]),
        )


def search_agreement(store: Store) -> Iterator[Finding]:
    """What is wrong with the full-text index."""
    for trouble in search.agrees(store):
        yield Finding("search", trouble, mend=lambda: search.rebuild(store))


def findings(store: Store, archive: Archive | None) -> Iterator[Finding]:
    """All that is wrong; a damaged file ends the look at it, since what it says is not to be trusted."""
    for one in (store, *([archive.store] if archive else [])):
        wrong = list(integrity(one))
        yield from wrong
        if any(f.kind == "damaged" for f in wrong):
            return
    yield from references(store)
    yield from counted(store, ORPHANS)
    yield from search_agreement(store)
    if archive is not None:
        yield from archive_agreement(store, archive)
        yield from references(archive.store)
        yield from counted(archive.store, (LOST_PAGES,))


def _run(store: Store, statements: tuple[str, ...]) -> None:
    with store.atomic():
        for statement in statements:
            store.execute(statement)


def _forget(archive: Archive, damaged: list[str]) -> None:
    with archive.store.atomic():
        for sha in damaged:
            numbers = archive.store.query(
                "SELECT c.id FROM capture c JOIN page p ON p.id = c.page WHERE p.sha256 = ?", sha
            )
            archive.drop([r["id"] for r in numbers])
            archive.store.execute("DELETE FROM page WHERE sha256 = ?", sha)
