"""The language of the interface, of those that have a catalogue of words (gettext through Babel); else English.

`?lang=` decides, then the cookie that it left, then Accept-Language.

This module does not know which words there are.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from starlette.requests import Request

FOLDER = Path(__file__).parent / "locale"
_NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
# A language is offered once its catalogue is there: no page says that it is Chinese and is English.
LANGUAGES = {
    tag: name
    for tag, name in _NAMES.items()
    if tag == "en" or (FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "messages.mo").exists()
}
# The catalogues that there should be, as folders are named.
LOCALES = tuple(tag.replace("-", "_") for tag in _NAMES if tag != "en")
COOKIE = "gazette_lang"
# What browsers say for each: the region tells the characters where the script is not told.
_ALIASES = {
    "en": "en", "zh_hans": "zh-Hans", "zh_hant": "zh-Hant", "zh_cn": "zh-Hans", "zh_sg": "zh-Hans", "zh": "zh-Hans",
    "zh_tw": "zh-Hant", "zh_hk": "zh-Hant", "zh_mo": "zh-Hant",
}  # fmt: skip


def language_of(request: Request) -> str:
    """The interface's language for a request."""
    for told in (request.query_params.get("lang", ""), request.cookies.get(COOKIE, "")):
        if told in LANGUAGES:
            return told
    wanted = [part.partition(";") for part in request.headers.get("accept-language", "").split(",")[:20]]
    ranked = sorted(((_quality(q), -n, tag.strip()) for n, (tag, _, q) in enumerate(wanted)), reverse=True)
    for quality, _, tag in ranked:
        parts = tag.replace("-", "_").lower().split("_")
        for size in range(min(len(parts), 2), 0, -1):
            found = negotiate_locale(["_".join(parts[:size])], list(_ALIASES))
            if found and quality > 0 and _ALIASES[found.lower()] in LANGUAGES:
                return _ALIASES[found.lower()]
    return "en"


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


@lru_cache
def translations(language: str) -> NullTranslations:
    """The words of a language; English has none, its words are the keys."""
    if language == "en":
        return NullTranslations()
    return Translations.load(FOLDER, [language.replace("-", "_")], "messages")


@lru_cache
def locale_of(language: str) -> Locale:
    """Babel's locale of a language, for dates and numbers; English dates are written day first."""
    return Locale.parse("en-GB" if language == "en" else language, sep="-")


@lru_cache(4096)
def told_time(text: str, language: str) -> str:
    """A stored time as a language writes it, as precise as it is: a month, a day, or a minute of the clock it was told by."""
    with_time = len(text) >= 16
    try:
        at = datetime.fromisoformat(text[:16] if with_time else f"{text}-01"[:10])
    except ValueError:
        return text
    locale = locale_of(language)
    day = format_skeleton("yMMM" if len(text) < 10 else "yMMMd", at, locale=locale)
    if not with_time:
        return day
    # CLDR joins a date (1) and a time (0) so; Babel has no skeleton of both.
    joined = str(locale.datetime_formats["medium"])
    return joined.replace("{1}", day).replace("{0}", format_skeleton("Hm", at, locale=locale))


def told_number(value: float | None, language: str) -> str:
    """A number as a language writes it; "" for none."""
    return "" if value is None else format_decimal(value, locale=locale_of(language))
