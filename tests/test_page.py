"""Bytes to a page."""

from crawler.page import read_page


def test_a_byte_order_mark_names_the_charset_and_is_no_part_of_the_text() -> None:
    page = read_page("\ufeff<p><a href='x'>Ένα</a></p>".encode(), "https://example.org/")
    assert page.text.startswith("<p>")
    assert page.charset_from == "bom"
    assert page.root is not None
    assert [a.text for a in page.root.iter("a")] == ["Ένα"]
