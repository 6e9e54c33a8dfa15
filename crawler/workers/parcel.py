"""What travels: a job with its part of the store, a result with the calls that a crawl made; MessagePack in one zstd frame.

Nothing that is read here can call anything: it is checked against the types below, and those of the functions that the
writer calls.

This module does not know where parcels wait, nor what is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import zstandard

from crawler.config import Config
from crawler.errors import GazetteError
from crawler.items import FetchedPage
from crawler.keys import ArchiveRules, Settings, Source
from crawler.mending import LOOK_BACK
from crawler.store import part
from crawler.store.archive import Capture, Pages
from crawler.store.database import Store
from crawler.store.part import Table

# Raised when a parcel's form changes, or the tables do: machines of different versions refuse each other's.
FORM = 1
LEVEL = 3
# Bytes that a parcel may unpack to: more is no work of ours.
MOST = 2 * 1024**3
# What a crawl is told of `[gazette]`, and what stays at home: secrets, and what only the writer does.
TOLD = frozenset({
    "contact", "delay", "timeout", "source_time", "max_page_bytes", "concurrency", "min_interval", "max_interval", "requests_per_day",
})  # fmt: skip
AT_HOME = frozenset({"title", "output", "base_url", "keep_runs", "feed_items", "hub", "archive", "alerts", "web"})
KEEP_LIST = "keep_list"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """A host's sources and settings (as JSON), how many list pages to walk, and what the store holds of them.

    `newest` is each source's last run, by which the writer knows whether a result still fits; `lists` are the archived
    list pages of each source, the last fetched first.  `archive` says whether raw pages are wanted.
    """

    form: int
    host: str
    sources: list[str]
    settings: str
    backfill: int
    archive: bool
    newest: dict[str, int]
    tables: dict[str, Table]
    lists: dict[str, list[Capture]]


class Call(msgspec.Struct, array_like=True):
    """One call that changed a worker's store: the function's name, its words by name, what it returned."""

    name: str
    words: msgspec.Raw
    result: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Result:
    """What a crawl did: the calls in their order, for the sources (name to address) of a job with those last runs."""

    form: int
    host: str
    sources: dict[str, str]
    newest: dict[str, int]
    calls: list[Call]


class _Form(msgspec.Struct):
    form: int


def make_job(
    store: Store, archive: Pages | None, config: Config, host: str, sources: Sequence[Source], backfill: int, now: datetime
) -> Job:  # fmt: skip
    """The job of one host's sources."""
    names = [s.name for s in sources]
    # One state of the store: a reader's transaction.
    with store.reading():
        newest, tables = part.newest_runs(store, names), part.cut(store, names, now)
    lists = {name: list(archive.lists(name, LOOK_BACK)) if archive is not None else [] for name in names}
    settings = config.gazette.model_dump_json(include=set(TOLD))
    told = [s.model_dump_json() for s in sources]
    return Job(FORM, host, told, settings, backfill, config.gazette.archive.enabled, newest, tables, lists)


def configuration_of(job: Job, folder: Path) -> tuple[Config, tuple[Source, ...]]:
    """What a job says of settings and sources, with a folder of the worker's own for the store."""
    sources = tuple(Source.model_validate_json(text) for text in job.sources)
    settings = Settings.model_validate_json(job.settings)
    settings = settings.model_copy(update={"archive": ArchiveRules(enabled=job.archive), "output": str(folder)})
    return Config(gazette=settings, source=sources, folder=Path()), sources


def pack(value: Job | Result) -> bytes:
    """A parcel as it travels."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(msgspec.msgpack.encode(value))


def unpack(data: bytes, kind: type[T]) -> T:
    """A parcel from its bytes; raises GazetteError for what is none, or one of another version."""
    mend = "run the same version of gazette on all machines"
    try:
        raw = zstandard.ZstdDecompressor().decompress(data, max_output_size=MOST)
        form = msgspec.msgpack.decode(raw, type=_Form).form
        if form != FORM:
            raise GazetteError(f"a parcel of form {form} came, and form {FORM} is read here", kind="version", mend=mend)
        return msgspec.msgpack.decode(raw, type=kind)
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise GazetteError(f"a parcel cannot be read ({error})", kind="parcel", mend=mend) from None


class Journal:
    """The calls of a crawl, noted as they are made."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __call__(self, name: str, words: dict[str, Any], result: Any) -> None:
        """Note one call; of a source its name, since the writer has its own rules for it."""
        plain = {k: v.name if isinstance(v, Source) else v for k, v in words.items()}
        encode = msgspec.msgpack.encode
        self.calls.append(Call(name, msgspec.Raw(encode(plain)), msgspec.Raw(encode(result))))


class Carried:
    """The raw pages as a worker has them: the list pages that came with the job; those that it fetches go to the journal."""

    def __init__(self, journal: Journal, lists: Mapping[str, Sequence[Capture]]) -> None:
        self._journal, self._lists = journal, lists

    def together(self) -> AbstractContextManager[None]:
        """Nothing: no page is kept here."""
        return nullcontext()

    def train(self, now: datetime) -> None:
        """Nothing: the writer trains its dictionaries."""

    def keep(self, source: str, guid: str, pages: Sequence[FetchedPage], now: datetime) -> str:
        """Nothing: the pages travel with their article."""
        return ""

    def keep_list(self, source: str, page: FetchedPage, now: datetime, rules: ArchiveRules) -> None:
        """Note a list page for the writer."""
        self._journal(KEEP_LIST, {"source": source, "page": page, "now": now}, None)

    def newest(self, guid: str) -> tuple[Capture, ...]:
        """None: the writer has them, and judges by them."""
        return ()

    def lists(self, source: str, limit: int) -> tuple[Capture, ...]:
        """The list pages of a source, those fetched last first."""
        return tuple(self._lists.get(source, ()))[:limit]

    def holds(self, guid: str) -> bool:
        """Whether the writer has a page is not known here."""
        return False
