"""What the past runs of a source let us expect of the next, and what an operator set by hand; pure.

A past run teaches only when nothing was odd about it, so that a slow decay is not learned as the rule.

This module does not know how a run is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

# Runs that have to agree before anything is expected of the next.
ENOUGH_RUNS = 3
ENOUGH_BODIES = 10
RECENT_BODIES = 5
# Articles that have to be read, over as many runs as it takes, before missing bodies mean anything.
RECENT_READ = 3
# A new template that showed the known rows for so many runs in a row is the rule from then on.
SETTLED = 20


class Past(Protocol):
    """A past run, as far as it teaches."""

    @property
    def measured(self) -> bool: ...  # noqa: D102
    @property
    def rows(self) -> float: ...  # noqa: D102
    @property
    def entries(self) -> int: ...  # noqa: D102
    @property
    def dated(self) -> int: ...  # noqa: D102
    @property
    def read(self) -> int: ...  # noqa: D102
    @property
    def without_body(self) -> int: ...  # noqa: D102
    @property
    def body_chars(self) -> int: ...  # noqa: D102
    @property
    def template(self) -> str: ...  # noqa: D102
    @property
    def symptom(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator set by hand under `[source.expect]`; None where nothing was."""

    rows: int | None = None
    dated: float | None = None
    body: int | None = None
    every_days: float | None = None


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is usual: rows a page, share of rows with a day, share of articles with a body, its median length.

    `recent_bodyless` is the share of the newest articles in which no body was seen: a source that posts now and then
    shows one article a run, and one is not odd.  None where too little was seen to say.  The `least_` values are set by hand and are floors as they stand.
    `templates` are the places where rows were found before, the usual one first.
    """

    rows: float | None = None
    dated: float | None = None
    bodies: float = 1.0
    body_chars: float | None = None
    recent_chars: float | None = None
    recent_bodyless: float | None = None
    templates: tuple[str, ...] = ()
    least_rows: float | None = None
    least_dated: float | None = None
    least_chars: float | None = None


def learn(past: Sequence[Past], now: Past, wanted: Wanted | None = None) -> Expectations:
    """Expectations from the past runs, newest first, for the run `now`."""
    wanted = wanted or Wanted()
    taught = [run for run in past if run.measured and run.symptom not in ("partial", "empty")]
    listed = [run for run in taught if run.entries]
    enough = len(listed) >= ENOUGH_RUNS
    # The low end of what was seen: a list that starts anew each month is short now and then.
    rows = sorted(run.rows for run in listed)
    usual_rows: float | None = median(rows) if enough else None
    least: float | None = None
    if enough:
        least = min(median(rows), rows[len(rows) // 10] * 2) * 0.5
    read = sum(run.read for run in taught)
    return Expectations(
        rows=wanted.rows if wanted.rows is not None else usual_rows,
        dated=wanted.dated if wanted.dated is not None else median(r.dated / r.entries for r in listed) if enough else None,
        bodies=1.0 if read < RECENT_BODIES else 1 - sum(r.without_body for r in taught) / read,
        body_chars=_usual_chars(taught),
        recent_chars=_recent_chars([now, *past]),
        recent_bodyless=_recent_bodyless([now, *past]),
        templates=_templates(past, now.template),
        least_rows=wanted.rows if wanted.rows is not None else least,
        least_dated=wanted.dated,
        least_chars=wanted.body,
    )  # fmt: skip


def _usual_chars(taught: Sequence[Past]) -> float | None:
    with_bodies = [run for run in taught if run.body_chars]
    if sum(run.read for run in with_bodies) < ENOUGH_BODIES:
        return None
    return median(run.body_chars for run in with_bodies for _ in range(min(run.read, 20)))


def _recent_chars(runs: Sequence[Past]) -> float | None:
    """The median length over the newest bodies; None when the newest runs read too few.

    One short notice is not odd, five in a row are.
    """
    chars: list[int] = []
    for run in runs:
        if run.read and run.measured:
            chars += [run.body_chars] * run.read
        if len(chars) >= RECENT_BODIES:
            return median(chars[: max(RECENT_BODIES, runs[0].read)])
    return None


def _recent_bodyless(runs: Sequence[Past]) -> float | None:
    """The share without a body among the newest articles read; None when the runs read too few."""
    read = without = 0
    for run in runs:
        if run.measured:
            read, without = read + run.read, without + run.without_body
        if read >= RECENT_READ:
            return without / read
    return None


def _templates(past: Sequence[Past], present: str) -> tuple[str, ...]:
    """The templates met before, most frequent first, without the streak of the present one that leads up to now.

    A site that shows two templates in turn has both of them in its past; a redesign has only the streak.
    """
    met = [run.template for run in past if run.measured and run.template]
    streak = 0
    while streak < len(met) and met[streak] == present:
        streak += 1
    if streak >= SETTLED:
        return (present,)
    earlier = met[streak:]
    return tuple(sorted(dict.fromkeys(earlier), key=lambda t: -earlier.count(t)))
