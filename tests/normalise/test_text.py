from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.text import clean, fold, strip_index


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("1. 中國快遞行業發展大會召開", "中國快遞行業發展大會召開"),
        ("16.中國快遞", "中國快遞"),
        ("12、关于做好工作的通知", "关于做好工作的通知"),
        ("（3）公告", "公告"),
        ("3．令和の報告", "令和の報告"),
        ("1.5% rise in parcels", "1.5% rise in parcels"),
        ("2024年统计公报", "2024年统计公报"),
        ("5 questions for the minister", "5 questions for the minister"),
        ("7.", "7."),
    ],
)
def test_a_list_number_comes_off_a_title(title: str, bare: str) -> None:
    assert strip_index(title) == bare


def test_clean_makes_one_line_of_what_a_page_holds() -> None:
    assert clean("\xa0\xa0A\u3000 headline\u200b\n with\x07 spaces\xad ") == "A headline with spaces"


def test_clean_keeps_joiners_that_words_need() -> None:
    assert clean("می‌شود 👩‍⚖️") == "می‌شود 👩‍⚖️"


@given(st.text())
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_fold_is_a_form_for_comparing(text: str) -> None:
    assert fold(f"  {text}\xa0") == fold(text)
