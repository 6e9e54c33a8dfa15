from __future__ import annotations

import pytest

from crawler.health import BROKEN, Outcome, judge


@pytest.mark.parametrize(
    ("kind", "state"),
    [("dns", "unreachable"), ("timeout", "unreachable"), ("http-5xx", "unreachable"), ("http-404", "gone"), ("blocked", "blocked"),
     ("robots", "blocked"), ("no-list", "broken"), ("too-large", "broken")],
)  # fmt: skip
def test_the_failure_of_a_list_names_the_state(kind: str, state: str) -> None:
    health = judge(Outcome("post", (kind, "what failed", "what to do")))
    assert (health.state, health.reason, health.mend) == (state, "what failed", "what to do")
    assert state in BROKEN


def test_a_run_that_read_its_articles_is_fine() -> None:
    assert judge(Outcome("post", entries=10, dated=10, read=10)).state == "ok"
    assert judge(Outcome("post", not_modified=True)).state == "ok"


def test_articles_that_cannot_be_read_make_a_source_partial() -> None:
    assert judge(Outcome("post", entries=10, read=3, unread=7)).state == "partial"
    assert judge(Outcome("post", entries=10, read=9, unread=1)).state == "ok"
    assert judge(Outcome("post", entries=10, read=9, without_body=8)).state == "partial"
