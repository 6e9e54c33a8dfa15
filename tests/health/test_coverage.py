from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.health.coverage import Coverage, meets
from crawler.keys import Source
from crawler.store import coverage
from crawler.store.database import Store
from crawler.store.runs import sync_source

MARCH = datetime(2026, 3, 20, 8, tzinfo=UTC)
K, N = True, False


@pytest.mark.parametrize(
    ("rows", "met"),
    [([N, N, K, K], True), ([N, N, N, N], False), ([K, K, K], True), ([], True), ([K, N, N, N], False), ([K, N, N, K], True), ([K, K, K, N], True)],
    ids=["new above known", "all new", "all known", "no rows", "an old row on top", "on top, and known below", "one late row"],
)  # fmt: skip
def test_when_rows_meet_what_was_known(rows: list[bool], met: bool) -> None:
    assert meets(rows) is met


def test_the_ledger_tells_since_when_and_which_gaps(store: Store) -> None:
    sync_source(store, Source(url="https://post.example.org/news", name="post"))
    assert Coverage(*coverage.stretches(store, "post")).sentence() == "not read yet"
    coverage.extend(store, "post", MARCH, "2026-03-01")
    coverage.extend(store, "post", MARCH + timedelta(days=45), "")
    coverage.gap(store, "post", MARCH + timedelta(days=48), "2026-05-06")
    coverage.extend(store, "post", MARCH + timedelta(days=49), "2026-05-06")
    told = Coverage(*coverage.stretches(store, "post"))
    assert told.sentence() == "complete since 2026-03-01, gap 4 to 6 May 2026"
    assert told.gaps == ((date(2026, 5, 4), date(2026, 5, 6)),)


def test_a_walk_over_older_pages_fills_a_gap(store: Store) -> None:
    sync_source(store, Source(url="https://post.example.org/news", name="post"))
    coverage.extend(store, "post", MARCH, "2026-03-01")
    coverage.gap(store, "post", MARCH + timedelta(days=48), "2026-05-06")
    assert coverage.fill(store, "post", "2026-04-30T08:00:00Z", MARCH + timedelta(days=49)) == 0
    assert coverage.fill(store, "post", "2026-03-15T08:00:00Z", MARCH + timedelta(days=49)) == 1
    assert Coverage(*coverage.stretches(store, "post")).sentence() == "complete since 2026-03-01"
    assert Coverage(*coverage.stretches(store, "post")).filled == 1


def test_a_clock_that_jumps_back_makes_no_negative_stretch(store: Store) -> None:
    sync_source(store, Source(url="https://post.example.org/news", name="post"))
    coverage.extend(store, "post", MARCH, "")
    coverage.gap(store, "post", MARCH - timedelta(days=300), "")
    for row in store.query("SELECT begins, ends FROM coverage"):
        assert row["begins"] <= row["ends"]


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        (((date(2026, 5, 4), date(2026, 5, 4)),), "gap on 4 May 2026"),
        (((date(2026, 4, 28), date(2026, 5, 2)),), "gap 28 Apr to 2 May 2026"),
        (((date(2025, 12, 30), date(2026, 1, 2)),), "gap 30 Dec 2025 to 2 Jan 2026"),
    ],
)
def test_a_gap_is_told_as_people_write_dates(gaps: tuple[tuple[date, date], ...], said: str) -> None:
    assert Coverage(date(2025, 1, 1), gaps).sentence() == f"complete since 2025-01-01, {said}"
