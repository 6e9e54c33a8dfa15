"""Lists that are built alike and stand side by side."""

import pytest

from crawler.listing.detect import candidates, read_listing
from tests.listing.pages import SUBJECTS, TODAY, page, read, titles

CALLS = tuple(f"Call {number} for proposals: {subject}" for number, subject in enumerate(SUBJECTS, 1))


def box(folder: str, subjects: tuple[str, ...], attribute: str = "", heading: str = "", start: int = 0) -> str:
    """A box with its own `ul` of dated rows."""
    body = "".join(
        f"<li><a href='/{folder}/2024/{i}.html'>{title}</a><span>2024-05-{28 - i:02}</span></li>"
        for i, title in enumerate(subjects, start)
    )
    return f"<div {attribute}>{heading}<ul>{body}</ul></div>"


@pytest.mark.parametrize(
    "body",
    [
        box("news", SUBJECTS, "class='news'") + box("calls", CALLS, "class='calls'"),
        "<h1>Today</h1>" + box("news", SUBJECTS, "class='box'", "<h2>News</h2>") + box("calls", CALLS, "class='box'", "<h2>Calls</h2>"),
        "<h1>Today</h1>" + box("news", SUBJECTS, "", "<h2>News</h2>") + box("calls", CALLS, "", "<h2>Calls</h2>"),
    ],
    ids=["classes", "headings", "no classes at all"],
)  # fmt: skip
def test_two_lists_are_two_candidates_and_each_profile_finds_its_own_again(body: str) -> None:
    within = f"<div>{body}</div>"
    first, second = candidates(page(within), today=TODAY)[:2]
    assert (titles(first), titles(second)) == (SUBJECTS, CALLS)
    for found in (first, second):
        assert titles(read_listing(page(within), today=TODAY, profile=found.profile)) == titles(found)
        assert found.profile is not None


@pytest.mark.parametrize(
    "body",
    [
        box("news", SUBJECTS[:4], "class='may'", "<h2>May</h2>") + box("news", SUBJECTS[4:], "class='june'", "<h2>June</h2>", 4),
        box("news/may", SUBJECTS[:4], "", "<h2>May 2024</h2>") + box("news/april", SUBJECTS[4:], "", "<h2>April 2024</h2>", 4),
        box("news", SUBJECTS[:4], "class='column-1'") + box("calls", SUBJECTS[4:], "class='column-2'", start=4),
    ],
    ids=["one folder", "headed by months", "columns"],
)  # fmt: skip
def test_one_list_in_pieces_stays_one(body: str) -> None:
    assert titles(read(f"<div>{body}</div>")) == SUBJECTS
