"""A source's state after a run, from what the run saw and what those before it saw; pure.

A list that cannot be read is told at once: feeds would go stale unnoticed.  All softer states need a symptom in two
runs in a row to come, and two runs without it to go, so that one odd answer of a cache makes nobody look.

This module does not know how a run was made, nor where states are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.health.expectations import Wanted, learn
from crawler.health.symptoms import Outcome, Symptom, symptom_of

# States in which a source gives nothing: an operator has to act, or the site to come back.
BROKEN = frozenset({"broken", "blocked", "unreachable", "gone"})
# States in which it gives less than it could.
SOFT = frozenset({"partial", "empty", "changed", "moved"})

# Runs in a row with (or without) a symptom for its state to come (or go).
RUNS_TO_ENTER = {"changed": 3}
RUNS = 2

# Which state the failure of a list page means, by the kind; "broken" for all others.
_STATES = {
    "dns": "unreachable", "timeout": "unreachable", "connection": "unreachable", "tls": "unreachable", "http-5xx": "unreachable",
    "http-404": "gone", "http-410": "gone", "parked": "gone", "blocked": "blocked", "http-403": "blocked", "http-401": "blocked",
    "http-412": "blocked", "http-429": "blocked", "robots": "blocked", "refused": "blocked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Health:
    """A state with its reason and the mend; what was expected and what was seen.

    `symptom` is what was odd about this run alone, `note` the sentence about an oddity that makes no state (yet).
    """

    state: str
    reason: str = ""
    mend: str = ""
    expected: str = ""
    seen: str = ""
    symptom: str = ""
    note: str = ""


def judge(
    outcome: Outcome,
    past: Sequence[Outcome] = (),
    *,
    former: Health | None = None,
    wanted: Wanted | None = None,
    quiet: Symptom | None = None,
) -> Health:
    """The state of a source after a run.

    `past` are the runs before, newest first; `former` the state that they led to (None before the first run); `quiet`
    tells of a silence longer than the source's rhythm explains.
    """
    if outcome.failure is not None:
        kind, message, mend = outcome.failure
        return Health(_STATES.get(kind, "broken"), message, mend, "a list of news", message)
    former = former if former is not None and former.state in SOFT else None
    symptom = symptom_of(outcome, learn(past, outcome, wanted))
    health = _unless_odd(symptom, former, past) if outcome.measured else former or Health("ok")
    if health.state == "ok" and quiet is not None:
        return _of(quiet, symptom.state if symptom else "")
    return health


def _unless_odd(symptom: Symptom | None, former: Health | None, past: Sequence[Outcome]) -> Health:
    """The state behind a symptom (or its absence), held until enough runs agree."""
    before = [run.symptom for run in past if run.measured]
    if symptom is None:
        if former is not None and before and before[0] == former.state:
            said = "the last run saw nothing odd; one more like it, and the state is ok again"
            return Health(former.state, former.reason, former.mend, former.expected, former.seen, "", said)
        return Health("ok")
    needed = RUNS_TO_ENTER.get(symptom.state, RUNS) - 1
    same = len(before) >= needed and all(word == symptom.state for word in before[:needed])
    if same or not before or (former is not None and former.state == symptom.state):
        return _of(symptom, symptom.state)
    note = f"odd in the last run: {_sentence(symptom)}"
    if former is not None:
        return Health(former.state, former.reason, former.mend, former.expected, former.seen, symptom.state, note)
    return Health("ok", symptom=symptom.state, note=note)


def _of(symptom: Symptom, word: str) -> Health:
    return Health(symptom.state, _sentence(symptom), symptom.mend, symptom.expected, symptom.seen, word)


def _sentence(symptom: Symptom) -> str:
    return f"expected {symptom.expected}, seen: {symptom.seen}"
