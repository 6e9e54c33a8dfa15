from __future__ import annotations

from crawler.dedupe.stories import Placing, place

# Articles, each of a source of its own.
SOURCES = {n: f"source {n}" for n in range(1, 10)}
NO_SPLITS: frozenset[frozenset[int]] = frozenset()


def test_two_alike_articles_begin_a_story() -> None:
    assert place(2, {1: 0.9}, {}, {}, NO_SPLITS, SOURCES) == Placing(0, (1,), 0.9)


def test_a_newcomer_joins_the_oldest_story_and_merges_the_others() -> None:
    story_of, members = {1: 7, 2: 7, 3: 9, 4: 9}, {7: [1, 2], 9: [3, 4]}
    assert place(5, {3: 0.9, 1: 0.7}, story_of, members, NO_SPLITS, SOURCES) == Placing(7, (), 0.9, (9,))


def test_a_split_pair_is_never_brought_together() -> None:
    story_of, members = {1: 7, 2: 7, 3: 9, 4: 9}, {7: [1, 2], 9: [3, 4]}
    splits = frozenset({frozenset((2, 4))})
    assert place(5, {3: 0.9, 1: 0.7}, story_of, members, splits, SOURCES) == Placing(9, (), 0.9)
    assert place(5, {1: 0.7}, story_of, members, frozenset({frozenset((2, 5))}), SOURCES) is None


def test_nothing_changes_for_an_article_that_is_in_the_story() -> None:
    assert place(2, {1: 0.9}, {1: 7, 2: 7}, {7: [1, 2]}, NO_SPLITS, SOURCES) is None


def test_of_a_source_that_fills_one_form_only_the_likest_notice_is_meant() -> None:
    sources = {1: "ministry", 2: "ministry", 3: "ministry", 4: "union"}
    assert place(4, {1: 0.7, 2: 1.0, 3: 0.7}, {}, {}, NO_SPLITS, sources) == Placing(0, (2,), 1.0)


def test_a_further_notice_of_the_form_does_not_follow_by_way_of_the_copy() -> None:
    sources = {2: "ministry", 4: "union", 5: "ministry"}
    assert place(5, {4: 0.7}, {2: 7, 4: 7}, {7: [2, 4]}, NO_SPLITS, sources) is None


def test_the_same_notice_in_two_columns_of_a_source_is_one_story() -> None:
    sources = {2: "ministry", 4: "union", 5: "ministry"}
    assert place(5, {2: 1.0, 4: 0.9}, {2: 7, 4: 7}, {7: [2, 4]}, NO_SPLITS, sources) == Placing(7, (), 1.0)
