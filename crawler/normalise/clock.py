"""The time of day beside a date, with its zone: "T10:00:00+08:00", "- 10:30", "kl. 14.05", "下午3時".

All functions take folded text (datefold).  This module does not know days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.normalise.lazy import Lazy

# Offsets in minutes of the abbreviations that pages print; those of several countries are in _LOCAL.
_ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "ut", "wet"), 0),
    **dict.fromkeys(("cet", "mez", "west", "bst", "wat"), 60),
    **dict.fromkeys(("cest", "mesz", "eet", "sast", "cat", "osez"), 120),
    **dict.fromkeys(("eest", "msk", "eat", "trt", "мск"), 180),
    "irst": 210, "ist": 330, "npt": 345, "wib": 420, "wita": 480, "wit": 540, "ict": 420,
    **dict.fromkeys(("hkt", "sgt", "pht", "awst", "myt"), 480),
    **dict.fromkeys(("jst", "kst"), 540),
    "acst": 570, "aest": 600, "acdt": 630, "aedt": 660, "nzst": 720, "nzdt": 780,
    "ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "brt": -180,
}  # fmt: skip
_LOCAL = {
    **{("cst", country): 480 for country in ("CN", "TW", "HK", "MO")},
    ("ist", "IL"): 120,
    ("ist", "IE"): 60,
    ("bst", "BD"): 360,
    ("pst", "PH"): 480,
}
_PM = "pm|p\\.m\\.?|下午|晚上|晚间|午後|오후|م|μμ|μ\\.μ\\.?|ch|chiều"
_AM = "am|a\\.m\\.?|上午|早上|凌晨|中午|午前|오전|ص|πμ|π\\.μ\\.?|sa|sáng"
_WEEKDAY = r"\(?(?:星期|礼拜|禮拜|週|周)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?\)?|\((?:[^\W\d_]{1,12}\.?)\)|[^\W\d_]{2,10}\.?,?(?=\s\d{1,2}:\d\d)"
_LEAD = (
    r"at|um|kl|klo|kello|à|a las|a les|alle ore|alle|ore|ora|às|as|ob|o|v|u|u|о|в|у|godz|hod|pukul|pkl|jam|lúc|เวลา|ساعت|الساعة|"
    r"saat|la|le|de|时间|時間|στις|kell|val|plkst|г|года|р|року"
)
_GAP = Lazy(
    rf"(?P<t>t(?=\d))|[\s,;|.\-/]{{0,4}}(?:(?:{_WEEKDAY})[\s,;|.\-]{{0,3}})?(?:(?P<lead>{_LEAD})(?![^\W\d_])[.:\s]{{0,3}})?",
    re.U,
)
_DOTTED = frozenset(("ID", "FI", "DK", "IT"))
_INDONESIAN = Lazy(r"\s?wi(?:b|ta?)\b")
_PLAIN_GAP = Lazy(r"(?P<t>t(?=\d))|[\s,;|.\-/]{0,4}")
_TIME = Lazy(
    rf"(?:(?P<pre>{_PM}|{_AM})\s?)?(?P<h>\d{{1,2}})"
    rf"(?:\s?(?P<sep>[:h時时點点시.])\s?(?P<m>\d{{2}}|\d(?=\s?[分분]))(?!\d)(?:(?:\s?[:分분]\s?|\.)(?P<s>\d{{2}})(?!\d)(?:[.,:]\d{{3,9}}|[.,]\d{{1,2}})?)?(?:\s?[분分秒초])?)?"
    rf"(?:\s?(?P<post>(?:{_PM}|{_AM})(?![^\W\d_])|uhr|hrs|ч|น\.?|時|时|點|点|시|h(?![a-z])))?"
)
_ZONE = Lazy(r"\s{0,2}\(?(?P<name>[a-zмск]{1,4}(?![^\W\d_]))?(?P<offset>\s?[+\-]\d{1,2}(?::?\d{2})?(?![\d:]))?\)?")
_AFTERNOON = Lazy(_PM)
_MORNING = Lazy(r"am|a\.m|上午|午前|오전|凌晨|ص|πμ")
_BEFORE = Lazy(
    rf"(?<!\d)(?<!\d[:.])(?P<h>\d{{1,2}})[:h](?P<m>\d{{2}})(?::(?P<s>\d{{2}}))?\s?(?P<post>{_PM}|{_AM})?\s?(?:uhr|hrs|h|น\.?)?"
    r"(?:\s?(?P<zone>[a-z]{2,4}))?[\s,|\-.]{0,4}(?:on|am|le|den|ngày|em|del|de|il)?[\s,|\-]{0,3}$"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `offset` in minutes east of Greenwich, None when the page does not tell."""

    hour: int
    minute: int
    second: int
    offset: int | None
    start: int
    end: int


def after(text: str, position: int, country: str = "") -> Clock | None:
    """The time that follows a date which ends at `position`."""
    gap = _PLAIN_GAP.re.match(text, position)
    match = _TIME.re.match(text, gap.end()) if gap else None
    if match is None:
        gap = _GAP.re.match(text, position)
        match = _TIME.re.match(text, gap.end()) if gap else None
    if match is None or gap is None:
        return None
    post, separator = match["post"] or "", match["sep"]
    if separator is None and not (post or match["pre"]):
        return None
    if separator == "." and not (
        post or gap.groupdict().get("lead") or country in _DOTTED or _INDONESIAN.re.match(text, match.end())
    ):
        return None  # "5 May 2024. 10.30 percent"
    if gap.end() == position and not match["pre"] and text[position - 1 : position].isdecimal():
        return None  # "2024-05-0110:00"
    clock = _clock(match["h"], match["m"], match["s"], (match["pre"] or "") + post)
    if clock is None:
        return None
    offset, end = _offset(text, match.end(), bool(match["s"]) or bool(gap.groupdict().get("t")), country)
    return Clock(*clock, offset, gap.end(), end)


def before(text: str, position: int, country: str = "") -> Clock | None:
    """The time that stands right before a date which begins at `position` ("10:00, 5 May 2024")."""
    begin = max(0, position - 32)
    match = _BEFORE.re.search(text[begin:position])
    if match is None:
        return None
    clock = _clock(match["h"], match["m"], match["s"], match["post"] or "")
    if clock is None:
        return None
    name = match["zone"] or ""
    offset = _LOCAL.get((name, country), _ZONES.get(name))
    return Clock(*clock, offset, begin + match.start(), position)


def compact(hour: str, minute: str, second: str | None, zone: str, country: str = "") -> Clock | None:
    """The time of the basic format of ISO 8601 (T101500Z) or between a day and its year."""
    clock = _clock(hour, minute, second, "")
    if clock is None:
        return None
    offset, _ = _offset(zone, 0, True, country) if zone else (None, 0)
    return Clock(*clock, offset, 0, 0)


def _clock(hour: str, minute: str | None, second: str | None, half: str) -> tuple[int, int, int] | None:
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if _AFTERNOON.re.match(half) and h < 12 and not half.startswith("h"):
        h += 12
    elif h == 12 and _MORNING.re.match(half):
        h = 0
    if h == 24 and m == 0:
        h = 0  # the end of a day is printed so by hosts that mean its beginning
    return (h, m, min(s, 59)) if h < 24 and m < 60 and s < 61 else None


def _offset(text: str, position: int, exact: bool, country: str) -> tuple[int | None, int]:
    """Minutes east and where the zone ends; `exact` tells a time with seconds, whose "-05:00" is no range."""
    match = _ZONE.re.match(text, position)
    if match is None:
        return None, position
    name, written = match["name"] or "", (match["offset"] or "").strip()
    known = _LOCAL.get((name, country), _ZONES.get(name))
    if name and known is None:
        return None, position
    if written and (exact or known == 0 or written[0] == "+"):
        digits = written[1:].replace(":", "")
        hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
        if hours <= 14 and minutes < 60:
            return (hours * 60 + minutes) * (-1 if written[0] == "-" else 1), match.end()
    if name:
        return known, match.end("name")
    return None, position
