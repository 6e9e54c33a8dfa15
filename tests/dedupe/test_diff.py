from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dedupe.diff import Kind, Segment, diff, excerpt, to_html, to_text, tokens


def shown(before: str, after: str) -> str:
    return to_text(diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The hall opens in May.", "The hall opens in June.", "The hall opens in [-May-]{+June+}."),
        ("会议定于5月3日召开。", "会议定于5月10日召开。", "会议定于5月[-3-]{+10+}日召开。"),
        ("參加者三十人。", "參加者逾三十人。", "參加者{+逾+}三十人。"),
        ("第一回の会議を開催します", "第二回の会議を開催します", "第[-一-]{+二+}回の会議を開催します"),
        ("위원회는 내일 열린다", "위원회는 모레 열린다", "위원회는 [-내일-]{+모레+} 열린다"),
        ("ประชุมวันนี้", "ประชุมวันนั้น", "ประชุมวัน[-นี้-]{+นั้น+}"),
        ("Frist: 3. Mai", "Frist: 3. Mai 2024", "Frist: 3. Mai{+ 2024+}"),
        ("", "new", "{+new+}"),
        ("same", "same", "same"),
    ],
)
def test_words_where_there_are_words_and_characters_where_there_are_none(
    before: str, after: str, expected: str
) -> None:
    assert shown(before, after) == expected


def test_a_paragraph_that_came_is_one_piece() -> None:
    assert shown("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == "One.\n\n{+Two.\n\n+}Three."


def test_letters_that_stay_by_chance_between_changes_are_part_of_them() -> None:
    assert shown("由李某负责", "由王某主管") == "由[-李某负责-]{+王某主管+}"


@given(st.text(alphabet="ab 会議のน\u0e35้.\n", max_size=60), st.text(alphabet="ab 会議のน\u0e35้.\n", max_size=60))
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = diff(before, after)
    assert "".join(p.text for p in pieces if p.kind is not Kind.INSERT) == before
    assert "".join(p.text for p in pieces if p.kind is not Kind.DELETE) == after


@given(st.text())
def test_no_character_is_lost_by_cutting(text: str) -> None:
    assert "".join(tokens(text)) == text


def test_html_is_escaped() -> None:
    assert to_html(diff("a < b", "a < c\nd")) == "a &lt; <del>b</del><ins>c<br>d</ins>"


def test_an_excerpt_leaves_out_what_stayed() -> None:
    pieces = excerpt(diff("x" * 300 + " old " + "y " * 200, "x" * 300 + " new " + "y " * 200), 5)
    assert to_text(pieces) == "…xxxx [-old-]{+new+} y y …"
    assert pieces[0] == Segment(Kind.EQUAL, "…xxxx ")


def test_texts_of_megabytes_are_compared_in_bounded_time() -> None:
    before, after = "甲乙" * 500_000, "乙丙" * 500_000
    assert [p.kind for p in diff(before, after)] == [Kind.DELETE, Kind.INSERT]
    before, after = "甲\n" * 200_000, "乙\n" * 200_000
    assert [p.kind for p in diff(before, after)] == [Kind.DELETE, Kind.INSERT]
