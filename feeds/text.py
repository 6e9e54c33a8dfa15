"""Stored text and addresses in forms that every feed format and every reader takes.

This module does not know any feed format.
"""

from __future__ import annotations

import re
from html.entities import html5
from urllib.parse import quote

from w3lib.url import safe_url_string

# Characters that XML 1.0 (2.2) does not allow, and the C1 controls, which validators take for a wrong encoding.
_NOT_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=(#?\w{1,32}))")
_NAMES = {name.rstrip(";") for name in html5}
# RFC 3986, 2: what may stand in a URI; brackets only around an IPv6 host.
_NOT_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ORIGIN = re.compile(r"^([a-z]+://[^/?#]*)(.*)$", re.S)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BODIES = 300


def safe(text: str) -> str:
    """Text that XML can hold; a character that was lost in decoding (U+FFFD) is shown as a box."""
    return _NOT_XML.sub("", text).replace("\ufffd", "\u25a1")


def rss_text(text: str) -> str:
    """A title for RSS, which does not say whether it is text or markup: written so that both readings are the same.

    What would pass for a tag gets typographic angle quotes, what would pass for an entity a full-width ampersand.
    """
    text = safe(text)
    if _TAG.search(text):
        text = text.replace("<", "\u2039").replace(">", "\u203a")
    return _ENTITY.sub(lambda m: "\uff06" if _is_entity(m[1]) else "&", text)


def uri(address: str) -> str:
    """An http(s) address as a URI (RFC 3986): international hosts and all other characters encoded."""
    try:
        address = safe_url_string(address.strip())
    except (ValueError, UnicodeError):
        address = quote(address.encode("utf-8", "replace"), safe=":/?#@!$&'()*+,;=%~")
    match = _ORIGIN.match(address)
    origin, rest = match.groups() if match else ("", address)
    rest = _PERCENT.sub("%25", _NOT_URI.sub(lambda m: quote(m[0].encode("utf-8", "replace"), safe=""), rest))
    head, mark, fragment = rest.partition("#")
    return f"{origin}{head}{mark}{fragment.replace('#', '%23')}"


def language(tag: str) -> str:
    """A BCP 47 tag; "" when it is none."""
    return tag if _LANGUAGE.fullmatch(tag) else ""


def shorten(text: str, limit: int = _BODIES) -> str:
    """The beginning of a text on one line, cut at a space where there is one."""
    line = " ".join(text[: limit * 4].split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 2 // 3 else cut).rstrip(" ,.;:、，。；：") + "…"


def _is_entity(word: str) -> bool:
    return word.startswith("#") or any(word[:n] in _NAMES for n in range(2, min(len(word), 32) + 1))
