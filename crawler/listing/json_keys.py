"""Which keys of a row hold its title, its link and its date.

Names come from what official sites use; what they do not name is told by its values (an address
looks like one, a date parses).  Configured keys rule over guesses.

This module does not know where in an answer the rows are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.listing.endpoint import EndpointConfig
from crawler.listing.moments import moment_of


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TITLES = _words(
    """
    title doctitle articletitle newstitle infotitle bt zwbt lybt wjbt headline showtitle maintitle listtitle
    titlename subject topic label biaoti heading tit titulo título titre titel titolo caption name
    """
)
_LINKS = _words(
    """
    url link docpuburl publishurl linkurl articleurl href detailurl puburl weburl pageurl infourl newsurl
    contenturl permalink itemdefaulturl urlpath alias path posturl jumpurl relativeurl uri externalurl
    shareurl
    """
)
_DATES = _words(
    """
    docpublisheddate publishdate publishtime publishedtime publishedtimestr publishedat published pubtime
    pubdate publicationdate publicationdateandtime displaydate showdate releasedate releasetime releasedat
    issuedate datepublished docreltime docpubtime fbsj fbrq zxsj cwrq writetime newsdate infodate postdate
    postedat date time sendtime inputtime addtime createtime createdate createdat created updatetime
    updatedate modifytime lastmod
    """
)
_SLUGS = _words(
    """
    urlname slug urlslug urlalias pathname
    """
)
_DATE_WORD = re.compile(r"date|time|sj$|rq$|publish|created", re.I)
_NOT_DATE = re.compile(r"update|modif|expire|end|deadline|start|event", re.I)
_NOT_TITLE = re.compile(r"sub|type|column|site|author|channel|user|file|image|img|pic|creator|dept|category|meta", re.I)
_ADDRESS = re.compile(
    r"(?:https?:)?//\S+|(?:\.{0,2}/)\S*|[\w\-]+(?:/[\w\-.%]+)+|\S+\.(?:s?html?|jsp|aspx?|php|pdf|docx?)(?:\?\S*)?"
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|ico|bmp|mp4|css|js)(?:$|\?)", re.I)
HREF = re.compile(r"<a\b[^<>]{0,300}?\bhref\s*=\s*[\"']?([^\"'\s<>]+)", re.I)
_FILTERED = re.compile(r'"((?:/|https?://)[^"\s?]{0,500}/\?[^"\s]{1,1000})"')


@dataclass(frozen=True, slots=True)
class RowKeys:
    """The keys of a row; `folder` is what its `link` resolves against when that is a mere slug.

    `guessed` when a key's name tells nothing and only its values do.
    """

    title: str
    link: str
    date: str
    template: str = ""
    folder: str = ""
    guessed: bool = False


def plain(key: str) -> str:
    """A key as compared: its last part (or the one before `rendered`, `value`, `text`), lower, without `_` and `-`."""
    parts = key.lower().replace("_", "").replace("-", "").split(".")
    if len(parts) > 1 and parts[-1] in ("rendered", "value", "text", "$t", "#text"):
        parts.pop()
    return parts[-1]


def keys_of(
    raw: Sequence[Any],
    sample: Sequence[dict[str, Any]],
    base: str,
    *,
    today: date,
    country: str,
    config: EndpointConfig,
) -> RowKeys | None:
    """The keys of a table from some of its rows, as they came (`raw`) and flattened; None when they are no list."""
    columns: dict[str, list[Any]] = {}
    for row in sample:
        for key, value in row.items():
            if value is not None and value != "":
                columns.setdefault(key, []).append(value)
    if not columns:
        return None
    date_key = config.date or _date_key(columns, len(sample), today, country)
    link = config.link or _link_key(columns, len(sample))
    template, folder = config.url_template, ""
    if not link and not template:
        link, folder = _slug_key(columns, raw, base)
    title = config.title or _title_key(columns, len(sample), {link, date_key})
    if not link and title and not template and all(HREF.search(str(v)) for v in columns.get(title, [])[:5]):
        link = title  # a title that is itself an anchor
    if not title or not (link or template):
        return None
    named = (
        (bool(config.title) or _names(title, _TITLES, "title"))
        and (bool(config.link or template) or _names(link, _LINKS + _SLUGS, "url|link|href|path"))
        and (bool(config.date) or not date_key or _names(date_key, _DATES, _DATE_WORD.pattern))
    )
    return RowKeys(title, link, date_key, template, folder, guessed=not named)


def _names(key: str, known: Sequence[str], word: str) -> bool:
    """Whether a key's name says what it holds; rows as arrays have numbers for names, and those count."""
    return plain(key) in known or key.isdigit() or re.search(word, key, re.I) is not None


def _ranked(columns: dict[str, list[Any]], names: Sequence[str]) -> list[str]:
    order = {name: i for i, name in enumerate(names)}
    known = [key for key in columns if plain(key) in order]
    return sorted(known, key=lambda key: (order[plain(key)], key.count(".")))


def _title_key(columns: dict[str, list[Any]], rows: int, taken: set[str]) -> str:
    def fits(key: str) -> bool:
        values = columns[key]
        return key not in taken and len(values) * 2 >= rows and all(isinstance(value, str) for value in values)

    for key in _ranked(columns, _TITLES):
        if fits(key):
            return key
    rest = [key for key in columns if fits(key) and not _looks_like(columns[key], _ADDRESS)]
    for key in rest:
        if "title" in key.lower() and not _NOT_TITLE.search(key):
            return key
    if all(key.isdigit() for key in columns) and rest:
        # Rows without keys: the title is the longest text that differs from row to row.
        return max(rest, key=lambda key: (len(set(columns[key])), sum(map(len, columns[key]))))
    if "" in taken:
        return ""
    # Keys in no language that we know, beside an address and a day: the shortest texts of several words, all different.
    worded = [
        key for key in rest if not _DATE_WORD.search(key) and not _NOT_TITLE.search(key) and _differ(columns[key])
    ]
    return min(worded, key=lambda key: sum(map(len, columns[key])) / len(columns[key]), default="")


def _differ(texts: list[str]) -> bool:
    """Whether texts read like headlines: of several words (or of Han, kana, hangul), each its own."""
    read = sum((len(text) >= 12 and " " in text.strip()) or bool(_WIDE.search(text)) for text in texts)
    return len(texts) >= 3 and read >= 0.8 * len(texts) and len(set(texts)) == len(texts)


def _link_key(columns: dict[str, list[Any]], rows: int) -> str:
    def fits(key: str) -> bool:
        values = columns[key]
        return (
            len(values) * 2 >= rows and _looks_like(values, _ADDRESS) and len(set(map(str, values))) * 2 > len(values)
        )

    for key in _ranked(columns, _LINKS):
        if fits(key):
            return key
    named = [key for key in columns if re.search(r"url|link|href|path", key, re.I) or key.isdigit()]
    rooted = [key for key in columns if all(str(value).startswith(("/", "http")) for value in columns[key])]
    return next((key for key in [*named, *rooted] if fits(key)), "")


def _looks_like(values: list[Any], pattern: re.Pattern[str]) -> bool:
    texts = [value.strip() for value in values if isinstance(value, str)]
    hits = sum(
        bool((pattern.fullmatch(text[:2000]) or HREF.search(text[:2000])) and not _PICTURE.search(text))
        for text in texts
    )
    return hits * 10 >= len(values) * 8


def _date_key(columns: dict[str, list[Any]], rows: int, today: date, country: str) -> str:
    def fits(key: str) -> bool:
        values = columns[key]
        parsed = sum(moment_of(value, today, country) is not None for value in values)
        return len(values) * 2 >= rows and parsed * 10 >= len(values) * 8

    for key in _ranked(columns, _DATES):
        if fits(key):
            return key
    named = [key for key in columns if _DATE_WORD.search(key) and not _NOT_DATE.search(key)]
    named += [key for key in columns if key.isdigit()]
    worded = [key for key in columns if not _NOT_DATE.search(key) and all(map(_is_worded, columns[key]))]
    return next((key for key in [*named, *worded] if fits(key)), "")


def _is_worded(value: Any) -> bool:
    """Whether a value is a text that tells a day by more than one number: an identifier is none."""
    return isinstance(value, str) and 8 <= len(value) <= 40 and not value.isdigit()


def _slug_key(columns: dict[str, list[Any]], raw: Sequence[Any], base: str) -> tuple[str, str]:
    """A key of slugs, and the folder below which their pages lie; ("", "") when rows do not name it.

    Rows of some content APIs link to the list page that shows them, with the same filter as the
    request itself: the articles lie below that page.
    """
    slug = next(
        (key for key in _ranked(columns, _SLUGS) if len(set(columns[key])) == len(columns[key]) == len(raw)), ""
    )
    asked = {value for _, value in parse_qsl(urlsplit(base).query) if len(value) >= 6}
    if not slug or not asked:
        return "", ""
    counts: dict[str, int] = {}
    for row in raw:
        links = _FILTERED.findall(json.dumps(row, ensure_ascii=False)[:200_000])
        targets = [urlsplit(urljoin(base, link)) for link in links]
        own = {t for t in targets if asked & {value for _, value in parse_qsl(t.query)}}
        for folder in {f"{t.scheme}://{t.netloc}{t.path}" for t in own}:
            counts[folder] = counts.get(folder, 0) + 1
    folder = max(counts, key=lambda key: counts[key], default="")
    return (slug, folder) if folder and counts[folder] * 2 >= len(raw) else ("", "")
