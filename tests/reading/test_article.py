from datetime import date

from crawler.model import Attachment, Entry
from crawler.page import Page, read_page
from crawler.reading.article import file_article, read_article

TODAY = date(2026, 1, 10)
TEXT = "The ministry announced on Monday that the harbour will be closed to large ships for three weeks. "


def page(body: str, head: str = "", url: str = "https://example.org/news/1.html") -> Page:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url)


def test_an_article_among_menus_is_found_whole() -> None:
    menu = "<ul class=menu>" + "<li><a href=/a>About us</a></li>" * 12 + "</ul>"
    got = read_article(
        page(
            f"{menu}<h1>Harbour closed</h1><div class=box><p>{TEXT}</p><p>{TEXT}</p></div><div class=foot>&copy; 2026</div>"
        ),
        today=TODAY,
    )
    assert got.title == "Harbour closed"
    assert got.body_text == f"{TEXT.strip()}\n\n{TEXT.strip()}"
    assert got.body_html == f"<p>{TEXT.strip()}</p>\n<p>{TEXT.strip()}</p>"
    assert got.language == "en"


def test_a_row_that_leads_to_a_file_is_an_article_with_an_attachment() -> None:
    got = file_article(
        Entry("https://example.org/a.pdf", "3. 年度報告"), "https://example.org/a.pdf", "application/pdf", 12
    )
    assert got.title == "年度報告"
    assert got.attachments == (Attachment("https://example.org/a.pdf", "年度報告", "application/pdf", 12),)
    assert got.note == "file"
    assert got.body_text == ""
