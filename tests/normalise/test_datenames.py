"""The table of names is what its script writes from the CLDR, and names what pages write."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from crawler.normalise import datenames
from crawler.normalise.datenames import names

SCRIPT = Path(__file__).parents[2] / "tools" / "date_names.py"


def test_the_table_is_what_the_script_writes() -> None:
    written = Path(datenames.__file__).with_name("datenames.json").read_text("utf-8")
    assert runpy.run_path(str(SCRIPT))["table"]() == written


@pytest.mark.parametrize(
    ("word", "language", "country", "month"),
    [
        ("listopadu", "cs", "", 11),
        ("listopada", "hr", "", 10),
        ("listopada", "", "HR", 10),
        ("listopada", "", "PL", 11),
        ("srpnja", "", "", 7),
        ("out", "pt", "BR", 10),
        ("out", "en", "", 0),
        ("pro", "cs", "CZ", 12),
        ("pro", "de", "DE", 0),
        ("des", "fr", "", 0),
        ("des", "nb", "", 12),
        ("out", "", "US", 0),
        ("may", "", "US", 5),
        ("foo", "", "", 0),
    ],
)
def test_a_word_names_a_month_in_its_language(word: str, language: str, country: str, month: int) -> None:
    assert names().month(word, language, country) == month
