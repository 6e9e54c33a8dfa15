"""`gazette crawl` and `gazette publish`: run, tell, give the exit status.

This module does not know how pages are fetched or feeds made.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from crawler import config as configuration
from crawler.clock import now, stamp
from crawler.config import Config
from crawler.errors import ConfigError
from crawler.health import BROKEN
from crawler.keys import Source
from crawler.pacing import due, next_moment
from crawler.running import Ended
from crawler.store.database import NAME, Store
from crawler.store.runs import sync_sources
from feeds.alerting import PATIENCE, pending, tell_changes
from feeds.progress import counting, watching
from feeds.publish import publish
from feeds.terminal import Teller
from feeds.websub import Pushed, push


def run_crawl(
    path: Path, names: tuple[str, ...], *, everything: bool, backfill: int, publishing: bool, log: str
) -> int:
    """Crawl the named sources (all when none), publish, and return the exit status: 3 when one of them is broken."""
    from crawler.run import crawl  # Scrapy is loaded only where something is fetched

    teller = Teller(log)
    config = configuration.load(path)
    picked = pick(path, config, names, everything=everything, backfill=backfill, teller=teller)
    if not picked:
        return 0
    before = told_before(config)
    with watching(teller, config.output, len(picked)) as watch:

        def on_end(ended: Ended) -> None:
            watch.ended(ended.tally.articles)
            tell(teller, ended)

        report = crawl(config, picked, backfill=backfill, on_end=on_end)
    if report.stopped is not None:
        raise report.stopped
    return conclude(teller, config, report.ended, before, publishing=publishing)


def pick(
    path: Path, config: Config, names: tuple[str, ...], *, everything: bool, backfill: int, teller: Teller
) -> tuple[Source, ...]:
    """The sources to crawl: those named, or all that are not paused, or those of them that are due.

    None when nothing is due or all are paused, which is told; raises ConfigError when the file has no source.
    """
    if not config.source:
        raise ConfigError(f"{path} names no source to crawl", mend="`gazette add URL` adds one")
    picked = config.followed(names)
    if not picked:
        teller.line("all sources are paused (`gazette crawl SOURCE` fetches one all the same)")
        teller.event("nothing-due", next=None)
    elif not names and not everything and backfill <= 1:
        picked = due_only(config, picked, teller)
    if not picked and pending(config):
        tell_alerts(teller, tell_changes(config, (), now()))
    return picked


def conclude(
    teller: Teller, config: Config, ended: Sequence[Ended], before: dict[str, str], *, publishing: bool = True
) -> int:
    """Publish what came of runs, send alerts, and return the exit status: 3 when a source is newly broken."""
    if publishing:
        with Store(config.output / NAME) as store:
            publish_and_tell(teller, config, store)
            tell_pushed(teller, push(store, config.gazette.hub, now()))
    ran = [(e.source, e.health.state) for e in ended]
    tell_alerts(teller, tell_changes(config, ran, now(), patience=PATIENCE))
    broken = [e for e in ended if e.health.state in BROKEN]
    if broken:
        teller.line(f"{len(broken)} of {len(ended)} sources are broken: {', '.join(e.source for e in broken)}")
    return 3 if newly_broken(config, broken, before) else 0


def due_only(config: Config, sources: tuple[Source, ...], teller: Teller) -> tuple[Source, ...]:
    """Those of the sources that are due now; says so when none is."""
    if not (config.output / NAME).exists():
        return sources
    with Store(config.output / NAME) as store:
        picked = due(store, sources, now(), config.gazette)
        first = next_moment(store, sources, config.gazette)
    if not picked:
        when = f"; the first is due at {stamp(first)}" if first else ""
        teller.line(f"nothing is due{when} (`gazette crawl --all` fetches all the same)")
        teller.event("nothing-due", next=stamp(first) if first else None)
    return picked


def told_before(config: Config) -> dict[str, str]:
    """The breakage of each source that an exit status told last."""
    if not (config.output / NAME).exists():
        return {}
    with Store(config.output / NAME) as store:
        return {
            r["name"]: r["told_state"]
            for r in store.query("SELECT name, told_state FROM source WHERE told_state <> ''")
        }


def newly_broken(config: Config, broken: list[Ended], before: dict[str, str]) -> bool:
    """Whether one of the broken sources is so in a way that no exit status told yet; what is told is written down.

    A source that recovers and breaks again is told again, but not within a day: a host that comes and goes would
    else fail every other run.
    """
    at = now()
    day_ago = stamp(at - timedelta(days=1))
    fresh = [e for e in broken if before.get(e.source) != e.health.state]
    with Store(config.output / NAME) as store:
        for ended in fresh:
            changes = {"told_state": ended.health.state, "told_at": stamp(at)}
            store.update("source", changes, "name = ?", ended.source)
        for row in store.query("SELECT name, state FROM source WHERE told_state <> '' AND told_at < ?", day_ago):
            if row["state"] not in BROKEN:
                store.update("source", {"told_state": ""}, "name = ?", row["name"])
    return bool(fresh)


def run_publish(path: Path, log: str, *, everything: bool = False) -> None:
    """Write the feeds whose articles changed (all with `everything`), and tell the hub."""
    teller = Teller(log)
    config = configuration.load(path)
    with Store(config.output / NAME) as store:
        sync_sources(store, config.source)
        publish_and_tell(teller, config, store, everything=everything)
        tell_pushed(teller, push(store, config.gazette.hub, now()))


def tell_alerts(teller: Teller, bodies: list[str]) -> None:
    """The messages that were sent."""
    for body in bodies:
        teller.event("alert", text=body)


def tell_pushed(teller: Teller, pushed: Pushed) -> None:
    """What the hub was told; a hub that fails is told again at the next run, and is no fault of the crawl."""
    if pushed.told or pushed.put_off:
        teller.event("pushed", told=pushed.told, put_off=pushed.put_off, trouble=pushed.trouble)
    if pushed.told:
        teller.line(f"the hub was told of {pushed.told} files")
    if pushed.trouble:
        teller.trouble(
            "hub",
            "warning",
            "hub",
            "",
            f"{pushed.put_off} files put off: {pushed.trouble}",
            "see `hub` in the configuration; the next run tries again",
        )


def tell(teller: Teller, ended: Ended) -> None:
    """One line for a source that was crawled, one for each of its troubles."""
    tally, state = ended.tally, ended.health
    counted = f"{tally.entries} rows, {tally.articles_new} new" + (
        f", {tally.revisions} changed" if tally.revisions else ""
    )
    teller.line(
        f"{ended.source}: {state.state}"
        + (f", {counted}" if tally.entries else "")
        + (f" ({state.reason})" if state.reason else "")
    )
    teller.event(
        "run", source=ended.source, state=state.state, reason=state.reason, mend=state.mend, mechanism=tally.mechanism,
        entries=tally.entries, entries_new=tally.entries_new, articles_new=tally.articles_new, revisions=tally.revisions,
        requests=tally.requests, bytes=tally.bytes,
    )  # fmt: skip
    for issue in ended.issues:
        teller.trouble(ended.source, issue.level, issue.kind, issue.url, issue.message, issue.mend)


def publish_and_tell(teller: Teller, config: Config, store: Store, *, everything: bool = False) -> None:
    """Publish, show how far it is when it takes long, and tell what was written."""
    with counting(teller, "feeds") as told:
        done = publish(store, config, everything=everything, told=told)
    where = os.path.relpath(config.output)
    if done.written:
        teller.line(f"{len(done.written)} files written under {where}, {done.kept} unchanged")
    else:
        teller.line(f"nothing new: all {done.kept} files under {where} are as they were")
    teller.event("published", folder=where, written=len(done.written), unchanged=done.kept)
