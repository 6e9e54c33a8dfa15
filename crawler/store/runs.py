"""Sources as the store knows them, their runs and the issues of those.

This module does not know what a source's state ought to be; health does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from crawler.clock import stamp
from crawler.keys import Source
from crawler.model import ArticleProfile, ListProfile
from crawler.store.database import Row, Store
from crawler.store.journal import recorded

# The columns of a source's row that its configuration says.
_CONFIGURED = "url, language, country, topics, title"


@dataclass(frozen=True, slots=True)
class Issue:
    """A recorded trouble: `level` is "error" when the source as a whole fails, "warning" when one article does."""

    kind: str
    message: str
    mend: str = ""
    url: str = ""
    level: str = "warning"


@dataclass(slots=True)
class RunTally:
    """What a run counts while it goes on; written to its row at the end."""

    mechanism: str = ""
    confidence: float | None = None
    pages: int = 0
    entries: int = 0
    entries_new: int = 0
    entries_dated: int = 0
    overlap: int | None = None
    articles: int = 0
    articles_new: int = 0
    revisions: int = 0
    requests: int = 0
    bytes: int = 0
    symptom: str = ""
    failure: str = ""
    read: int = 0
    unread: int = 0
    without_body: int = 0
    body_chars: int = 0
    template: str = ""
    moved_to: str = ""
    refusals: int = 0
    crawl_delay: float = 0
    retry_after: str = ""
    visits: int = 0
    moved: int = 0
    withdrawn: int = 0
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What the store knows of a source before a run."""

    name: str
    mechanism: str = ""
    list_profile: ListProfile | None = None
    article_profile: ArticleProfile | None = None
    etag: str = ""
    last_modified: str = ""
    state: str = "new"
    last_ok: str = ""
    reason: str = ""
    mend: str = ""
    expected: str = ""
    seen: str = ""
    holder: str = ""
    fails: int = 0
    told_state: str = ""
    told_at: str = ""


@recorded()
def sync_source(store: Store, source: Source) -> None:
    """Bring a source's row up to what its configuration says."""
    with store.atomic():
        old = store.one(f"SELECT {_CONFIGURED} FROM source WHERE name = ?", source.name)  # noqa: S608
        _sync(store, source, old)


def sync_sources(store: Store, sources: Sequence[Source]) -> None:
    """Bring the rows of these sources up to what their configuration says; writes only what differs."""
    known = {r.pop("name"): r for r in store.query(f"SELECT name, {_CONFIGURED} FROM source")}  # noqa: S608
    others = [s for s in sources if s.name not in known or known[s.name] | _configured(s) != known[s.name]]
    if others:
        with store.atomic():
            for source in others:
                _sync(store, source, known.get(source.name))


def _configured(source: Source) -> Row:
    row: Row = {
        "url": source.url, "language": source.language, "country": source.place,
        "topics": json.dumps(source.topics, ensure_ascii=False),
    }  # fmt: skip
    return {**row, "title": source.title} if source.title else row


def _sync(store: Store, source: Source, old: Row | None) -> None:
    row = _configured(source)
    if old is None:
        store.insert("source", {"name": source.name, **row})
    elif old | row != old:
        if old["url"] != source.url:
            # Another list: what was learned of the old one does not hold.
            row |= {"etag": "", "last_modified": "", "list_profile": None, "article_profile": None, "template": ""}
        store.update("source", row, "name = ?", source.name)


def source_record(store: Store, name: str) -> SourceRecord:
    """What the store knows of a source; empty when it never ran."""
    row = store.one("SELECT * FROM source WHERE name = ?", name)
    if row is None:
        return SourceRecord(name)
    rules = ListProfile(**json.loads(row["list_profile"])) if row["list_profile"] else None
    reading = None
    if row["article_profile"]:
        # JSON knows no tuples; a frozen profile has no lists.
        learned: Row = {
            k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(row["article_profile"]).items()
        }
        reading = ArticleProfile(**learned)
    return SourceRecord(
        name, row["mechanism"], rules, reading, row["etag"], row["last_modified"], row["state"], row["last_ok"] or "",
        row["reason"], row["mend"], row["expected"], row["seen"], row["template"], row["fails"], row["told_state"], row["told_at"] or "",
    )  # fmt: skip


@recorded()
def start_run(store: Store, source: str, now: datetime) -> int:
    """Open a run; earlier ones that never ended are marked as killed."""
    with store.atomic():
        store.update("run", {"outcome": "killed"}, "source = ? AND outcome = 'running'", source)
        return store.insert("run", {"source": source, "started": stamp(now)})


@recorded()
def add_issue(store: Store, run: int, source: str, issue: Issue, now: datetime) -> None:
    """Record one trouble of a run."""
    store.insert("issue", {"run": run, "source": source, "at": stamp(now), **asdict(issue)})


@recorded()
def end_run(store: Store, run: int, outcome: str, tally: RunTally, now: datetime) -> None:
    """Close a run with what it counted."""
    row = asdict(tally) | {"why": json.dumps(tally.why, ensure_ascii=False), "outcome": outcome, "ended": stamp(now)}
    store.update("run", row, "id = ?", run)


@recorded()
def end_source(store: Store, name: str, changes: Row) -> None:
    """Write what a run learned of its source (state, validators, profiles)."""
    store.update("source", changes, "name = ?", name)


def issues_of(store: Store, run: int) -> list[Issue]:
    """The troubles of one run, in the order in which they came."""
    rows = store.query("SELECT kind, message, mend, url, level FROM issue WHERE run = ? ORDER BY id", run)
    return [Issue(**r) for r in rows]


def last_runs(store: Store, source: str, limit: int = 10) -> list[Row]:
    """The last runs of a source, newest first."""
    return store.query("SELECT * FROM run WHERE source = ? ORDER BY id DESC LIMIT ?", source, limit)


def profile_json(profile: ListProfile | ArticleProfile) -> str:
    """A profile as the store writes it."""
    return json.dumps(asdict(profile), ensure_ascii=False)
