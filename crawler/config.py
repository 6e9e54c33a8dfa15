"""gazette.toml as typed, frozen settings and sources; unknown keys are refused with file, line, key and mend.

This module does not know what was learned of a source (that is in the store), nor how a crawl uses a setting.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from crawler.addresses import places_of
from crawler.clock import known_zone
from crawler.errors import ConfigError
from crawler.listing.endpoint import EndpointConfig
from crawler.normalise.places import country_of
from crawler.normalise.urls import split

FILE = "gazette.toml"
_SPANS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
# Names of feeds that are no source's.
_TAKEN = ("all", "topic-", "search-")
_TAKEN_WHOLE = ("changes", "health", "stories")


def _http(url: str) -> str:
    try:
        split(url)
    except ConfigError as error:
        raise ValueError(error.message) from None
    return url.strip()


def _slug(name: str) -> str:
    if name and not _NAME.fullmatch(name):
        raise ValueError("a name has small letters, digits, '-', '_' and '.'")
    if name.startswith(_TAKEN) or name in _TAKEN_WHOLE:
        raise ValueError(f"feeds of gazette's own are named so; a source's name is none of {', '.join(_TAKEN_WHOLE)}, "
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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListRules(_Strict):
    """Selectors pinned by hand (`[source.list]`); CSS, or XPath when it begins with `/` or `.//`."""

    row: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    next: str = ""


class ArticleRules(_Strict):
    """Selectors pinned by hand for the article pages (`[source.article]`)."""

    body: str = ""
    title: str = ""
    date: str = ""


class Expect(_Strict):
    """What an operator expects of a source (`[source.expect]`); where nothing is said, it is learned from past runs.

    `rows` at least on a page, `dated` at least that share of the rows with a day, `body` at least so many characters in
    the middle article, `every` the longest silence: "12 hours", "3 days", "2 weeks" (of working days).
    """

    rows: int | None = Field(default=None, ge=1, le=100_000)
    dated: float | None = Field(default=None, ge=0, le=1)
    body: int | None = Field(default=None, ge=0, le=10_000_000)
    every: Annotated[str, AfterValidator(_span)] = ""

    @property
    def every_days(self) -> float | None:
        """`every` in days; None when nothing is said."""
        return span_seconds(self.every) / 86_400 if self.every else None


class Source(_Strict):
    """One list page that is followed (`[[source]]`); only `url` is needed.

    `allow_private` lets it lead to private addresses: to the place (host and port) of its list and endpoint, and to the
    `private_hosts` ("files.intranet", "10.0.0.7:8080") that are named besides; nowhere else inside.
    """

    url: Url
    name: Name = ""
    title: str = ""
    language: str = ""
    country: str = ""
    topics: tuple[str, ...] = ()
    paused: bool = False
    allow_private: bool = False
    private_hosts: tuple[str, ...] = ()
    insecure_tls: bool = False
    ignore_robots: bool = False
    browser: bool = False
    delay: float | None = Field(default=None, ge=0, le=3600)
    max_articles: int = Field(default=200, ge=1, le=10_000)
    list: ListRules = ListRules()
    article: ArticleRules = ArticleRules()
    expect: Expect = Expect()
    endpoint: EndpointConfig | None = None

    @property
    def place(self) -> str:
        """The country that it belongs to: as configured, else as its address tells."""
        return self.country or country_of(self.url, self.language)

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


class ArchiveRules(_Strict):
    """What is kept of the raw pages (`[gazette.archive]`); 0 means all.

    `keep`: the newest captures of each article; `days`: captures last fetched within so many days; `max_bytes`: the
    most lately fetched that fit, compressed; `lists`: the newest captures of each list page.
    """

    enabled: bool = True
    keep: int = Field(default=0, ge=0)
    days: int = Field(default=0, ge=0)
    max_bytes: int = Field(default=0, ge=0)
    lists: int = Field(default=10, ge=0)


class WebRules(_Strict):
    """Who may see and change what in the operator's window (`[gazette.web]`).

    `token` lets in whoever has it (GAZETTE_TOKEN in the environment comes first); `open` lets everyone read.  `hosts`
    are the names under which it may be reached besides loopback's.  `proxy_header` names the header in which a proxy
    at one of the addresses `proxies` tells whom it let in: they may read.  `rate` is how many requests a second an
    address may make on average, `burst` how many at once.
    """

    token: str = ""
    open: bool = False
    hosts: tuple[str, ...] = ()
    proxy_header: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    rate: float = Field(default=20, gt=0, le=10_000)
    burst: int = Field(default=120, ge=1, le=100_000)


class SavedSearch(_Strict):
    """A search whose results are a feed (`[[search]]`): words as in `gazette search`, narrowed by the other keys."""

    name: Annotated[str, AfterValidator(_slug), Field(min_length=1)]
    title: str = ""
    query: str = Field(default="", max_length=400)
    source: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    language: str = ""


class Alerts(_Strict):
    """Whom to tell when a source's state changes (`[gazette.alerts]`), by addresses as Apprise reads them.

    States are told once they hold for `patience`; within `pause` after a message changes are gathered into the next;
    between the hours of `quiet` (local time, "22-7") nothing is sent.
    """

    urls: tuple[str, ...] = ()
    patience: Annotated[str, AfterValidator(_span)] = "30 minutes"
    pause: Annotated[str, AfterValidator(_span)] = "15 minutes"
    quiet: str = Field(default="", pattern=r"^(?:([01]?\d|2[0-3])-([01]?\d|2[0-3]))?$")
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"


class Settings(_Strict):
    """The `[gazette]` table: what holds for all sources."""

    min_interval: Annotated[str, AfterValidator(_span)] = "10 minutes"
    max_interval: Annotated[str, AfterValidator(_span)] = "4 hours"
    requests_per_day: float = Field(default=24, ge=1, le=1440)
    alerts: Alerts = Alerts()

    title: str = "gazette"
    output: str = "output"
    base_url: OptionalUrl = ""
    contact: str = ""
    delay: float = Field(default=1.0, ge=0, le=3600)
    timeout: float = Field(default=30, gt=0, le=600)
    max_page_bytes: int = Field(default=32 * 1024 * 1024, ge=10_000)
    concurrency: int = Field(default=16, ge=1, le=256)
    feed_items: int = Field(default=100, ge=1, le=10_000)
    archive: ArchiveRules = ArchiveRules()
    hub: OptionalUrl = ""
    web: WebRules = WebRules()


class Config(_Strict):
    """Everything that a configuration file says; `folder` is the file's, against which `output` is resolved."""

    gazette: Settings = Settings()
    source: tuple[Source, ...] = ()
    search: tuple[SavedSearch, ...] = ()
    folder: Path = Path()

    @property
    def output(self) -> Path:
        """The folder of the store and the feeds."""
        return self.folder / self.gazette.output

    def pick(self, names: tuple[str, ...] | list[str]) -> tuple[Source, ...]:
        """The sources of these names (all when none is given); raises ConfigError for a name that is not there."""
        by_name = {s.name: s for s in self.source}
        for name in names:
            if name not in by_name:
                near = difflib.get_close_matches(name, by_name, 1)
                raise ConfigError(
                    f"there is no source {name!r}",
                    mend=f"did you mean {near[0]!r}?" if near else "see `gazette sources`",
                )
        return tuple(by_name[n] for n in names) if names else self.source


def load(path: Path) -> Config:
    """Read a configuration file; raises ConfigError that names the file, the line, the key and the mend."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no {path}", mend="`gazette add URL` makes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read ({error})", mend="see that it is a text file in UTF-8") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Config:
    """Read the text of a configuration file; `path` is named in errors and gives `folder`."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Besides its own error the reader passes on those of numbers too long and of tables too deep.
        raise ConfigError(f"{path}: {error}", mend="correct the file; strings are in quotes") from None
    try:
        config = Config.model_validate({**data, "folder": path.parent})
    except ValidationError as error:
        raise _told(error, text, path) from None
    config = config.model_copy(update={"source": _named(config.source, path)})
    _check_searches(config, path)
    return config


def name_of(url: str, taken: set[str]) -> str:
    """A short unused name for a source, from its address: `spb-gov-cn-c100276`."""
    parts = urlsplit(url)
    host = re.sub(r"^www?\d?\.", "", parts.hostname or "source").replace(".", "-")
    if parts.port:
        host += f"-{parts.port}"
    words = [w for w in re.split(r"[^a-z0-9]+", f"{parts.path} {parts.query}".lower()) if w]
    words = [
        w for w in words if w not in ("index", "html", "htm", "shtml", "list", "news", "aspx", "jsp", "php", "default")
    ] or words
    base = "-".join([host, *words[-2:]])[:60].strip("-")
    base = f"x-{base}" if base.startswith(_TAKEN) or base in _TAKEN_WHOLE else base
    name, n = base, 2
    while name in taken:
        name, n = f"{base}-{n}", n + 1
    return name


def _named(sources: tuple[Source, ...], path: Path) -> tuple[Source, ...]:
    taken: set[str] = set()
    urls: set[str] = set()
    for source in sources:
        if source.name and source.name in taken:
            raise ConfigError(f"{path}: two sources are named {source.name!r}", mend="give one of them another name")
        if source.url in urls:
            raise ConfigError(f"{path}: the list {source.url} stands twice", mend="remove one of the two")
        taken.add(source.name)
        urls.add(source.url)
    out = []
    for source in sources:
        name = source.name or name_of(source.url, taken)
        taken.add(name)
        out.append(source.model_copy(update={"name": name}))
    return tuple(out)


def _check_searches(config: Config, path: Path) -> None:
    """A search's feed has the place that a source's feed has, so their names differ."""
    sources = {source.name for source in config.source}
    taken = set(sources)
    for search in config.search:
        if search.name in taken:
            what = "a source" if search.name in sources else "another search"
            raise ConfigError(f"{path}: the search {search.name!r} has the name of {what}", mend="give it another name")
        taken.add(search.name)
        for name in search.source:
            if name not in sources:
                raise ConfigError(
                    f"{path}: the search {search.name!r} names the source {name!r}, which is not there",
                    mend="see `gazette sources`",
                )
        if not (search.query.strip() or search.source or search.topic or search.language):
            raise ConfigError(f"{path}: the search {search.name!r} asks for nothing", mend='add query = "…"')


def _told(error: ValidationError, text: str, path: Path) -> ConfigError:
    first = error.errors()[0]
    where = [part for part in first["loc"] if part != "folder"]
    key = str(where[-1]) if where else ""
    line = _line(text, where)
    place = f"{path}, line {line}" if line else str(path)
    if first["type"] == "extra_forbidden":
        known = _known_keys(where[:-1])
        near = difflib.get_close_matches(key, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
        return ConfigError(f"{place}: unknown key {key!r}", mend=hint)
    if first["type"] == "missing":
        return ConfigError(f"{place}: {key!r} is missing", mend=f'add {key} = "…"')
    said = first["msg"].removeprefix("Value error, ")
    return ConfigError(f"{place}: {key} = {_short(first.get('input'))}: {said}", mend=f"correct {key!r} in {path}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "…"


def _known_keys(where: list[Any]) -> list[str]:
    model: Any = Config
    for part in where:
        if isinstance(part, str):
            model = {
                "gazette": Settings, "source": Source, "archive": ArchiveRules, "web": WebRules,
                "search": SavedSearch, "list": ListRules, "article": ArticleRules, "expect": Expect,
                "alerts": Alerts, "endpoint": EndpointConfig,
            }.get(part, model)  # fmt: skip
    fields = getattr(model, "model_fields", None) or getattr(model, "__dataclass_fields__", {})
    return [k for k in fields if k != "folder"]


def _line(text: str, where: list[Any]) -> int | None:
    """The line of a key: after as many `[[source]]` headers as its index tells."""
    lines = text.splitlines()
    start = 0
    for i, part in enumerate(where):
        if isinstance(part, int) and i:
            heads = [
                n for n, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{re.escape(str(where[i - 1]))}\s*\]\]", line)
            ]
            start = heads[part] if part < len(heads) else start
    key = str(where[-1]) if where else ""
    pattern = re.compile(rf"\s*(?:\[+[\w.\s]*)?{re.escape(key)}\s*[=\]]")
    for n in range(start, len(lines)):
        if pattern.match(lines[n]):
            return n + 1
    return start + 1 if start else None


def one_source(fields: dict[str, Any]) -> Source:
    """A source from a command's words; raises ConfigError for what is off."""
    try:
        return Source.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        said = first["msg"].removeprefix("Value error, ")
        key = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{key} = {_short(first.get('input'))}: {said}", mend=f"give another {key}") from None
