"""The language and script of a text as a BCP 47 tag: `en`, `pt-BR`, `zh-Hant`.

Scripts that one language writes decide by themselves (kana, Hangul, Thai, Greek …); simplified and
traditional Chinese are told apart by their characters; for the others what the page declares counts
unless enough text says otherwise (templates declare a language once, for every article).

This module does not know where a text stood.
"""

from __future__ import annotations

import copy
import re
from bisect import bisect_right
from collections import Counter
from functools import cache, lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError

_SAMPLE = 600
_DETECTED = 400
_ENOUGH = 80
_LEAST = 12
_SHORT = 300
_TAG = re.compile(r"^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}$", re.I)
_HANT = frozenset(("tw", "hk", "mo", "hant"))
# Where each script's block begins, in order, and the script of what follows ("" when several languages or none).
_BLOCKS = (
    (0x00, ""),
    (0x41, "latin"),
    (0x5B, ""),
    (0x61, "latin"),
    (0x7B, ""),
    (0xC0, "latin"),
    (0x250, ""),
    (0x370, "el"),
    (0x400, "cyrillic"),
    (0x530, "hy"),
    (0x590, "he"),
    (0x600, "arabic"),
    (0x700, ""),
    (0x900, "devanagari"),
    (0x980, "bn"),
    (0xA00, "pa"),
    (0xA80, "gu"),
    (0xB00, ""),
    (0xB80, "ta"),
    (0xC00, "te"),
    (0xC80, "kn"),
    (0xD00, "ml"),
    (0xD80, "si"),
    (0xE00, "th"),
    (0xE80, "lo"),
    (0xF00, ""),
    (0x1000, "my"),
    (0x10A0, "ka"),
    (0x1100, "ko"),
    (0x1200, "am"),
    (0x1380, ""),
    (0x1780, "km"),
    (0x1800, ""),
    (0x1E00, "latin"),
    (0x1F00, "el"),
    (0x2000, ""),
    (0x3040, "ja"),
    (0x3100, ""),
    (0x3400, "zh"),
    (0xA000, ""),
    (0xAC00, "ko"),
    (0xD7B0, ""),
    (0xF900, "zh"),
    (0xFB00, ""),
)
_STARTS = [start for start, _ in _BLOCKS]
_FAMILIES = {
    "latin": "en de fr es it pt nl sv da nb no fi is et lv lt pl cs sk sl hr bs sq ro hu tr vi id ms mt ga cy eu ca gl lb af sw tl az uz nn",
    "devanagari": "hi mr ne",
    "arabic": "ar fa ur ps ug",
    "cyrillic": "ru uk be bg sr mk kk mn ky tg",
}
# The commonest little words of large languages: most pages are told by them, and the model (half a second to load,
# tens of megabytes) stays on the disk.  Words that two of them share are left out where they would mislead.
_EVERYDAY = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to that for with was by from which have will this are has been its at",
        "de": "der die das und von den mit ist des für auf dem nicht eine werden sich auch wird bei",
        "fr": "les des et du dans est une pour qui par sur au plus pas avec ce sont aux cette ont",
        "es": "los las del y que una por con para el se es su como más al fue han",
        "it": "di che il della per con gli sono nel una dei alla è delle del al più anche",
        "pt": "de que da do em para os uma com dos não das na no ao foi pela são às",
        "nl": "het een van en voor zijn niet op dat met aan worden ook bij naar uit deze heeft",
        "pl": "w na z się i do jest że nie o przez dla oraz od po które ze są",
        "cs": "v na je se že pro ze jsou které nebo byl jako podle při také však bude",
        "sv": "och att det som är av på för med den till ett har inte om var från",
        "da": "og at det er af på til med den som der ikke et har fra blev også vil",
        "nb": "og at det er av på til med den som har ikke et fra ble også vil etter",
        "fi": "ja on ei että se oli ovat myös joka sekä hän kun mutta ole tai sen",
        "hu": "az és hogy nem egy is volt meg már csak azt ki vagy lesz ez",
        "ro": "și în de la cu care pe nu din este pentru mai au fost prin sau",
        "tr": "ve bir bu da için ile olarak olan daha çok de sonra göre olduğu kadar",
        "id": "yang dan di dari untuk dengan ini pada itu dalam tidak akan oleh ke telah",
        "vi": "của và các là được trong cho với có đã không này những một về để",
        "ru": "в и на не что с по из к для это как от его о при был за",
        "uk": "в і на не що з та до у для це як від його про при був за",
        "bg": "на и в от за се да е с по са че не ще това като при",
    }.items()
}
# Letters that only one of the languages of a script has, the rarer language first.
_LETTERS = (("ў", "be"), ("їєґ", "uk"), ("ђћ", "sr"), ("ѓќ", "mk"), ("әғқңұ", "kk"), ("өү", ""), ("ы", "ru"))
_WORD = re.compile(r"[^\W\d_]+")
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
    sample = text[:_SAMPLE]
    script, letters = _script(sample)
    if not script:
        return told
    if script == "zh":
        return _chinese(sample, told)
    base = told.split("-")[0]
    family = _FAMILIES.get(script, script).split()
    if base in family and (letters < _ENOUGH or len(family) == 1):
        return told
    if len(family) == 1:
        return script
    if letters < _LEAST:
        return told if base in family else ""
    found = _by_letters(sample) or _by_words(sample, family, base) or _detect(sample, tuple(family))
    if base in family and (found == base or {found, base} <= {"nb", "no", "da", "nn"} or base in _RARE):
        return told
    return found


def same_script(text: str, tag: str) -> bool:
    """Whether a text is in a script that the language of a tag is written in (for Chinese: the tag's own)."""
    script, _ = _script(text[:_SAMPLE])
    base = tag.split("-")[0]
    if script == "zh":
        return base == "zh" and _chinese(text[:_SAMPLE], "") in (tag, "zh")
    return base in _FAMILIES.get(script, script).split()


@lru_cache(maxsize=8)
def _script(sample: str) -> tuple[str, int]:
    """The script that most of a text is in ("" when it has no letters), and how many letters of it there are."""
    counts: dict[str, int] = {}
    for char, count in Counter(sample).items():
        script = _BLOCKS[bisect_right(_STARTS, ord(char)) - 1][1]
        if script:
            counts[script] = counts.get(script, 0) + count
    if not counts:
        return "", 0
    # Japanese mixes Han characters with kana: one in ten decides.
    if counts.get("ja", 0) * 10 > counts.get("zh", 0):
        counts["ja"] = counts.get("ja", 0) + counts.pop("zh", 0)
    # A Han character or a Hangul syllable says as much as three letters.
    weights = {script: count * (3 if script in ("zh", "ja", "ko") else 1) for script, count in counts.items()}
    most = max(weights, key=lambda script: weights[script])
    return most, counts[most]


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


def _by_letters(sample: str) -> str:
    """The language that one letter gives away."""
    low = sample.lower()
    return next((code for letters, code in _LETTERS if any(letter in low for letter in letters)), "")


def _plain(sample: str) -> bool:
    """Whether a text has no letter beyond A to Z, as English has none."""
    return not any(char > "\x7f" and char.isalpha() for char in sample)


def _by_words(sample: str, family: list[str], base: str) -> str:
    """The language whose everyday words a text is full of, when one is far ahead; "" otherwise.

    `base` is the declared one: it need not be far ahead.
    """
    words = Counter(_WORD.findall(sample.lower()))
    hits = {code: sum(words[word] for word in words.keys() & _EVERYDAY[code]) for code in family if code in _EVERYDAY}
    ranked = sorted(hits.items(), key=lambda item: -item[1])
    if ranked and hits.get(base, 0) >= 4 and hits[base] * 4 >= ranked[0][1] * 3:
        return base
    if ranked and ranked[0][0] == base and hits[base] > 0 and (len(sample) < _SHORT or _plain(sample)):
        return base  # a headline, a table or a list has few little words
    if base in hits and len(sample) < _SHORT and not ranked[0][1] and _plain(sample):
        return base  # or none, and then nothing speaks against its page
    first, second = ranked[0][1] if ranked else 0, ranked[1][1] if len(ranked) > 1 else 0
    if first < 3 or first < 2 * second or (first < 6 and first < 3 * second):
        return ""
    return ranked[0][0]


def _detect(text: str, family: tuple[str, ...]) -> str:
    code: str = _identifier(family).classify(text[:_DETECTED])[0]
    return code
