from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.dedupe.decide import decide
from crawler.dedupe.fingerprint import content_hash
from crawler.model import Article, Attachment, Judgement, Known, Moment, Precision

ARTICLE = Article(
    "post", "https://example.org/1", "A new sorting hall", Moment("2024-05-01", Precision.DAY),
    body_text="The hall opens.\n\nIt is large.", attachments=(Attachment("https://example.org/a.pdf?token=1", "Plan"),),
)  # fmt: skip


def known(article: Article, state: str = "live") -> Known:
    day = article.published.value if article.published else ""
    titles = tuple(a.title for a in article.attachments)
    return Known(
        1, "urn:uuid:1", article.url, state, content_hash(article), article.title, day, article.body_text, titles
    )


def test_what_was_never_seen_is_new() -> None:
    assert decide(ARTICLE, None).judgement is Judgement.NEW


def test_what_a_reader_cannot_tell_apart_is_unchanged() -> None:
    again = replace(
        ARTICLE, body_text="The  hall opens.\n\nIt is\xa0large.", body_html="<p>other markup</p>",
        attachments=(Attachment("https://example.org/a.pdf?token=2", "Plan"),),
    )  # fmt: skip
    assert decide(again, known(ARTICLE)).judgement is Judgement.UNCHANGED


def test_a_revision_says_what_changed() -> None:
    verdict = decide(replace(ARTICLE, title="A new hall", body_text="It opens later."), known(ARTICLE))
    assert verdict.judgement is Judgement.REVISION
    assert verdict.changes == ("title", "body")


def test_a_day_and_an_attachment_count() -> None:
    changed = replace(ARTICLE, published=Moment("2024-05-02", Precision.DAY), attachments=())
    assert decide(changed, known(ARTICLE)).changes == ("date", "attachments")


def test_a_minute_found_for_a_known_day_is_no_revision() -> None:
    exact = replace(ARTICLE, published=Moment("2024-05-01T10:00:00+08:00", Precision.MINUTE))
    assert decide(exact, known(ARTICLE)).judgement is Judgement.UNCHANGED


@pytest.mark.parametrize(
    ("note", "judgement"), [("", "unchanged"), ("no text", "unchanged"), ("pictures only", "revision")]
)
def test_a_page_that_shows_no_text_any_more_takes_none_away_unless_it_says_why(note: str, judgement: str) -> None:
    assert decide(replace(ARTICLE, body_text="", note=note), known(ARTICLE)).judgement == judgement


def test_what_was_withdrawn_can_return() -> None:
    assert decide(ARTICLE, known(ARTICLE, "withdrawn")).judgement is Judgement.RETURNED
