"""Bytes to a page."""

import pytest

from crawler.page import absolute, read_page


def test_a_byte_order_mark_names_the_charset_and_is_no_part_of_the_text() -> None:
    page = read_page("\ufeff<p><a href='x'>Ένα</a></p>".encode(), "https://example.org/")
    assert page.text.startswith("<p>")
    assert page.charset_from == "bom"
    assert page.root is not None
    assert [a.text for a in page.root.iter("a")] == ["Ένα"]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a/b.html", "https://example.org/a/b.html"),
        ("b.html", "https://example.org/news/b.html"),
        ("../b.html", "https://example.org/b.html"),
        ("/a/../b.html", "https://example.org/b.html"),
        ("//other.example/x", "https://other.example/x"),
        ("?page=2", "https://example.org/news/?page=2"),
        ("http://other.example/x?y=1", "http://other.example/x?y=1"),
        (" \n/a.html\t", "https://example.org/a.html"),
        ("", ""),
        ("   ", "https://example.org/news/"),
        ("javascript:go()", ""),
        ("http://[", ""),
    ],
)
def test_links_resolve_against_the_page(href: str, url: str) -> None:
    assert absolute(href, "https://example.org/news/") == url
