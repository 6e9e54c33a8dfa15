"""gazette.toml read into frozen settings and sources; unknown keys are refused with file, line, key and mend.

This module does not know what was learned of a source (that is in the store), nor how a crawl uses a setting.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomli
from pydantic import ValidationError

from crawler.errors import ConfigError
from crawler.keys import (
    TAKEN,
    TAKEN_WHOLE,
    Alerts,
    ArchiveRules,
    ArticleRules,
    Expect,
    ListRules,
    SavedSearch,
    Settings,
    Source,
    Strict,
    WebRules,
)
from crawler.listing.endpoint import EndpointConfig

FILE = "gazette.toml"


class Config(Strict):
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

    def followed(self, names: tuple[str, ...] | list[str] = ()) -> tuple[Source, ...]:
        """The sources to crawl: those of these names, else all that are not paused; raises as `pick` does."""
        return tuple(s for s in self.pick(names) if names or not s.paused)


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
        data = tomli.loads(text)
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
    base = f"x-{base}" if base.startswith(TAKEN) or base in TAKEN_WHOLE else base
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
        if not source.name:
            source = source.model_copy(update={"name": name_of(source.url, taken)})
            taken.add(source.name)
        out.append(source)
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
