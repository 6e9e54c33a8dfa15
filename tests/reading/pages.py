"""Pages that the tests of this folder write: a body and a head to a parsed page."""

from crawler.page import Page, read_page

SENTENCE = "The ministry announced on Monday that the harbour will be closed to large ships for three weeks."
HAN = "为进一步做好港口安全管理工作，现将有关事项公告如下，请各有关单位认真组织实施，并于月底前报送落实情况。"


def page(body: str, head: str = "", url: str = "https://example.org/news/1.html") -> Page:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url)
