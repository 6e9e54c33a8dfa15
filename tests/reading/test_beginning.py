"""What is taken of markup without gathering all of it."""

from __future__ import annotations

import tracemalloc

import lxml.html
import pytest

from crawler.reading.beginning import beginning

PAGE = "<div>One <b>two</b> three<!-- not said --><i></i><p>four <span>five</span></p>six</div>"


@pytest.mark.parametrize("between", ["", " ", ", "])
def test_it_is_the_beginning_of_all_texts(between: str) -> None:
    element = lxml.html.fromstring(PAGE)
    for most in range(60):
        assert beginning(element, most, between) == between.join(element.itertext())[:most]


def test_what_follows_is_not_gathered() -> None:
    element = lxml.html.fromstring("<div>" + "<p>Some words of a long page.</p>" * 20_000 + "</div>")
    tracemalloc.start()
    try:
        assert beginning(element, 1_000).startswith("Some words")
        assert tracemalloc.get_traced_memory()[1] < 50_000
    finally:
        tracemalloc.stop()
