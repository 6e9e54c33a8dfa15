"""Which of a page's times is its publication.

Every time that the page tells is a Candidate with place and rank: JSON-LD, the mainland, OpenGraph and
Dublin Core metas, labelled text, `time` elements, script variables, the text near the heading, the
list's row, the address, the running text.  The best ranked that is not in the future is taken; a
change ("updated", "更新日期") is never taken for a publication when one is told.

This module does not know how a date is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from crawler.model import Evidence, Moment, Precision
from crawler.normalise.dates import DateHints
from crawler.normalise.places import country_of, zone_of
from crawler.page import Page
from crawler.reading.datesources import (
    ADDRESS,
    HEADING,
    LABEL,
    META,
    PUBLISHED,
    ROW,
    SCRIPT,
    TEXT,
    UPDATED,
    Candidate,
    told,
)
from crawler.reading.datevisible import shown
from crawler.reading.metadata import metas

# What a database prints for no date: the zero of its clock.
_PLACEHOLDERS = frozenset(("1970-01-01", "1969-12-31", "1900-01-01"))


# The first web page is of 1991: an earlier day that nothing calls a publication is what the text is about.
_FIRST_PAGE = "1991"


@dataclass(frozen=True, slots=True)
class Dating:
    """A page's times: when it was published, when last changed, and every candidate, the best first.

    `evidence` holds (field, Evidence, Moment), field "published", "updated" or "" (a time that says
    nothing of itself).  `flags`: "future" when every time lies after today.
    """

    published: Moment | None
    updated: Moment | None
    evidence: tuple[tuple[str, Evidence, Moment], ...]
    flags: tuple[str, ...] = ()


def published(page: Page, *, today: date, country: str = "", row: Moment | None = None) -> Dating:
    """When a page was published, from all that it tells; `row` is the time that the list showed for it."""
    language = _language(page)
    hints = DateHints(today, country or country_of(page.url, language), language)
    machine = list(told(page, hints))
    sure = any(c.kind == PUBLISHED and c.rank <= META for c in machine)
    candidates = [
        _local(c, hints) for c in (*machine, *shown(page, hints, near=sure)) if c.moment.day not in _PLACEHOLDERS
    ]
    if row is not None:
        candidates.append(Candidate(PUBLISHED, row, "list row", ROW))
    return decide(candidates, today)


def decide(candidates: list[Candidate], today: date) -> Dating:
    """The choice among candidates."""
    ordered = sorted(candidates, key=lambda c: (c.rank, c.kind == UPDATED, c.place == "text", c.distance))
    limit = (today + timedelta(days=1)).isoformat()
    ordered = [c for c in ordered if c.kind or c.moment.day >= _FIRST_PAGE]
    past = [c for c in ordered if c.moment.day <= limit]
    usable = past or ordered
    first = _first(usable)
    chosen = _refined(first, usable) if first else None
    updated = next((c.moment for c in usable if c.kind == UPDATED and c.rank < TEXT), None)
    evidence = tuple((c.kind, Evidence(c.moment.value, c.place, c.rank), c.moment) for c in ordered[:60])
    return Dating(chosen, updated, evidence, ("future",) if ordered and not past else ())


def _first(usable: list[Candidate]) -> Candidate | None:
    """The best ranked publication, else an unnamed time, else a change.

    A labelled change goes before what stands farther from the heading, or within text: a page that
    shows only "最終更新日" was published by then, while its text speaks of any day.
    """
    days = [c for c in usable if c.moment.precision is not Precision.MONTH]
    change = min((c.distance for c in days if c.kind == UPDATED and c.rank <= LABEL), default=1_000_000)
    steps = (
        lambda c: (
            c.kind != UPDATED
            and (c.rank <= SCRIPT or (c.rank == HEADING and c.place != "text" and c.distance < change))
        ),
        lambda c: c.kind == UPDATED and c.rank <= LABEL,
        lambda c: c.kind != UPDATED and c.rank <= ADDRESS,
        lambda c: c.kind == UPDATED and c.rank <= ADDRESS,
    )
    for step in steps:
        found = next(filter(step, days), None)
        if found is not None:
            return found
    return next(iter(days or usable), None)


def _refined(first: Candidate, usable: list[Candidate]) -> Moment:
    """The minute of another candidate of the same day; of a time told in UTC the day that the page shows."""
    moment = first.moment
    if moment.precision is Precision.MINUTE and moment.value.endswith("+00:00"):
        return _shown_day(moment, usable)
    if moment.precision is Precision.DAY:
        for candidate in usable:
            if (
                candidate.kind != UPDATED
                and candidate.moment.precision is Precision.MINUTE
                and candidate.moment.day == moment.day
                and candidate.rank < TEXT
            ):
                return candidate.moment
    return moment


def _shown_day(moment: Moment, usable: list[Candidate]) -> Moment:
    """A time told in UTC as the page's own clocks have it, where another of its times gives their offset away.

    The same instant (or one within two days) with an offset of its own; the same minute without one,
    hours apart; else a shown day, a row or an address that names the day before or after.
    """
    instant = datetime.fromisoformat(moment.value)
    for candidate in usable:
        other = candidate.moment
        if other.precision is not Precision.MINUTE or candidate.rank >= TEXT or other.value.endswith("+00:00"):
            continue
        there = datetime.fromisoformat(other.value)
        if there.tzinfo is not None:
            if abs(there - instant) <= timedelta(days=2):
                return replace(moment, value=instant.astimezone(there.tzinfo).isoformat(), zone="page")
            continue
        apart = there.replace(tzinfo=UTC) - instant
        hours = round(apart / timedelta(hours=1))
        # The same minute, with or without its seconds.
        if 0 < abs(hours) <= 14 and abs(apart - timedelta(hours=hours)) < timedelta(minutes=1):
            apart = timedelta(hours=hours)
            return replace(moment, value=instant.astimezone(timezone(apart)).isoformat(), zone="page")
    day = instant.date()
    near = [
        c.moment
        for c in usable
        if c.kind != UPDATED and c.moment.precision is Precision.DAY and LABEL <= c.rank <= ADDRESS and c.rank != SCRIPT
    ]
    if all(m.day != moment.day for m in near):
        for other in near:
            if abs((date.fromisoformat(other.day) - day).days) == 1:
                return other
    return moment


def _local(candidate: Candidate, hints: DateHints) -> Candidate:
    """A time that was told in UTC as the clocks of the page's country show it: its day is theirs."""
    moment = candidate.moment
    if moment.precision is not Precision.MINUTE or not moment.value.endswith("+00:00") or not hints.country:
        return candidate
    zone = zone_of(hints.country)
    if zone is None:
        return candidate
    local = datetime.fromisoformat(moment.value).astimezone(zone)
    return replace(candidate, moment=replace(moment, value=local.isoformat()))


def _language(page: Page) -> str:
    if page.root is None:
        return ""
    told_language = page.root.get("lang") or page.root.get("xml:lang") or ""
    if not told_language:
        told_language = next(iter(metas(page).get("og:locale", ())), "")
    return told_language.strip().replace("_", "-")[:12]
