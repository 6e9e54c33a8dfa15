"""The shapes of what `gazette mcp` answers; the model is shown them, with these descriptions.

This module does not know where the values come from.
"""

from __future__ import annotations

from pydantic import BaseModel, Field


class Brief(BaseModel):
    """An article that was found."""

    id: int
    guid: str
    source: str
    title: str
    url: str
    published: str | None = Field(description="as precise as the page told: a minute (with zone), a day or a month")
    first_published_here: str = Field(description="the time under which feeds show it, UTC")
    language: str
    state: str = Field(description="live or withdrawn")
    excerpt: str = Field(description="the piece of its text that shows best why it was found")


class FoundArticles(BaseModel):
    """What a search found, best first."""

    total: int = Field(description="how many match; at least so many when `more` is true")
    more: bool = Field(description="whether more match than are given; narrow the search to see others")
    articles: list[Brief]


class Attachment(BaseModel):
    """A file that belongs to an article."""

    url: str
    title: str
    type: str


class Evidence(BaseModel):
    """Where a field's value was found; the first one was taken."""

    value: str
    place: str


class Change(BaseModel):
    """What happened to an article after it was first stored."""

    at: str
    kind: str = Field(description="revision, moved, withdrawn, returned or reread")
    fields: list[str]
    detail: str


class Article(BaseModel):
    """One article, with a piece of its text."""

    id: int
    guid: str
    source: str
    title: str
    url: str
    published: str | None
    updated: str | None
    language: str
    issuer: str
    author: str
    document_number: str
    note: str = Field(description="why the text is empty when it rightly is")
    state: str
    revision: int
    first_seen: str
    text: str = Field(description="the text from `offset` on")
    characters: int = Field(description="the length of the whole text")
    next_offset: int | None = Field(description="where the text goes on; null at its end")
    attachments: list[Attachment]
    evidence: dict[str, list[Evidence]]
    changes: list[Change]


class SourceBrief(BaseModel):
    """A source with its state."""

    name: str
    url: str
    state: str = Field(
        description="ok, quiet, empty, partial, changed, moved, blocked, broken, gone, unreachable, new or paused"
    )
    broken: bool
    reason: str
    topics: list[str]
    articles: int
    newest: str | None


class Sources(BaseModel):
    """A page of sources, by name."""

    total: int
    sources: list[SourceBrief]
    next_after: str | None = Field(description="give it as `after` for the next page; null at the end")


class Issue(BaseModel):
    """Something that went wrong in a source's last run."""

    at: str
    level: str
    kind: str
    url: str
    message: str
    mend: str


class Health(BaseModel):
    """How a source does."""

    name: str
    url: str
    state: str
    broken: bool
    state_since: str | None
    reason: str
    mend: str = Field(description="what to do about it, as a command where there is one")
    expected: str
    seen: str
    note: str
    last_run: str | None
    next_due: str | None
    articles: int
    newest: str | None
    coverage: str = Field(description="since when the source was seen whole, and the gaps")
    issues: list[Issue]
    more_issues: int


class Entry(BaseModel):
    """A row of a list."""

    url: str
    title: str
    date: str | None


class Read(BaseModel):
    """An article that was read to try the list."""

    url: str
    title: str
    published: str | None
    characters: int
    attachments: int
    note: str


class Unread(BaseModel):
    """An article that could not be read."""

    url: str
    message: str
    mend: str


class Added(BaseModel):
    """What was found at a list page, and whether it is followed from now on."""

    added: bool
    name: str
    url: str
    mechanism: str
    confidence: float = Field(description="how sure gazette is that this is the list, 0 to 1")
    why: list[str]
    rows: int
    entries: list[Entry] = Field(description="the first rows")
    next: str | None = Field(description="the next page of the list")
    articles: list[Read]
    troubles: list[Unread]
