from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import name_of, parse
from crawler.errors import ConfigError

FILE = Path("gazette.toml")


def test_the_least_source_is_its_address() -> None:
    (source,) = parse('[[source]]\nurl = "https://www.example.gov.cn/tzgg/index.html"\n', FILE).source
    assert source.name == "example-gov-cn-tzgg"
    assert source.place == "CN"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gazete]\n", "line 1: unknown key 'gazete'. Mend: did you mean 'gazette'?"),
        ('[[source]]\nurl = "https://a.org"\nnaem = "x"\n', "line 3: unknown key 'naem'. Mend: did you mean 'name'?"),
        ('[[source]]\nname = "x"\n', "'url' is missing"),
        ('[[source]]\nurl = "ftp://a.org"\n', "line 2: url = 'ftp://a.org': the address is not http or https"),
        ('[[source]]\nurl = "https://a.org"\nname = "A B"\n', "line 3: name = 'A B'"),
        ('[[source]]\nurl = "https://a.org"\n[[source]]\nurl = "https://a.org"\n', "stands twice"),
        (
            '[[source]]\nurl = "https://a.org"\nname="x"\n[[source]]\nurl = "https://b.org"\nname="x"\n',
            "two sources are named 'x'",
        ),
        ('[gazette]\ndelay = "soon"\n', "line 2: delay = 'soon'"),
        ("url = \n", "gazette.toml: "),
        (
            '[[source]]\nurl = "https://a.org"\n[source.list]\nrows = "li"\n',
            "line 4: unknown key 'rows'. Mend: did you mean 'row'?",
        ),
    ],
)
def test_what_is_off_is_named_with_line_and_mend(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, FILE)
    assert said in str(caught.value)
    assert "Mend: " in str(caught.value)
    assert caught.value.exit_status == 2


HARBOUR = '[[source]]\nurl = "https://a.org"\nname = "harbour"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[search]]\nname = "x"\nquerry = "a"\n', "line 6: unknown key 'querry'. Mend: did you mean 'query'?"),
        ('[[search]]\nquery = "ferry"\n', "'name' is missing"),
        ('[[search]]\nname = "A B"\nquery = "a"\n', "line 5: name = 'A B'"),
        ('[[search]]\nname = "harbour"\nquery = "ferry"\n', "the search 'harbour' has the name of a source"),
        (
            '[[search]]\nname = "x"\nquery = "a"\n[[search]]\nname = "x"\nquery = "b"\n',
            "the search 'x' has the name of another search",
        ),
        ('[[search]]\nname = "x"\nsource = ["nowhere"]\n', "names the source 'nowhere', which is not there"),
        ('[[search]]\nname = "x"\nquery = " "\n', "asks for nothing"),
    ],
)
def test_a_saved_search_that_is_off_is_named_with_its_mend(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(HARBOUR + text, FILE)
    assert said in str(caught.value)
    assert "Mend: " in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_saved_search_is_words_and_what_narrows_them() -> None:
    text = (
        '[[search]]\nname = "ferries"\nquery = "ferry -pier"\nsource = ["harbour"]\ntopic = ["mail"]\nlanguage = "en"\n'
    )
    (saved,) = parse(HARBOUR + text, FILE).search
    assert (saved.query, saved.source, saved.topic, saved.language) == ("ferry -pier", ("harbour",), ("mail",), "en")


def test_names_are_short_distinct_and_never_those_of_the_common_feed() -> None:
    assert name_of("https://www.spb.gov.cn/gjyzj/c100276/common_list.shtml", set()).startswith("spb-gov-cn-")
    assert name_of("https://a.org/x", {"a-org-x"}) == "a-org-x-2"
    assert not name_of("https://all.org/", set()).startswith("all")


def test_a_name_that_is_not_there_is_guessed() -> None:
    config = parse('[[source]]\nurl = "https://a.org"\nname = "harbour"\n', FILE)
    with pytest.raises(ConfigError, match="did you mean 'harbour'"):
        config.pick(["harbor"])


def test_a_paused_source_is_followed_only_by_name() -> None:
    both = (
        '[[source]]\nurl = "https://a.org"\nname = "a"\n[[source]]\nurl = "https://b.org"\nname = "b"\npaused = true\n'
    )
    config = parse(both, FILE)
    assert [s.name for s in config.followed()] == ["a"]
    assert [s.name for s in config.followed(("b",))] == ["b"]
