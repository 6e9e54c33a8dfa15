"""Times as data holds them (epoch numbers, ISO 8601, RFC 822, plain dates) to a Moment.

Epoch values become the source's local time (its country's zone), else UTC.

This module does not know which field of a row is its date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from crawler.model import Moment, Precision
from crawler.normalise.places import zone_of

_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?")
_DAY = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_ASP_NET = re.compile(r"/Date\((\d{9,14})(?:[+-]\d{4})?\)/")
# The first web page is of 1991; what lies more than two years ahead is a deadline or a fault.
_FIRST = date(1991, 1, 1)


def moment_of(value: Any, today: date, country: str = "") -> Moment | None:
    """The time that a value of JSON, of a script or of a feed tells, or None when it tells none."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if not text or len(text) > 100:
        return None
    legacy = _ASP_NET.fullmatch(text)
    if legacy:
        text = legacy.group(1)
    if _EPOCH.fullmatch(text):
        return _plausible(_epoch(text, country), today)
    return _plausible(_iso(text, country) or _rfc822(text) or _day(text), today)


def _epoch(text: str, country: str) -> Moment | None:
    seconds = int(text) / (1000 if len(text) > 10 else 1)
    zone = zone_of(country)
    moment = datetime.fromtimestamp(seconds, zone or UTC)
    if moment.hour == moment.minute == moment.second == 0:  # data bases keep a day as its midnight
        return Moment(moment.date().isoformat(), Precision.DAY, raw=text)
    return _minute(moment, text, "country" if zone else "page")


def _iso(text: str, country: str) -> Moment | None:
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(match.group(i)) for i in range(1, 6))
    try:
        moment = datetime(year, month, day, hour % 24, minute)
    except ValueError:
        return None
    offset = match.group(6)
    seconds = re.sub(r"\D", "", match.group(0)[16:19])
    if hour == minute == 0 and not seconds.strip("0"):
        return Moment(moment.date().isoformat(), Precision.DAY, raw=text)
    if offset:
        told = UTC if offset == "Z" else datetime.strptime(offset.replace(":", ""), "%z").tzinfo
        return _minute(moment.replace(tzinfo=told), text, "page")
    zone = zone_of(country)
    if zone is None:
        return Moment(moment.date().isoformat(), Precision.DAY, raw=text)
    return _minute(moment.replace(tzinfo=zone), text, "country")


def _rfc822(text: str) -> Moment | None:
    if not re.match(r"(?:\w{3},\s*)?\d{1,2}\s+\w{3}", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.hour == moment.minute == moment.second == 0:
        return Moment(moment.date().isoformat(), Precision.DAY, raw=text)
    if moment.tzinfo is None:  # "-0000": UTC, its local zone unknown (RFC 5322, 3.3)
        moment = moment.replace(tzinfo=UTC)
    return _minute(moment, text, "page")


def _day(text: str) -> Moment | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        found = date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
    return Moment(found.isoformat(), Precision.DAY, raw=text)


def _minute(moment: datetime, raw: str, zone: str) -> Moment:
    return Moment(moment.replace(second=0, microsecond=0).isoformat(), Precision.MINUTE, raw=raw, zone=zone)


def _plausible(moment: Moment | None, today: date) -> Moment | None:
    if moment is None:
        return None
    day = date.fromisoformat(moment.day)
    return moment if _FIRST <= day <= today + timedelta(days=731) else None
