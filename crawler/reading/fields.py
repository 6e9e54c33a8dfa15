"""Issuer, author, document number, keywords and lead image, from all places that tell them.

Order of trust: JSON-LD and metas that say what they mean, visible labels, then metas that sites fill
with their own name.  Every candidate is kept.

This module does not know dates, titles or bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from crawler.items import Fields
from crawler.model import Evidence
from crawler.normalise.text import clean, fold
from crawler.page import Page
from crawler.reading.labels import labels_in, tidy
from crawler.reading.metadata import json_ld, metas, types_of

_ISSUER_METAS = (
    ("contentsource", 2),
    ("dc.source", 4),
    ("source", 4),
    ("dc.publisher", 4),
    ("dcterms.publisher", 4),
    ("dc.creator", 5),
    ("dcterms.creator", 5),
    ("article:publisher", 7),
    ("publisher", 5),
    ("og:site_name", 7),
    ("sitename", 7),
)
_AUTHOR_METAS = (
    ("author", 4),
    ("article:author", 3),
    ("citation_author", 2),
    ("parsely-author", 3),
    ("sailthru.author", 4),
    ("byl", 3),
    ("dc.creator", 5),
)
_KEYWORD_METAS = (
    ("article:tag", 2),
    ("keywords", 3),
    ("news_keywords", 2),
    ("columnkeywords", 5),
    ("dc.subject", 3),
    ("parsely-tags", 3),
)
_IMAGE_METAS = (("og:image", 2), ("og:image:url", 2), ("twitter:image", 3), ("twitter:image:src", 3), ("image", 4))
_SPLIT = re.compile(r"[,，;；、|]+")
_ADDRESS = re.compile(r"^(?:https?:)?//|^[\w.-]+@[\w.-]+$|^@")
_BY = re.compile(r"^\s*(?:by|von|par|por|di|door|av|af|文[/／:：])\s+", re.I)
# What stands behind a name on its line and is none: a day, a bar and what follows it, an address in angle brackets.
_BEHIND = re.compile(
    r"(?:\s\|\s|\s*<[^<>\s]{1,80}@|[\s,，;|·•(（\[–—-]{1,6}(?:on\s)?(?:"
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b"
    r"|\d{1,2}\.?\s[^\W\d_]{3,12}\.?,?\s(?:19|20)\d\d\b|[^\W\d_]{3,12}\.?\s\d{1,2},?\s(?:19|20)\d\d\b)).*$"
)
_AUTHORED = frozenset(
    ("NewsArticle", "Article", "BlogPosting", "Report", "ReportageNewsArticle", "WebPage", "PressRelease")
)
_SHORT_TEXT = 700


def find_fields(page: Page, areas: Iterable[lxml.html.HtmlElement]) -> Fields:
    """Candidates of `issuer`, `author`, `document_number`, `keywords` and `image`, best first; absent fields are absent.

    `areas` are the short elements in which labels may stand.
    """
    found: dict[str, list[Evidence]] = {}
    _from_json_ld(page, found)
    names = metas(page)
    for field, table in (
        ("issuer", _ISSUER_METAS),
        ("author", _AUTHOR_METAS),
        ("keywords", _KEYWORD_METAS),
        ("image", _IMAGE_METAS),
    ):
        for name, rank in table:
            for value in names.get(name, [])[:20]:
                _add(found, field, _shaped(field, value, page), f"meta {name}", rank)
    for label in labels_in(areas):
        _add(found, label.field, _shaped(label.field, label.value, page), f"label {label.line[:60]}", 3)
    return {field: tuple(sorted(candidates, key=lambda e: e.rank)) for field, candidates in found.items()}


def keywords_of(fields: Fields) -> tuple[str, ...]:
    """The words of the best place that gives any, each once."""
    candidates = fields.get("keywords", ())
    if not candidates:
        return ()
    best = candidates[0].place
    words: dict[str, str] = {}
    for candidate in candidates:
        if candidate.place == best:
            for word in _SPLIT.split(candidate.value):
                if 0 < len(word.strip()) <= 80:
                    words.setdefault(fold(word), word.strip())
    return tuple(words.values())[:40]


def _add(found: dict[str, list[Evidence]], field: str, value: str, place: str, rank: int) -> None:
    if value:
        candidates = found.setdefault(field, [])
        if len(candidates) < 40 and not any(c.value == value and c.place == place for c in candidates):
            candidates.append(Evidence(value, place, rank))


def _shaped(field: str, value: str, page: Page) -> str:
    if field == "image":
        url = page.absolute(value)
        # A site's emblem stands in the metas of pages without a picture.
        return (
            ""
            if re.search(r"(?:logo|favicon|default|placeholder)[\w-]{0,20}\.\w{3,4}$", urlsplit(url).path, re.I)
            else url
        )
    if field in ("issuer", "author"):
        value = tidy(_BEHIND.sub("", _BY.sub("", clean(value[:300]))))
        return "" if _ADDRESS.match(value) else value
    return clean(value[:1_000])


def _from_json_ld(page: Page, found: dict[str, list[Evidence]]) -> None:
    for thing in json_ld(page)[:100]:
        if not types_of(thing) & _AUTHORED:
            continue
        for key, field, rank in (
            ("author", "author", 1),
            ("creator", "author", 3),
            ("publisher", "issuer", 3),
            ("sourceOrganization", "issuer", 1),
        ):
            for name in _names(thing.get(key)):
                _add(found, field, _shaped(field, name, page), f"json-ld {key}", rank)
        for word in _names(thing.get("keywords")):
            _add(found, "keywords", clean(word[:1_000]), "json-ld keywords", 1)
        for url in _names(thing.get("image"), "url"):
            _add(found, "image", _shaped("image", url, page), "json-ld image", 1)


def _names(value: Any, key: str = "name") -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of either."""
    values = value if isinstance(value, list) else [value]
    out = []
    for item in values[:20]:
        if isinstance(item, dict):
            item = item.get(key)
        if isinstance(item, str) and item.strip():
            out.append(item)
    return out
