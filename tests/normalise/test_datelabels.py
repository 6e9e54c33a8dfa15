"""Which label stands before a date."""

from __future__ import annotations

import pytest

from crawler.normalise.datefold import fold_text
from crawler.normalise.datelabels import label_before


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Published: @", "published"),
        ("Published on Monday, @", "published"),
        ("发布时间：@", "published"),
        ("来源：办公室 发布时间：@", "published"),
        ("字体：大 中 小 更新时间：@", "updated"),
        ("Published: 1 May 2024 | Last updated @", "updated"),
        ("最終更新日 @", "updated"),
        ("Veröffentlicht am @", "published"),
        ("Zuletzt aktualisiert am @", "updated"),
        ("Дата публикации: @", "published"),
        ("Date: @", "published"),
        ("Article mis à jour le @", "updated"),
        ("This page was last updated on @", "updated"),
        ("@", ""),
        ("The law was published on @", ""),  # running text
        ("held on @", ""),
        ("up to date @", ""),
        ("Deadline: @", ""),
        ("会议时间定于 @", ""),
    ],
)
def test_the_label_before(text: str, kind: str) -> None:
    folded = fold_text(text)
    assert label_before(folded, folded.index("@")) == kind
