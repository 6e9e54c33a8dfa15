"""When each source is due: its past in the store, through the rhythm.

This module does not know how a rhythm is found, nor who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crawler.clock import parse_stamp
from crawler.health.silence import days_off
from crawler.keys import Settings, Source, span_seconds
from crawler.normalise.places import zone_of
from crawler.rhythm import Bounds, Sighting, back_off, is_due, next_due, pattern, plan
from crawler.store import past
from crawler.store.database import Store

REMEMBERED = timedelta(days=120)
# Sightings that say more of the hours than the times that pages tell of themselves.
ENOUGH = 20
# Seconds: visits of articles bring a source forward at most so often, for each fetches its list too.
VISITS_APART = 3600.0


def bounds_of(settings: Settings) -> Bounds:
    """What `[gazette]` allows."""
    shortest, longest = span_seconds(settings.min_interval), span_seconds(settings.max_interval)
    return Bounds(shortest, max(shortest, longest), settings.requests_per_day)


def due_after(store: Store, settings: Settings, source: Source, now: datetime, *, fresh: bool) -> datetime:
    """When a source is due again after a run that read its list; `fresh` when the run found something new."""
    zone, off = zone_of(source.place) or UTC, days_off(source.place)
    seen: list[Sighting] = [(a, b, float(n)) for a, b, n in past.sightings(store, source.name, now - REMEMBERED)]
    if sum(count for *_, count in seen) < ENOUGH:
        told = past.published_minutes(store, source.name)
        seen += [(at, at, 1.0) for at in told if now - at < REMEMBERED]
    looking = plan(pattern(seen, now, zone, off), now.astimezone(zone).date(), off, bounds_of(settings))
    return next_due(now, looking, zone, off, fresh=fresh)


def due_after_failure(
    settings: Settings, source: Source, now: datetime, fails: int, retry_after: datetime | None
) -> datetime:
    """When a source is tried again whose list could not be read for the `fails`-th time in a row."""
    return back_off(now, source.name, fails, bounds_of(settings), retry_after)


def due(store: Store, sources: Sequence[Source], now: datetime, settings: Settings) -> tuple[Source, ...]:
    """Those of the sources that are due; new ones, and those whose address was changed, are."""
    known = {r["name"]: r for r in store.query("SELECT name, url, last_run FROM source")}
    times = _moments(store, settings)
    out = []
    for source in sources:
        row = known.get(source.name)
        if row is None or row["url"] != source.url or is_due(now, times[source.name], _moment(row["last_run"])):
            out.append(source)
    return tuple(out)


def next_moment(store: Store, sources: Sequence[Source], settings: Settings) -> datetime | None:
    """When the first of the sources is due; None when one of them is at once."""
    known = _moments(store, settings)
    times = [known.get(source.name) for source in sources]
    held = [at for at in times if at is not None]
    return min(held) if held and len(held) == len(times) else None


def _moments(store: Store, settings: Settings) -> dict[str, datetime | None]:
    """When each source is due: by its rhythm, or sooner when an article of it is to be asked for again.

    Not sooner while its list fails, while its host wants to be left alone, or within `VISITS_APART` of its last run.
    """
    shortest = max(bounds_of(settings).shortest, VISITS_APART)
    visits, later = past.first_visits(store), past.asked_to_wait(store)
    out: dict[str, datetime | None] = {}
    for row in store.query("SELECT name, next_due, last_run, fails FROM source"):
        at, last, visit = _moment(row["next_due"]), _moment(row["last_run"]), visits.get(row["name"])
        if at is not None and last is not None and visit is not None and not row["fails"]:
            sooner = max(visit, last + timedelta(seconds=shortest))
            wanted = later.get(row["name"])
            at = min(at, max(sooner, wanted) if wanted else sooner)
        out[row["name"]] = at
    return out


def _moment(text: str | None) -> datetime | None:
    return parse_stamp(text) if text else None
