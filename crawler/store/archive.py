"""archive.db: every page as it came, zstd-compressed with a dictionary a source, each content once.

Written before the store that refers to it: after a kill the archive may hold a page that the store does not know yet
(it is fetched again, and is the same content), never the reverse.

This module does not know what is on a page, nor how it is read.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import zstandard

from crawler.clock import stamp
from crawler.errors import StoreError
from crawler.items import FetchedPage
from crawler.keys import ArchiveRules
from crawler.store import migrating
from crawler.store.database import BUSY_SECONDS, Row, Store

ARCHIVE = "archive.db"
# A hundredth larger than at level 10, in two thirds of the time.
LEVEL = 7
# A dictionary is trained from this many pages of a source; fewer tell too little of what they share.
ENOUGH = 40
_DICTIONARY_BYTES = 64 * 1024
_SAMPLE_BYTES = 16 * 1024 * 1024
# Dictionaries kept ready in memory, at some hundred kB each.
_READY = 32


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was fetched: which article's (guid "" for a list), which part of it, from when to when."""

    source: str
    guid: str
    part: int
    at: str
    last: str
    sha256: str
    page: FetchedPage


class Pages(Protocol):
    """What a crawl asks of the raw pages: the archive, or what a worker was given of it."""

    def together(self) -> AbstractContextManager[None]:
        """Keep the pages of several articles in one transaction."""

    def train(self, now: datetime) -> None:
        """Train the dictionaries that became due in transactions of several articles."""

    def keep(self, source: str, guid: str, pages: Sequence[FetchedPage], now: datetime) -> str:
        """Keep the pages that an article was read from, in order; the SHA-256 of the first ("" for none)."""

    def keep_list(self, source: str, page: FetchedPage, now: datetime, rules: ArchiveRules) -> None:
        """Keep a list page."""

    def newest(self, guid: str) -> tuple[Capture, ...]:
        """The pages that an article was last read from, in order; empty when none is kept."""

    def lists(self, source: str, limit: int) -> tuple[Capture, ...]:
        """The list pages of a source, those fetched last first."""

    def holds(self, guid: str) -> bool:
        """Whether any page of an article is kept."""


class Archive:
    """One open archive.db.  Every method raises StoreError (StoreBusy when it stays locked)."""

    def __init__(self, path: Path, *, writable: bool = True, busy: float = BUSY_SECONDS) -> None:
        self.store = Store(path, writable=writable, busy=busy, steps=migrating.ARCHIVE)
        # For pages of sources without a dictionary; to make one costs as much as to pack a small page.
        self._plain = zstandard.ZstdCompressor(level=LEVEL)
        self._dictionaries: OrderedDict[int, zstandard.ZstdCompressionDict] = OrderedDict()
        # The dictionary of a source (None: not yet trained, and not to be tried before so many pages).
        self._of_source: dict[str, int | None] = {}
        self._pages: dict[str, int] = {}
        # Sources whose dictionaries are to be trained.
        self._due: set[str] = set()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def together(self) -> AbstractContextManager[None]:
        """Keep the pages of several articles in one transaction."""
        return self.store.atomic()

    def train(self, now: datetime) -> None:
        """Train the dictionaries that became due in transactions of several articles: it takes longer than those may."""
        due, self._due = self._due, set()
        for source in sorted(due):
            self.learn(source, now)

    def keep(self, source: str, guid: str, pages: Sequence[FetchedPage], now: datetime) -> str:
        """Keep the pages that an article was read from, in order; the SHA-256 of the first ("" for none)."""
        if not pages:
            return ""
        at = stamp(now)
        with self.store.atomic():
            ids = [self._page(source, page.body) for page in pages]
            newest = self._newest(guid)
            # Without the second half of each condition SQLite would not use the index of articles' captures.
            if [r["page"] for r in newest] == ids:
                self.store.execute(
                    "UPDATE capture SET last = ? WHERE guid = ? AND guid <> '' AND at = ?", at, guid, newest[0]["at"]
                )
            else:
                # The same second again (a clock that was stopped): the later pages take the place of the earlier.
                if newest:
                    self.store.execute("DELETE FROM capture WHERE guid = ? AND guid <> '' AND at = ?", guid, at)
                for part, (number, page) in enumerate(zip(ids, pages, strict=True)):
                    self.store.insert("capture", _capture_row(source, guid, part, at, number, page))
        if self._ready_to_learn(source):
            self._due.add(source)
        if not self.store.in_transaction:
            self.train(now)
        return _sha(pages[0].body)

    def keep_list(self, source: str, page: FetchedPage, now: datetime, rules: ArchiveRules) -> None:
        """Keep a list page; of those of one address, the newest `rules.lists`."""
        at = stamp(now)
        with self.store.atomic():
            number = self._page(source, page.body)
            last = self.store.one(
                "SELECT id, page FROM capture WHERE source = ? AND guid = '' AND url = ? ORDER BY at DESC, id DESC LIMIT 1", source, page.url
            )  # fmt: skip
            if last is not None and last["page"] == number:
                self.store.update("capture", {"last": at}, "id = ?", last["id"])
                return
            self.store.insert("capture", _capture_row(source, "", 0, at, number, page))
            if rules.lists:
                old = self.store.query(
                    "SELECT id FROM capture WHERE source = ? AND guid = '' AND url = ? ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?",
                    source, page.url, rules.lists,
                )  # fmt: skip
                self.drop([r["id"] for r in old])

    def newest(self, guid: str) -> tuple[Capture, ...]:
        """The pages that an article was last read from, in order; empty when none is kept."""
        found = []
        for r in self._newest(guid):
            full = self.store.one(f"{_CAPTURES} WHERE c.id = ?", r["id"])
            if full is not None:
                found.append(self._capture(full))
        return tuple(found)

    def lists(self, source: str, limit: int) -> tuple[Capture, ...]:
        """The list pages of a source, those fetched last first."""
        rows = self.store.query(
            f"{_CAPTURES} WHERE c.source = ? AND c.guid = '' ORDER BY c.last DESC, c.id LIMIT ?", source, limit
        )
        return tuple(self._capture(r) for r in rows)

    def captures(self) -> Iterator[Capture]:
        """Everything that is kept, the oldest first, one page in memory at a time."""
        for number in self.numbers():
            found = self.capture(number)
            if found is not None:
                yield found

    def numbers(self, sources: Collection[str] = ()) -> Iterator[int]:
        """The numbers of the captures of these sources (of all when none is given), the oldest first."""
        where, values = (
            ("WHERE source IN (SELECT value FROM json_each(?)) ", (json.dumps(sorted(sources)),))
            if sources
            else ("", ())
        )
        # Numbers alone are read at once: eight bytes each, and no page is held while one is worked on.
        yield from [r["id"] for r in self.store.query(f"SELECT id FROM capture {where}ORDER BY at, id", *values)]  # noqa: S608

    def capture(self, number: int) -> Capture | None:
        """One capture; None when it is not there any more."""
        row = self.store.one(f"{_CAPTURES} WHERE c.id = ?", number)
        return self._capture(row) if row else None

    def holds(self, guid: str) -> bool:
        """Whether any page of an article is kept."""
        return self.store.value("SELECT 1 FROM capture WHERE guid = ? AND guid <> '' LIMIT 1", guid) is not None

    def has(self, sha256: str) -> bool:
        """Whether a content is kept."""
        return self.store.value("SELECT 1 FROM page WHERE sha256 = ?", sha256) is not None

    def learn(self, source: str, now: datetime) -> bool:
        """Train a source's dictionary on its pages and compress those anew; False when it has one, or they share nothing."""
        with self.store.atomic():
            if self.store.value("SELECT 1 FROM dictionary WHERE source = ?", source):
                return False
            rows = self.store.query(
                "SELECT p.id, p.sha256, p.size, p.dictionary, p.data FROM page p WHERE p.dictionary IS NULL AND p.id IN "
                "(SELECT page FROM capture WHERE source = ?) ORDER BY p.id LIMIT 400", source,
            )  # fmt: skip
            samples: list[tuple[Row, bytes]] = []
            size = 0
            for row in rows:
                body = self._body(row)
                if size + len(body) <= _SAMPLE_BYTES:
                    samples.append((row, body))
                    size += len(body)
            try:
                trained = zstandard.train_dictionary(
                    min(_DICTIONARY_BYTES, max(1024, size // 8)), [b for _, b in samples]
                )
            except zstandard.ZstdError:
                self._pages[source] = -ENOUGH  # too few, or too unlike each other: not again before there are more
                return False
            number = self.store.insert(
                "dictionary", {"source": source, "at": stamp(now), "pages": len(samples), "data": trained.as_bytes()}
            )
            self._of_source[source] = number
            for row, body in samples:
                packed = self._pack(body, number)
                if len(packed) < len(row["data"]):
                    self.store.update("page", {"data": packed, "dictionary": number}, "id = ?", row["id"])
        return True

    def outlived(self, rules: ArchiveRules, now: datetime) -> list[Row]:
        """The captures that the rules of retention give up: rows of id and sha256, the oldest first."""
        drop: dict[int, str] = {}
        select = "SELECT c.id, p.sha256 FROM capture c JOIN page p ON p.id = c.page"
        if rules.keep:
            ranked = (
                "SELECT id FROM (SELECT id, dense_rank() OVER (PARTITION BY guid ORDER BY at DESC) AS place FROM capture "
                "WHERE guid <> '') WHERE place > ?"
            )
            drop |= {r["id"]: r["sha256"] for r in self.store.query(f"{select} WHERE c.id IN ({ranked})", rules.keep)}
        if rules.days:
            before = stamp(now - timedelta(days=rules.days))
            drop |= {r["id"]: r["sha256"] for r in self.store.query(f"{select} WHERE c.last < ?", before)}
        if rules.max_bytes:
            drop |= self._beyond(rules.max_bytes, set(drop))
        return [{"id": number, "sha256": sha} for number, sha in drop.items()]

    def drop(self, captures: Sequence[int]) -> None:
        """Forget captures, and the contents that no other capture has."""
        with self.store.atomic():
            self.store.many("DELETE FROM capture WHERE id = ?", [(n,) for n in captures])
            if captures:
                self.store.execute("DELETE FROM page WHERE id NOT IN (SELECT page FROM capture)")

    def damaged(self) -> Iterator[str]:
        """The SHA-256 of each content that cannot be unpacked, or is not what it was."""
        last = 0
        while True:
            row = self.store.one(
                "SELECT id, sha256, size, dictionary, data FROM page WHERE id > ? ORDER BY id LIMIT 1", last
            )
            if row is None:
                return
            last = row["id"]
            try:
                fine = _sha(self._body(row)) == row["sha256"]
            except StoreError:
                fine = False
            if not fine:
                yield row["sha256"]

    # --- contents ---

    def _page(self, source: str, body: bytes) -> int:
        sha = _sha(body)
        number = self.store.value("SELECT id FROM page WHERE sha256 = ?", sha)
        if number is not None:
            return int(number)
        dictionary = self._dictionary_of(source)
        row = {"sha256": sha, "size": len(body), "dictionary": dictionary, "data": self._pack(body, dictionary)}
        self._pages[source] = self._pages.get(source, 0) + 1
        return self.store.insert("page", row)

    def _newest(self, guid: str) -> list[Row]:
        return self.store.query(
            "SELECT id, at, page FROM capture WHERE guid = ? AND guid <> '' AND at = "
            "(SELECT max(at) FROM capture WHERE guid = ? AND guid <> '') ORDER BY part", guid, guid,
        )  # fmt: skip

    def _capture(self, r: Row) -> Capture:
        page = FetchedPage(r["url"], self._body(r), r["type"])
        return Capture(r["source"], r["guid"], r["part"], r["at"], r["last"], r["sha256"], page)

    def _beyond(self, most: int, dropped: set[int]) -> dict[int, str]:
        """The captures to give up, least lately fetched first, until the contents fit into `most` bytes."""
        rows = self.store.query(
            "SELECT c.id, p.sha256, length(p.data) AS bytes FROM capture c JOIN page p ON p.id = c.page ORDER BY c.last DESC, c.id DESC"
        )
        kept: set[str] = set()
        size, out = 0, {}
        for r in rows:
            if r["id"] in dropped:
                continue
            size += 0 if r["sha256"] in kept else r["bytes"]
            if size > most:
                out[r["id"]] = r["sha256"]
            else:
                kept.add(r["sha256"])
        return dict(reversed(out.items()))

    # --- compression ---

    def _ready_to_learn(self, source: str) -> bool:
        """Whether enough pages came since the archive was opened, or since it was last tried in vain."""
        if self._dictionary_of(source) is not None or self._pages.get(source, 0) <= 0:
            return False
        count = self.store.value(
            "SELECT count(*) FROM (SELECT DISTINCT page FROM capture WHERE source = ? AND guid <> '' LIMIT ?)",
            source,
            ENOUGH,
        )
        # Not to be counted again before as many came as are wanting.
        self._pages[source] = min(count - ENOUGH + 1, 0)
        return bool(count >= ENOUGH)

    def _dictionary_of(self, source: str) -> int | None:
        # Whoever writes the archive is alone: what is not there now, only `learn` brings.
        if source not in self._of_source:
            self._of_source[source] = self.store.value("SELECT id FROM dictionary WHERE source = ?", source)
        return self._of_source[source]

    def _pack(self, body: bytes, dictionary: int | None) -> bytes:
        if dictionary is None:
            return self._plain.compress(body)
        return zstandard.ZstdCompressor(level=LEVEL, dict_data=self._dictionary(dictionary)).compress(body)

    def _body(self, row: Row) -> bytes:
        try:
            reader = zstandard.ZstdDecompressor(dict_data=self._dictionary(row["dictionary"]))
            return reader.decompress(row["data"], max_output_size=max(row["size"], 1))
        except zstandard.ZstdError as error:
            raise StoreError(
                f"{self.store.path}: the page {row['sha256'][:12]} is damaged ({error})", kind="damaged", mend="`gazette doctor --mend` forgets it"
            ) from None  # fmt: skip

    def _dictionary(self, number: int | None) -> zstandard.ZstdCompressionDict | None:
        if number is None:
            return None
        if number not in self._dictionaries:
            data = self.store.value("SELECT data FROM dictionary WHERE id = ?", number)
            if data is None:
                raise zstandard.ZstdError("its dictionary is not there")
            self._dictionaries[number] = zstandard.ZstdCompressionDict(data)
            if len(self._dictionaries) > _READY:
                self._dictionaries.popitem(last=False)
        self._dictionaries.move_to_end(number)
        return self._dictionaries[number]


_CAPTURES = (
    "SELECT c.id, c.source, c.guid, c.part, c.at, c.last, c.url, c.type, p.sha256, p.size, p.dictionary, p.data "
    "FROM capture c JOIN page p ON p.id = c.page"
)


def _capture_row(source: str, guid: str, part: int, at: str, number: int, page: FetchedPage) -> Row:
    return {
        "source": source, "guid": guid, "part": part, "at": at, "last": at, "url": page.url, "type": page.content_type, "page": number,
    }  # fmt: skip


def _sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
