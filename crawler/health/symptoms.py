"""What is odd about one run, seen beside what was expected of it; pure.

This module does not know the runs before, nor whether a symptom makes a state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawler.health.expectations import Expectations

# Below these shares of what is usual a run is odd.
FEW_ROWS = 0.5
FEW_DAYS = 0.5
SHORT_BODIES = 0.15


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a source saw: its list's failure (kind, message, mend), or its rows and articles.

    `entries` and `dated` count rows over all pages read (`pages`); `body_chars` is the median length of the bodies;
    `template` where the rows stand (a CSS selector, "" when not HTML); `moved_to` the address to which the list moved
    for good; `symptom` what an earlier judging of this run found.
    """

    source: str
    failure: tuple[str, str, str] | None = None
    not_modified: bool = False
    entries: int = 0
    dated: int = 0
    read: int = 0
    unread: int = 0
    without_body: int = 0
    pages: int = 1
    body_chars: int = 0
    template: str = ""
    moved_to: str = ""
    symptom: str = ""

    @property
    def measured(self) -> bool:
        """Whether this run saw rows (or that there were none): an unchanged list and a failure tell nothing of them."""
        return self.failure is None and not self.not_modified

    @property
    def rows(self) -> float:
        """Rows a page."""
        return self.entries / max(1, self.pages)


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something odd: the state that it would make, what was expected, what was seen, and the mend."""

    state: str
    expected: str
    seen: str
    mend: str


def outcome_of(row: dict[str, Any]) -> Outcome:
    """A stored run as an outcome; of a failure only the kind is kept."""
    return Outcome(
        row["source"], (row["failure"], "", "") if row["failure"] else None, row["outcome"] == "not-modified", row["entries"],
        row["entries_dated"], row["read"], row["unread"], row["without_body"], row["pages"], row["body_chars"], row["template"],
        row["moved_to"], row["symptom"],
    )  # fmt: skip


def symptom_of(seen: Outcome, usual: Expectations) -> Symptom | None:
    """What is odd about a run that read its list; the gravest first."""
    if not seen.measured:
        return None
    return _rows(seen, usual) or _bodies(seen, usual) or _moved(seen) or _template(seen, usual) or _days(seen, usual)


def _rows(seen: Outcome, usual: Expectations) -> Symptom | None:
    if usual.rows is None:
        return None
    if not seen.entries:
        return Symptom(
            "empty", f"about {usual.rows:.0f} rows", "the list is there, and has no rows",
            f"open the list in a browser; if it stays empty, pause {seen.source} in gazette.toml",
        )  # fmt: skip
    least = usual.least_rows if usual.least_rows is not None else usual.rows * FEW_ROWS
    if usual.rows >= 3 and seen.rows < least:
        return Symptom(
            "partial", f"about {usual.rows:.0f} rows a page", f"{seen.rows:.0f}",
            f"`gazette inspect` the list; if it is right so, set `rows` under [source.expect] of {seen.source}",
        )  # fmt: skip
    return None


def _bodies(seen: Outcome, usual: Expectations) -> Symptom | None:
    tried = seen.read + seen.unread
    if seen.unread and seen.unread >= seen.read:
        return Symptom(
            "partial", "articles that can be read", f"{seen.unread} of {tried} articles could not be read",
            f"see `gazette health {seen.source}`, then `gazette inspect` one of them",
        )  # fmt: skip
    if usual.bodies >= 0.5 and (usual.recent_bodyless or 0) > 0.5:
        return Symptom(
            "partial", "articles with a body", f"{usual.recent_bodyless:.0%} of the newest have none that we can see",
            f"`gazette pin {seen.source}` and name the body's selector",
        )  # fmt: skip
    floor = usual.least_chars if usual.least_chars is not None else (usual.body_chars or 0) * SHORT_BODIES
    if usual.recent_chars is not None and floor and usual.recent_chars < floor:
        return Symptom(
            "partial", f"bodies of about {usual.body_chars or floor:.0f} characters", f"{usual.recent_chars:.0f}",
            f"`gazette pin {seen.source}` and name the body's selector",
        )  # fmt: skip
    return None


def _moved(seen: Outcome) -> Symptom | None:
    if not seen.moved_to:
        return None
    return Symptom(
        "moved", "the list at its configured address", f"it says that it is for good at {seen.moved_to}",
        f"set `url = {seen.moved_to!r}` for {seen.source} in gazette.toml",
    )  # fmt: skip


def _template(seen: Outcome, usual: Expectations) -> Symptom | None:
    if not seen.template or not usual.templates or seen.template in usual.templates:
        return None
    return Symptom(
        "changed", f"rows at `{usual.templates[0]}`", f"found by searching the page anew, at `{seen.template}`",
        f"`gazette inspect` the list; if it is right, nothing: gazette takes it for the rule after a while ({seen.source})",
    )  # fmt: skip


def _days(seen: Outcome, usual: Expectations) -> Symptom | None:
    if usual.dated is None or not seen.entries:
        return None
    share = seen.dated / seen.entries
    floor = usual.least_dated if usual.least_dated is not None else usual.dated * FEW_DAYS
    if floor and share < floor:
        return Symptom(
            "partial", f"{usual.dated:.0%} of the rows with a day", f"{share:.0%}",
            f"`gazette pin {seen.source}` and name the day's selector",
        )  # fmt: skip
    return None
