from __future__ import annotations

from crawler.store.dictionary import FILE, comments, document


def test_the_data_dictionary_is_current() -> None:
    assert FILE.read_text("utf-8") == document(), "run python -m crawler.store.dictionary"


def test_comments_are_taken_from_tables_columns_added_columns_and_views() -> None:
    told = comments()
    assert told["visit"].columns["missing_since"] == "when it was first found missing; null while it is there"
    assert told["run"].columns["visits"] == "articles asked for again"
    assert told["v_changes"].text.startswith("What publishers changed")
    assert told["page"].columns["data"] == "one zstd frame"
