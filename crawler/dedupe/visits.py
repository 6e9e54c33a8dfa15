"""When an article's address is asked for again, and what it means that nothing is there.

A page is looked at again an hour, a day, a week and a month after it was first seen: most corrections come within
hours, most withdrawals within weeks.  What is found missing is withdrawn only when it is still missing some hours later,
and when the pages around it are there: an outage or a broken template is not the publisher's word.

This module does not know how pages are fetched or what is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

RHYTHM = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))
# What was published longer ago than this when it was first seen (an archive walked backwards) is not recent.
RECENT = timedelta(days=30)
CONFIRM_AFTER = timedelta(hours=6)
AGAIN_AFTER_FAILURE = timedelta(hours=6)
# When most of a source's pages are missing at once, that says more of the site than of any article.
_CROWD = 3
_CROWD_SHARE = 0.5
CROWD_PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Absence:
    """What is made of an article that was not found: withdrawn or not yet, and when to look next."""

    withdrawn: bool
    missing_since: datetime
    due: datetime | None


def next_visit(first_seen: datetime, now: datetime, published: datetime | None = None) -> datetime | None:
    """The next time of the rhythm after `now`; None when the article is not recent any more.

    `first_seen` is the start of the rhythm: when the article was first stored, or last came back or went away.
    """
    if published is not None and first_seen - published > RECENT:
        return None
    # A clock that was set back must not put a visit years ahead: the rhythm starts no later than now.
    start = min(first_seen, now)
    return next((start + step for step in RHYTHM if start + step > now), None)


def absent(missing_since: datetime | None, now: datetime, *, visited: int, missing: int) -> Absence:
    """Judge a visit that found nothing.

    `missing_since` is when the article was first found missing (None when this is the first time); `visited` and
    `missing` count the source's articles that were asked for lately, and those of them that are missing, this one included.
    """
    since = missing_since if missing_since is not None and missing_since <= now else now
    crowd = missing >= _CROWD and missing > _CROWD_SHARE * visited
    wait = CROWD_PATIENCE if crowd else CONFIRM_AFTER
    if now - since >= wait:
        return Absence(True, since, next_visit(now, now))
    return Absence(False, since, now + (timedelta(days=1) if crowd else CONFIRM_AFTER))
