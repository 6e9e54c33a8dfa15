"""The ledger of what was seen whole: stretches of time without a gap, and the gaps; pure.

A list shows its newest rows.  When a run's rows meet rows that were known, nothing can have come and gone in between;
when they do not, and older pages do not lead back to known rows either, there is a gap.

This module does not know where the ledger is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Coverage:
    """Complete since a day, but for these gaps (first and last day); `since` None before the first run."""

    since: date | None = None
    gaps: tuple[tuple[date, date], ...] = ()
    filled: int = 0

    def sentence(self) -> str:
        """For people: `complete since 2026-03-01, gap 4 to 6 May 2026`; the newest three gaps, and how many more."""
        if self.since is None:
            return "not read yet"
        text = f"complete since {self.since.isoformat()}"
        for begins, ends in self.gaps[-3:]:
            text += f", gap {_span(begins, ends)}"
        more = len(self.gaps) - 3
        return text + (f" and {more} earlier" if more > 0 else "")


def _span(begins: date, ends: date) -> str:
    end = f"{ends.day} {ends:%b %Y}"
    if begins == ends:
        return f"on {end}"
    if (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins.day} to {end}"
    return f"{begins.day} {begins:%b}{f' {begins.year}' if begins.year != ends.year else ''} to {end}"


def meets(known: Sequence[bool]) -> bool:
    """Whether the rows of a page, in order, meet what was known: all is seen between the newest and a known row.

    Known rows that stand above all new ones prove nothing (rows kept on top look so), unless they are the page's
    greater part.  A page without rows leaves no gap.
    """
    if not known or all(known):
        return True
    leading = next(i for i, is_known in enumerate(known) if not is_known)
    return any(known[leading:]) or leading * 2 > len(known)
