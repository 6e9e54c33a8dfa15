"""The field's words as frozen types, one for each stage of an article's life.

list page -> Listing of Entry -> article page -> RawArticle (items.py) -> Article -> Verdict.

Times are text: a day is `2024-05-01`, a minute `2024-05-01T10:00:00+08:00` (ISO 8601, with the
offset that the page or its country gives), a month `2024-05`.  Precision says which.

This module does not know how any of these are read, stored or shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# The note of an article whose page shows nothing that could be its text: unlike the other notes no reason for that.
NO_TEXT = "no text"


class Precision(StrEnum):
    """How exactly a page told a time."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


class Calendar(StrEnum):
    """The calendar in which a date was written."""

    GREGORIAN = "gregorian"
    ROC = "roc"
    JAPANESE = "japanese"
    BUDDHIST = "buddhist"
    SOLAR_HIJRI = "solar-hijri"
    HIJRI = "hijri"
    BIKRAM_SAMBAT = "bikram-sambat"


@dataclass(frozen=True, slots=True)
class Moment:
    """One time as a page tells it: `value` (ISO 8601 text of that precision) and how it was read.

    `raw` is the text it was read from; `zone` tells where the offset comes from: "page" (written
    there), "country" (the source's), or "" (a day or month has none).
    """

    value: str
    precision: Precision
    calendar: Calendar = Calendar.GREGORIAN
    raw: str = ""
    zone: str = ""

    @property
    def day(self) -> str:
        """The day, `YYYY-MM-DD`; of a month, its text `YYYY-MM`."""
        return self.value[:10]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate for a field: its value, the place that it came from, and its rank (1 is best)."""

    value: str
    place: str
    rank: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list page.  `url` is absolute; `title` is clean, never empty after detection."""

    url: str
    title: str
    date: Moment | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A row that a source's list showed before.

    `url` is canonical; `titles` are those of the row and of its article, as far as they differ; `day` is `YYYY-MM-DD`,
    or "" when neither told one.
    """

    url: str
    titles: tuple[str, ...]
    day: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to an article.  `type` is a media type; `length` in bytes when known."""

    url: str
    title: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A further request that a page asks for: what a list's endpoint wants."""

    url: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListProfile:
    """What was learned of a list page, as selectors that a person can read.

    `row` is a CSS selector (or XPath when it begins with `/` or `.`) from the page; `link`, `title`
    and `date` are selectors from the row ("" when the row itself); `next` one from the page.
    `mechanism` names how the list reaches us; `address` is where, when that is not the list page (a
    native feed), and `checked` the day on which the two were last compared.
    """

    mechanism: str
    row: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    next: str = ""
    address: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class ArticleProfile:
    """What was learned from a source's articles read together, as selectors that a person can read.

    `body`, `title`, `date` and `labels` are CSS selectors ("" when nothing was learned); `language`
    is the one that all were in.  `frame` holds folded texts, and `frame_links` addresses, that every
    article repeats: they are furniture.  `pages` is how many articles taught it.
    """

    body: str = ""
    title: str = ""
    date: str = ""
    labels: str = ""
    language: str = ""
    frame: tuple[str, ...] = ()
    frame_links: tuple[str, ...] = ()
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page holds.

    `next` is the address of the following (older) page; `confidence` runs from 0 to 1; `why` tells
    an operator what decided, one plain sentence each.  `follow` is set when the page only names
    where its list is: fetch that and read again.
    """

    mechanism: str
    entries: tuple[Entry, ...]
    next: Request | None = None
    confidence: float = 0.0
    why: tuple[str, ...] = ()
    profile: ListProfile | None = None
    follow: Request | None = None


@dataclass(frozen=True, slots=True)
class Expanded:
    """Markup that a page carries in a wrapper: the list finder reads `html` as if the page had shown it.

    Links in `html` resolve against `base`; `next` is the request for older rows when the wrapper names it.
    """

    mechanism: str
    html: str
    base: str
    next: Request | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article, normalised: clean values only, ready to be compared and stored.

    `url` is canonical; `body_html` is sanitised; languages are BCP 47 or "".
    """

    source: str
    url: str
    title: str
    published: Moment | None = None
    updated: Moment | None = None
    language: str = ""
    title_language: str = ""
    issuer: str = ""
    author: str = ""
    document_number: str = ""
    keywords: tuple[str, ...] = ()
    image: str = ""
    body_html: str = ""
    body_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    evidence: tuple[tuple[str, tuple[Evidence, ...]], ...] = ()
    note: str = ""


class Judgement(StrEnum):
    """What a run's article is to the store."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISION = "revision"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    # Our rules read the same page otherwise: no news of the publisher's.
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server says of the state of a page or file (RFC 9110, 8.8): "" or None where it said nothing."""

    etag: str = ""
    last_modified: str = ""
    length: int | None = None


UNTOLD = Validators()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of an article, as far as deciding needs it."""

    id: int
    guid: str
    url: str
    state: str
    content_hash: str
    title: str
    published: str
    body_text: str
    attachments: tuple[str, ...] = ()
    note: str = ""
    validators: Validators = UNTOLD
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision: what the article is, to which stored one, and which fields differ ("title", "body", …).

    `detail` says what was found instead of a known article that is not there any more.
    """

    judgement: Judgement
    article: Article
    content_hash: str
    known: Known | None = None
    changes: tuple[str, ...] = ()
    detail: str = ""
