"""Which charset bytes are in when nothing, or nothing true, was declared.

Nearly any bytes can be decoded as GB18030 or as a Latin page, so that an error-free decoding proves
nothing.  Each candidate is scored by the share of its characters that are everyday ones of its
language: a wrong charset yields rare ideographs, capitals in mid-word, or vowels without consonants.

This module does not know what a page declares.
"""

from __future__ import annotations

import re

_SAMPLE = 40_000
_LEAST = 0.3
_HIGH = re.compile(rb"[\x80-\xff]+")
_PUNCTUATION = "，。、：；（）《》「」“”！？・　"
# The ideographs that make up about half of any official text, in each of the two scripts.
_HANS = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府研市信通告布检查新闻委会单位"
_HANT = "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處府研市信通告布檢查新聞委會單位臺灣縣"
_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097)))
_HANGUL = "".join(map(chr, range(0xAC00, 0xD7A4)))
# Charset, its everyday characters, and how much of a true text they make up (scores are shares of that).
_CANDIDATES = (
    ("gb18030", frozenset(_HANS + _PUNCTUATION), 0.5),
    ("big5hkscs", frozenset(_HANT + _PUNCTUATION), 0.5),
    ("cp932", frozenset(_HIRAGANA + _PUNCTUATION), 0.45),
    ("euc_jp", frozenset(_HIRAGANA + _PUNCTUATION), 0.45),
    ("cp949", frozenset(_HANGUL), 0.97),
    ("cp1251", frozenset("аеиоуынтсрвлкмдпяіјъ"), 0.83),
    ("koi8_r", frozenset("аеиоуынтсрвлкмдпя"), 0.83),
    ("cp874", frozenset(map(chr, range(0x0E01, 0x0E2F))), 0.6),
    ("cp1256", frozenset("المنيوترهبسدعةقفح"), 0.9),
    ("cp1253", frozenset("αοιετσνηυρπκάέήίόύώς"), 0.87),
    ("cp1255", frozenset(map(chr, range(0x05D0, 0x05EB))), 0.97),
)


def guess(body: bytes) -> tuple[str, float]:
    """The likeliest charset that is neither UTF-8 nor plain ASCII, and how likely it is, 0..1; ("cp1252", 0) when none is."""
    if b"\x1b$" in body[:_SAMPLE]:
        return "iso2022_jp", 1.0
    sample = body[:_SAMPLE]
    runs = _HIGH.findall(sample)
    high = sum(map(len, runs))
    if not high:
        return "cp1252", 0.0
    # In Latin languages a letter with an accent stands alone between plain ones.
    lone = sum(len(run) for run in runs if len(run) <= 2) / high
    best, most = "cp1252", _LEAST
    for charset, common, usual in _CANDIDATES:
        if (share := _share(body, charset, common)) is not None:
            # Letters of an alphabet come in words; lone ones are accents, whatever they decode to.
            score = min(share / usual, 1.0) * (1 - lone)
            if score > most:
                best, most = charset, score
    return best, most if best != "cp1252" else 0.0


def _share(body: bytes, charset: str, common: frozenset[str]) -> float | None:
    """The share of everyday characters among all that are not ASCII; None when the bytes are not in this charset."""
    sample = body[:_SAMPLE].decode(charset, "replace")
    if sample.count("\ufffd") > 1 + len(sample) // 2_000:
        return None
    foreign = [char for char in sample if char > "\x7f"]
    return sum(char in common for char in foreign) / len(foreign) if foreign else None
