"""Times as data holds them (epoch numbers, ISO 8601, RFC 822, plain dates) to a Moment.

This module does not know which field of a row is its date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from crawler.model import Moment, Precision
from crawler.normalise.dates import DateHints, parse_date

_ASP_NET = re.compile(r"/Date\((\d{9,14})(?:[+-]\d{4})?\)/")
# The first web page is of 1991; what lies more than two years ahead is a deadline or a fault.
_FIRST = "1991"
_AHEAD = timedelta(days=731)


def moment_of(value: Any, today: date, country: str = "") -> Moment | None:
    """The time that a value of JSON, of a script or of a feed tells, or None when it tells none.

    Midnight to the minute is a day: that is how data bases keep one.
    """
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return None
    text = str(value).strip()
    legacy = _ASP_NET.fullmatch(text)
    moment = parse_date(legacy.group(1) if legacy else text, DateHints(today, country, labelled=True))
    if moment is None or not _FIRST <= moment.value[:10] <= (today + _AHEAD).isoformat():
        return None
    if moment.precision is Precision.MINUTE and moment.value[11:16] == "00:00":
        return Moment(moment.day, Precision.DAY, moment.calendar, moment.raw)
    return moment
