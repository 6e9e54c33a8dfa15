"""A page to a raw article: metadata, rules and body in order of trust, with the evidence for each field.

This module does not fetch, follow or store; it says where to go on (`forward`, `next_part`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import lxml.html

from crawler.errors import PageError
from crawler.items import Fields, RawArticle
from crawler.model import NO_TEXT, ArticleProfile, Attachment, Entry, Evidence
from crawler.normalise.dates import DateHints, parse_date
from crawler.normalise.language import declared, language_of, same_script
from crawler.normalise.places import country_of
from crawler.normalise.sanitise import sanitise
from crawler.normalise.text import clean, fold, strip_index
from crawler.page import Page, parse_html
from crawler.reading.attachments import around, find_attachments, media_type
from crawler.reading.beginning import beginning
from crawler.reading.body import Body, find_body, select
from crawler.reading.clean import clean_parts
from crawler.reading.dating import Dating, published
from crawler.reading.embedded import Data, embedded
from crawler.reading.fields import find_fields, keywords_of
from crawler.reading.forward import forward_of, frame_of, next_part
from crawler.reading.markup import to_html, to_text
from crawler.reading.metadata import metas
from crawler.reading.parts import Part, parts_of
from crawler.reading.pictures import find_pictures
from crawler.reading.survey import Survey
from crawler.reading.title import find_title

Element = lxml.html.HtmlElement
_STUB = 60


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a reading goes by: the page, and what its caller knows."""

    page: Page
    today: date
    country: str
    entry: Entry | None
    learned: ArticleProfile


@dataclass(frozen=True, slots=True)
class _Text:
    """A body that was read: its parts and text, where it was, and the nodes it came from."""

    parts: tuple[Part, ...]
    text: str
    place: str
    rank: int
    nodes: tuple[Element, ...] = ()


def read_article(
    page: Page,
    *,
    today: date,
    country: str = "",
    entry: Entry | None = None,
    profile: ArticleProfile | None = None,
) -> RawArticle:
    """Read one article page.

    `today` is the day in the source's country, `country` its ISO 3166 code; `entry` is the list's row
    that led here; `profile` what was learned from the source's other articles.  A profile whose body
    is not there adds the flag "profile-body-missing", and the page is read by the general rules.
    Raises PageError for a page that is neither HTML nor JSON with an article.
    """
    asked = _Asked(page, today, country, entry, profile or ArticleProfile())
    title, titles = find_title(page, entry, asked.learned.title)
    body, data, flags = _body(asked, title)
    if data is not None:
        title, titles = _with_data(title, titles, data)
    if page.kind != "html" and not body.parts:
        raise PageError(
            f"this is {page.kind}, and holds no article",
            url=page.url,
            kind="no-article",
            mend="give the address of the page that people read",
        )
    fields: Fields = {"title": titles, **find_fields(page, _label_areas(asked))}
    if body.place:
        fields["body"] = (Evidence(body.place, body.place, body.rank),)
    return _assemble(asked, title, body, data, fields, flags)


def _body(asked: _Asked, title: str) -> tuple[_Text, Data | None, tuple[str, ...]]:
    """The body from the page's markup, else from its data; flags tell when the profile did not hold."""
    page, learned = asked.page, asked.learned
    found = find_body(page, learned.body)
    missing = bool(learned.body) and (found is None or found.rank != 1)
    flags = ("profile-body-missing",) if missing else ()
    body = _read(page, found, title, learned)
    if len(body.text) < _STUB:
        data = embedded(page)
        if data is not None and len(data.body) > len(body.text):
            return _from_data(page, data, title), data, flags
        if not body.text and (pictures := find_pictures(page)) is not None:
            return _read(page, pictures, title, learned), None, flags
    return body, None, flags


def file_article(entry: Entry, url: str, media: str = "", length: int | None = None) -> RawArticle:
    """The article behind a row that leads straight to a file: title and day from the row, the file attached."""
    title = strip_index(clean(entry.title)) or url
    attached = Attachment(url, title, media.split(";")[0].strip() or media_type(url), length)
    evidence: Fields = {"title": (Evidence(title, "list row", 1),)}
    if entry.date is not None:
        evidence["published"] = (Evidence(entry.date.value, "list row", 1),)
    language = language_of(title)
    return RawArticle(
        url=url,
        title=title,
        published=entry.date,
        language=language,
        title_language=language,
        attachments=(attached,),
        evidence=evidence,
        note="file",
    )


def _read(page: Page, found: Body | None, title: str, learned: ArticleProfile) -> _Text:
    if found is None:
        return _Text((), "", "", 0)
    parts = clean_parts(parts_of(found.nodes, page, skip=found.skip), title=title, frame=learned.frame)
    return _Text(tuple(parts), to_text(parts), found.place, found.rank, found.nodes)


def _from_data(page: Page, data: Data, title: str) -> _Text:
    """A body that came as data: parsed as markup when it has tags, else one paragraph a line."""
    source = data.body
    if "<" not in source or ("</" not in source and "<br" not in source):
        lines = "".join(f"<p>{line}</p>" for line in source.replace("<", "&lt;").splitlines() if line.strip())
        source = lines
    root = parse_html(f"<html><body>{source}</body></html>", page.url)
    parts = clean_parts(parts_of([root], page), title=title)
    return _Text(tuple(parts), to_text(parts), data.place, 3, (root,))


def _with_data(title: str, titles: tuple[Evidence, ...], data: Data) -> tuple[str, tuple[Evidence, ...]]:
    told = strip_index(clean(data.title))
    if not told or fold(told) == fold(title):
        return title, titles
    place = data.place.rsplit(" ", 1)[0]
    return (
        (told, (Evidence(told, place, 1), *titles))
        if not title or "json" in place
        else (title, (*titles, Evidence(told, place, 9)))
    )


def _assemble(
    asked: _Asked, title: str, body: _Text, data: Data | None, fields: Fields, flags: tuple[str, ...]
) -> RawArticle:
    page, entry = asked.page, asked.entry
    told = _declared(page)
    language = _language(asked, body.text or title, told)
    dating = _dated(asked, language) or published(
        page, today=asked.today, country=asked.country, row=entry.date if entry else None
    )
    moment = dating.published
    if data is not None and data.date:
        hints = DateHints(asked.today, asked.country or country_of(page.url, language), language)
        moment = parse_date(data.date, hints) or moment
    for kind in ("published", "updated"):
        told_times = tuple(evidence for field, evidence, _ in dating.evidence if field == kind)
        if told_times:
            fields[kind] = told_times
    attachments = find_attachments(page, body.nodes if body.text else (), asked.learned.frame_links)
    note, forward = _empty(page, body, attachments)
    return RawArticle(
        url=page.url,
        title=title,
        published=moment,
        updated=dating.updated,
        issuer=_best(fields, "issuer"),
        author=_best(fields, "author"),
        language=language,
        title_language=language_of(title, told),
        document_number=_best(fields, "document_number"),
        keywords=keywords_of(fields),
        image=_best(fields, "image"),
        body_html=sanitise(to_html(body.parts)),
        body_text=body.text,
        attachments=attachments,
        evidence=fields,
        note=note,
        forward=forward,
        next_part=next_part(page, around(body.nodes)),
        flags=(*page.flags, *dating.flags, *flags),
    )


def _language(asked: _Asked, text: str, told: str) -> str:
    """The body's language; that of the source's other articles when the script is theirs."""
    learned = asked.learned.language
    return learned if learned and same_script(text, learned) else language_of(text, told)


def _dated(asked: _Asked, language: str) -> Dating | None:
    """The time that the profile's element shows; None when there is no such element, or it shows no past time."""
    page, learned = asked.page, asked.learned
    nodes = select(page.root, learned.date) if learned.date and page.root is not None else []
    if not nodes:
        return None
    hints = DateHints(asked.today, asked.country or country_of(page.url, language), language)
    moment = parse_date(shown_time(nodes[0]), hints)
    if moment is None or moment.day > (asked.today + timedelta(days=1)).isoformat():
        return None
    return Dating(moment, None, (("published", Evidence(moment.value, f"profile {learned.date}", 1), moment),))


def shown_time(element: Element) -> str:
    """The text of an element that tells a time: a meta's content, a `time` element's attribute, else what it shows."""
    told = (
        element.get("content") if element.tag == "meta" else element.get("datetime") if element.tag == "time" else None
    )
    return told or clean(beginning(element, 400))


def _best(evidence: Fields, field: str) -> str:
    candidates = evidence.get(field, ())
    return candidates[0].value if candidates else ""


def _declared(page: Page) -> str:
    if page.root is None:
        return ""
    for value in (
        page.root.get("lang"),
        page.root.get("xml:lang"),
        *metas(page).get("og:locale", []),
        *metas(page).get("dc.language", []),
    ):
        if value and (tag := declared(value)):
            return tag
    return ""


def _label_areas(asked: _Asked) -> list[Element]:
    """The elements in which labels may stand: short blocks, and boxes that are named as what stands beside a body."""
    page, learned = asked.page, asked.learned
    found = page.memo.get("survey")
    if learned.labels and page.root is not None and (nodes := select(page.root, learned.labels)):
        return nodes
    if not isinstance(found, Survey):
        return []
    return [*found.pruned[:60], *found.shorts]


def _empty(page: Page, body: _Text, attachments: tuple[Attachment, ...]) -> tuple[str, str]:
    """Why a body is empty, and where the page sends its readers: (note, forward)."""
    text = body.text
    if len(text) >= _STUB * 3:
        return "", ""
    if forward := forward_of(page, len(text)):
        return "forward", forward
    if len(text) >= _STUB:
        return "", ""
    if any(part.images for part in body.parts):
        return "pictures only", ""
    if any(a.type == "application/pdf" for a in attachments):
        return "embedded PDF", ""
    if frame := frame_of(page):
        return "body in a frame", frame
    return ("" if text else NO_TEXT), ""
