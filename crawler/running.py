"""The state of the runs of one crawl: what is still out, what was counted, and how each run ends.

A run ends when nothing of it is out any more; only then are its list's validators stored.  So a crawl that is
killed leaves entries that are pending and a list that will be fetched again, and loses nothing.

This module does not know Scrapy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from crawler import health
from crawler.browser import Calls
from crawler.clock import now as system_now
from crawler.clock import stamp
from crawler.config import Config
from crawler.health.coverage import meets
from crawler.health.expectations import Wanted
from crawler.health.silence import days_off, quiet
from crawler.health.symptoms import outcome_of
from crawler.items import Fetched, FetchedPage
from crawler.keys import Source
from crawler.model import ArticleProfile, Entry, Listing, ListProfile
from crawler.normalise.urls import canonical
from crawler.pacing import due_after, due_after_failure
from crawler.page import Page
from crawler.store import coverage, entries, past, repairs, runs
from crawler.store.archive import Pages
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
    started: datetime
    tally: RunTally = field(default_factory=RunTally)
    out: int = 0
    asked: bool = False
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
    waiting: list[tuple[Page, Entry, int, Fetched]] = field(default_factory=list)
    misfits: int = 0
    calls: Calls | None = None
    redirects: tuple[object, ...] = ()
    holder: str = ""
    oldest: str = ""
    reached: str = ""
    repaired: bool = False
    # Seconds of transfer and of reading; whether it was told that they are too many.
    spent: float = 0.0
    # Seconds of the processor alone.
    worked: float = 0.0
    impatient: bool = False
    bodies: list[int] = field(default_factory=list)

    def work(self, seconds: float) -> None:
        """Count seconds of the processor."""
        self.spent += seconds
        self.worked += seconds


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
        archive: Pages | None = None,
    ) -> None:
        self.config = config
        self.store = store
        self.sources = sources
        self.backfill = backfill
        self.now = now
        self.on_end = on_end
        self.archive = archive
        self.runs: dict[str, Run] = {}
        self.ended: list[Ended] = []
        # Calls what it is given a moment later; who sets it lets runs that found nothing new be written together.
        self.later: Callable[[Callable[[], None]], None] | None = None
        self._unchanged: list[tuple[Run, datetime]] = []
        # The lock and the open store of a crawl that Scrapy itself started, held until the process ends.
        self.held: object = None
        # What such a crawl does at its end, that others leave to whoever started them.
        self.tidy: Callable[[], object] | None = None

    def open(self, source: Source) -> Run:
        """Begin the run of a source."""
        runs.sync_source(self.store, source)
        record = runs.source_record(self.store, source.name)
        at = self.now()
        run = Run(source, record, runs.start_run(self.store, source.name, at), at)
        run.article_profile = record.article_profile
        run.was_known = bool(self.store.value("SELECT 1 FROM entry WHERE source = ? LIMIT 1", source.name))
        self.runs[source.name] = run
        return run

    def open_together(self, sources: Sequence[Source]) -> list[Run]:
        """Begin the runs of several sources in one transaction."""
        with self.store.atomic():
            return [self.open(source) for source in sources]

    def hold(self, run: Run) -> None:
        """Something of this run is out: a request, or an article on its way to the store."""
        run.out += 1
        run.asked = True

    def release(self, run: Run) -> None:
        """It came back; the run ends with its last."""
        run.out -= 1
        if run.out <= 0 and not run.ended:
            self.end(run)

    def trouble(self, run: Run, issue: Issue) -> None:
        """Record an issue; one of level "error" is the failure of the source."""
        runs.add_issue(self.store, run.id, run.source.name, issue, self.now())
        run.tally.refusals += issue.kind == "robots"
        if issue.level == "error" and run.failure is None:
            run.failure = issue

    def known(self, run: Run, listing: Listing) -> int:
        """How many rows of a listing the source showed before."""
        return len(entries.known_urls(self.store, run.source.name, [canonical(e.url) for e in listing.entries]))

    def saw_list(self, run: Run, listing: Listing, position: int) -> bool:
        """Record the rows of a list page; True when they meet what was known before this run."""
        urls = [canonical(e.url) for e in listing.entries]
        run.pages_seen.add(frozenset(urls))
        loose = [(e, url) for e, url in zip(listing.entries, urls, strict=True) if not e.pinned]
        before = entries.known_urls(self.store, run.source.name, [url for _, url in loose]) - run.queued
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
        met = meets([url in before for _, url in loose])
        reached = past.first_seen(self.store, run.source.name, before)
        run.reached = min(filter(None, (run.reached, reached)), default="")
        days = [e.date.day for e, _ in loose if e.date and len(e.date.day) == 10]
        # The last row, not the least day: an old row that is kept on top says nothing of how far the list reaches.
        run.oldest = days[-1] if days else run.oldest
        if run.was_known:
            tally.overlap = int(bool(tally.overlap) or met)
        run.list_read = True
        return met

    def keep_list(self, run: Run, page: FetchedPage) -> None:
        """Put a list page into the archive."""
        if self.archive is not None:
            self.archive.keep_list(run.source.name, page, self.now(), self.config.gazette.archive)

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
        """Judge the run and write what it learned.

        A run that found nothing new can wait a moment, to be written with others like it: a crawl that is killed in
        that moment asks for these lists again, and is told again that nothing changed.
        """
        run.ended = True
        # A run keeps sets of addresses: thousands of ended ones would fill the memory.
        self.runs.pop(run.source.name, None)
        if self.later is None or run.failure is not None or not run.not_modified:
            self._write([(run, self.now())])
            return
        self._unchanged.append((run, self.now()))
        if len(self._unchanged) == 1:
            self.later(self.end_unchanged)

    def end_unchanged(self) -> None:
        """Write the runs that wait for it."""
        waiting, self._unchanged = self._unchanged, []
        if waiting:
            self._write(waiting)

    def _write(self, runs_ended: Sequence[tuple[Run, datetime]]) -> None:
        """Write ended runs in one transaction, then tell of them."""
        with self.store.atomic():
            done = [self._close(run, at) for run, at in runs_ended]
        for one in done:
            self.ended.append(one)
            if self.on_end:
                self.on_end(one)

    def _close(self, run: Run, at: datetime) -> Ended:
        failure = run.failure
        if failure is None and not run.list_read and not run.not_modified:
            failure = Issue(
                "interrupted",
                "the run was stopped before its list was read",
                "run the crawl again",
                run.source.url,
                "error",
            )
        tally = run.tally
        tally.read, tally.unread, tally.without_body = run.read, run.unread, run.without_body
        tally.body_chars = round(median(run.bodies)) if run.bodies else 0
        tally.failure, tally.retry_after = (
            failure.kind if failure else "",
            stamp(run.retry_after) if run.retry_after else "",
        )
        state = self.judge(run, failure, at)
        tally.symptom = state.symptom
        word = "broken" if failure else "not-modified" if run.not_modified else "ok"
        runs.end_run(self.store, run.id, word, tally, at)
        if failure is None:
            self.ledger(run, at)
        runs.end_source(self.store, run.source.name, self._lessons(run, state, at, failed=failure is not None))
        return Ended(run.source.name, state, run.tally, runs.issues_of(self.store, run.id))

    def judge(self, run: Run, failure: Issue | None, at: datetime) -> health.Health:
        """The state that a run leads to, with those before it."""
        tally, source, name = run.tally, run.source, run.source.name
        # Where a mended rule finds the rows is new, and nothing odd.
        proven = run.repaired or (
            bool(tally.template) and tally.template in repairs.repaired_templates(self.store, name)
        )
        outcome = health.Outcome(
            name, (failure.kind, failure.message, failure.mend) if failure else None, run.not_modified, tally.entries,
            tally.entries_dated, run.read, run.unread, run.without_body, tally.pages, tally.body_chars, "" if proven else tally.template, tally.moved_to,
        )  # fmt: skip
        # Only a run that saw rows is compared with those before.
        rows = past.runs_before(self.store, name, run.id) if outcome.measured else []
        before = [outcome_of(row) for row in rows]
        record, own = run.record, source.expect
        former = health.Health(record.state, record.reason, record.mend, record.expected, record.seen)
        silence = None
        if failure is None:
            days, today = past.published_days(self.store, name), at.date()
            looked = past.looked_days(self.store, name, max((d for d in days if d <= today), default=today))
            silence = quiet(name, days, [*looked, today], today, days_off(source.place), own.every_days)
        wanted = Wanted(own.rows, own.dated, own.body, own.every_days)
        return health.judge(outcome, before, former=former, wanted=wanted, quiet=silence)

    def ledger(self, run: Run, at: datetime) -> None:
        """Write into the coverage ledger what a run saw whole, or where it left a gap."""
        if run.list_read and run.tally.overlap == 0:
            coverage.gap(self.store, run.source.name, at, run.oldest)
            return
        coverage.extend(self.store, run.source.name, at, run.oldest)
        if run.reached:
            coverage.fill(self.store, run.source.name, run.reached, at)

    def end_all(self) -> None:
        """End what is still open: the crawl is closing.

        A run for which nothing was asked yet is left as it is; the next crawl begins it anew.
        """
        self.later = None
        self.end_unchanged()
        for run in [run for run in self.runs.values() if run.asked]:
            self.end(run)

    def _due(self, run: Run, at: datetime, *, failed: bool) -> datetime:
        """When the source is due again; a run that was only stopped is repeated at once."""
        if failed and run.failure is None:
            return at
        settings = self.config.gazette
        if failed:
            return due_after_failure(settings, run.source, at, run.record.fails + 1, run.retry_after)
        due = due_after(self.store, settings, run.source, at, fresh=run.tally.entries_new > 0)
        return max(due, run.retry_after) if run.retry_after else due

    def _lessons(self, run: Run, state: health.Health, at: datetime, *, failed: bool) -> Row:
        changes: Row = {
            "state": state.state, "reason": state.reason, "mend": state.mend, "last_run": stamp(at), "expected": state.expected,
            "seen": state.seen, "note": state.note, "fails": run.record.fails + 1 if failed else 0,
        }  # fmt: skip
        if state.state != run.record.state:
            changes["state_since"] = stamp(at)
        changes["next_due"] = stamp(self._due(run, at, failed=failed))
        if failed:
            # Without validators the next run gets the whole page, and can say what is wrong with it.
            return changes | {"etag": "", "last_modified": ""}
        changes["last_ok"] = stamp(at)
        if run.list_read:
            changes |= {"mechanism": run.tally.mechanism, "etag": run.validators[0], "last_modified": run.validators[1]}
            if state.symptom or state.state in health.SOFT:
                # "Not modified" would hide whether what is odd lasts, and whether it ended.
                changes |= {"etag": "", "last_modified": ""}
            if run.holder:
                changes["template"] = run.holder
            if run.profile and not (state.symptom == "changed" and run.record.list_profile):
                changes["list_profile"] = runs.profile_json(run.profile)
            if run.misfits and run.misfits >= run.read:
                # None of the articles fitted what was learned: learn anew from the next ones.
                changes["article_profile"] = None
            if run.title and not run.source.title:
                changes["title"] = run.title
        return changes
