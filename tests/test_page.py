"""Bytes to a page."""

import pytest

from crawler.page import absolute, decode, read_page


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
        ("//other.example:99999/x", ""),
        ("http://other.example:8080/x", "http://other.example:8080/x"),
        ("a file/b c.pdf", "https://example.org/news/a file/b c.pdf"),
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


TEXTS = {
    "gb2312": ("gb18030", "关于开展安全检查工作的通知，请各单位认真组织实施，并于月底前报送有关材料。朱镕基、㐀"),
    "gbk": ("gb18030", "为了进一步做好食品安全工作，现将有关事项公告如下：各地要加强组织领导。"),
    "big5": ("big5hkscs", "中華民國行政院公告：為了辦理有關業務，請各單位於月底以前提出申請，並附上相關文件。啲嘢"),
    "shift_jis": (
        "cp932",
        "お知らせ：本日の会議において、㈱の新しい取り組みについて発表しました。①と②をご覧ください。髙橋",
    ),
    "euc-jp": ("euc_jp", "お知らせ：本日の会議において、新しい取り組みについて発表しました。どうぞご覧ください。"),
    "iso-2022-jp": ("iso2022_jp", "お知らせ：本日の会議について"),
    "euc-kr": ("cp949", "공고 제호 사업 신청 안내 및 접수 기간 연장에 관한 사항을 다음과 같이 알려드립니다 똠방각하"),
    "windows-1251": (
        "cp1251",
        "Министерство сообщает о проведении совещания по вопросам развития транспорта в области.",
    ),
    "koi8-r": ("koi8_r", "Министерство сообщает о проведении совещания по вопросам развития транспорта в области."),
    "windows-874": ("cp874", "กระทรวงประกาศผลการพิจารณาคัดเลือกผู้ได้รับทุนการศึกษาประจำปี"),
    "windows-1256": ("cp1256", "أعلنت وزارة الخارجية اليوم عن انعقاد المؤتمر السنوي للتنمية في المدينة"),
    "windows-1253": ("cp1253", "Το υπουργείο ανακοινώνει σήμερα τα αποτελέσματα της διαδικασίας για το νέο πρόγραμμα"),
    "windows-1255": ("cp1255", "משרד החוץ מודיע היום על קיום הכנס השנתי לפיתוח העיר"),
    "iso-8859-1": (
        "cp1252",
        "Das Ministerium prüft “heute” die Beschlüsse – für 20 € in München, später auch in Köln.",
    ),
}


def marked(label: str, text: str) -> str:
    return f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'


@pytest.mark.parametrize("label", TEXTS)
def test_a_declared_charset_is_read_as_its_superset(label: str) -> None:
    codec, words = TEXTS[label]
    text, _, place, flags = decode(marked(label, words).encode(codec))
    assert words in text
    assert place == "meta"
    assert flags == ()


@pytest.mark.parametrize("label", TEXTS)
def test_the_header_names_the_charset_of_a_page_that_does_not(label: str) -> None:
    codec, words = TEXTS[label]
    text, _, place, _ = decode(f"<p>{words}</p>".encode(codec), f"text/html; charset={label}")
    assert words in text
    assert place == "header"


@pytest.mark.parametrize("label", TEXTS)
def test_an_undeclared_charset_is_told_by_the_bytes(label: str) -> None:
    codec, words = TEXTS[label]
    text, _, place, _ = decode(f"<p>{words}</p>".encode(codec))
    assert words in text
    assert place == "content"


@pytest.mark.parametrize(
    ("header", "meta", "codec", "flagged"),
    [
        ("utf-8", "", "gb18030", True),  # the server's default, the page is older
        ("gbk", "", "utf-8", True),  # the page moved to UTF-8, the server's setting did not
        ("utf-8", "gb2312", "utf-8", True),
        ("utf-8", "gb2312", "gb18030", True),
        ("iso-8859-1", "gbk", "gb18030", True),  # a default that fits any bytes is believed last
        ("iso-8859-1", "utf-8", "utf-8", True),
        ("iso-8859-1", "", "gb18030", False),
        ("nonsense", "gb2312", "gb18030", False),  # an unknown label is no label
    ],
)
def test_what_the_bytes_contradict_is_passed_over(header: str, meta: str, codec: str, flagged: bool) -> None:
    words = TEXTS["gbk"][1]
    page = (marked(meta, words) if meta else f"<p>{words}</p>").encode(codec)
    text, charset, _, flags = decode(page, f"text/html; charset={header}")
    assert words in text
    assert charset == codec
    assert ("charset-conflict" in flags) is flagged


def test_a_byte_order_mark_beats_the_header() -> None:
    text, charset, place, _ = decode(b"\xef\xbb\xbf" + "公告".encode(), "text/html; charset=gbk")
    assert (text, charset, place) == ("公告", "utf-8", "bom")


def test_mojibake_that_a_site_serves_is_left_and_flagged() -> None:
    broken = TEXTS["gbk"][1].encode().decode("latin-1")
    text, _, _, flags = decode(marked("utf-8", broken).encode())
    assert broken in text
    assert "mojibake" in flags


def test_accents_are_no_mojibake() -> None:
    _, _, _, flags = decode(marked("utf-8", "Déjà vu à côté, où êtes-vous, Éléments naïfs").encode())
    assert flags == ()


def test_a_page_cut_within_its_last_character_keeps_its_charset() -> None:
    words = TEXTS["gbk"][1]
    text, charset, _, _ = decode(marked("gb2312", words).encode("gb18030")[: -len("</p></body></html>") - 1])
    assert words[:-1] in text
    assert charset == "gb18030"


def test_a_page_of_broken_bytes_is_read_as_well_as_it_can_be_and_flagged() -> None:
    text, charset, _, flags = decode(marked("utf-8", "abc").encode() + b"\xff\xfe\xff" * 50)
    assert "abc" in text
    assert charset
    assert flags
