"""The state of the runs of one crawl: what is still out, what was counted, and how each run ends.

A run ends when nothing of it is out any more; only then are its list's validators stored.  So a crawl that is
killed leaves entries that are pending and a list that will be fetched again, and loses nothing.

This module does not know Scrapy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawler import health
from crawler.browser import Calls
from crawler.clock import now as system_now
from crawler.clock import stamp
from crawler.config import Config, Source
from crawler.model import ArticleProfile, Entry, Listing, ListProfile
from crawler.normalise.urls import canonical
from crawler.page import Page
from crawler.store import entries, runs
from crawler.store.database import Row, Store
from crawler.store.runs import Issue, RunTally, SourceRecord

# How many further pages an ordinary run may turn to close a gap (rule: until it meets what is known).
MAX_CATCH_UP = 10


@dataclass(slots=True)
class Run:
    """One crawl of one source while it goes on."""

    source: Source
    record: SourceRecord
    id: int
    tally: RunTally = field(default_factory=RunTally)
    out: int = 0
    failure: Issue | None = None
    list_read: bool = False
    not_modified: bool = False
    validators: tuple[str, str] = ("", "")
    profile: ListProfile | None = None
    title: str = ""
    pages_seen: set[frozenset[str]] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    read: int = 0
    unread: int = 0
    without_body: int = 0
    retry_after: datetime | None = None
    ended: bool = False
    was_known: bool = False
    by_feed: bool = False
    fetching: bool = False
    articles_out: int = 0
    article_profile: ArticleProfile | None = None
    waiting: list[tuple[Page, Entry, int]] = field(default_factory=list)
    misfits: int = 0
    calls: Calls | None = None


@dataclass(slots=True)
class Ended:
    """What the caller learns of a run that ended."""

    source: str
    health: health.Health
    tally: RunTally
    issues: list[Issue]


class Crawl:
    """All runs of one crawl, and the store that they write."""

    def __init__(
        self,
        config: Config,
        store: Store,
        sources: tuple[Source, ...],
        *,
        backfill: int = 1,
        now: Callable[[], datetime] = system_now,
        on_end: Callable[[Ended], None] | None = None,
    ) -> None:
        self.config = config
        self.store = store
        self.sources = sources
        self.backfill = backfill
        self.now = now
        self.on_end = on_end
        self.runs: dict[str, Run] = {}
        self.ended: list[Ended] = []
        # The lock and the open store of a crawl that Scrapy itself started, held until the process ends.
        self.held: object = None

    def open(self, source: Source) -> Run:
        """Begin the run of a source."""
        runs.sync_source(self.store, source)
        record = runs.source_record(self.store, source.name)
        run = Run(source, record, runs.start_run(self.store, source.name, self.now()))
        run.article_profile = record.article_profile
        run.was_known = bool(self.store.value("SELECT 1 FROM entry WHERE source = ? LIMIT 1", source.name))
        self.runs[source.name] = run
        return run

    def hold(self, run: Run) -> None:
        """Something of this run is out: a request, or an article on its way to the store."""
        run.out += 1

    def release(self, run: Run) -> None:
        """It came back; the run ends with its last."""
        run.out -= 1
        if run.out <= 0 and not run.ended:
            self.end(run)

    def trouble(self, run: Run, issue: Issue) -> None:
        """Record an issue; one of level "error" is the failure of the source."""
        runs.add_issue(self.store, run.id, run.source.name, issue, self.now())
        if issue.level == "error" and run.failure is None:
            run.failure = issue

    def saw_list(self, run: Run, listing: Listing, position: int) -> bool:
        """Record the rows of a list page; True when they meet what was known before this run."""
        page = frozenset(canonical(e.url) for e in listing.entries)
        run.pages_seen.add(page)
        loose = [e for e in listing.entries if not e.pinned]
        before = entries.known_urls(self.store, run.source.name, [canonical(e.url) for e in loose]) - run.queued
        fresh = entries.see_entries(self.store, run.source.name, listing.entries, self.now(), position)
        run.queued |= {canonical(e.url) for e in fresh}
        tally = run.tally
        tally.pages += 1
        tally.entries += len(listing.entries)
        tally.entries_new += len(fresh)
        tally.entries_dated += sum(1 for e in listing.entries if e.date)
        if tally.pages == 1:
            tally.mechanism, tally.confidence = listing.mechanism, listing.confidence
            tally.why = list(listing.why)
        met = bool(before) or not loose
        if run.was_known:
            tally.overlap = int(bool(tally.overlap) or met)
        run.list_read = True
        return met

    def to_fetch(self, run: Run) -> list[tuple[Entry, int]]:
        """The entries of this source whose articles are to be fetched now."""
        return entries.open_entries(self.store, run.source.name, self.now(), run.source.max_articles)

    def learned(self, run: Run, profile: ArticleProfile) -> None:
        """Keep what the first articles taught, before any of them is stored.

        A crawl that is killed right after reads the others by the same rules as one that is not.
        """
        run.article_profile = profile
        runs.end_source(self.store, run.source.name, {"article_profile": runs.profile_json(profile)})

    def entry_failed(self, run: Run, entry: Entry, issue: Issue, state: str = "") -> None:
        """An entry's article could not be read."""
        run.unread += 1
        self.trouble(run, issue)
        entries.entry_failed(self.store, run.source.name, canonical(entry.url), self.now(), state=state)

    def end(self, run: Run) -> None:
        """Judge the run and write what it learned, in one transaction."""
        run.ended = True
        at = self.now()
        failure = run.failure
        if failure is None and not run.list_read and not run.not_modified:
            failure = Issue(
                "interrupted",
                "the run was stopped before its list was read",
                "run the crawl again",
                run.source.url,
                "error",
            )
        outcome = health.Outcome(
            run.source.name,
            (failure.kind, failure.message, failure.mend) if failure else None,
            run.not_modified, run.tally.entries, run.tally.entries_dated, run.read, run.unread, run.without_body,
        )  # fmt: skip
        state = health.judge(outcome)
        with self.store.atomic():
            word = "broken" if failure else "not-modified" if run.not_modified else "ok"
            runs.end_run(self.store, run.id, word, run.tally, at)
            runs.end_source(self.store, run.source.name, self._lessons(run, state, at, failed=failure is not None))
        # A run keeps sets of addresses: thousands of ended ones would fill the memory.
        self.runs.pop(run.source.name, None)
        done = Ended(run.source.name, state, run.tally, runs.issues_of(self.store, run.id))
        self.ended.append(done)
        if self.on_end:
            self.on_end(done)

    def end_all(self) -> None:
        """End what is still open: the crawl is closing."""
        for run in list(self.runs.values()):
            if not run.ended:
                self.end(run)

    def _lessons(self, run: Run, state: health.Health, at: datetime, *, failed: bool) -> Row:
        changes: Row = {"state": state.state, "reason": state.reason, "mend": state.mend, "last_run": stamp(at)}
        if state.state != run.record.state:
            changes["state_since"] = stamp(at)
        if run.retry_after:
            changes["next_due"] = stamp(run.retry_after)
        if failed:
            # Without validators the next run gets the whole page, and can say what is wrong with it.
            return changes | {"etag": "", "last_modified": ""}
        changes["last_ok"] = stamp(at)
        if run.list_read:
            changes |= {"mechanism": run.tally.mechanism, "etag": run.validators[0], "last_modified": run.validators[1]}
            if run.profile:
                changes["list_profile"] = runs.profile_json(run.profile)
            if run.misfits and run.misfits >= run.read:
                # None of the articles fitted what was learned: learn anew from the next ones.
                changes["article_profile"] = None
            if run.title and not run.source.title:
                changes["title"] = run.title
        return changes
