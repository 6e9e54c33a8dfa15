"""The day that an address tells: `/2024/01/05/`, `t20240105_123.html`, `news-20240105`.

This module does not know whose address it is, nor what the page at it says.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.model import Moment, Precision
from crawler.normalise.dates import DateHints, parse_date

_YEAR = r"(?:19[89]\d|20\d\d)"
_ADDRESS_DAY = (
    re.compile(rf"(?<!\d)({_YEAR})[/_-](\d{{1,2}})[/_-](\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<!\d)({_YEAR})(0[1-9]|1[0-2])([0-3]\d)(?!\d)"),
    re.compile(rf"/({_YEAR})/(\d\d)(\d\d)(?!\d)"),
    re.compile(rf"/({_YEAR})(\d\d)/(\d\d)(?=/)"),
    re.compile(rf"/({_YEAR})-[a-z]{{1,20}}/(\d\d)-(\d\d)-"),
    re.compile(rf"/t({_YEAR})(\d\d)(\d\d)_\d"),
    re.compile(rf"[A-Z]({_YEAR})(\d\d)(\d\d)\d{{4,6}}(?!\d)"),
)
_ADDRESS_DAY_LAST = re.compile(rf"(?<!\d)(\d\d)[-_./](\d\d)[-_./]({_YEAR})(?!\d)")
_ADDRESS_MONTH = re.compile(rf"/({_YEAR})[/_-]?(0[1-9]|1[0-2])(?=/)")


def from_address(url: str, hints: DateHints) -> Moment | None:
    """The day, else the month, that an address tells."""
    # By hand: what stands in a link need not be an address that `urlsplit` takes.
    rest = url.partition("#")[0]
    path = unquote(f"/{rest.partition('://')[2].partition('/')[2] if '://' in rest[:10] else rest}")
    for pattern in _ADDRESS_DAY:
        for match in pattern.finditer(path[:1000]):
            moment = parse_date(f"{match[1]}-{match[2]}-{match[3]}", hints)
            if moment is not None:
                return Moment(moment.value, moment.precision, raw=match[0])
    last = _ADDRESS_DAY_LAST.search(path[:1000])
    if last is not None:
        moment = parse_date(f"{last[1]}.{last[2]}.{last[3]}", hints)
        if moment is not None:
            return Moment(moment.value, moment.precision, raw=last[0])
    month = _ADDRESS_MONTH.search(path[:1000])
    return Moment(f"{month[1]}-{month[2]}", Precision.MONTH, raw=month[0]) if month else None
