"""The interface's words in each language: all there, compiled, shown as the reader asks."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog

from crawler.health import BROKEN, SOFT
from feeds.web.catalogues import load, missing, stale, template
from feeds.web.terms import TERMS
from feeds.web.words import LANGUAGES, LOCALES, told_number, told_time
from tests.feeds.web.conftest import Served


def test_every_message_is_translated_and_compiled() -> None:
    assert list(stale()) == []
    assert set(LANGUAGES) == {"en", "zh-Hans", "zh-Hant"}
    messages = {m.id for m in template() if m.id}
    assert "Sources" in messages
    assert set(TERMS) <= messages


def test_a_message_without_translation_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def thin(locale: str) -> Catalog:
        catalog = load(locale)
        catalog["Sources"].string = ""
        catalog["%(num)s article"].string = ("%(wrong)s",)
        return catalog

    monkeypatch.setattr("feeds.web.catalogues.load", thin)
    assert set(missing("zh_Hans")) == {"%(num)s article", "Sources"}


def test_states_that_sources_can_have_are_named() -> None:
    assert BROKEN | SOFT | {"ok", "quiet", "new", "paused"} <= set(TERMS)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_script_is_written_in_its_own_characters(locale: str) -> None:
    wrong = "來條權檔設網頁發請" if locale == "zh_Hans" else "来条权档设网页发请"
    said = "".join(s if isinstance(s, str) else "".join(s or ()) for s in (m.string for m in load(locale)))
    assert not set(said) & set(wrong)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2024-05", "May 2024", "2024年5月"),
        ("2024-05-14", "14 May 2024", "2024年5月14日"),
        ("2024-05-14T08:05:09Z", "14 May 2024, 08:05", "2024年5月14日 08:05"),
        ("2024-05-14T08:05+08:00", "14 May 2024, 08:05", "2024年5月14日 08:05"),
        ("soon", "soon", "soon"),
    ],
)
def test_times_are_written_as_the_language_does(text: str, english: str, chinese: str) -> None:
    assert [told_time(text, tag) for tag in ("en", "zh-Hans", "zh-Hant")] == [english, chinese, chinese]


def test_numbers_are_written_as_the_language_does() -> None:
    assert [told_number(n, "en") for n in (None, 0, 1234567, 2.5)] == ["", "0", "1,234,567", "2.5"]


@pytest.mark.parametrize(
    ("accepted", "language", "heading"),
    [
        ("en", "en", "Sources"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "来源"),
        ("zh-TW,zh;q=0.9", "zh-Hant", "來源"),
        ("zh-HK", "zh-Hant", "來源"),
        ("zh-Hant-CN", "zh-Hant", "來源"),
        ("de,fr;q=0.5", "en", "Sources"),
        ("en;q=0.1,zh-Hans;q=0.2", "zh-Hans", "来源"),
    ],
)
def test_the_reader_gets_the_language_that_was_asked_for(
    served: Served, accepted: str, language: str, heading: str
) -> None:
    with served.client(**{"Accept-Language": accepted}) as client:
        page = client.get("/")
    assert f'<html lang="{language}">' in page.text
    assert f"<h1>{heading}</h1>" in page.text
    assert page.headers["content-language"] == language
    # Each is counted in the language's own way.
    assert re.search(r"3 list pages are followed|正在跟踪 3 个列表页|正在追蹤 3 個列表頁", page.text)


def test_a_choice_is_kept_and_needs_no_script(served: Served) -> None:
    with served.client(**{"Accept-Language": "en"}) as client:
        page = client.get("/?lang=zh-Hant")
        assert 'lang="zh-Hant"' in page.text
        assert re.search(r'href="[^"]*lang=zh-Hans"[^>]*hreflang="zh-Hans">简体中文', page.text)
        assert "<h1>同題報導</h1>" in client.get("/stories").text
        assert "<h1>Stories</h1>" in client.get("/stories?lang=en").text
        assert "<h1>Stories</h1>" in client.get("/stories").text
