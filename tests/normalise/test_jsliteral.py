import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.normalise.jsliteral import MAX_NESTING, NotALiteral, arrays, loads, read_literal

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (
            "[{url:'/a/1.html',title:'T',time:'2024-01-01'},]",
            [{"url": "/a/1.html", "title": "T", "time": "2024-01-01"}],
        ),
        ('["a",,"b",]', ["a", "b"]),
        ("{a: 1, 'b': 0x1f, \"c\": -1.5e3, d: .5}", {"a": 1, "b": 31, "c": -1500.0, "d": 0.5}),
        ("[true, false, null, undefined]", [True, False, None, None]),
        ("// rows\n[/* none * here */ 1, // one\n 2]", [1, 2]),
        (r"'it\'s \u4e2d\x41\u{1F600}\n'", "it's 中A😀\n"),
        (r"'\ud83d\ude00'", "😀"),
        (r"'a\/b'", "a/b"),
        ("'/a/' + id + '.html'", "/a/.html"),
        ("'/a/'+'b'", "/a/b"),
        ("[`one\ntwo`]", ["one\ntwo"]),
        ("{at: new Date('2024-01-05'), n: 2}", {"at": "2024-01-05", "n": 2}),
        ("[new Date(1704412800000)]", [1704412800000]),
        ("{f: function(a, b) { return [a, '}']; }, t: 'T'}", {"f": None, "t": "T"}),
        ("{a: location.href, t: 'T'.trim()}", {"a": None, "t": "T"}),
        ("{2024: 'year', $x: 1}", {"2024": "year", "$x": 1}),
    ],
)
def test_reads_what_pages_hold(source: str, value: Any) -> None:
    assert read_literal(source)[0] == value


def test_tells_where_a_literal_ends() -> None:
    script = "var a = [1, 2]; var b = 3;"
    assert read_literal(script, 8) == ([1, 2], 14)


@pytest.mark.parametrize(
    "source", ["", "[", "[1", "{a:", "{a 1}", "'open", "}", "[" * (MAX_NESTING + 5), "{,:}", "[/*"]
)
def test_refuses_what_is_no_literal(source: str) -> None:
    with pytest.raises(NotALiteral):
        read_literal(source)


def test_finds_the_arrays_of_rows_in_a_script() -> None:
    script = "var nums=[1,2]; var a=[{x:1}]; if(a[0]){f([ [1,'b'] ])} var broken=[{x:; var last=[{y:'2'}];"
    assert list(arrays(script)) == [[{"x": 1}], [[1, "b"]], [{"y": "2"}]]


@pytest.mark.parametrize(
    "source", ["[{", "[{a:'", "[/*", "[a/*", "[{a:/*", "[{a:b(", "[{a:'\\\\", "[ [", "[{a:new Date('", "//"]
)
def test_many_broken_arrays_end(source: str) -> None:
    assert list(arrays(source * 50_000)) == []


def test_loads_reads_json_and_literals() -> None:
    assert loads('{"a": [1]}') == {"a": [1]}
    assert loads("{a: [1]};") == {"a": [1]}
    with pytest.raises(NotALiteral):
        loads("{a: 1} and more")


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_whatever_is_json_reads_the_same(value: Any) -> None:
    assert read_literal(json.dumps(value))[0] == value


@given(st.text(alphabet="[]{}(),:;'\"`\\/*+-.0x1eaun \n", max_size=80))
@settings(max_examples=400, deadline=None)
def test_any_text_reads_or_is_refused(text: str) -> None:
    try:
        _, end = read_literal(text)
    except NotALiteral:
        return
    assert 0 < end <= len(text)
