"""Where pages of many countries show their day, beside days that are not theirs."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.page import read_page
from crawler.reading.dating import published

TEXT = "<p>正文内容根据2019年3月5日的决定，自2020年1月1日起施行。</p>" * 3
PAGES = [
    (
        "https://a.gov.tw/x",
        "zh-Hant",
        f"<h2>公告事項</h2><ul><li>發布日期：113-05-01</li><li>更新日期：113-06-01</li><li>點閱次數：12</li></ul>{TEXT}",
        "2024-05-01",
    ),
    ("https://a.gov.tw/x", "zh-Hant", f"<h2>公告115年度補助</h2>{TEXT}<div>張貼日：113/05/01</div>", "2024-05-01"),
    (
        "https://a.go.jp/x",
        "ja",
        "<h1>報道発表</h1><p class='r'>令和6年5月1日</p><p>厚生労働省は令和元年5月1日に</p>",
        "2024-05-01",
    ),
    (
        "https://a.go.kr/x",
        "ko",
        "<h3>공지사항</h3><table><tr><th>등록일</th><td>2024-05-01</td><th>조회수</th><td>12</td></tr></table><p>2020년 1월 1일부터 시행</p>",
        "2024-05-01",
    ),
    (
        "https://a.go.th/x",
        "th",
        "<h1>ข่าวประชาสัมพันธ์</h1><span>วันที่เผยแพร่ 1 พฤษภาคม 2567</span><p>เมื่อวันที่ 5 มกราคม 2560</p>",
        "2024-05-01",
    ),
    (
        "https://a.gov.cn/x",
        "zh",
        f"<h1>关于通知</h1><div>来源：办公室 发布时间：2024-05-01 10:00 浏览次数：<script>x</script> 字体：大 中 小</div>{TEXT}",
        "2024-05-01",
    ),
    ("https://a.gov.cn/x", "zh", f"<h1>关于通知</h1>{TEXT * 20}<p>某某局</p><p>2024年5月1日</p>", "2024-05-01"),
    ("https://a.gov.cn/x", "zh", f"<h1>关于通知</h1>{TEXT * 2}<p>某某局</p><p>2024年5月1日</p>", "2024-05-01"),
    (
        "https://a.gov.cn/x",
        "zh",
        f"<h1>关于通知</h1>{TEXT * 2}<p>某某局</p><p>二〇二四年五月一日</p><div>上一篇：关于 2023-01-01</div><div>下一篇 2025-01-01</div>",
        "2024-05-01",
    ),
    (
        "https://a.gov.cn/art/2024/5/1/art_1_2.html",
        "zh",
        f"<h1>关于通知</h1><div>日期：2024-05-01 09:10 </div>{TEXT}",
        "2024-05-01",
    ),
    (
        "https://a.gov.ru/x",
        "ru",
        "<h1>Новости</h1><div class='news-date'>1 мая 2024, 10:00</div><p>Указ от 3 марта 2019 года</p>",
        "2024-05-01",
    ),
    (
        "https://a.gov.gr/x",
        "el",
        "<h1>Ανακοίνωση</h1><div>Αθήνα, 1 Μαΐου 2024</div><p>Από 3 Μαρτίου 2019 και μετά ισχύει</p>",
        "2024-05-01",
    ),
    (
        "https://a.gov.ir/x",
        "fa",
        "<h1>خبر</h1><span>تاریخ انتشار: ۱۴۰۳/۰۲/۱۲ - ۱۰:۳۰</span><p>در سال ۱۳۹۸</p>",
        "2024-05-01",
    ),
    ("https://a.gov.sa/x", "ar", "<h1>خبر</h1><span>1445/10/22</span><p>نص</p>", "2024-05-01"),
    (
        "https://a.gouv.fr/x",
        "fr",
        "<h1>Communiqué</h1><p>Publié le 1er mai 2024 - Mis à jour le 3 mai 2024</p><p>La loi du 3 mars 2019 ...</p>",
        "2024-05-01",
    ),
    (
        "https://a.gob.es/x",
        "es",
        "<h1>Nota</h1><p>Madrid, 1 de mayo de 2024.- El ministro ha dicho hoy que la ley de 3 de marzo de 2019 será reformada en breve por el parlamento</p>",
        "2024-05-01",
    ),
    (
        "https://a.gov/x",
        "en",
        "<h1>News Release</h1><p>FOR IMMEDIATE RELEASE</p><p>May 1, 2024</p><p>On March 3, 2019 the office</p>",
        "2024-05-01",
    ),
    (
        "https://a.gov/x",
        "en",
        "<p>WASHINGTON</p><h1>News Release</h1><p>Contact: 202-555-0100</p><p>WASHINGTON (May 1, 2024) - The office said</p>",
        "2024-05-01",
    ),
    (
        "https://a.gov.uk/x",
        "en-GB",
        "<h1>Guidance</h1><dl><dt>Published</dt><dd>1 May 2024</dd><dt>Last updated</dt><dd>3 June 2024</dd></dl>",
        "2024-05-01",
    ),
    (
        "https://a.gov.br/x",
        "pt-BR",
        "<h1>Aviso</h1><span class='documentPublished'><span>publicado</span>: <span>01/05/2024 09h10</span></span><span class='documentModified'>última modificação: 03/06/2024</span>",
        "2024-05-01",
    ),
    ("https://a.go.id/x", "id", "<h1>Berita</h1><p>Jakarta, 1 Mei 2024 | 10:30 WIB</p>", "2024-05-01"),
    ("https://a.gov.vn/x", "vi", "<h1>Tin</h1><p>Thứ tư, 01/05/2024 | 10:30 GMT+7</p>", "2024-05-01"),
    ("https://a.gov.in/x", "hi", "<h1>समाचार</h1><p>प्रकाशित तिथि: 01 मई 2024</p>", "2024-05-01"),
    (
        "https://a.gov.pl/x",
        "pl",
        "<h1>Komunikat</h1><p>01.05.2024</p><p>Zgodnie z ustawą z dnia 3 marca 2019 r.</p>",
        "2024-05-01",
    ),
    ("https://a.hu/x", "hu", "<h1>Közlemény</h1><p>2024. május 1. 10:30</p>", "2024-05-01"),
    (
        "https://a.gov.cn/x",
        "zh",
        f"<div class='top'>今天是2026年3月9日 星期一</div><h1>关于通知</h1><div class='info'><span>2024-05-01</span></div>{TEXT}",
        "2024-05-01",
    ),
    (
        "https://a.gov.cn/x",
        "zh",
        f"<h1>关于通知</h1><div class=x>{TEXT}</div><ul><li><a>甲</a><span>2026-03-01</span></li><li><a>乙</a><span>2026-03-02</span></li><li>丙<span>2026-03-03</span></li></ul><script>var fbrq = '2024年05月01日 10:00';</script>",
        "2024-05-01",
    ),
]


@pytest.mark.parametrize(("url", "language", "markup", "expected"), PAGES)
def test_the_day_of_a_page(url: str, language: str, markup: str, expected: str) -> None:
    page = read_page(f"<html lang={language}><title>x</title><body>{markup}</body></html>".encode(), url)
    found = published(page, today=date(2026, 3, 10)).published
    assert found is not None
    assert found.day == expected
