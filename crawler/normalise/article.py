"""A raw article to a normalised one: every field clean, canonical and safe.

This module does not know how the fields were found, nor what is stored.
"""

from __future__ import annotations

from crawler.items import Reading
from crawler.model import Article, Attachment, Evidence
from crawler.normalise.language import language_of
from crawler.normalise.sanitise import sanitise
from crawler.normalise.text import clean, printable, strip_index
from crawler.normalise.urls import canonical, is_web

MAX_TITLE = 1000
_KEEP_EVIDENCE = 8


def normalise(reading: Reading, declared_language: str = "") -> Article:
    """The clean article of a reading; `declared_language` is the source's, for texts too short to tell their own.

    Raises ConfigError when the article's address is not http(s).
    """
    raw = reading.article
    title = strip_index(clean(raw.title or reading.entry.title))
    body = printable(raw.body_text).strip()
    title_language = raw.title_language or language_of(title, declared_language)
    return Article(
        source=reading.source,
        url=canonical(printable(raw.url)),
        title=title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…",
        published=raw.published,
        updated=raw.updated,
        language=raw.language or (language_of(body, declared_language) if body else title_language),
        title_language=title_language,
        issuer=clean(raw.issuer),
        author=clean(raw.author),
        document_number=clean(raw.document_number),
        keywords=tuple(dict.fromkeys(k for k in map(clean, raw.keywords) if k)),
        image=_web(raw.image),
        body_html=sanitise(printable(raw.body_html)),
        body_text=body,
        attachments=tuple(
            Attachment(url, clean(a.title), clean(a.type), a.length) for a in raw.attachments if (url := _web(a.url))
        ),
        evidence=tuple((name, _short(found)) for name, found in sorted(raw.evidence.items())),
        note=clean(raw.note),
    )


def _web(address: str) -> str:
    """An http(s) address; "" for any other, which must never become a link, whoever found it."""
    told = printable(address)
    return told if is_web(told) else ""


def _short(found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(printable(e.value[:300]), printable(e.place), e.rank) for e in found[:_KEEP_EVIDENCE])
