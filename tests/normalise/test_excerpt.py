from __future__ import annotations

from crawler.normalise.excerpt import MAX_READ, excerpt, marked
from crawler.normalise.query import parse


def test_the_piece_that_holds_most_of_the_words_is_shown() -> None:
    text = (
        "The ferry is old. "
        + "Nothing else is said here. " * 30
        + "The new ferry leaves from the pier. "
        + "The end. " * 30
    )
    piece = excerpt(text, parse("ferry pier").wanted)
    assert piece.text.startswith("…")
    assert piece.text.endswith("…")
    assert [piece.text[a:b] for a, b in piece.marks] == ["ferry", "pier"]


def test_the_beginning_is_shown_when_nothing_is_found() -> None:
    text = "Die Verordnung tritt in Kraft. " * 20
    piece = excerpt(text, parse("ferry").wanted, 40)
    assert piece.text == "Die Verordnung tritt in Kraft. Die…"
    assert piece.marks == ()


def test_wide_characters_take_two_cells() -> None:
    assert len(excerpt("郵" * 500, (), 100).text) == 51


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    piece = excerpt(" The ferry\n\n leaves. ", parse("ferry").wanted)
    assert piece.text == "The ferry leaves."
    assert piece.marks == ((4, 9),)


def test_what_stands_behind_the_limit_is_not_read() -> None:
    piece = excerpt("x " * MAX_READ + "ferry", parse("ferry").wanted)
    assert piece.marks == ()


def test_a_title_is_marked_whole() -> None:
    title = marked("郵政編碼調整公告", parse("邮政编码 公告").wanted)
    assert [title.text[a:b] for a, b in title.marks] == ["郵政編碼", "公告"]
