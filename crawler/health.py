"""A source's state and the reason for it, from what a run saw; pure.

This module does not know how a run was made, nor where states are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

# States in which a source gives nothing: an operator has to act, or the site to come back.
BROKEN = frozenset({"broken", "blocked", "unreachable", "gone"})

# Which state the failure of a list page means, by the kind; "broken" for all others.
_STATES = {
    "dns": "unreachable", "timeout": "unreachable", "connection": "unreachable", "tls": "unreachable", "http-5xx": "unreachable",
    "http-404": "gone", "http-410": "gone", "blocked": "blocked", "http-403": "blocked", "http-401": "blocked", "http-412": "blocked",
    "http-429": "blocked", "robots": "blocked", "refused": "blocked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a source saw: its list's failure (kind, message, mend), or its rows and articles."""

    source: str
    failure: tuple[str, str, str] | None = None
    not_modified: bool = False
    entries: int = 0
    dated: int = 0
    read: int = 0
    unread: int = 0
    without_body: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """A state with its reason and the mend."""

    state: str
    reason: str = ""
    mend: str = ""


def judge(outcome: Outcome) -> Health:
    """The state of a source after a run."""
    if outcome.failure is not None:
        kind, message, mend = outcome.failure
        return Health(_STATES.get(kind, "broken"), message, mend)
    if outcome.unread and outcome.unread >= outcome.read:
        return Health(
            "partial", f"{outcome.unread} of {outcome.unread + outcome.read} articles could not be read",
            f"see `gazette health {outcome.source}`, then `gazette inspect` one of them",
        )  # fmt: skip
    if outcome.without_body and outcome.without_body * 2 > outcome.read:
        return Health(
            "partial", f"{outcome.without_body} of {outcome.read} articles have no body that we can see",
            f"`gazette pin {outcome.source}` and name the body's selector",
        )  # fmt: skip
    return Health("ok")
