"""gazette.toml edited in place, its comments and its order kept (tomlkit).

What would come of an edit is read back before it is written: no command leaves a file that the next one refuses.

This module does not know what is worth writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from crawler import config as configuration
from crawler.errors import ConfigError
from crawler.model import Listing, ListProfile
from feeds.files import write


def rules_of(found: Listing | ListProfile) -> dict[str, str]:
    """The selectors of a list as `[source.list]` holds them; raises ConfigError when it has none (a feed, JSON)."""
    profile = found.profile if isinstance(found, Listing) else found
    if profile is None or not profile.row:
        raise ConfigError(
            "this list is not found by selectors", mend="nothing to pin: it is followed by what the page itself names"
        )
    return {key: value for key in ("row", "link", "title", "date", "next") if (value := getattr(profile, key))}


def append(path: Path, fields: dict[str, Any]) -> None:
    """Add one `[[source]]` at the end of the file."""
    append_all(path, [fields])


def append_all(path: Path, sources: Sequence[dict[str, Any]]) -> None:
    """Add one `[[source]]` each at the end of the file, in one edit."""
    document = _open(path)
    rows = document.get("source")
    if rows is None:
        rows = tomlkit.aot()
        document.append("source", rows)
    for fields in sources:
        row = tomlkit.table()
        for key in ("url", "name", *(k for k in fields if k not in ("url", "name"))):
            row.add(key, _value(fields[key]))
        rows.append(row)
    _close(path, document)


def pin(path: Path, name: str, tables: dict[str, dict[str, str]]) -> None:
    """Write rules into a source's tables (`list`, `article`); raises ConfigError when the file has no such source."""
    document = _open(path)
    named = configuration.parse(tomlkit.dumps(document), path).source
    place = next((i for i, source in enumerate(named) if source.name == name), None)
    if place is None:
        raise ConfigError(f"there is no source {name!r} in {path}", mend="see `gazette sources`")
    row = document["source"][place]
    for key, rules in tables.items():
        row[key] = _value(rules)
    _close(path, document)


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        inner = tomlkit.table()
        for key, one in value.items():
            inner.add(key, one)
        return inner
    return list(value) if isinstance(value, tuple) else value


def _open(path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise ConfigError(f"{path} cannot be edited ({error})", mend="correct the file") from None


def _close(path: Path, document: TOMLDocument) -> None:
    text = tomlkit.dumps(document)
    configuration.parse(text, path)
    write(path, text.encode("utf-8"))
