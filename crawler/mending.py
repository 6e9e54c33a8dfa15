"""A source whose list is not where it was: the mended rule looked for, and taken when it is proven.

This module does not know what a proof is (learning.repair does), nor how pages are fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.clock import parse_stamp
from crawler.errors import GazetteError
from crawler.keys import Source
from crawler.learning.repair import Decision, Proposal, propose
from crawler.listing.holder import holder_of
from crawler.model import ListProfile
from crawler.page import Page, read_page
from crawler.running import Crawl, Run
from crawler.store import repairs
from crawler.store.archive import Capture, Pages
from crawler.store.database import Store
from crawler.store.runs import Issue

# Archived list pages that are looked through for those on which the old rule worked.
LOOK_BACK = 12


@dataclass(frozen=True, slots=True)
class Patient:
    """A source whose list is to be mended: its store, its archive (None when none is kept), the rule that stopped working."""

    store: Store
    archive: Pages | None
    source: Source
    old: ListProfile | None
    max_bytes: int


def patient_of(crawl: Crawl, run: Run) -> Patient:
    """The source of a run; what is pinned is its rule."""
    rules = run.source.pinned or run.record.list_profile
    return Patient(crawl.store, crawl.archive, run.source, rules, crawl.config.gazette.max_page_bytes)


def look(patient: Patient, page: Page, now: datetime) -> Proposal:
    """What the page offers in place of the rule."""
    known = repairs.known_entries(patient.store, patient.source.name)
    return propose(
        page, known, former_pages(patient, page), patient.old, today=now.date(), country=patient.source.place,
        endpoint=patient.source.endpoint,
    )  # fmt: skip


def former_pages(patient: Patient, but: Page) -> list[Page]:
    """The archived list pages of a source that can still be read, the newest first, without the one that is looked at."""
    captures = patient.archive.lists(patient.source.name, LOOK_BACK) if patient.archive is not None else ()
    pages = [page for capture in captures if (page := parsed(capture, patient.max_bytes)) is not None]
    return [page for page in pages if page.text != but.text]


def parsed(capture: Capture, max_bytes: int) -> Page | None:
    """An archived page; None when it is none any more."""
    kept = capture.page
    try:
        return read_page(kept.body, kept.url, content_type=kept.content_type, max_bytes=max_bytes)
    except GazetteError:
        return None


def take(patient: Patient, run: int, page: Page, proposal: Proposal, now: datetime) -> int:
    """Write a proposal into the store as one of a run's issues; how many articles moved."""
    row = proposal.profile.row if proposal.profile else ""
    moves = [(move.known.url, move.entry) for move in proposal.moves]
    told = Issue(repairs.REPAIRED, sentence(patient, proposal), _mend(patient), page.url)
    name = patient.source.name
    return repairs.take_repair(patient.store, name, run, moves, proposal.profile, holder_of(page, row), told, now)


def mend(crawl: Crawl, run: Run, page: Page, proposal: Proposal) -> None:
    """Take a proven proposal in the midst of a run; its list is that of the run from now on."""
    assert proposal.decision is Decision.ACCEPT
    run.tally.moved += take(patient_of(crawl, run), run.id, page, proposal, crawl.now())
    run.record = replace(run.record, list_profile=proposal.profile)
    run.repaired = True


def sentence(patient: Patient, proposal: Proposal) -> str:
    """What changed, for the issue and the terminal."""
    was = f"`{patient.old.row}`" if patient.old and patient.old.row else "where they were"
    row = proposal.profile.row if proposal.profile else ""
    place = f"at `{row}`" if row else "found by searching the page"
    here = "where they stood" if patient.old and row == patient.old.row else f"{place} instead of {was}"
    return f"the list was rebuilt, and its rule is mended: rows are {here}; {'; '.join(proposal.reasons)}"


def _mend(patient: Patient) -> str:
    if patient.source.list.row:
        return f"the rules under [source.list] find nothing any more: `gazette pin {patient.source.name}` replaces them"
    return "nothing to do; should it be wrong, pin the right rows under [source.list]"


def newest_lists(patient: Patient) -> list[tuple[Page, datetime]]:
    """The list pages of the newest run that read any, in the order in which they came, with the time."""
    captures = patient.archive.lists(patient.source.name, LOOK_BACK) if patient.archive is not None else ()
    since = repairs.run_before(patient.store, patient.source.name, captures[0].last) if captures else ""
    newest = [c for c in captures if c.last >= since]
    pages = [(parsed(c, patient.max_bytes), parse_stamp(c.last)) for c in sorted(newest, key=lambda c: c.last)]
    return [(page, at) for page, at in pages if page is not None]
