from __future__ import annotations

import tracemalloc

from crawler.normalise.remembering import LONGEST, remembered


def test_short_texts_are_asked_once_and_long_ones_each_time() -> None:
    asked: list[str] = []

    @remembered(100)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    short, long = "x" * LONGEST, "x" * (LONGEST + 1)
    assert [length(short), length(short), length(long), length(long)] == [LONGEST, LONGEST, LONGEST + 1, LONGEST + 1]
    assert asked == [short, long, long]


def test_texts_of_any_length_fill_no_memory() -> None:
    @remembered(1000)
    def first(text: str) -> str:
        return text[:1]

    tracemalloc.start()
    try:
        for n in range(300):
            first(f"{n}{'x' * 100_000}")
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
