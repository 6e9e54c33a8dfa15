"""The country behind a host, and the zone of its clocks.

This module does not know what a page says of itself.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# Countries whose clocks agree within the country; the capital's zone for the others (a day is
# right nearly always, a minute is off by the difference).
_ZONES = {
    "CN": "Asia/Shanghai",
    "TW": "Asia/Taipei",
    "HK": "Asia/Hong_Kong",
    "MO": "Asia/Macau",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "SG": "Asia/Singapore",
    "MY": "Asia/Kuala_Lumpur",
    "TH": "Asia/Bangkok",
    "VN": "Asia/Ho_Chi_Minh",
    "ID": "Asia/Jakarta",
    "PH": "Asia/Manila",
    "IN": "Asia/Kolkata",
    "BD": "Asia/Dhaka",
    "PK": "Asia/Karachi",
    "LK": "Asia/Colombo",
    "NP": "Asia/Kathmandu",
    "IR": "Asia/Tehran",
    "IQ": "Asia/Baghdad",
    "SA": "Asia/Riyadh",
    "AE": "Asia/Dubai",
    "QA": "Asia/Qatar",
    "KW": "Asia/Kuwait",
    "IL": "Asia/Jerusalem",
    "TR": "Europe/Istanbul",
    "EG": "Africa/Cairo",
    "MA": "Africa/Casablanca",
    "ZA": "Africa/Johannesburg",
    "KE": "Africa/Nairobi",
    "NG": "Africa/Lagos",
    "RU": "Europe/Moscow",
    "BY": "Europe/Minsk",
    "UA": "Europe/Kyiv",
    "KZ": "Asia/Almaty",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "PT": "Europe/Lisbon",
    "ES": "Europe/Madrid",
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam",
    "LU": "Europe/Luxembourg",
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "CH": "Europe/Zurich",
    "LI": "Europe/Vaduz",
    "IT": "Europe/Rome",
    "MT": "Europe/Malta",
    "SI": "Europe/Ljubljana",
    "HR": "Europe/Zagreb",
    "RS": "Europe/Belgrade",
    "BA": "Europe/Sarajevo",
    "ME": "Europe/Podgorica",
    "MK": "Europe/Skopje",
    "AL": "Europe/Tirane",
    "GR": "Europe/Athens",
    "CY": "Asia/Nicosia",
    "BG": "Europe/Sofia",
    "RO": "Europe/Bucharest",
    "MD": "Europe/Chisinau",
    "HU": "Europe/Budapest",
    "CZ": "Europe/Prague",
    "SK": "Europe/Bratislava",
    "PL": "Europe/Warsaw",
    "LT": "Europe/Vilnius",
    "LV": "Europe/Riga",
    "EE": "Europe/Tallinn",
    "FI": "Europe/Helsinki",
    "SE": "Europe/Stockholm",
    "NO": "Europe/Oslo",
    "DK": "Europe/Copenhagen",
    "IS": "Atlantic/Reykjavik",
    "US": "America/New_York",
    "CA": "America/Toronto",
    "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo",
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CO": "America/Bogota",
    "PE": "America/Lima",
    "AU": "Australia/Sydney",
    "NZ": "Pacific/Auckland",
    "EU": "Europe/Brussels",
    "MM": "Asia/Yangon",
    "KH": "Asia/Phnom_Penh",
    "LA": "Asia/Vientiane",
    "MN": "Asia/Ulaanbaatar",
    "UZ": "Asia/Tashkent",
    "GE": "Asia/Tbilisi",
    "AM": "Asia/Yerevan",
    "AZ": "Asia/Baku",
    "AF": "Asia/Kabul",
}
_BY_LAST_LABEL = {"uk": "GB", "gov": "US", "mil": "US", "eu": "EU"}
_BY_LANGUAGE = {
    "zh-tw": "TW",
    "zh-hk": "HK",
    "zh-mo": "MO",
    "zh-cn": "CN",
    "ja": "JP",
    "ko": "KR",
    "th": "TH",
    "vi": "VN",
    "fa": "IR",
}


@lru_cache(maxsize=1_024)
def country_of(url: str, language: str = "") -> str:
    """ISO 3166-1 code of the country that an address names, else that its language belongs to, else ""."""
    last = (urlsplit(url).hostname or "").rpartition(".")[2].lower()
    if last in _BY_LAST_LABEL:
        return _BY_LAST_LABEL[last]
    if len(last) == 2 and last.isalpha() and last not in ("io", "co", "tv", "me", "ai", "cc"):
        return last.upper()
    tag = language.lower()
    return _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.partition("-")[0], "")


def zone_of(country: str) -> ZoneInfo | None:
    """The zone of a country's clocks (its capital's), or None for a country that we do not know."""
    name = _ZONES.get(country)
    return ZoneInfo(name) if name else None
