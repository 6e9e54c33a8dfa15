"""`gazette add feeds.opml`: take in another reader's list of feeds.

This module does not know how a feed is followed, nor how the configuration is edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.etree as etree

from crawler import config as configuration
from crawler.config import Config
from crawler.errors import ConfigError, GazetteError
from crawler.normalise.text import clean
from crawler.normalise.urls import is_web
from feeds.editing import append_all
from feeds.opml import MERGED, SOURCE
from feeds.terminal import console, table

_MOST_BYTES = 32 * 1024 * 1024
_MOST_FEEDS = 20_000


@dataclass(frozen=True, slots=True)
class Outlined:
    """A feed as an OPML file lists it; `topics` are the folders that it stands in."""

    title: str
    url: str
    topics: tuple[str, ...]
    skip: str = ""


def is_opml(what: str) -> bool:
    """Whether the words of `add` mean a file of outlines."""
    return "://" not in what and Path(what).suffix.lower() in (".opml", ".xml")


def add_opml(path: Path, file: Path, said: dict[str, Any]) -> int:
    """Follow what an OPML file lists, and show what was added and what was not; the exit status."""
    config = configuration.load(path) if path.exists() else Config(folder=path.parent)
    urls = {s.url for s in config.source}
    names = {s.name for s in config.source}
    rows: list[dict[str, Any]] = []
    shown: list[list[str]] = []
    for found in outlines(file):
        skip = found.skip or ("is followed already" if found.url in urls else "")
        fields = {k: v for k, v in said.items() if v} | {"url": found.url, "title": found.title}
        fields["topics"] = tuple(dict.fromkeys((*said.get("topics", ()), *found.topics)))
        fields = {k: v for k, v in fields.items() if v}
        try:
            source = None if skip else configuration.one_source(fields)
        except GazetteError as error:
            source, skip = None, error.message
        if source is None:
            shown.append(["skipped", found.title, skip])
            continue
        name = configuration.name_of(source.url, names)
        urls.add(found.url)
        names.add(name)
        rows.append({**fields, "name": name})
        shown.append(["added", found.title, f"{name} <{found.url}>"])
    if rows:
        append_all(path, rows)
    out = console()
    out.print(table([("", {"no_wrap": True}), ("feed", {"overflow": "fold"}), ("", {"overflow": "fold"})], shown))
    out.print(
        f"{len(rows)} sources added to {path}, {len(shown) - len(rows)} skipped. Next: gazette crawl", markup=False
    )
    return 0


def outlines(file: Path) -> Iterator[Outlined]:
    """The feeds of an OPML file, each once; raises ConfigError when it is none."""
    seen: dict[str, Outlined] = {}
    for element in _parsed(file).iter("outline"):
        found = _outlined(element)
        if found is None:
            continue
        before = seen.get(found.url)
        if before is not None:
            # A feed that stands in several folders.
            found = Outlined(
                before.title, before.url, tuple(dict.fromkeys((*before.topics, *found.topics))), before.skip
            )
        seen[found.url] = found
        if len(seen) > _MOST_FEEDS:
            raise ConfigError(f"{file} lists more than {_MOST_FEEDS} feeds", mend="split it")
    if not seen:
        raise ConfigError(f"{file} lists no feed", mend="export the list from your reader as OPML again")
    yield from seen.values()


def _parsed(file: Path) -> Any:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ConfigError(f"{file} is larger than {_MOST_BYTES} bytes", mend="give an OPML file")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
        root = etree.fromstring(file.read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise ConfigError(
            f"{file} cannot be read ({error})", mend="give an OPML file, as feed readers export it"
        ) from None
    if root is None or root.tag != "opml":
        raise ConfigError(f"{file} is no OPML file", mend="give an OPML file, as feed readers export it")
    return root


def _outlined(element: Any) -> Outlined | None:
    """One outline; None for a folder.  A feed is followed itself, a source of another gazette at its list page."""
    feed, page = (element.get("xmlUrl") or "").strip(), (element.get("htmlUrl") or "").strip()
    if not feed and not page:
        return None
    title = clean(element.get("title") or element.get("text") or "")
    category = element.get("category") or ""
    topics: list[str] = []
    for above in element.iterancestors("outline"):
        word = clean(above.get("text") or above.get("title") or "")
        if word:
            topics.insert(0, word)
    skip = "follows no page of its own" if category == MERGED else ""
    url = page if category == SOURCE or not is_web(feed) else feed
    return Outlined(title or url, url or feed, tuple(topics[:8]), skip)
