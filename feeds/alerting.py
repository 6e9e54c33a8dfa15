"""Alerts on changes of state, through Apprise (mail, chat, web hooks), after a crawl and never in its way.

This module does not know how a state is judged, nor when a change is worth a message.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.clock import parse_stamp, stamp
from crawler.config import Config
from crawler.errors import StoreBusy
from crawler.health import alarms
from crawler.keys import Alerts, span_seconds
from crawler.store import alerts
from crawler.store.database import NAME, Store
from crawler.store.locks import held

# Sending is given so long; what is not through by then is tried again at the next crawl.
SECONDS = 20.0
LOCK = "alerts.lock"
# The end of a crawl waits so long for another process that sends.
PATIENCE = 60.0
Send = Callable[[Sequence[str], str, str], bool]


def alert(
    store: Store, settings: Alerts, ran: Sequence[tuple[str, str]], now: datetime, send: Send | None = None
) -> list[str]:
    """Note the states that runs led to (`ran`: source, state), queue what is to be told, send what waits.

    Returns the bodies that were sent.  A message that fails stays queued; it is tried again at later crawls.
    """
    with store.atomic():
        known = alerts.watches(store)
        for source, state in ran:
            row = known.get(source)
            old = (
                alarms.Watch(source, row["told"], row["state"], parse_stamp(row["since"]), row["runs"])
                if row
                else alarms.Watch(source)
            )
            new = alarms.watch(old, state, now)
            alerts.keep(store, source, new.told, new.state, new.since or now, new.runs)
        if not settings.urls or alarms.is_quiet(now, settings.quiet, ZoneInfo(settings.zone)):
            return []
        _gather(store, settings, now)
    return _send(store, settings, now, send or deliver)


def pending(config: Config) -> bool:
    """Whether a change waits to be told: what a quiet time or a server held up, whatever is due."""
    if not config.gazette.alerts.urls or not (config.output / NAME).exists():
        return False
    with Store(config.output / NAME, writable=False) as store:
        return alerts.any_waiting(store)


def tell_changes(config: Config, ran: Sequence[tuple[str, str]], now: datetime, *, patience: float = 0.0) -> list[str]:
    """`alert` on the store of a configuration, one process at a time; nothing when another is at it for `patience` seconds."""
    try:
        with (
            held(config.output, LOCK, f"another process sends the alerts of {config.output}", patience=patience),
            Store(config.output / NAME) as store,
        ):
            return alert(store, config.gazette.alerts, ran, now)
    except StoreBusy:
        return []


def _gather(store: Store, settings: Alerts, now: datetime) -> None:
    """One message over all ripe changes, unless the last one was just now."""
    last = alerts.last_told(store)
    paused = stamp(now - timedelta(seconds=span_seconds(settings.pause)))
    if paused < last <= stamp(now):
        return
    patience = timedelta(seconds=span_seconds(settings.patience))
    known = {r["name"]: r for r in store.query("SELECT name, reason, mend FROM source")}
    news = []
    for source, row in sorted(alerts.watches(store).items()):
        one = alarms.Watch(source, row["told"], row["state"], parse_stamp(row["since"]), row["runs"])
        if alarms.ripe(now, one, patience):
            why = known.get(source, {"reason": "", "mend": ""})
            news.append(alarms.News(source, one.told, one.state, why["reason"], why["mend"]))
    if news:
        title, body = alarms.message(news)
        alerts.queue(store, title, body, [one.source for one in news], now)


def _send(store: Store, settings: Alerts, now: datetime, send: Send) -> list[str]:
    out = []
    for row in alerts.waiting(store, now):
        if send(settings.urls, row["title"], row["body"]):
            alerts.sent(store, row["id"])
            out.append(row["body"])
        elif row["attempts"] + 1 >= alarms.GIVE_UP:
            alerts.sent(store, row["id"])
        else:
            tried = row["attempts"] + 1
            alerts.put_off(store, row["id"], tried, alarms.retry_at(now, tried))
    return out


def deliver(urls: Sequence[str], title: str, body: str) -> bool:
    """Send through Apprise; False when one of the addresses could not be reached in time."""
    with warnings.catch_warnings():
        # Apprise reaches for a module that Python will drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        # Reading an address loads what it needs; nothing is sent yet.
        sender = apprise.Apprise()
        good = all(sender.add(url) for url in urls)
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    done: list[bool] = []

    def work() -> None:
        done.append(bool(sender.notify(title=title, body=body)) and good)

    # A daemon: a server that never answers must not keep the crawl from ending.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(SECONDS)
    return bool(done and done[0])
