"""The time of day beside a date."""

from __future__ import annotations

import pytest

from crawler.normalise.clock import after, before
from crawler.normalise.datefold import fold_text


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("@ 10:00", "", (10, 0, None)),
        ("@T10:00Z", "", (10, 0, 0)),
        ("@ - 10:30", "", (10, 30, None)),
        ("@, 3 pm EST", "", (15, 0, -300)),
        ("@ kl. 14.05", "", (14, 5, None)),
        ("@ 下午3时5分", "", (15, 5, None)),
        ("@ 下午3时05分", "", (15, 5, None)),
        ("@ 10:00 CST", "CN", (10, 0, 480)),
        ("@ 10:00 CST", "US", (10, 0, -360)),
        ("@ 10:00-12:00", "", (10, 0, None)),  # a span of time, no offset
        ("@T10:00:00-12:00", "", (10, 0, -720)),
        ("@ 25:00", "", None),
        ("@ 10:75", "", None),
        ("@. 10.30 percent", "", None),
        ("@ 12", "", None),
    ],
)
def test_after(text: str, country: str, expected: tuple[int, int, int | None] | None) -> None:
    folded = fold_text(text)
    found = after(folded, folded.index("@") + 1, country)
    assert (found and (found.hour, found.minute, found.offset)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:00, @", (10, 0)),
        ("3:05 pm on @", (15, 5)),
        ("14:30 Uhr | @", (14, 30)),
        ("room 10 @", None),
    ],
)
def test_before(text: str, expected: tuple[int, int] | None) -> None:
    folded = fold_text(text)
    found = before(folded, folded.index("@"))
    assert (found and (found.hour, found.minute)) == expected
