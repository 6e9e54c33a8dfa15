import json
from datetime import date

import pytest

from crawler.errors import GazetteError, PageError, TooLarge
from crawler.items import RawArticle
from crawler.model import Attachment, Entry, Moment, Precision
from crawler.page import Page, read_page
from crawler.reading.article import file_article, read_article
from tests.reading.pages import HAN, SENTENCE, page

TODAY = date(2026, 1, 10)
TEXT = f"<p>{SENTENCE}</p><p>{SENTENCE}</p>"


def read(parsed: Page, entry: Entry | None = None) -> RawArticle:
    return read_article(parsed, today=TODAY, entry=entry)


def test_an_article_among_menus_is_found_whole() -> None:
    menu = "<ul class=menu>" + "<li><a href=/a>About us</a></li>" * 12 + "</ul>"
    got = read(page(f"{menu}<h1>Harbour closed</h1><div class=box>{TEXT}</div><div class=foot>&copy; 2026</div>"))
    assert got.title == "Harbour closed"
    assert got.body_text == f"{SENTENCE}\n\n{SENTENCE}"
    assert got.body_html == f"<p>{SENTENCE}</p>\n<p>{SENTENCE}</p>"
    assert got.language == "en"
    assert got.note == ""


def test_an_old_page_of_plain_divs_with_a_numbered_headline_in_another_language() -> None:
    body = "".join(f"<div>&nbsp;&nbsp;&nbsp; {SENTENCE}</div>" for _ in range(5))
    got = read(
        page(
            "<div class=side><h4>行業新聞</h4></div><div class=right><h3>16. 港口發展大會召開 簽約額超千億元</h3>"
            f"<p class=info>日期:2017-07-18</p><div class=text>{body}</div>"
            "<p class=near>上一篇:<a href=15.html>上一篇文章</a> 下一篇:<a href=17.html>下一篇文章</a></p></div>",
            "<title>港口發展大會召開 簽約額超千億元-行業新聞</title>",
            url="https://example.org/?list_4/16.html",
        )
    )
    assert got.title == "港口發展大會召開 簽約額超千億元"
    assert got.published is not None
    assert (got.published.value, got.published.precision) == ("2017-07-18", Precision.DAY)
    assert (got.title_language, got.language) == ("zh-Hant", "en")
    assert got.body_text == "\n\n".join([SENTENCE] * 5)
    assert got.next_part == ""


def test_a_mainland_notice_with_metas_labels_and_an_attachment() -> None:
    got = read(
        page(
            "<div class=info>发布时间：2024-05-01 10:00　来源：港口管理局　作者：王小明　点击数：9　【字体：大 中 小】</div>"
            f"<div class=TRS_Editor><style>.a{{}}</style><p>　　{HAN}</p><p>　　{HAN}</p>"
            '<p align=right>某某市港口管理局</p><p align=right>2024年5月1日</p><p><a href="./P020240501.doc">附件：申请表</a></p></div>',
            '<meta name="ArticleTitle" content="关于港口安全的公告"><meta name="PubDate" content="2024-05-01 10:00">',
            url="https://www.example.cn/202405/t20240501_1.html",
        )
    )
    assert (got.title, got.issuer, got.author) == ("关于港口安全的公告", "港口管理局", "王小明")
    assert got.published is not None
    assert got.published.value == "2024-05-01T10:00:00+08:00"
    assert got.body_text == "\n\n".join([HAN, HAN, "某某市港口管理局", "2024年5月1日", "附件：申请表"])
    assert got.attachments == (
        Attachment("https://www.example.cn/202405/P020240501.doc", "附件：申请表", "application/msword"),
    )
    assert got.language == "zh-Hans"
    assert {"title", "published", "issuer", "author", "body"} <= got.evidence.keys()
    assert [e.rank for e in got.evidence["body"]] == [2]


def test_a_row_that_leads_to_a_file_is_an_article_with_an_attachment() -> None:
    day = Moment("2017-01-20", Precision.DAY)
    got = file_article(
        Entry("https://example.org/a.pdf", "3. 年度報告", day), "https://example.org/a.pdf", "application/pdf;q=1", 12
    )
    assert got.title == "年度報告"
    assert got.published == day
    assert got.attachments == (Attachment("https://example.org/a.pdf", "年度報告", "application/pdf", 12),)
    assert (got.note, got.body_text, got.language) == ("file", "", "zh-Hant")


@pytest.mark.parametrize(
    ("body", "note", "forward"),
    [
        ('<h1>Poster</h1><div class=content><p><img src="/poster.jpg"></p></div>', "pictures only", ""),
        ('<h1>Report</h1><div class=content><iframe src="/r.pdf"></iframe></div>', "embedded PDF", ""),
        ('<h1>Notice</h1><iframe src="/inner/1.html"></iframe>', "body in a frame", "https://example.org/inner/1.html"),
        ("<script>location.replace('/b.html')</script>", "forward", "https://example.org/b.html"),
        ("<script>var a = 1</script>", "no text", ""),
        ("", "no text", ""),
    ],
)  # fmt: skip
def test_an_empty_body_says_why(body: str, note: str, forward: str) -> None:
    got = read(page(body))
    assert (got.note, got.forward) == (note, forward)
    assert got.body_text == ""


def test_pictures_of_an_article_are_in_its_markup() -> None:
    assert (
        '<img src="https://example.org/poster.jpg"'
        in read(page('<h1>P</h1><div><img src="/poster.jpg"></div>')).body_html
    )


def test_a_json_answer_is_an_article() -> None:
    data = {"data": {"title": "Harbour closed", "publishTime": "2025-05-01 10:00", "content": TEXT}}
    got = read(read_page(json.dumps(data).encode(), "https://example.org/api?id=1", content_type="application/json"))
    assert got.title == "Harbour closed"
    assert got.body_text == f"{SENTENCE}\n\n{SENTENCE}"
    assert got.published is not None
    assert got.published.day == "2025-05-01"


def test_a_body_in_a_script_is_read() -> None:
    state = json.dumps({"article": {"title": "Harbour closed", "content": TEXT}}).replace("</", "<\\/")
    got = read(page(f"<div id=app></div><script type=application/json>{state}</script>"))
    assert (got.title, got.body_text) == ("Harbour closed", f"{SENTENCE}\n\n{SENTENCE}")
    plain = read(page(f"<h1>T</h1><div id=app></div><script type=text/template><div>{TEXT}</div></script>"))
    assert plain.body_text == f"{SENTENCE}\n\n{SENTENCE}"


def test_a_feed_is_no_article() -> None:
    with pytest.raises(PageError, match="holds no article"):
        read(read_page(b"<?xml version='1.0'?><rss></rss>", "https://example.org/rss"))


def test_conflicting_dates_are_all_kept() -> None:
    got = read(
        page(
            f"<p>Published: 2025-05-02</p><div>{TEXT}</div>",
            '<meta property="article:published_time" content="2025-05-01T10:00:00Z">',
        )
    )
    assert {e.value[:10] for e in got.evidence["published"]} >= {"2025-05-01", "2025-05-02"}


def test_a_date_in_the_future_is_flagged() -> None:
    got = read(page(f"<p>Published: 2031-05-02</p><div>{TEXT}</div>"))
    assert "future" in got.flags


def test_mojibake_is_left_and_flagged() -> None:
    broken = HAN.encode().decode("latin-1")
    assert "mojibake" in read(page(f"<div><p>{broken}</p></div>")).flags


def test_scripts_in_a_body_never_reach_the_markup() -> None:
    got = read(
        page(
            f'<div>{TEXT}<p onclick="x()">{SENTENCE}<img src="/x.jpg" onerror="x()"></p><a href="javascript:x()">y</a></div>'
        )
    )
    assert "onclick" not in got.body_html
    assert "onerror" not in got.body_html
    assert "javascript" not in got.body_html


BOMBS = {
    "two megabytes on one line": f"<div>{SENTENCE * 20_000}</div>",
    "no markup": SENTENCE * 20_000,
    "paragraphs without end": "<p>x</p>" * 100_000,
    "links without end": "<a href=/x.pdf>x</a>" * 50_000,
    "breaks without end": "<p>" + "x<br>" * 100_000,
    "nested to the limit": "<div>" * 590 + SENTENCE * 9 + "</div>" * 590,
    "nested inline": "<p>" + "<b>" * 590 + SENTENCE * 9,
    "tables in tables": "<table><tr><td>" * 180 + SENTENCE * 9,
    "labels without end": ("<p>" + "来源：" * 200 + "</p>") * 500,
    "furniture without end": (f"<div class=sidebar>{TEXT}{TEXT}</div>") * 1_000,
    "boxes of one name": f"<div class=x>{TEXT}</div>" * 2_000,
    "containers in containers": "<div class=trs_editor>" * 500 + SENTENCE,
    "blanks": "<p>" + " " * 1_000_000 + "x",
    "no-break spaces": "<p>" + "&nbsp;" * 200_000 + "x",
    "a class of a megabyte": f'<div class="{"a " * 500_000}">{TEXT}</div>',
    "a style of a megabyte": f'<div style="display{" " * 1_000_000}x">{TEXT}</div>',
    "quotes": f"""<a href="#" onclick="{"'" * 500_000}">x</a>""",
    "only script": "<script>" + 'location.x="' * 100_000 + "</script>",
    "a title of ten kilobytes": "<h1>" + "t " * 5_000 + f"</h1>{TEXT}",
    "headings without end": "<h1>abcdefg</h1>" * 50_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_pages_give_a_clear_result(name: str) -> None:
    got = read(page(BOMBS[name]))
    assert got.body_text or got.note
    assert len(got.title) <= 600


def test_a_page_nested_without_end_is_refused_by_name() -> None:
    with pytest.raises(TooLarge, match="nests deeper"):
        page("<div>" * 5_000)


@pytest.mark.parametrize("body", [b"", b"   \n", b"%PDF-1.4 x", b"\x89PNG\r\n"])
def test_what_is_no_page_is_refused_with_a_mend(body: bytes) -> None:
    with pytest.raises(GazetteError) as caught:
        read_page(body, "https://example.org/x")
    assert caught.value.mend
