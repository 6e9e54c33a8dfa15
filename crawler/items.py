"""What passes through the pipelines, one type a stage: Reading -> Normal.

This module does not know what a clean value is; normalise does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.model import UNTOLD, Article, Attachment, Entry, Evidence, Moment, Validators

Fields = dict[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as read from one page (or from a list row alone, when the row is a file).

    `evidence` maps a field's name to its candidates, best first; the plain fields hold the winners.
    `body_html` is the article's markup with its structure, cleaned of page furniture, links and
    images absolute; `body_text` is what a reader would read, paragraphs parted by blank lines.
    `note` says why a body is empty when it rightly is ("pictures only", "embedded PDF", "file"), or that the page shows
    nothing at all (model.NO_TEXT).
    `language` is the body's, `title_language` the headline's; they may differ.
    `forward` is the address that the page sends its readers to, when it is only a forward.
    """

    url: str
    title: str
    published: Moment | None = None
    updated: Moment | None = None
    issuer: str = ""
    author: str = ""
    language: str = ""
    document_number: str = ""
    keywords: tuple[str, ...] = ()
    image: str = ""
    body_html: str = ""
    body_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    evidence: Fields = field(default_factory=dict)
    note: str = ""
    forward: str = ""
    next_part: str = ""
    flags: tuple[str, ...] = ()
    title_language: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One page as it came: its final address, its bytes (content coding undone), its Content-Type header."""

    url: str
    body: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an article was read from: its pages in order, and what the server said of the one page (UNTOLD for several).

    `visited` is the id of the stored article that this is a visit to; `successor_of` that of an article with the same
    row whose address is gone; 0 otherwise.
    """

    pages: tuple[FetchedPage, ...] = ()
    validators: Validators = UNTOLD
    visited: int = 0
    successor_of: int = 0


NOTHING = Fetched()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the spider hands on: an article as read, the list row that led to it, and where it stood.

    `position` is the row's place in the list, from 0 at the top over all pages.
    """

    source: str
    entry: Entry
    position: int
    article: RawArticle
    fetched: Fetched = NOTHING


@dataclass(frozen=True, slots=True)
class Normal:
    """After Normalise: a clean article with the row that led to it."""

    reading: Reading
    article: Article
