"""Texts that tell nearly the same, found by what they share: shingles, a MinHash signature of them, and its bands.

A text is folded over scripts, punctuation is dropped, and it is cut into units: a character of a script that writes
without spaces, else a word.  A shingle is SHINGLE_CHARACTERS such characters or SHINGLE_WORDS words in a row.  The share
of all shingles that two texts have in common (Jaccard) is estimated by a MinHash signature (Broder, "On the resemblance
and containment of documents", 1997).  Two texts that agree on all rows of any band are candidates: with 32 bands of 3
rows, 99 % of the pairs that share half of their shingles, and one of 30,000 of those that share a hundredth.

The hashing is numpy's: whole arrays, no loop over shingles.  This module does not know what a candidate means, nor where
bands are kept.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from crawler.normalise.remembering import LONGEST
from crawler.normalise.segment import RUNS, folded_words

if TYPE_CHECKING:
    import numpy

    Hashes = numpy.ndarray[Any, numpy.dtype[numpy.uint64]]

# In every stored signature: another number means that others are to be computed anew.
VERSION = 1
SHINGLE_CHARACTERS = 5
SHINGLE_WORDS = 3
BANDS = 32
ROWS = 3
# Beyond this a text (a law with annexes) is told well enough.
MAX_UNITS = 20_000
_AT_ONCE = 1_024
_MOST = 2**64 - 1


@lru_cache(maxsize=64)
def shingles(text: str) -> Hashes:
    """The hashes of a text's shingles, sorted, each once; empty for a text shorter than one.

    The last texts are remembered: a release that many bodies copy is compared with the same ones at each arrival.
    """
    import numpy as np  # A tenth of a second to load, only when an article is stored.

    units, words = _units(text)
    if words.all():
        found = _windows(units, SHINGLE_WORDS)
    else:
        wide, narrow = _windows(units, SHINGLE_CHARACTERS), _windows(units, SHINGLE_WORDS)
        # A window is of words when its first unit is one; mixed ones are cut as they begin.
        found = np.concatenate([wide[~words[: len(wide)]], narrow[words[: len(narrow)]]])
    hashes = np.sort(_mix(found))
    # As numpy's `unique`, which takes five times as long for a text of common length.
    hashes = hashes[np.append(True, hashes[1:] != hashes[:-1])] if len(hashes) else hashes
    hashes.flags.writeable = False
    return hashes


def signature(hashes: Hashes) -> bytes:
    """The MinHash signature: BANDS x ROWS numbers of 32 bits; empty for no shingles."""
    import numpy as np

    if not len(hashes):
        return b""
    least = np.full(BANDS * ROWS, _MOST, dtype=np.uint64)
    factors, shifts = _families()
    # So many at a time stay in the processor's cache.
    for start in range(0, len(hashes), _AT_ONCE):
        values = np.multiply(factors[:, None], hashes[None, start : start + _AT_ONCE])
        values += shifts[:, None]
        np.minimum(least, values.min(axis=1), out=least)
    return (least >> np.uint64(32)).astype("<u4").tobytes()


@lru_cache(maxsize=16)
def bands(signed: bytes) -> tuple[int, ...]:
    """The keys under which a signature is kept: one a band, 47 bits, different for equal rows in different bands."""
    import numpy as np

    if not signed:
        return ()
    return tuple(band_keys(np.frombuffer(signed, dtype="<u4").reshape(1, BANDS, ROWS))[0].tolist())


def band_keys(rows: numpy.ndarray[Any, Any]) -> Hashes:
    """The keys of many signatures: from an array of signatures x BANDS x ROWS one of signatures x BANDS."""
    import numpy as np

    keys = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64), rows.shape[:2])
    for row in range(ROWS):
        keys = _mix(keys * np.uint64(0x9E3779B97F4A7C15) + rows[:, :, row].astype(np.uint64))
    # SQLite writes a number below 2^47 in six bytes.
    return keys >> np.uint64(17)


def resemblance(one: bytes, other: bytes) -> float:
    """The estimated share of common shingles (Jaccard, 0 to 1) of two signatures; its standard error is 0.05."""
    import numpy as np

    if not one or len(one) != len(other):
        return 0.0
    return float((np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")).mean())


def common(one: Hashes, other: Hashes) -> int:
    """How many shingles two texts have in common."""
    import numpy as np

    return len(np.intersect1d(one, other, assume_unique=True))


def _units(text: str) -> tuple[Hashes, Any]:
    """The units of a text as numbers, and which of them are words."""
    import numpy as np

    folded, plain = folded_words(text)
    if plain is not None:
        number = _usual if max(map(len, plain), default=0) <= LONGEST else _word
        found = np.array([*map(number, plain[:MAX_UNITS])], dtype=np.uint64)
        return found, np.ones(len(found), dtype=bool)
    numbers: list[int] = []
    words: list[bool] = []
    for match in RUNS.finditer(folded):
        piece = match.group()
        if match.lastindex == 3:
            numbers.append(_usual(piece) if len(piece) <= LONGEST else _word(piece))
            words.append(True)
        else:
            numbers += map(ord, piece)
            words += [False] * len(piece)
        if len(numbers) >= MAX_UNITS:
            break
    return np.array(numbers[:MAX_UNITS], dtype=np.uint64), np.array(words[:MAX_UNITS], dtype=bool)


def _word(word: str) -> int:
    """A word as a number beyond those of characters."""
    return crc32(word.encode("utf-8", "replace")) | 1 << 32


# Few words make up most of all texts; a longer one hardly comes again, and would fill the memory.
_usual = lru_cache(maxsize=20_000)(_word)


def _windows(units: Hashes, size: int) -> Hashes:
    """A hash of each `size` units in a row."""
    import numpy as np

    count = len(units) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    out = np.full(count, size, dtype=np.uint64)
    for offset in range(size):
        out = _mix(out + units[offset : offset + count])
    return out


def _mix(values: Hashes) -> Hashes:
    """Spread numbers over all 64 bits (the finaliser of SplitMix64; Steele, Lea, Flood 2014)."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@cache
def _families() -> tuple[Hashes, Hashes]:
    """The factors (odd) and shifts of the hash functions, the same on every machine."""
    import numpy as np

    seeds = np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    drawn = _mix(seeds)
    return drawn[: BANDS * ROWS] | np.uint64(1), drawn[BANDS * ROWS :]
