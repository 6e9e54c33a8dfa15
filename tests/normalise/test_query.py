from __future__ import annotations

import pytest

from crawler.normalise.query import MAX_TERMS, parse, places
from crawler.normalise.script import fold_script


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("post office", ['"post"', '"office"']),
        ('"post office"', ['"post office"']),
        ("“post office” «la poste»", ['"post office"', '"la poste"']),
        ("「郵政編碼」", ['"邮政 政编 编码"']),
        ("郵", ['"邮" *']),
        ("郵政*", ['"邮政"']),
        ("con*", ['"con" *']),
        ("12/2024", ['"12 2024"']),
        ("post post", ['"post"']),
        ("NEAR(a b) title:x", ['"near a"', '"b"', '"title x"']),
        ("\" ' * - ( )", []),
        ("", []),
    ],
)
def test_what_is_typed_becomes_an_expression(typed: str, expected: list[str]) -> None:
    assert [term.expression for term in parse(typed).wanted] == expected


def test_a_minus_before_a_word_parts_it_off_and_within_a_word_joins() -> None:
    query = parse('harbour -ferry -"old pier" île-de-france')
    assert [term.expression for term in query.wanted] == ['"harbour"', '"ile de france"']
    assert [term.expression for term in query.unwanted] == ['"ferry"', '"old pier"']


def test_a_query_has_an_end() -> None:
    assert len(parse(" ".join(f"w{n}" for n in range(99))).wanted) == MAX_TERMS
    assert len(parse("x " * 100_000).wanted) == 1


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("郵政", "中华邮政与郵政", ["邮政", "郵政"]),
        ("strasse", "Die Straße ist lang", ["Straße"]),
        ("ete", "l'e\u0301te\u0301 vient", ["e\u0301te\u0301"]),
        ("ガス", "ｶﾞｽの検針", ["ｶﾞｽ"]),
        ("con*", "a concert, second con", ["concert", "con"]),
        ('"new pier"', "the new pier; a new, pier; new piers", ["new pier", "new, pier"]),
        ("pier", "piers", []),
    ],
)  # fmt: skip
def test_terms_are_found_in_the_text_as_it_is_shown(typed: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end, _ in places(text, parse(typed).wanted)] == marked


@pytest.mark.parametrize(
    ("typed", "text", "there"),
    [
        ("con*", "a concert", True),
        ("con*", "second, rincon", False),
        ("con*", "rincon con", True),
        ("con*", "中con", True),
        ("郵", "中华邮政", True),
        ("郵", "中华", False),
    ],
)
def test_beginnings_stand_where_a_word_begins(typed: str, text: str, there: bool) -> None:
    (term,) = parse(typed).wanted
    assert term.begins
    assert term.within(fold_script(text)) is there
