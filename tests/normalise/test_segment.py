from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.script import fold_script
from crawler.normalise.segment import LONGEST, folded_words, runs, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("郵政編碼", "邮政 政编 编码 码"),
        ("邮", "邮"),
        ("정부는", "정부 부는 는"),
        ("ไปรษณีย์", "ไปร ปรษ รษณ ษณี ณีย ีย์ ย์ ์"),
        ("Élan vital!", "elan vital"),
        ("l'été", "l ete"),
        ("COVID-19疫情", "covid 19 疫情 情"),
        ("डाक विभाग", "डाक विभाग"),
        ("ＡＢＣ　２０２４年", "abc 2024 年"),
        (" ,.!_", ""),
    ],
)
def test_texts_are_cut_into_terms(text: str, expected: str) -> None:
    assert terms(text) == expected


def test_runs_know_their_place_and_how_they_are_cut() -> None:
    found = runs("abc 邮政、ไป")
    assert [(run.text, run.size, run.start) for run in found] == [("abc", 0, 0), ("邮政", 2, 4), ("ไป", 3, 7)]
    assert found[1].terms == ["邮政", "政"]


def test_a_word_without_end_is_cut() -> None:
    assert terms("x" * 5000) == "x" * LONGEST


@given(st.text(st.sampled_from("abz09_- .éßİжωشक्षาไགཽ中の국٣\u200d\u0301"), max_size=40) | st.text(max_size=40))
def test_words_that_are_found_at_once_are_those_of_the_runs(text: str) -> None:
    folded, words = folded_words(text)
    assert folded == fold_script(text)
    if words is None:
        assert any(run.size for run in runs(folded))
    else:
        assert list(words) == [run.text for run in runs(folded)]
