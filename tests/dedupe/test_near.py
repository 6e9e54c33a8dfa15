from __future__ import annotations

import numpy as np
import pytest

from crawler.dedupe.near import BANDS, MAX_UNITS, ROWS, band_keys, bands, common, resemblance, shingles, signature

WORDS = "the harbour authority announces that ferries will leave an hour earlier from the first of june".split()


def numbered(start: int, count: int) -> str:
    """A text of so many different words."""
    return " ".join(f"w{n}" for n in range(start, start + count))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣省各縣市郵政編碼調整公告", "台湾省各县市邮政编码调整公告"),
        ("The Harbour, announces: ferries!", "the harbour announces ferries"),
        ("２０２４年第５号公告发布", "2024年第5号公告发布"),
    ],
)
def test_script_case_and_punctuation_make_no_difference(one: str, other: str) -> None:
    assert len(shingles(one)) > 0
    assert list(shingles(one)) == list(shingles(other))
    assert signature(shingles(one)) == signature(shingles(other))


def test_words_are_cut_by_three_and_characters_by_five() -> None:
    assert len(shingles(" ".join(WORDS))) == len(WORDS) - 2
    assert len(shingles("市邮政局今日宣布")) == 8 - 4
    assert common(shingles("a b c d"), shingles("b c d e")) == 1


def test_a_text_shorter_than_a_shingle_has_no_signature() -> None:
    for text in ("", "see here", "公告", "!?"):
        assert signature(shingles(text)) == b""
    assert bands(b"") == ()
    assert resemblance(b"", b"") == 0.0


@pytest.mark.parametrize("shared", [0, 300, 500, 700, 900])
def test_the_estimate_is_near_the_share_of_common_shingles(shared: int) -> None:
    one, other = shingles(numbered(0, 1000)), shingles(numbered(1000 - shared, 1000))
    true = common(one, other) / (len(one) + len(other) - common(one, other))
    assert resemblance(signature(one), signature(other)) == pytest.approx(true, abs=0.17)


def test_texts_that_share_half_are_candidates_and_strangers_are_not() -> None:
    base = bands(signature(shingles(numbered(0, 1000))))
    alike = bands(signature(shingles(numbered(250, 1000))))
    assert set(base) & set(alike)
    strangers = [bands(signature(shingles(numbered(5000 * n, 300)))) for n in range(1, 40)]
    assert not any(set(base) & set(other) for other in strangers)


def test_a_band_has_its_own_key_even_for_equal_rows() -> None:
    keys = bands(bytes(4 * BANDS * ROWS))
    assert len(set(keys)) == BANDS
    assert all(0 <= key < 1 << 47 for key in keys)


def test_many_signatures_have_the_keys_that_each_has_alone() -> None:
    signed = [signature(shingles(numbered(n, 50))) for n in (0, 25, 900)]
    rows = np.stack([np.frombuffer(one, dtype="<u4").reshape(BANDS, ROWS) for one in signed])
    assert band_keys(rows).tolist() == [list(bands(one)) for one in signed]


def test_a_signature_is_the_same_on_every_machine() -> None:
    # Stored signatures are compared with those of later versions: who changes this raises VERSION.
    assert bands(signature(shingles("市邮政局今日宣布调整投递时间")))[:2] == (73476302478515, 5458812254752)


def test_a_text_without_end_is_read_to_a_limit() -> None:
    assert len(shingles("".join(map(chr, range(0x4E00, 0x9FFF))) * 3)) <= MAX_UNITS
