"""The language and script of a text as a BCP 47 tag: `en`, `pt-BR`, `zh-Hant`.

Scripts that one language writes decide by themselves (kana, Hangul, Thai, Greek …); simplified and
traditional Chinese are told apart by their characters; for the others what the page declares counts
unless enough text says otherwise (templates declare a language once, for every article).

This module does not know where a text stood.
"""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

_SAMPLE = 600
_ENOUGH = 120
_TAG = re.compile(r"^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}$", re.I)
_HANT = frozenset(("tw", "hk", "mo", "hant"))
# Script ranges, each with the one language that official pages write in it ("" when several do).
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af\u1100-\u11ff]"), "ko"),
    (re.compile("[\u3400-\u9fff\uf900-\ufaff]"), "zh"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0e80-\u0eff]"), "lo"),
    (re.compile("[\u1780-\u17ff]"), "km"),
    (re.compile("[\u1000-\u109f]"), "my"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u10a0-\u10ff]"), "ka"),
    (re.compile("[\u0530-\u058f]"), "hy"),
    (re.compile("[\u0980-\u09ff]"), "bn"),
    (re.compile("[\u0b80-\u0bff]"), "ta"),
    (re.compile("[\u0400-\u04ff]"), ""),
    (re.compile("[\u0600-\u06ff]"), ""),
    (re.compile("[\u0900-\u097f]"), ""),
    (re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]"), ""),
)
_LATIN = len(_SCRIPTS) - 1
_FAMILIES = {
    _LATIN: "en de fr es it pt nl sv da nb no fi is et lv lt pl cs sk sl hr bs sq ro hu tr vi id ms mt ga cy eu ca gl lb af sw tl az",
    _LATIN - 1: "hi mr ne",
    _LATIN - 2: "ar fa ur ps ug",
    _LATIN - 3: "ru uk be bg sr mk kk mn ky",
}
# Taken when declared, but never guessed: short texts of their large neighbours are mistaken for them.
_RARE = frozenset("bs ky tl lb ga cy ps ug af gl sw nn mt".split())


def declared(tag: str) -> str:
    """A declared language as a plain BCP 47 tag ("zh_TW" -> "zh-TW"); "" for what is none."""
    tag = tag.strip()
    if not _TAG.match(tag):
        return ""
    pieces = tag.replace("_", "-").split("-")
    code = {
        "cn": "zh",
        "jp": "ja",
        "kr": "ko",
        "gr": "el",
        "cz": "cs",
        "ua": "uk",
        "dk": "da",
        "se": "sv",
        "iw": "he",
        "in": "id",
    }.get(pieces[0].lower(), pieces[0].lower())
    if not _is_language(code):
        return ""
    rest = [p.title() if len(p) == 4 else p.upper() if len(p) == 2 or p.isdigit() else "" for p in pieces[1:]]
    return "-".join(filter(None, [code, *rest]))


@cache
def _is_language(code: str) -> bool:
    try:
        Locale(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def language_of(text: str, told: str = "") -> str:
    """The language of a text, given what its page declares; "" when neither tells."""
    told = declared(told)
    sample = text[: _SAMPLE * 2]
    counts = [len(pattern.findall(sample)) for pattern, _ in _SCRIPTS]
    # One kana in six Han characters is Japanese; a Han character says as much as three letters.
    counts[2] *= 3
    counts[0] = counts[0] * 3 + counts[2] if counts[0] * 10 > counts[2] // 3 else 0
    most = max(range(len(counts)), key=lambda place: counts[place])
    if counts[most] == 0:
        return told
    code = _SCRIPTS[most][1]
    if code == "zh":
        return _chinese(sample, told)
    base = told.split("-")[0]
    if code:
        return told if base == code else code
    family = _FAMILIES[most].split()
    letters = counts[most]
    if base in family and letters < _ENOUGH:
        return told
    if letters < 12:
        return told if base in family else ""
    found = _detect(text[:_SAMPLE], tuple(family))
    if base in family and (found == base or {found, base} <= {"nb", "no", "da", "nn"} or base in _RARE):
        return told
    return found


def _chinese(sample: str, told: str) -> str:
    """zh-Hans or zh-Hant by the characters that only one of the two writes; by the region when there are none."""
    simplified, traditional = _converter("t2s").convert(sample), _converter("s2t").convert(sample)
    hant = sum(a != b for a, b in zip(sample, simplified, strict=False))
    hans = sum(a != b for a, b in zip(sample, traditional, strict=False))
    if hant != hans:
        return "zh-Hant" if hant > hans else "zh-Hans"
    pieces = {piece.lower() for piece in told.split("-")[1:]}
    return "zh-Hant" if pieces & _HANT else "zh-Hans" if told.startswith("zh") and pieces else "zh"


@cache
def _converter(name: str) -> Any:
    import opencc  # Loads a dictionary; most pages are not Chinese.

    return opencc.OpenCC(name)


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # Half a second to load, only when a page needs it.

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)


@cache
def _identifier(codes: tuple[str, ...]) -> Any:
    identifier = copy.copy(_model())
    identifier.set_languages([code for code in codes if code in identifier.labels and code not in _RARE])
    return identifier


def _detect(text: str, family: tuple[str, ...]) -> str:
    code: str = _identifier(family).classify(text)[0]
    return code
