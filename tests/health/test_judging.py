from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.health import BROKEN, Health, Outcome, judge
from crawler.health.expectations import Wanted
from crawler.health.symptoms import Symptom

GOOD = Outcome("post", entries=20, dated=20, read=1, body_chars=900, template="ul.news > li")
UNCHANGED = Outcome("post", not_modified=True)


def walk(*runs: Outcome, wanted: Wanted | None = None) -> list[Health]:
    """Judge runs one after the other, as crawls do."""
    past: list[Outcome] = []
    states: list[Health] = []
    for run in runs:
        state = judge(run, past, former=states[-1] if states else None, wanted=wanted)
        states.append(state)
        if not run.not_modified:
            past.insert(0, replace(run, symptom=state.symptom))
    return states


def words(*runs: Outcome, wanted: Wanted | None = None) -> list[str]:
    return [state.state for state in walk(*runs, wanted=wanted)]


@pytest.mark.parametrize(
    ("kind", "state"),
    [("dns", "unreachable"), ("timeout", "unreachable"), ("http-5xx", "unreachable"), ("http-404", "gone"), ("blocked", "blocked"),
     ("robots", "blocked"), ("no-list", "broken"), ("too-large", "broken"), ("parked", "gone"), ("foreign-list", "broken")],
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


def test_articles_that_lose_their_text_one_at_a_time_are_told_though_most_runs_read_none() -> None:
    idle, bare = replace(GOOD, read=0, body_chars=0), replace(GOOD, without_body=1, body_chars=0)
    states = words(*[GOOD, idle] * 5, bare, idle, bare, idle, idle, GOOD, idle, GOOD, idle, idle)
    assert states[10:12] == ["ok", "ok"], "one of three says nothing"
    assert states[12:15] == ["ok", "partial", "partial"], "two of three do, at the second run that finds it so"
    assert states[15:] == ["partial", "partial", "partial", "ok", "ok"]


def test_a_list_that_shrinks_is_partial_at_the_second_such_run_and_names_both_numbers() -> None:
    states = walk(*[GOOD] * 5, replace(GOOD, entries=1, dated=1), replace(GOOD, entries=1, dated=1))
    assert [s.state for s in states[5:]] == ["ok", "partial"]
    assert "seen: 1" in states[5].note
    assert (states[6].expected, states[6].seen) == ("about 20 rows a page", "1")
    assert "post" in states[6].mend


def test_one_odd_run_never_changes_the_state() -> None:
    odd = replace(GOOD, entries=1, dated=1)
    assert set(words(*[GOOD] * 4, odd, GOOD, odd, GOOD, odd, GOOD)) == {"ok"}


def test_one_good_run_does_not_end_a_state() -> None:
    odd = replace(GOOD, entries=1, dated=1)
    assert words(*[GOOD] * 4, odd, odd, GOOD, odd, GOOD, GOOD)[5:] == ["partial", "partial", "partial", "partial", "ok"]


def test_an_unchanged_list_tells_nothing_and_leaves_the_state() -> None:
    odd = replace(GOOD, entries=1, dated=1)
    assert words(*[GOOD] * 4, odd, UNCHANGED, odd, UNCHANGED)[4:] == ["ok", "ok", "partial", "partial"]
    down = Outcome("post", ("dns", "the host's name is not known", ""))
    assert words(GOOD, down, UNCHANGED) == ["ok", "unreachable", "ok"]


def test_a_container_without_rows_is_empty_not_broken() -> None:
    bare = replace(GOOD, entries=0, dated=0, read=0)
    assert words(*[GOOD] * 4, bare, bare, bare)[4:] == ["ok", "empty", "empty"]
    assert "empty" not in BROKEN


def test_rows_that_lose_their_days_are_partial() -> None:
    bare = replace(GOOD, dated=0)
    states = walk(*[GOOD] * 4, bare, bare)
    assert states[-1].state == "partial"
    assert states[-1].expected == "100% of the rows with a day"


def test_bodies_that_shrink_are_partial_once_most_of_five_did() -> None:
    rich = [replace(GOOD, read=3) for _ in range(5)]
    stub = replace(GOOD, read=1, body_chars=40)
    assert words(*rich, *[stub] * 3)[5:] == ["ok"] * 3
    assert words(*rich, *[stub] * 7)[-1] == "partial"


def test_bodies_that_a_source_never_had_are_not_missed() -> None:
    pictures = replace(GOOD, read=5, without_body=5, body_chars=0)
    assert words(pictures, pictures, pictures)[0] == "partial"
    learned = [replace(pictures, symptom="") for _ in range(4)]
    assert judge(pictures, learned, former=Health("ok")).state == "ok"


def test_a_rebuilt_page_is_changed_at_its_third_run() -> None:
    rebuilt = replace(GOOD, template="div.card")
    states = walk(*[GOOD] * 3, *[rebuilt] * 4)
    assert [s.state for s in states[3:]] == ["ok", "ok", "changed", "changed"]
    assert "ul.news > li" in states[-1].expected
    assert "div.card" in states[-1].seen
    # Once it showed the known rows for long enough, it is the rule.
    assert words(*[GOOD] * 3, *[rebuilt] * 30)[-1] == "ok"


def test_two_templates_in_turn_do_not_flap() -> None:
    other = replace(GOOD, template="div.card")
    assert set(words(*[GOOD, GOOD, GOOD], *[other, GOOD] * 12)) == {"ok"}
    assert set(words(*[GOOD] * 4, other, GOOD, other, other, other, other, GOOD, GOOD, other)) == {"ok"}


def test_a_list_that_says_it_moved_names_the_new_address_as_the_mend() -> None:
    moved = replace(GOOD, moved_to="https://new.example.org/news")
    states = walk(GOOD, GOOD, moved, moved)
    assert [s.state for s in states[2:]] == ["ok", "moved"]
    assert "url = 'https://new.example.org/news'" in states[-1].mend


def test_what_an_operator_set_rules_over_what_was_learned() -> None:
    few = replace(GOOD, entries=4, dated=4)
    assert words(*[GOOD] * 4, few, few, wanted=Wanted(rows=3))[-1] == "ok"
    assert words(few, few, few, wanted=Wanted(rows=10)) == ["partial"] * 3
    assert words(*[replace(GOOD, dated=10)] * 2, wanted=Wanted(dated=0.9))[-1] == "partial"


def test_silence_shows_only_where_nothing_else_is_wrong() -> None:
    silence = Symptom("quiet", "something new within 3 working days", "nothing since 2024-05-01", "look")
    assert judge(GOOD, quiet=silence).state == "quiet"
    assert judge(replace(GOOD, unread=5), quiet=silence).state == "partial"
    assert judge(Outcome("post", ("dns", "no such host", "")), quiet=silence).state == "unreachable"
