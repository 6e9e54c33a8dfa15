"""The time under which feeds show an article: chosen once, when it is first stored, and never changed.

This module does not know what a feed is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from crawler.model import Moment, Precision

# Within a day a list's own order is kept: the row at the top gets the latest second of this hour.
_ORDER_SECONDS = 3599
# Nothing was published on the web before there was one: an older date is the document's own, or a mistake.
_FIRST_YEAR = 1991


def feed_time(published: Moment | None, first_seen: datetime, zone: tzinfo | None, position: int) -> datetime:
    """The feed time of an article, in UTC.

    To the minute: the article's own time.  To the day: when we first saw it, if that is the same local day; else noon
    of the day, in list order (`position`, 0 at the top).  Otherwise, for a time that is still to come, and for one before the web: first seen.
    """
    here = zone or UTC
    if published is None or published.precision is Precision.MONTH or int(published.value[:4]) < _FIRST_YEAR:
        return first_seen
    if published.precision is Precision.MINUTE:
        moment = datetime.fromisoformat(published.value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=here)
        return moment.astimezone(UTC) if moment <= first_seen else first_seen
    day = date.fromisoformat(published.day)
    today = first_seen.astimezone(here).date()
    if day >= today:
        return first_seen
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=here)
    return (noon + timedelta(seconds=max(0, _ORDER_SECONDS - position))).astimezone(UTC)
