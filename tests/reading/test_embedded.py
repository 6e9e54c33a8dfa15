import json

import pytest

from crawler.page import read_page
from crawler.reading.embedded import embedded
from tests.reading.pages import SENTENCE, page


def test_a_json_answer_holds_the_article() -> None:
    answer = {
        "code": 0,
        "data": {"docTitle": "Harbour closed", "publishDate": 1714521600000, "docClob": f"<p>{SENTENCE}</p>"},
    }
    found = embedded(
        read_page(json.dumps(answer).encode(), "https://example.org/api?id=1", content_type="application/json")
    )
    assert found is not None
    assert (found.title, found.date, found.body) == ("Harbour closed", "1714521600000", f"<p>{SENTENCE}</p>")
    assert found.place == "json docClob"


def test_the_longest_body_wins() -> None:
    data = {"list": [{"title": "A", "content": SENTENCE}, {"title": "B", "content": SENTENCE * 2}]}
    found = embedded(read_page(json.dumps(data).encode(), "https://example.org/api", content_type="application/json"))
    assert found is not None
    assert found.title == "B"


def test_json_ld_and_state_scripts_are_data_too() -> None:
    ld = page(f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{SENTENCE}"}}</script>')
    state = page(f'<script type="application/json">{{"props":{{"title":"T","content":"{SENTENCE}"}}}}</script>')
    for parsed, place in ((ld, "json-ld articleBody"), (state, "json in a script content")):
        found = embedded(parsed)
        assert found is not None
        assert (found.body, found.place) == (SENTENCE, place)


@pytest.mark.parametrize(
    "script",
    [
        'window.__STATE__ = {title: "T", content: "<p>%s</p>"};',
        'window.__NUXT__=(function(a,b){return {data:[{title:"T",detail:{x:a}, content:"<p>%s</p>"}],b:b}}(1,null));',
        'var detail = JSON.parse(\'{"title":"T","content":"<p>%s</p>"}\'); show(detail);',
        "var a = 1, article = {\n  'title': 'T', // the headline\n  'content': '<p>%s</p>',\n};",
    ],
)
def test_a_value_that_a_script_assigns_is_data(script: str) -> None:
    found = embedded(page(f"<script>{script % SENTENCE}</script>"))
    assert found is not None
    assert (found.title, found.body, found.place) == ("T", f"<p>{SENTENCE}</p>", "value in a script content")


@pytest.mark.parametrize(
    "script",
    [
        'var banner = {title: "Cookies", text: "We use cookies so that this site works as you expect it to."};',
        'var words = {content: "<p>A text without a title is a part of some form, not an article.</p>"};',
        'if (x == "a" || y === {content: 1}) { go("/a"); } var broken = {title: "T", content: ',
    ],
)
def test_other_words_in_scripts_are_no_article(script: str) -> None:
    assert embedded(page(f"<script>{script}</script>")) is None


def test_no_data_no_article() -> None:
    assert embedded(page("<p>text</p>")) is None
    assert embedded(page("<script type=application/json>{broken</script>")) is None
