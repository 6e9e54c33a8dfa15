"""How a feed's articles are laid out into documents: closed parts of its history, and what is still open; pure.

Parts follow the order in which articles reached the feed, not their dates: so an article that is found late never
enters a part that readers have already read (RFC 5005, 4.2).  A part is closed when it is full, or when the first article
of a later month comes.

This module does not know what an article is, nor how a document looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.store.feedstate import Arrival

# How many articles a part holds at most.
PART = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A closed part: its number from 1, its label (`2024-05`, then `2024-05-2`), its first and last arrival."""

    number: int
    label: str
    first: int
    last: int


def split(last: Part | None, arrivals: Iterable[Arrival]) -> tuple[list[Part], list[Arrival]]:
    """The further parts that these arrivals (all after the `last` closed one, in order) close, and those that stay open.

    A clock that was set back opens no month again: its arrivals count for the month that was reached.
    """
    out: list[Part] = []
    bucket: list[Arrival] = []
    reached = last.label[:7] if last else ""
    for arrival in arrivals:
        month = max(reached, arrival.month)
        if bucket and (len(bucket) == PART or month != reached):
            out.append(_close(bucket, reached, out[-1] if out else last))
            bucket = []
        reached = month
        bucket.append(arrival)
    return out, bucket


def part_of(parts: Sequence[Part], seq: int) -> Part | None:
    """The closed part that holds an arrival; None when it is still open."""
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high) // 2
        if parts[middle].last < seq:
            low = middle + 1
        else:
            high = middle
    return parts[low] if low < len(parts) and parts[low].first <= seq else None


def _close(bucket: Sequence[Arrival], month: str, before: Part | None) -> Part:
    number, count = (before.number + 1, _count(before.label, month) + 1) if before else (1, 1)
    return Part(number, month if count == 1 else f"{month}-{count}", bucket[0].seq, bucket[-1].seq)


def _count(label: str, month: str) -> int:
    """How many parts of this month there are up to the one with this label."""
    if label == month:
        return 1
    return int(label.removeprefix(f"{month}-")) if label.startswith(f"{month}-") else 0
