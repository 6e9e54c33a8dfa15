from crawler.page import Page, read_page
from crawler.reading.metadata import json_ld, metas, types_of


def page(head: str) -> Page:
    return read_page(f"<html><head>{head}</head><body><p>x</p></body></html>".encode(), "https://example.org/a")


def test_names_are_lower_cased_and_contents_kept_in_order() -> None:
    got = metas(page('<meta name="PubDate" content="2024-05-01"><meta name="pubdate" content="2024-05-02">'))
    assert got == {"pubdate": ["2024-05-01", "2024-05-02"]}


def test_open_graph_and_microdata_are_metas_too() -> None:
    got = metas(page('<meta property="og:title" content=" A&nbsp; title "><meta itemprop="author" content="Ann">'))
    assert got == {"og:title": ["A title"], "author": ["Ann"]}


def test_one_element_with_two_names_counts_for_both() -> None:
    got = metas(page('<meta name="description" property="og:description" content="D">'))
    assert got == {"description": ["D"], "og:description": ["D"]}


def test_empty_contents_are_left_out() -> None:
    assert metas(page('<meta name="author" content=" "><meta name="x"><meta content="y">')) == {}


def test_json_ld_is_flattened_from_graphs_arrays_and_nesting() -> None:
    got = json_ld(
        page(
            '<script type="application/ld+json">{"@graph":[{"@type":"WebPage"},'
            '{"@type":["NewsArticle","Article"],"headline":"H","author":[{"@type":"Person","name":"Ann"}]}]}</script>'
        )
    )
    assert [sorted(types_of(thing)) for thing in got] == [[], ["WebPage"], ["Article", "NewsArticle"], ["Person"]]


def test_json_ld_survives_comments_line_breaks_and_a_broken_neighbour() -> None:
    got = json_ld(
        page(
            '<script type="application/ld+json">{broken</script>'
            '<script type="application/ld+json">\n<!--\n{"headline":"two\nlines"};\n--></script>'
            '<script type="application/ld+json">//<![CDATA[\n{"headline":"cdata"}\n//]]></script>'
        )
    )
    assert [thing["headline"] for thing in got] == ["two\nlines", "cdata"]


def test_a_type_may_be_an_address() -> None:
    assert types_of({"@type": "https://schema.org/NewsArticle"}) == {"NewsArticle"}
    assert types_of({"@type": 7}) == set()


def test_nesting_bombs_are_passed_over() -> None:
    bomb = "[" * 100_000
    assert json_ld(page(f'<script type="application/ld+json">{bomb}</script>')) == []


def test_a_page_without_markup_has_neither() -> None:
    data = read_page(b'{"a": 1}', "https://example.org/a.json", content_type="application/json")
    assert metas(data) == {}
    assert json_ld(data) == []


def test_white_space_without_end_ends() -> None:
    assert json_ld(page('<script type="application/ld+json">{' + " " * 500_000 + "x</script>")) == []
