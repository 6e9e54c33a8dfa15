"""`gazette add`: look at a list page, show what is there, and write it into the configuration.

The file is edited with its comments and its order kept (tomlkit).

This module does not know how a list is found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from crawler import config as configuration
from crawler.config import Config, Source
from crawler.errors import ConfigError, ListNotFound
from crawler.items import Reading
from crawler.normalise.article import normalise
from crawler.spiders.probe import Seen
from feeds.publish import write
from feeds.terminal import console, plain, table

SURE = 0.5
SHOWN_ROWS = 5


def add_source(path: Path, fields: dict[str, Any], *, yes: bool, pick: int) -> int:
    """Probe the address, show what was found, ask, and add it; the exit status."""
    from crawler.run import probe

    config = configuration.load(path) if path.exists() else Config(folder=path.parent)
    wanted = configuration.one_source(fields)
    if any(s.url == wanted.url for s in config.source):
        raise ConfigError(f"{wanted.url} is followed already", mend="see `gazette sources`")
    if wanted.name and any(s.name == wanted.name for s in config.source):
        raise ConfigError(f"there is a source named {wanted.name!r} already", mend="give another --name")
    name = wanted.name or configuration.name_of(wanted.url, {s.name for s in config.source})
    source = wanted.model_copy(update={"name": name})
    seen = probe(config, source)
    if seen.error is not None:
        seen.error.source = name
        raise seen.error
    listing = seen.listing
    if listing is None or not listing.entries:
        raise ListNotFound(
            "no list was found there",
            source=name,
            url=source.url,
            mend="give the address of the page that lists the news",
        )
    show(source, seen)
    if listing.confidence < SURE and not yes and not pick:
        console().print(f"gazette is not sure ({listing.confidence:.2f}) that this is the list.", markup=False)
    if not yes and not _agreed():
        console().print("Nothing was added.", markup=False)
        return 0
    append(path, source, fields)
    console().print(f"Added {name} to {path}. Next: gazette crawl {name}", markup=False)
    return 0


def show(source: Source, seen: Seen) -> None:
    """What was found: the list with its first rows, then the articles that were read to try it."""
    out, listing = console(), seen.listing
    assert listing is not None
    out.print(
        f"{source.name}: {listing.mechanism}, {len(listing.entries)} rows, confidence {listing.confidence:.2f}",
        markup=False,
    )
    for sentence in listing.why:
        out.print(f"  {sentence}", markup=False)
    rows = [[e.date.value if e.date else "", e.title] for e in listing.entries[:SHOWN_ROWS]]
    out.print(table([("day", {"no_wrap": True}), ("title", {})], rows))
    if len(listing.entries) > SHOWN_ROWS:
        out.print(f"… and {len(listing.entries) - SHOWN_ROWS} more", markup=False)
    out.print(f"next page: {listing.next.url if listing.next else 'none'}", markup=False)
    for entry, raw in seen.articles:
        article = normalise(Reading(source.name, entry, 0, raw), source.language)
        day = article.published.value if article.published else "no day"
        what = f"{len(article.body_text)} characters" if article.body_text else article.note or "no body"
        files = f", {len(article.attachments)} attachments" if article.attachments else ""
        out.print(f"read: {plain(article.title)[:60]} | {day} | {what}{files}", markup=False)
    for issue in seen.troubles:
        out.print(f"not read: {issue.url}: {issue.message}", markup=False)


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise ConfigError("there is no terminal to ask on", mend="say --yes")
    return input("Follow it? [Y/n] ").strip().lower() in ("", "y", "yes", "j", "ja", "是")


def append(path: Path, source: Source, fields: dict[str, Any]) -> None:
    """Add one `[[source]]` at the end of the file, everything else byte for byte as it was."""
    try:
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    except (OSError, TOMLKitError) as error:
        raise ConfigError(f"{path} cannot be edited ({error})", mend="correct the file") from None
    row = tomlkit.table()
    row.add("url", source.url)
    row.add("name", source.name)
    for key, value in fields.items():
        if key not in ("url", "name") and value:
            row.add(key, list(value) if isinstance(value, tuple) else value)
    sources = document.get("source")
    if sources is None:
        sources = tomlkit.aot()
        document.append("source", sources)
    sources.append(row)
    text = tomlkit.dumps(document)
    configuration.parse(text, path)
    write(path, text.encode("utf-8"))
