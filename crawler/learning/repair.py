"""A list profile that stopped working, mended by proof: the new page is searched for rows that are known.

Every set of rows that could be the list is weighed; the best is taken without help only when the known rows are there
in their order and with their days, when nothing on it would falsely become news, and when the rule does no worse on
archived pages than the one before.  "No worse" is judged as a crawl would use the rule: the profile, and where it
finds nothing (pages of the former design), the finder.  So a site that goes back, or shows two designs in turn, is
read as before.

This module does not know where known rows and pages are kept, nor what becomes of a proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from crawler.errors import GazetteError
from crawler.learning.furniture import stood_beside
from crawler.learning.weighing import Move, Weighed, shown, weigh
from crawler.listing.detect import possible_listings, read_listing
from crawler.listing.endpoint import EndpointConfig
from crawler.model import Entry, KnownEntry, Listing, ListProfile
from crawler.page import Page

ENOUGH = 3
# Shares: of the rows that ought to be known; of the newest known rows; of rows in order; of equal days.
KNOWN = 0.5
NEWEST = 0.5
IN_ORDER = 0.7
SAME_DAYS = 0.9
# Rows out of place that are borne where no address moved, as a share of the known ones found (or one: it was hidden).
MISPLACED = 0.1
# Of the known rows that the page shows anywhere, the list must have so many.
COMPLETE = 0.7
MAX_ARCHIVED = 3


class Decision(StrEnum):
    """Whether a proposal is taken without help, waits for an operator, or is none."""

    ACCEPT = "accept"
    PROPOSE = "propose"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Score:
    """What a rule finds on the archived pages: how many pages, known rows, rows that were never stored."""

    pages: int = 0
    known: int = 0
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mended rule and its proof.  `listing` is what the next crawl would find by it (None when nothing known is found).

    `reasons` tells what speaks for and against it, one plain sentence each.
    """

    decision: Decision
    listing: Listing | None
    weighed: Weighed
    old: Score
    new: Score
    reasons: tuple[str, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """The known rows that have another address now."""
        return self.weighed.moves

    @property
    def profile(self) -> ListProfile | None:
        """The mended profile; None when the list is found without one."""
        return self.listing.profile if self.listing else None


def propose(
    page: Page,
    known: Sequence[KnownEntry],
    archived: Sequence[Page],
    old: ListProfile | None,
    *,
    today: date,
    country: str = "",
    endpoint: EndpointConfig | None = None,
) -> Proposal:
    """Look on a page for the list that is known.

    `known` are the source's rows, the newest first; `archived` former list pages, the newest first; `old` the rule that
    stopped working.
    """
    reader = _Reader(today, country, endpoint)
    best, listing = Weighed(), None
    for candidate in reader.candidates(page, old):
        weighed = weigh(candidate.entries, known)
        if weighed.found and (listing is None or _rank(weighed) > _rank(best)):
            best, listing = weighed, candidate
    if listing is None:
        return Proposal(Decision.REJECT, None, best, Score(), Score(), ("none of the known rows is on this page",))
    kept = reader.keep(page, listing, best, known)
    if kept is not None:
        listing, best = kept
    scores = (Score(), Score())
    pages: list[Page] = []
    if kept is not None:
        pages = _telling(reader, archived, known, old)
        scores = reader.score(pages, known, old), reader.score(pages, known, listing.profile)
    against = [*_against(best, known), *_worse(*scores)]
    if furniture := reader.furniture(pages, old, best.unknown):
        against.append(f"{len(furniture)} rows were shown before, and were no rows of the list: {_some(furniture)}")
    if kept is None:
        against.append("no rule that we can write down finds these rows again")
    if best.found < shown(page, known) * COMPLETE:
        against.append(f"the page shows {shown(page, known)} known rows, and this list has only {best.found} of them")
    decision = Decision.PROPOSE if against else Decision.ACCEPT
    return Proposal(decision, listing, best, *scores, (*_for(best, scores[1]), *against))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads lists as a crawl of the source would."""

    today: date
    country: str
    endpoint: EndpointConfig | None

    def read(self, page: Page, profile: ListProfile | None) -> Listing | None:
        try:
            return read_listing(
                page, today=self.today, country=self.country, profile=profile, endpoint=self.endpoint, learn=True
            )
        except GazetteError:
            return None

    def candidates(self, page: Page, old: ListProfile | None) -> list[Listing]:
        own = [self.read(page, old), self.read(page, None)]
        others = possible_listings(page, today=self.today, country=self.country, endpoint=self.endpoint)
        return [one for one in (*own, *others) if one is not None and one.mechanism != "script-rows"]

    def keep(
        self, page: Page, listing: Listing, weighed: Weighed, known: Sequence[KnownEntry]
    ) -> tuple[Listing, Weighed] | None:
        """The same list as the next crawl would find it: by its profile, else by the finder; None when neither does."""
        for profile in (listing.profile, None):
            again = self.read(page, profile)
            if again is None:
                continue
            found = weigh(again.entries, known)
            if _rank(found) >= _rank(weighed):
                # A profile that does not find its own rows again would only lead the next crawl astray.
                return replace(again, profile=profile), found
        return None

    def furniture(self, pages: Sequence[Page], old: ListProfile | None, unknown: Sequence[Entry]) -> list[Entry]:
        """Unknown rows that stood on an archived page already, beside the list."""
        for page in pages if unknown else ():
            rows = self.read(page, old)
            if rows is not None and (found := stood_beside(page, rows.entries, unknown)):
                return found
        return []

    def score(self, pages: Sequence[Page], known: Sequence[KnownEntry], profile: ListProfile | None) -> Score:
        lists = [self.read(page, profile) for page in pages]
        found = [weigh(one.entries if one else (), known) for one in lists]
        return Score(len(pages), sum(len(w.pairs) for w in found), sum(w.strangers for w in found))


def _telling(
    reader: _Reader, archived: Sequence[Page], known: Sequence[KnownEntry], old: ListProfile | None
) -> list[Page]:
    """The newest archived pages on which the old rule found known rows: the others say nothing about it."""
    out: list[Page] = []
    for page in archived[: 2 * MAX_ARCHIVED]:
        if len(out) < MAX_ARCHIVED and reader.score([page], known, old).known:
            out.append(page)
    return out


def _rank(weighed: Weighed) -> float:
    """What makes one set of rows more likely the list than another: known rows in order, without strangers among them."""
    return len(weighed.pairs) * (0.5 + weighed.order / 2) - len(weighed.misplaced) - 0.01 * weighed.strangers


def _against(w: Weighed, known: Sequence[KnownEntry]) -> list[str]:
    """Why a list is not taken without help."""
    out = []
    loose = sum(not k.pinned for k in known)
    if w.found < min(ENOUGH, max(2, loose)):
        out.append(f"only {w.found} known rows are found, {ENOUGH} are wanted")
    if w.unclear:
        out.append(f"{w.unclear} rows have the title of a known one, and nothing tells whether they are the same")
    if w.nameless:
        out.append(f"{len(w.nameless)} rows have no title of their own, and may be known ones: {_some(w.nameless)}")
    # Where addresses moved, an unknown row of known times may be a known one with another title.
    borne = 0 if w.moves else max(1, w.found * MISPLACED)
    if w.found < (w.found + len(w.misplaced)) * KNOWN or len(w.misplaced) > borne:
        out.append(
            f"{len(w.misplaced)} rows are unknown though they ought to have been seen before: {_some(w.misplaced)}"
        )
    if len(w.older) > w.found:
        out.append(f"{len(w.older)} rows are older than all that is known, and would be announced: {_some(w.older)}")
    if len(w.fresh) > w.found:
        out.append(f"{len(w.fresh)} rows are new, more than the {w.found} known ones: {_some(w.fresh)}")
    if w.moves and w.tied > max(1, w.found * MISPLACED):
        out.append(f"{w.tied} unknown rows of the newest known day stand among known ones: {_some(w.fresh)}")
    if w.newest < NEWEST:
        out.append(f"only {w.newest:.0%} of the newest known rows are here")
    if w.order < IN_ORDER:
        out.append(f"only {w.order:.0%} of the known rows stand in their order")
    if w.days < SAME_DAYS:
        out.append(f"only {w.days:.0%} of the known rows have the day that is known")
    if w.dated < 0.5 and (w.misplaced or w.older or w.found < 2 * ENOUGH - 1):
        out.append("the rows tell no days any more, and too few are known without them")
    return out


def _worse(old: Score, new: Score) -> list[str]:
    """Why a rule does worse on archived pages."""
    out = []
    if new.known < old.known * SAME_DAYS:
        out.append(f"on {new.pages} archived pages it finds {new.known} known rows, the rule before {old.known}")
    if new.strangers > old.strangers + max(1, old.known * MISPLACED):
        out.append(
            f"on {new.pages} archived pages it finds {new.strangers} unknown rows, the rule before {old.strangers}"
        )
    return out


def _for(w: Weighed, new: Score) -> list[str]:
    out = [f"{w.found} known rows are found"]
    if w.moves:
        out.append(f"{len(w.moves)} of them have another address")
    if w.fresh:
        out.append(f"{len(w.fresh)} rows are new")
    if new.pages:
        out.append(f"on {new.pages} archived pages the rule finds {new.known} known rows")
    return out


def _some(entries: Sequence[Entry]) -> str:
    return "; ".join(entry.title[:60] for entry in entries[:3])
