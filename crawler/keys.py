"""The keys of gazette.toml, frozen, each with its bounds and with the words that the reference of settings shows.

This module does not know the file: how it is read, and where in it a fault stands.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from crawler.addresses import places_of
from crawler.clock import known_zone
from crawler.errors import ConfigError
from crawler.listing.endpoint import EndpointConfig
from crawler.model import ListProfile
from crawler.normalise.places import country_of
from crawler.normalise.text import printable
from crawler.normalise.urls import split

_SPANS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
# An address that needs no closer look: most do not, and a closer one at each of ten thousand takes a tenth of a second.
_PLAIN_HTTP = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::[1-9]\d{0,3})?(?:/[!-~]*)?")
# Names of feeds that are no source's.
TAKEN = ("all", "topic-", "search-")
TAKEN_WHOLE = ("changes", "health", "stories")


def _http(url: str) -> str:
    if _PLAIN_HTTP.fullmatch(url):
        return url
    try:
        split(url)
    except ConfigError as error:
        raise ValueError(error.message) from None
    # What was looked at is what is kept: a letter that no address can have would be found again later.
    return printable(url).strip()


def _slug(name: str) -> str:
    if name and not _NAME.fullmatch(name):
        raise ValueError("a name has small letters, digits, '-', '_' and '.'")
    if name.startswith(TAKEN) or name in TAKEN_WHOLE:
        raise ValueError(f"feeds of gazette's own are named so; a source's name is none of {', '.join(TAKEN_WHOLE)}, "
                         "and does not begin with 'all', 'topic-' or 'search-'")  # fmt: skip
    return name


def _span(text: str) -> str:
    if text:
        span_seconds(text)
    return text


def span_seconds(text: str) -> float:
    """Seconds of a span of time as a person writes it: "10 minutes", "3 days"; raises ValueError for anything else."""
    match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*(second|minute|min|hour|day|week)s?\s*", text.lower())
    if match is None:
        raise ValueError('a span of time is written like "10 minutes", "12 hours", "3 days" or "2 weeks"')
    return float(match[1]) * _SPANS[match[2]]


Url = Annotated[str, AfterValidator(_http)]
OptionalUrl = Annotated[str, AfterValidator(lambda url: _http(url) if url else "")]
Name = Annotated[str, AfterValidator(_slug)]
Span = Annotated[str, AfterValidator(_span)]


class Strict(BaseModel):
    """A table of the file: unknown keys are refused; the text below a key says what it does (feeds/reference.py reads it)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ListRules(Strict):
    """Where the rows of the list are. Selectors are CSS, or XPath when they begin with `/` or `.//`; what is left out
    stays as it was learned. `gazette pin SOURCE` writes this table.
    """

    row: str = ""
    """One row of the list."""
    link: str = ""
    """Within a row: the link to the article."""
    title: str = ""
    """Within a row: what bears the title."""
    date: str = ""
    """Within a row: what bears the day."""
    next: str = ""
    """On the page: the link to older rows."""


class ArticleRules(Strict):
    """Where the parts of the article pages are; selectors as in `[source.list]`."""

    body: str = ""
    """The text of the article."""
    title: str = ""
    """Its title."""
    date: str = ""
    """Its day of publication."""


class Expect(Strict):
    """What is expected of the source; where nothing is said, it is learned from past runs."""

    rows: int | None = Field(default=None, ge=1, le=100_000)
    """At least so many rows on the list page."""
    dated: float | None = Field(default=None, ge=0, le=1)
    """At least this share of the rows has a day."""
    body: int | None = Field(default=None, ge=0, le=10_000_000)
    """The middle article has at least so many characters."""
    every: Span = ""
    """The longest silence that is no cause for worry, in working days: "12 hours", "3 days", "2 weeks"."""

    @property
    def every_days(self) -> float | None:
        """`every` in days; None when nothing is said."""
        return span_seconds(self.every) / 86_400 if self.every else None


class Source(Strict):
    """One list page that is followed. Only `url` is needed."""

    url: Url
    """The address of the list page."""
    name: Name = ""
    """What it is called in commands and in the names of its feeds: small letters, digits, `-`, `_`, `.`; made from the
    address when left out. A changed name is another source."""
    title: str = ""
    """What its feed is called; the page's own title when left out."""
    language: str = ""
    """The language of its articles (BCP 47, `zh-Hant`); found article by article when left out."""
    country: str = ""
    """The country whose working days and public holidays count (ISO 3166, `TW`); from the address when left out."""
    topics: tuple[str, ...] = ()
    """Each topic has a feed of its own, and is a folder of `feeds.opml`."""
    paused: bool = False
    """Not crawled; its feeds stay as they are."""
    allow_private: bool = False
    """It may lead to private addresses: to the place (host and port) of its own list and endpoint, and to the
    `private_hosts`; nowhere else inside."""
    private_hosts: tuple[str, ...] = ()
    """Further places inside that it may lead to: `files.intranet`, `10.0.0.7:8080`. Only with `allow_private`."""
    insecure_tls: bool = False
    """Its certificate is not checked. Its health says so."""
    ignore_robots: bool = False
    """Its robots.txt is not obeyed: only for sites whose owner agreed."""
    browser: bool = False
    """Its list is rendered by Chromium; wants the extra `gazette[browser]`."""
    delay: float | None = Field(default=None, ge=0, le=3600)
    """Seconds between two requests to its host, instead of `[gazette] delay`. A longer Crawl-delay of its robots.txt
    comes first."""
    max_articles: int = Field(default=200, ge=1, le=10_000)
    """Articles fetched in one run at most; the rest follows in the next."""
    list: ListRules = ListRules()
    """Selectors for the rows."""
    article: ArticleRules = ArticleRules()
    """Selectors for the articles."""
    expect: Expect = Expect()
    """What is expected of it."""
    endpoint: EndpointConfig | None = None
    """The endpoint that its rows come from, when the page does not tell."""

    @property
    def place(self) -> str:
        """The country that it belongs to: as configured, else as its address tells."""
        return self.country or country_of(self.url, self.language)

    @property
    def pinned(self) -> ListProfile | None:
        """The rules that an operator pinned (`[source.list]`), as a profile; None when they name no rows."""
        rules = self.list
        return ListProfile("pinned", rules.row, rules.link, rules.title, rules.date, rules.next) if rules.row else None

    @property
    def private_places(self) -> frozenset[str]:
        """The places (`host:port`) that it may reach though they are inside: its list's, its endpoint's, those named."""
        if not self.allow_private:
            return frozenset()
        urls = (
            self.url,
            self.endpoint.url if self.endpoint else "",
            *(f"http://{place}/" for place in self.private_hosts),
        )
        return frozenset().union(*(places_of(url) for url in urls))


class ArchiveRules(Strict):
    """What is kept of the raw pages in `archive.db`; 0 means all."""

    enabled: bool = True
    """Whether raw pages are kept; without them `gazette reread` and repairs have nothing to read."""
    keep: int = Field(default=0, ge=0)
    """The newest captures of each article."""
    days: int = Field(default=0, ge=0)
    """Captures last fetched within so many days."""
    max_bytes: int = Field(default=0, ge=0)
    """The most lately fetched that fit into so many bytes, compressed."""
    lists: int = Field(default=10, ge=0)
    """The newest captures of each list page."""


class WebRules(Strict):
    """Who may see and change what in the operator's window (`gazette serve`)."""

    token: str = ""
    """Lets in whoever has it; needed to change anything. GAZETTE_TOKEN in the environment comes first."""
    open: bool = False
    """Everyone may read."""
    hosts: tuple[str, ...] = ()
    """Names under which it may be reached besides loopback's."""
    proxy_header: str = ""
    """The header in which a proxy tells whom it let in: they may read."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """The addresses from which that header is believed."""
    rate: float = Field(default=20, gt=0, le=10_000)
    """Requests a second that an address may make on average; published files are not counted."""
    burst: int = Field(default=120, ge=1, le=100_000)
    """And at once."""


class SavedSearch(Strict):
    """A search whose results are a feed. At least one of `query`, `source`, `topic`, `language`."""

    name: Annotated[str, AfterValidator(_slug), Field(min_length=1)]
    """What the feed is called."""
    title: str = ""
    """Its title for readers."""
    query: str = Field(default="", max_length=400)
    """The words, as `gazette search` takes them."""
    source: tuple[str, ...] = ()
    """Only articles of these sources."""
    topic: tuple[str, ...] = ()
    """Only articles of sources with these topics."""
    language: str = ""
    """Only articles in this language."""


class Alerts(Strict):
    """Whom to tell when the state of a source changes."""

    urls: tuple[str, ...] = ()
    """Addresses as Apprise reads them: `mailto://…`, `ntfy://…`, `json://…`."""
    patience: Span = "30 minutes"
    """A state is told once it holds for so long."""
    pause: Span = "15 minutes"
    """Changes within this time after a message are gathered into the next."""
    quiet: str = Field(default="", pattern=r"^(?:([01]?\d|2[0-3])-([01]?\d|2[0-3]))?$")
    """Hours in which nothing is sent, `22-7`; what comes then is told after them."""
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    """The time zone of `quiet`, `Asia/Macau`."""


class Settings(Strict):
    """What holds for all sources."""

    title: str = "gazette"
    """The name of the whole, on its pages and in `feeds.opml`."""
    output: str = "output"
    """The folder of the store and the feeds, beside this file."""
    base_url: OptionalUrl = ""
    """Where `output` is published; feeds name their own address by it. Links are relative when left out."""
    contact: str = ""
    """An address or a page for those who wonder about the crawler; stands in the User-Agent."""
    min_interval: Span = "10 minutes"
    """A source is asked no more often than this."""
    max_interval: Span = "4 hours"
    """And no more seldom, unless it fails."""
    keep_runs: Span = "180 days"
    """Every run is kept for so long; then one a day, which judging needs, for three years."""
    requests_per_day: float = Field(default=24, ge=1, le=1440)
    """What a source's list may be asked on average in a day; its rhythm tells when."""
    delay: float = Field(default=1.0, ge=0, le=3600)
    """Seconds between two requests to one host."""
    timeout: float = Field(default=30, gt=0, le=600)
    """Seconds to wait for an answer."""
    source_time: Span = "5 minutes"
    """What a source's answers and pages may take in one crawl; what is left is fetched by the next."""
    max_page_bytes: int = Field(default=16 * 1024 * 1024, ge=10_000)
    """A page that is larger is refused."""
    concurrency: int = Field(default=16, ge=1, le=256)
    """Requests under way at once, to all hosts together."""
    feed_items: int = Field(default=100, ge=1, le=10_000)
    """Articles in a feed document at most; older ones are in its archive documents."""
    hub: OptionalUrl = ""
    """A WebSub hub that is told of changed feeds."""
    archive: ArchiveRules = ArchiveRules()
    """What is kept of the raw pages."""
    alerts: Alerts = Alerts()
    """Whom to tell."""
    web: WebRules = WebRules()
    """Who may see and change what."""
