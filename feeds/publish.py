"""Build all feeds of a store and lay them into the output folder.

A file is written beside and renamed, so that no reader ever sees half of one; a file whose bytes would not
change is left alone, its time too.

This module does not know how a feed's bytes are made.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from crawler.config import Config
from crawler.errors import StoreError
from crawler.store.database import Store
from feeds.index import index_page
from feeds.jsonfeed import json_feed
from feeds.opml import opml
from feeds.select import FeedDocument, all_feed, source_feed
from feeds.syndication import atom, rss


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: files written, files that were right already."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]


def publish(store: Store, config: Config) -> Published:
    """Write every feed, `feeds.opml` and `index.html`; raises StoreError when the folder cannot be written."""
    documents = [source_feed(store, config, source) for source in config.source]
    together = all_feed(store, config)
    files: dict[str, bytes] = {}
    for document in [*documents, together]:
        files |= formats(document)
    files["feeds.opml"] = opml(config.gazette.title, [together, *documents])
    files["index.html"] = index_page(store, config, documents, together)
    written: list[Path] = []
    unchanged: list[Path] = []
    for name, content in files.items():
        path = config.output / name
        (written if write(path, content) else unchanged).append(path)
    return Published(tuple(written), tuple(unchanged))


def formats(document: FeedDocument) -> dict[str, bytes]:
    """The files of one feed, by their place in the output folder."""
    return {
        f"feeds/{document.name}.rss": rss(document),
        f"feeds/{document.name}.atom": atom(document),
        f"feeds/{document.name}.json": json_feed(document),
    }


def write(path: Path, content: bytes) -> bool:
    """Lay one file; False when it held these bytes already."""
    try:
        if path.exists() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror})",
            kind="read-only",
            mend="see the folder's rights and the disk's space",
        ) from error
    return True
