import pytest

from crawler.model import Attachment
from crawler.reading.attachments import find_attachments, media_type
from tests.reading.pages import SENTENCE, page

PDF = "application/pdf"


def found(body: str) -> tuple[Attachment, ...]:
    parsed = page(f"<div id=box><div id=text><p>{SENTENCE}</p>{body}</div></div>")
    assert parsed.root is not None
    return find_attachments(parsed, [parsed.root.get_element_by_id("text")])


@pytest.mark.parametrize(
    ("link", "url", "title", "kind"),
    [
        ('<a href="./P0202401.pdf">附件1：申请表</a>', "https://example.org/news/P0202401.pdf", "附件1：申请表", PDF),
        ('<a href="/files/a.DOCX?v=2">Form</a>', "https://example.org/files/a.DOCX?v=2", "Form",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ('<a href="/download.jsp?id=7">报名表.doc</a>', "https://example.org/download.jsp?id=7", "报名表.doc", "application/msword"),
        ('<a href="/module/download/downfile.jsp?filename=x.xls">表</a>',
         "https://example.org/module/download/downfile.jsp?filename=x.xls", "表", "application/vnd.ms-excel"),
        ('<a href="/front/document/download?fileUrl=Zm9v">图纸</a>', "https://example.org/front/document/download?fileUrl=Zm9v", "图纸", ""),
        ('<a href="#" data-href="/f/a.zip">Plans</a>', "https://example.org/f/a.zip", "Plans", "application/zip"),
        ('<a href="javascript:void(0)" onclick="down(\'/f/a.ofd\')">公文</a>', "https://example.org/f/a.ofd", "公文", "application/ofd"),
        ('<a href="/x.aspx?id=1">附件1：名单</a>', "https://example.org/x.aspx?id=1", "附件1：名单", ""),
        ('<a href="/f/report.pdf" title="Annual report">Download</a>', "https://example.org/f/report.pdf", "Annual report", PDF),
        ('<p>Annual report <a href="/f/report.pdf">PDF</a></p>', "https://example.org/f/report.pdf", "Annual report", PDF),
        ('<a href="/f/%E8%A1%A8.pdf"><img src=i.png></a>', "https://example.org/f/%E8%A1%A8.pdf", "表.pdf", PDF),
        ('<iframe src="/viewer.html?file=%2Ff%2Fa.pdf"></iframe>', "https://example.org/f/a.pdf", "a.pdf", PDF),
        ('<embed src="/f/a.pdf" type="application/pdf">', "https://example.org/f/a.pdf", "a.pdf", PDF),
    ],
)  # fmt: skip
def test_files_are_told_from_pages(link: str, url: str, title: str, kind: str) -> None:
    assert found(link) == (Attachment(url, title, kind),)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/news/2.html">The pdf question</a>',
        '<a href="mailto:a@example.org">a@example.org</a>',
        '<a href="/topics/download-speeds.html">Download speeds</a>',
        '<a href="https://example.com/">附件说明</a>',
        "<a>no address</a>",
    ],
)
def test_pages_are_no_files(link: str) -> None:
    assert found(link) == ()


def test_each_address_once_with_the_better_title() -> None:
    got = found('<a href="/a.pdf"><img src=pdf.png></a><a href="/a.pdf">The report</a><a href="/b.pdf">Annex</a>')
    assert [(a.url[-5:], a.title) for a in got] == [("a.pdf", "The report"), ("b.pdf", "Annex")]


def test_files_beside_the_body_count_and_those_in_menus_do_not() -> None:
    parsed = page(
        f"<nav><a href=/m.pdf>Menu</a></nav><div id=wrap><div id=text><p>{SENTENCE}</p></div>"
        "<div class=fjdown><a href=/a.pdf>Annex</a></div><div class=sidebar><a href=/s.pdf>Side</a></div></div>"
    )
    assert parsed.root is not None
    got = find_attachments(parsed, [parsed.root.get_element_by_id("text")])
    assert [a.title for a in got] == ["Annex"]


def test_what_every_article_repeats_is_none_of_its_own() -> None:
    parsed = page("<div id=text><a href=/a.pdf>A</a><a href=/terms.pdf>Terms</a></div>")
    assert parsed.root is not None
    got = find_attachments(parsed, [parsed.root.get_element_by_id("text")], ["https://example.org/terms.pdf"])
    assert [a.title for a in got] == ["A"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.pdf", PDF), ("a.PDF?x=1", PDF), ("a.html", ""), ("a.wps", "application/vnd.ms-works"), ("http://[", "")],
)
def test_endings_tell_media_types(name: str, kind: str) -> None:
    assert media_type(name) == kind
