"""A result taken into the store: the calls of a worker's crawl made again, in one transaction.

What an article is to those stored is judged anew, against the whole store: another source may have brought it, and its
story is found here.  A result whose sources ran meanwhile (it came late, or came before) is refused, and changes nothing.

This module does not know how results arrive.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

import msgspec

from crawler import health
from crawler.clock import now
from crawler.config import Config
from crawler.errors import GazetteError
from crawler.items import FetchedPage
from crawler.keeping import Shelf, judge, settle
from crawler.keys import Source
from crawler.model import Judgement
from crawler.running import Ended
from crawler.store.archive import Archive
from crawler.store.database import Store
from crawler.store.journal import RECORDED
from crawler.store.part import newest_runs
from crawler.store.runs import RunTally, issues_of, source_record
from crawler.workers.parcel import KEEP_LIST, Call, Result, unpack

# What an article's verdict adds to its run's tally.
_COUNTED = {Judgement.NEW: "articles_new", Judgement.REVISION: "revisions", Judgement.MOVED: "moved"}


class Refused(GazetteError):
    """A result that does not fit the store any more; nothing is lost, its sources are crawled when they are due."""

    kind = "refused-result"


@dataclass(slots=True)
class _Replay:
    store: Store
    archive: Archive | None
    config: Config
    sources: dict[str, Source]
    # The worker's numbers of runs, and ours.
    runs: dict[int, int] = field(default_factory=dict)
    # What the tallies of runs differ by, since articles were judged anew.
    differs: dict[int, dict[str, int]] = field(default_factory=dict)
    ended: list[tuple[str, int, RunTally]] = field(default_factory=list)


def apply(store: Store, archive: Archive | None, config: Config, data: bytes) -> list[Ended]:
    """Take in a result; what became of its runs.  Raises Refused, or GazetteError for bytes that are no result."""
    result = unpack(data, Result)
    by_name = {s.name: s for s in config.source}
    with ExitStack() as stack:
        stack.enter_context(store.atomic())
        if archive is not None:
            # Committed first, as the inner one: the store never names a page that is not there.
            stack.enter_context(archive.together())
        for name, url in result.sources.items():
            if name not in by_name or by_name[name].url != url:
                raise Refused("the source is not configured any more as it was", source=name, url=url, mend="nothing to do")  # fmt: skip
        for name, newest in newest_runs(store, list(result.sources)).items():
            if newest != result.newest.get(name):
                raise Refused("its result was taken in before, or another run came first", source=name, mend="nothing to do")  # fmt: skip
        replay = _Replay(store, archive, config, by_name)
        for call in result.calls:
            _again(replay, call)
        ended = [_ended(store, *told) for told in replay.ended]
    if archive is not None:
        archive.train(now())
    return ended


def _again(replay: _Replay, call: Call) -> None:
    """Make one call again."""
    store = replay.store
    try:
        words, returned = _words(call.name, call.words), call.result
    except (KeyError, msgspec.MsgspecError) as error:
        raise GazetteError(
            f"a result has the call {call.name!r}, which cannot be made ({error})", kind="parcel", mend="run the same version of gazette on all machines"
        ) from None  # fmt: skip
    if call.name == KEEP_LIST:
        if replay.archive is not None:
            replay.archive.keep_list(**words, rules=replay.config.gazette.archive)
        return
    run = words.get("run", 0)
    if "run" in words:
        words["run"] = replay.runs[run]
    if call.name == "settle":
        _settle(replay, run, words, returned)
        return
    if call.name == "sync_source":
        words["source"] = replay.sources[words["source"]]
    elif call.name == "end_run":
        for counted, more in replay.differs.get(run, {}).items():
            setattr(words["tally"], counted, getattr(words["tally"], counted) + more)
    made = RECORDED[call.name].function(store, **words)
    if call.name == "start_run":
        replay.runs[msgspec.msgpack.decode(returned, type=int)] = made
        replay.ended.append((words["source"], made, RunTally()))
    elif call.name == "take_repair":
        # Another source may have brought an article from its new address.
        counts = replay.differs.setdefault(run, {})
        counts["moved"] = counts.get("moved", 0) + made - msgspec.msgpack.decode(returned, type=int)
    elif call.name == "end_run":
        replay.ended = [(s, n, words["tally"] if n == words["run"] else t) for s, n, t in replay.ended]


class _Settled(msgspec.Struct):
    judgement: Judgement
    withdrawn: bool


def _settle(replay: _Replay, run: int, words: dict[str, Any], returned: msgspec.Raw) -> None:
    """Judge an article against the whole store, and write it."""
    found = words["found"]
    source, limit = replay.sources[found.source], replay.config.gazette.max_page_bytes
    profile = source_record(replay.store, source.name).article_profile
    verdict = judge(Shelf(replay.store, replay.archive, source, profile, limit), found)
    ours = settle(replay.store, replay.archive, verdict=verdict, **words)
    theirs = msgspec.msgpack.decode(returned, type=_Settled)
    counts = replay.differs.setdefault(run, {})
    for judgement, sign in ((theirs.judgement, -1), (ours.judgement, 1)):
        if judgement in _COUNTED:
            counts[_COUNTED[judgement]] = counts.get(_COUNTED[judgement], 0) + sign
    counts["withdrawn"] = counts.get("withdrawn", 0) + ours.withdrawn - theirs.withdrawn


def _words(name: str, raw: msgspec.Raw) -> dict[str, Any]:
    """The words of a call, checked against the function's types."""
    decoded = msgspec.msgpack.decode(raw, type=_shape(name))
    return {f: getattr(decoded, f) for f in decoded.__struct_fields__}


@cache
def _shape(name: str) -> type[Any]:
    """A type that has a function's words; raises KeyError for a function that nobody may call from afar."""
    if name == KEEP_LIST:
        return msgspec.defstruct(name, [("source", str), ("page", FetchedPage), ("now", datetime)], forbid_unknown_fields=True)  # fmt: skip
    known = RECORDED[name]
    function: Callable[..., Any] = known.function
    hints = get_type_hints(function)
    names = [n for n in list(inspect.signature(function).parameters)[1:] if n not in known.left_out]
    fields = [(n, str if hints[n] is Source else hints[n]) for n in names]
    return msgspec.defstruct(name, fields, forbid_unknown_fields=True)


def _ended(store: Store, source: str, run: int, tally: RunTally) -> Ended:
    """A run as a crawl would tell of it."""
    record = source_record(store, source)
    state = health.Health(record.state, record.reason, record.mend, record.expected, record.seen)
    return Ended(source, state, tally, issues_of(store, run))
