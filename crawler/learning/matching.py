"""Which rows of a list page are articles that are known, when their addresses may have changed.

A row is known by its address; else by title and path at another host; else by title and day; else by its title alone,
when it is the only one of that title on either side and no day speaks against it; else by a title that is cut off on one
side.  A title that is only an address or a file's name proves nothing: where the row moved, it may be another's.

This module does not know what follows from it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from crawler.errors import ConfigError
from crawler.model import Entry, KnownEntry
from crawler.normalise.text import fold, strip_index
from crawler.normalise.urls import canonical

# A title that is cut off must still be long enough to tell one article from another.
_LEAST_CUT = 6
_CUTS = ("…", "...", "···", "⋯")
# Titles that are no words: an address whole, or the name of a file.
_ADDRESS = re.compile(
    r"(?:https?|ftp)://\S+|www\.[!-~]+|[a-z0-9.-]{1,80}\.[a-z]{2,12}/[!-~]*|[!-~]{1,200}\.(?:html?|aspx?|jsp|php|pdf|docx?|xlsx?|zip)", re.I
)  # fmt: skip


def match(entries: Sequence[Entry], known: Sequence[KnownEntry]) -> list[KnownEntry | None]:
    """For each row the known one that it is, or None.  No known one stands for two rows."""
    out: list[KnownEntry | None] = [None] * len(entries)
    _by_address(entries, known, out)
    _by_path(entries, known, out)
    _by_title_and_day(entries, known, out)
    _by_title(entries, known, out)
    _by_cut_title(entries, known, out)
    return out


def key(title: str) -> str:
    """A title as it is compared: folded, without its running number and white space."""
    return fold(strip_index(title)).replace(" ", "")


def proves_nothing(title: str) -> bool:
    """Whether a title is only an address or the name of a file."""
    return _ADDRESS.fullmatch(strip_index(title).strip()) is not None


def nameless(entry: Entry) -> bool:
    """Whether a row is called by its own address, for want of a title: it may be any row that is known.

    Some sites name addresses by titles, so an end of the address that is a word is a title.
    """
    title = strip_index(entry.title).strip()
    by_address = unquote(entry.url).rstrip("/").endswith(title) and not title.isalpha()
    return by_address or proves_nothing(title)


def address(entry: Entry) -> str:
    """The canonical address of a row; "" for one that has none."""
    return settled(entry.url)


def settled(url: str) -> str:
    """The canonical form of an address; "" of what is none."""
    try:
        return canonical(url)
    except ConfigError:
        return ""


def day_of(entry: Entry) -> str:
    """The day of a row, `YYYY-MM-DD`; "" when it tells none, or only a month."""
    return entry.date.day if entry.date and len(entry.date.day) == 10 else ""


def _left(known: Sequence[KnownEntry], out: Sequence[KnownEntry | None]) -> list[KnownEntry]:
    taken = {id(one) for one in out if one is not None}
    return [one for one in known if id(one) not in taken]


def _keys(one: KnownEntry) -> set[str]:
    return {key(title) for title in one.titles} - {""}


def _telling(one: KnownEntry) -> set[str]:
    return {key(title) for title in one.titles if not proves_nothing(title)} - {""}


def _by_address(entries: Sequence[Entry], known: Sequence[KnownEntry], out: list[KnownEntry | None]) -> None:
    held = {one.url: one for one in known}
    for i, entry in enumerate(entries):
        out[i] = held.pop(address(entry), None)


def _by_path(entries: Sequence[Entry], known: Sequence[KnownEntry], out: list[KnownEntry | None]) -> None:
    """Rows of a site that went to another host with its paths."""
    held = {(_path(one.url), title): one for one in _left(known, out) for title in _keys(one)}
    taken: set[int] = set()
    for i, entry in enumerate(entries):
        one = held.get((_path(address(entry)), key(entry.title))) if out[i] is None else None
        if one is not None and id(one) not in taken:
            out[i] = one
            taken.add(id(one))


def _path(url: str) -> str:
    """What stands behind the host of an address."""
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def _by_title_and_day(entries: Sequence[Entry], known: Sequence[KnownEntry], out: list[KnownEntry | None]) -> None:
    """Several of one title and day are told apart by their order, when there are as many on either side."""
    held: dict[tuple[str, str], list[KnownEntry]] = defaultdict(list)
    for one in _left(known, out):
        for title in _telling(one):
            if one.day:
                held[title, one.day].append(one)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if out[i] is None and day_of(entry):
            rows[key(entry.title), day_of(entry)].append(i)
    taken: set[int] = set()
    for what, places in rows.items():
        there = [one for one in held.get(what, ()) if id(one) not in taken]
        if len(there) == len(places):
            for i, one in zip(places, there, strict=True):
                out[i] = one
                taken.add(id(one))


def _by_title(entries: Sequence[Entry], known: Sequence[KnownEntry], out: list[KnownEntry | None]) -> None:
    """A title that returns (a weekly report) tells nothing alone, so it must be the only one among all that are known."""
    held: dict[str, list[KnownEntry]] = defaultdict(list)
    for one in known:
        for title in _telling(one):
            held[title].append(one)
    rows: dict[str, list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        rows[key(entry.title)].append(i)
    left = {id(one) for one in _left(known, out)}
    for title, places in rows.items():
        there = held.get(title, [])
        if len(places) == len(there) == 1 and out[places[0]] is None and id(there[0]) in left:
            day = day_of(entries[places[0]])
            if not day or not there[0].day or day == there[0].day:
                out[places[0]] = there[0]
                left.discard(id(there[0]))


def _by_cut_title(entries: Sequence[Entry], known: Sequence[KnownEntry], out: list[KnownEntry | None]) -> None:
    for i, entry in enumerate(entries):
        if out[i] is not None:
            continue
        day, mine = day_of(entry), key(entry.title)
        fits = [
            one
            for one in _left(known, out)
            if (not day or not one.day or day == one.day) and any(_cut(mine, k) or _cut(k, mine) for k in _telling(one))
        ]
        if len(fits) == 1:
            out[i] = fits[0]


def _cut(short: str, whole: str) -> bool:
    """Whether a title is the beginning of another, cut off with an ellipsis."""
    end = next((mark for mark in map(fold, _CUTS) if short.endswith(mark)), "")
    beginning = short.removesuffix(end) if end else ""
    return len(beginning) >= _LEAST_CUT and whole != short and whole.startswith(beginning)
