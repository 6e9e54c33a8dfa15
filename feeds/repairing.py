"""`gazette repair`: what stands in place of a list that is not found any more, shown, and taken on demand.

It works on the newest archived list page, so it needs no network and shows what the last crawl saw.

This module does not know how a proposal is made or proven.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import config as configuration
from crawler.clock import now
from crawler.config import Config
from crawler.errors import ConfigError, ListNotFound
from crawler.learning.repair import Decision, Proposal
from crawler.mending import Patient, look, newest_lists, sentence, take
from crawler.page import Page
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store
from crawler.store.locks import writer_lock
from crawler.store.runs import RunTally, end_run, source_record, start_run
from feeds.terminal import console, json_text, plain, table

# So many moves and rows are shown to people; JSON has all of them.
_SHOWN = 10


def repair_source(path: Path, name: str, *, accept: bool, as_json: bool) -> int:
    """Show the proposal for a source's newest list page; with `accept`, take it.

    Raises ConfigError when no list page is archived, ListNotFound when what should be accepted holds no known row.
    """
    config = configuration.load(path)
    with ExitStack() as stack:
        if accept:
            stack.enter_context(writer_lock(config.output))
        patient = _patient(config, name, stack, writable=accept)
        page, proposal, at = _best(patient)
        if accept and proposal.decision is Decision.REJECT:
            raise ListNotFound(
                f"nothing can be accepted: {proposal.reasons[-1]}", source=name, url=page.url,
                mend=f"`gazette inspect {page.url}`; a list of other news is a source of its own: `gazette add`",
            )  # fmt: skip
        moved = _take(patient, page, proposal) if accept else 0
        _tell(patient, page, proposal, at, moved if accept else None, as_json=as_json)
    return 0


def _patient(config: Config, name: str, stack: ExitStack, *, writable: bool) -> Patient:
    (source,) = config.pick((name,))
    store = stack.enter_context(Store(config.output / NAME, writable=writable))
    archive = stack.enter_context(Archive(config.output / ARCHIVE, writable=False))
    return Patient(store, archive, source, source_record(store, name).list_profile, config.gazette.max_page_bytes)


def _best(patient: Patient) -> tuple[Page, Proposal, datetime]:
    """The page of the last crawl that says most, its proposal, and when it was fetched."""
    seen = [(page, look(patient, page, at), at) for page, at in newest_lists(patient)[:3]]
    if not seen:
        raise ConfigError(
            f"no list page of {patient.source.name!r} is archived", mend=f"`gazette crawl {patient.source.name}` first"
        )
    return max(seen, key=lambda one: (one[1].decision is Decision.ACCEPT, one[1].weighed.found))


def _take(patient: Patient, page: Page, proposal: Proposal) -> int:
    """Take a proposal as a run of its own that fetched nothing."""
    at, store = now(), patient.store
    listing = proposal.listing
    tally = RunTally(template=proposal.profile.row if proposal.profile else "")
    tally.mechanism = listing.mechanism if listing else ""
    with store.atomic():
        run = start_run(store, patient.source.name, at)
        tally.moved = take(patient, run, page, proposal, at)
        end_run(store, run, "repair", tally, at)
    return tally.moved


def _tell(patient: Patient, page: Page, proposal: Proposal, at: datetime, moved: int | None, *, as_json: bool) -> None:
    weighed = proposal.weighed
    if as_json:
        told: dict[str, Any] = {
            "source": patient.source.name, "url": page.url, "fetched": at.isoformat(), "decision": proposal.decision,
            "accepted": moved is not None, "reasons": proposal.reasons, "found": weighed.found,
            "profile": asdict(proposal.profile) if proposal.profile else None, "old": asdict(patient.old) if patient.old else None,
            "moves": [{"title": m.entry.title, "from": m.known.url, "to": m.entry.url} for m in proposal.moves],
            "new": [{"title": e.title, "url": e.url} for e in (*weighed.fresh, *weighed.older, *weighed.misplaced)],
            "archived": {"pages": proposal.new.pages, "old": proposal.old.known, "new": proposal.new.known},
        }  # fmt: skip
        print(json_text(told))
        return
    out = console()
    words = {Decision.ACCEPT: "proven", Decision.PROPOSE: "to be looked at", Decision.REJECT: "nothing to propose"}
    out.print(plain(f"{patient.source.name}: {words[proposal.decision]} <{page.url}>"), markup=False)
    if proposal.listing is not None:
        out.print(plain(sentence(patient, proposal)), markup=False)
    else:
        out.print(plain("; ".join(proposal.reasons)), markup=False)
    rows = [(m.entry.title, m.known.url, m.entry.url) for m in proposal.moves[:_SHOWN]]
    if rows:
        columns: list[tuple[str, dict[str, Any]]] = [
            (head, {"overflow": "fold", "ratio": 1}) for head in ("known row", "was at", "is at")
        ]
        out.print(table(columns, rows))
    news = (*weighed.fresh, *weighed.older, *weighed.misplaced)
    for entry in news[:_SHOWN]:
        out.print(plain(f"would be new: {entry.title} <{entry.url}>"), markup=False)
    if moved is not None:
        out.print(
            f"Taken: {moved} articles have their new addresses. The next crawl reads by the new rule.", markup=False
        )
    elif proposal.decision is not Decision.REJECT:
        out.print(f"`gazette repair {patient.source.name} --accept` takes it.", markup=False)
