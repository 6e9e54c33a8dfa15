"""The times that a page tells to machines: JSON-LD, `meta`, `time` and microdata, script variables, its address.

Each becomes a Candidate with its place and rank.  This module does not know which one is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.model import Moment, Precision
from crawler.normalise.dateaddress import from_address
from crawler.normalise.datefold import fold_text
from crawler.normalise.datelabels import label_before
from crawler.normalise.dates import DateHints, find_dates, parse_date
from crawler.page import Page
from crawler.reading.metadata import json_ld, metas, types_of

# Ranks: 1 is best.  What says "published" of this very page, then what stands where dates stand.
JSON_LD, META, MICRODATA, LABEL, ROW, ELEMENT, SCRIPT, HEADING, ADDRESS, SIGNED, TEXT = range(1, 12)

PUBLISHED, UPDATED, UNKNOWN = "published", "updated", ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One time of a page: what it claims to be (PUBLISHED, UPDATED, UNKNOWN), where it stands, its rank."""

    kind: str
    moment: Moment
    place: str
    rank: int
    distance: int = 0  # elements between it and the heading; 0 for what has no place in the text


_PUBLISHED_METAS = (
    # The mainland site standard first: it is the page's own, the others may be a plug-in's.
    "pubdate firstpublishedtime firstpublishtime article:published_time article:published og:article:published_time "
    "og:published_time og:pubdate datepublished date_published published_time publishdate publish_date publish-date "
    "publication_date publicationdate publication-date article:publish_date article:post_date article.published "
    "article-publication-date originalpublicationdate article_date_original dc.date.issued dcterms.issued "
    "dcterms.date dc.date dc.date.published dc.date.publication dc.date.created dc.created dcterms.created dc:date dc:created dcterms.available "
    "citation_publication_date citation_date citation_online_date sailthru.date parsely-pub-date "
    "cxenseparse:recs:publishtime cxenseparse:publishtime cxenseparse:recs:articlepublishtime shareaholic:article_published_time bt:pubdate rnews:datepublished "
    "rbpubdate ptime gentime pubtime pub_date published published-date publisheddate published_at publishedat displaydate "
    "article.created date_created datecreated created release_date og:release_date og:regdate doc_date pdate "
    "article:create_time createdate publishtime publish_time last-published news_date newsdate search.date prism.publicationdate vr:published_time "
    "date timestamp issued dateofpublication weibo:article:create_at bytedance:published_time"
).split()
# Names that content systems fill with the creation of the record as often as with the publication.
_LOOSE_METAS = frozenset(
    "date dc.date dcterms.date created dc.created dcterms.created dc.date.created timestamp created_date date_created datecreated".split()
)
_UPDATED_METAS = (
    "article:modified_time og:updated_time article:modified og:modified_time article:updated_time lastmod last-modified last_modified lastmodified "
    "dcterms.modified dc.date.modified dc.modified modified datemodified date_modified lastupdate last-update updated updated_time revised revision_date dateupdate dateupdated "
    "bytedance:updated_time dc.date.revised weibo:article:update_at og:article:modified_time lastupdated"
).split()
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|Review|Recipe|Event$|Press|Statement|GovernmentService|Podcast")


def told(page: Page, hints: DateHints) -> Iterator[Candidate]:
    """All times that the page tells to machines, in no order."""
    yield from _from_json_ld(page, hints)
    yield from _from_metas(page, hints)
    yield from _from_scripts(page, hints)
    yield from _from_descriptions(page, hints)
    found = from_address(page.url, hints)
    if found is not None:
        yield Candidate(UNKNOWN, found, "url", ADDRESS)
    body = page.root.find("body") if page.root is not None else None
    if body is not None:
        # Some systems name the page's body by the day and number of its article.
        named = from_address(f"/{body.get('id') or ''}/{body.get('class') or ''}/", hints)
        if named is not None and named.precision is Precision.DAY:
            yield Candidate(UNKNOWN, named, "body id", ADDRESS)


def _parsed(value: Any, hints: DateHints) -> Moment | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value))
    if not isinstance(value, str):
        return None
    return parse_date(value, hints)


def _from_json_ld(page: Page, hints: DateHints) -> Iterator[Candidate]:
    for thing in json_ld(page):
        types = types_of(thing)
        article = any(_ARTICLE_TYPES.search(t) for t in types)
        if types & {"Comment", "UserComments", "Review", "Offer", "JobPosting"}:
            continue
        # A page, a picture or a video has its own day, often that of the template.
        rank = JSON_LD if article else MICRODATA
        for key, kind in (("datePublished", PUBLISHED), ("dateCreated", PUBLISHED), ("dateModified", UPDATED)):
            moment = _parsed(thing.get(key), hints)
            if moment is not None:
                lower = rank if key != "dateCreated" else MICRODATA
                if types & {"ImageObject", "VideoObject", "Person", "Organization"}:
                    lower = ELEMENT
                yield Candidate(kind, moment, f"json-ld {'/'.join(sorted(types)) or 'object'}.{key}", lower)


def _from_descriptions(page: Page, hints: DateHints) -> Iterator[Candidate]:
    """A description that names one day, as the last resort."""
    for name in ("description", "og:description"):
        for value in metas(page).get(name, ())[:1]:
            found = find_dates(value[:600], hints)
            if len(found) == 1 and _FULL_YEAR.search(found[0].moment.raw):
                kind = label_before(fold_text(value[:600]), found[0].start)
                yield Candidate(kind, found[0].moment, f"meta {name}", TEXT, distance=1000)


def _from_metas(page: Page, hints: DateHints) -> Iterator[Candidate]:
    table = metas(page)
    for names, kind in ((_PUBLISHED_METAS, PUBLISHED), (_UPDATED_METAS, UPDATED)):
        for name in names:
            for value in table.get(name, ())[:3]:
                moment = parse_date(value, hints) if _FULL_YEAR.search(value) else None
                if moment is not None:
                    yield Candidate(kind, moment, f"meta {name}", SCRIPT if name in _LOOSE_METAS else META)


# A value that is a day, then the name before it: names are many, and a search for them is ten times slower.
_SCRIPT_VALUE = re.compile(r"20[0-4]\d[-/.年][01]?\d[-/.月][0-3]?\d[^\"'<>{}\[\]\\;]{0,30}")
_SCRIPT_NAME = re.compile(r"""([a-z_$][\w$]{2,40})\\?["']?\s{0,3}[:=]\s{0,3}\\?["']$""", re.I)
_SCRIPT_PUBLISHED = re.compile(
    r"publish|pub_?(?:date|time)|^fbrq$|^fbsj$|date_?created|create[ds]?_?(?:at|on|date|time)|release_?date|display_?date|post_?date|article_?date|online_?date",
    re.I,
)
_SCRIPT_UPDATED = re.compile(r"modif|updat", re.I)
_SCRIPT_CALL = re.compile(r"""(?<!new )\b\w{0,20}date\w{0,20}\(\s{0,3}["']([^"']{8,40})["']\s{0,3}\)""", re.I)
_FULL_YEAR = re.compile(r"\d{4}|\d{2,3}\s?年|\d\D\d{1,2}\D\d\d")


def _from_scripts(page: Page, hints: DateHints) -> Iterator[Candidate]:
    if page.root is None:
        return
    count = 0
    for script in page.root.iter("script"):
        source = script.text
        if not source or "ld+json" in (script.get("type") or "") or len(source) > 400_000:
            continue
        for match in _SCRIPT_VALUE.finditer(source):
            named = _SCRIPT_NAME.search(source[max(0, match.start() - 60) : match.start()])
            if named is None:
                continue
            kind = (
                UPDATED if _SCRIPT_UPDATED.search(named[1]) else PUBLISHED if _SCRIPT_PUBLISHED.search(named[1]) else ""
            )
            moment = parse_date(match[0].strip(" ,"), hints) if kind else None
            if moment is None:
                continue
            yield Candidate(kind, moment, f"script {named[1]}", SCRIPT)
            count += 1
            if count >= 20:
                return
        if len(source) < 400:
            for match in _SCRIPT_CALL.finditer(source):
                moment = parse_date(match[1], hints) or next((f.moment for f in find_dates(match[1], hints)), None)
                if moment is not None:
                    yield Candidate(UNKNOWN, moment, "script call", SCRIPT)
