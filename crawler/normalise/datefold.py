"""Text as the date readers compare it: same length, plain digits, plain marks, lower case.

Positions in the folded text are positions in the text itself: every character becomes exactly one.

This module does not know what a date is.
"""

from __future__ import annotations

# First digits of the decimal scripts that pages use: Arabic-Indic, Persian, N'Ko, Devanagari, Bengali,
# Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam, Sinhala, Thai, Lao, Tibetan, Myanmar,
# Khmer, Mongolian, full-width.
_ZEROS = (
    *(0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66),
    *(0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10),
)
_SAME = {
    **{chr(zero + n): str(n) for zero in _ZEROS for n in range(10)},
    **{chr(0xFF21 + n): chr(0x61 + n) for n in range(26)},  # full-width letters
    **{chr(0xFF41 + n): chr(0x61 + n) for n in range(26)},
    # Spaces, and marks without width, also those that turn the direction of writing.
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff", " "),
    **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\t\n\r\x0b\x0c", " "),
    **dict.fromkeys("‐‑‒–—―−－─", "-"),
    **dict.fromkeys("’‘ʼ´`", "'"),
    **dict.fromkeys("（〔﹙", "("),
    **dict.fromkeys("）〕﹚", ")"),
    **dict.fromkeys("［【「『〖", "["),
    **dict.fromkeys("］】」』〗", "]"),
    **dict.fromkeys("：﹕︰∶", ":"),
    **dict.fromkeys("，、،", ","),
    **dict.fromkeys("／⁄∕", "/"),
    **dict.fromkeys("．。·•।", "."),
    "｜": "|",
    "＋": "+",
    "İ": "i",  # lower() makes two characters of it
}
_TABLE = str.maketrans(_SAME)
NUMERALS = "〇零○一二三四五六七八九十廿卅"
_VALUES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def fold_text(text: str) -> str:
    """The text for comparing, one character for one."""
    if text.isascii():
        return text.translate(_ASCII).lower() if "\n" in text or "\t" in text or "\r" in text else text.lower()
    folded = text.translate(_TABLE).lower()
    return folded if len(folded) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


_ASCII = str.maketrans("\t\n\r\x0b\x0c", "     ")


def number(text: str) -> int:
    """A number in digits or Chinese numerals (二〇二四, 十二, 二十五, 廿五); 元 is 1; -1 when it is none."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, units = text.partition("十")
    if ten:
        if len(tens) > 1 or len(units) > 1:
            return -1
        return _VALUES.get(tens or "一", -100) * 10 + _VALUES.get(units or "〇", -100)
    value = 0
    for c in text:
        if c not in _VALUES:
            return -1
        value = value * 10 + _VALUES[c]
    return value if text else -1
