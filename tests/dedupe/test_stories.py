from __future__ import annotations

from crawler.dedupe.stories import Placing, place

NO_SPLITS: frozenset[frozenset[int]] = frozenset()


def test_two_alike_articles_begin_a_story() -> None:
    assert place(2, {1: 0.9}, {}, {}, NO_SPLITS) == Placing(0, (1,), 0.9)


def test_a_newcomer_joins_the_oldest_story_and_merges_the_others() -> None:
    story_of, members = {1: 7, 2: 7, 3: 9, 4: 9}, {7: [1, 2], 9: [3, 4]}
    assert place(5, {3: 0.9, 1: 0.7}, story_of, members, NO_SPLITS) == Placing(7, (), 0.9, (9,))


def test_a_split_pair_is_never_brought_together() -> None:
    story_of, members = {1: 7, 2: 7, 3: 9, 4: 9}, {7: [1, 2], 9: [3, 4]}
    splits = frozenset({frozenset((2, 4))})
    assert place(5, {3: 0.9, 1: 0.7}, story_of, members, splits) == Placing(7, (), 0.7)
    assert place(5, {1: 0.7}, story_of, members, frozenset({frozenset((2, 5))})) is None


def test_nothing_changes_for_an_article_that_is_in_the_story() -> None:
    assert place(2, {1: 0.9}, {1: 7, 2: 7}, {7: [1, 2]}, NO_SPLITS) is None
