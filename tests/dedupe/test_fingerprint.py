from __future__ import annotations

import pytest

from crawler.dedupe.fingerprint import comparable


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("The plan. Views: 120", "The plan. Views: 4,711"),
        ("The plan. 17 downloads", "The plan. 18 downloads"),
        ("规划 浏览次数:120", "规划 浏览次数:121"),
        ("規劃 點閱數:9人次", "規劃 點閱數:10人次"),
        ("계획 조회수 33", "계획 조회수 34"),
        ("計画 アクセス数5", "計画 アクセス数6"),
    ],
)
def test_what_every_look_counts_up_makes_no_difference(text: str, again: str) -> None:
    assert comparable(text) == comparable(again)


@pytest.mark.parametrize(
    ("text", "other"), [("5 views of the plan", "views of 6 plans"), ("120 parcels", "121 parcels"), ("第3条", "第4条")]
)
def test_other_numbers_make_one(text: str, other: str) -> None:
    assert comparable(text) != comparable(other)
