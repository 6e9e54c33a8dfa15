import pytest

from crawler.reading.clean import clean_parts
from crawler.reading.furniture import is_furniture
from crawler.reading.markup import to_text
from crawler.reading.parts import parts_of
from tests.reading.pages import HAN, SENTENCE, page

TEXT = f"<p>{SENTENCE}</p><p>{SENTENCE}</p>"


def text(body: str, title: str = "", frame: tuple[str, ...] = ()) -> str:
    parsed = page(f"<div id=body>{body}</div>")
    assert parsed.root is not None
    parts = parts_of([parsed.root.get_element_by_id("body")], parsed, skip=is_furniture)
    return to_text(clean_parts(parts, title=title, frame=frame))


def plain(count: int, sentence: str = SENTENCE) -> str:
    return "\n\n".join([sentence] * count)


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class=share><a href=/f>Facebook</a></div>",
        "<p>【字体：大 中 小】</p>",
        "<p>字号：[大] [中] [小]</p>",
        "<p>【打印】【关闭】</p>",
        "<p>打印本页 关闭窗口</p>",
        "<p>扫一扫在手机打开当前页</p>",
        "<p>分享到：</p>",
        "<p>责任编辑：王小明</p>",
        "<p>（编辑：王小明）</p>",
        "<p>上一篇：<a href=/1>关于别的事情的公告</a></p>",
        "<p>下一篇：<a href=/2>关于别的事情的公告</a></p>",
        "<p>点击数：12</p>",
        "<p>瀏覽人次：1,234</p>",
        "<p>Advertisement</p>",
        "<p>Share this article</p>",
        "<p>Back to top</p>",
        "<p>Seite drucken</p>",
        "<p>ページの先頭へ戻る</p>",
        "<p>READ MORE: <a href=/x>What the minister said in the spring</a></p>",
        "<p><a href=/x>What the minister said about it in the spring</a></p>",
        "<ul><li><a href=/1>First related headline</a></li><li><a href=/2>Second related headline</a></li></ul>",
        "<div style='display:none'>hidden text of a template</div>",
        "<div aria-hidden=true>icon</div>",
        "<script>var x</script><style>.a{}</style><form><input></form><nav>x</nav>",
    ],
)
def test_furniture_goes(furniture: str) -> None:
    assert text(f"{TEXT}{furniture}{TEXT}") == plain(4)


@pytest.mark.parametrize(
    "end",
    [
        "<h3>Related articles</h3><ul><li><a href=/1>First related headline</a></li></ul>",
        "<p>Sign up for our newsletter to get the latest.</p>",
        "<p>Follow us on Twitter.</p>",
        "<h2>Comments</h2><p>I think that this is wrong.</p>",
        "<p><a href=/1>First headline</a> | <a href=/2>Second headline</a></p>",
        "<p>Ann Lee is a reporter in Harbour City.</p>",
        "<h3>相关新闻</h3><p><a href=/1>别的新闻标题</a></p>",
        "<h2>Mehr zum Thema</h2><p>Noch ein Artikel</p>",
    ],
)
def test_what_trails_an_article_goes(end: str) -> None:
    assert text(f"{TEXT}{TEXT}{end}") == plain(4)


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("<p align=right>某某市港口管理局</p><p align=right>2024年5月1日</p>", "某某市港口管理局\n\n2024年5月1日"),
        ("<p>Harbour Office, 1 May 2024</p>", "Harbour Office, 1 May 2024"),
        ("<p>某政发〔2024〕5号</p>", "某政发〔2024〕5号"),
        ("<p>（记者 王小明）</p>", "（记者 王小明）"),
        ('<p>附件：<a href="/a.doc">报名表.doc</a></p>', "附件：报名表.doc"),
        ('<p><a href="/files/form-for-applicants.pdf">Form for applicants and their agents</a></p>', "Form for applicants and their agents"),
        ('<p>Apply at <a href="https://example.org/apply">https://example.org/apply</a></p>', "Apply at https://example.org/apply"),
        ("<ul><li>first point</li><li>second point</li></ul>", "first point\nsecond point"),
    ],
)  # fmt: skip
def test_signatures_numbers_and_files_stay(end: str, kept: str) -> None:
    assert text(f"<p>{HAN}</p><p>{HAN}</p>{end}") == plain(2, HAN) + "\n\n" + kept


def test_the_headline_repeated_above_the_text_goes() -> None:
    assert text(f"<h2>Harbour closed</h2>{TEXT}", title="Harbour closed") == plain(2)
    assert text(f"<div class=tit>Harbour closed</div>{TEXT}", title="Harbour closed") == plain(2)


def test_the_line_of_labels_above_the_text_goes() -> None:
    assert text(f"<div>来源：港口报　发布时间：2024-05-01　点击数：9</div><p>{HAN}</p>") == HAN
    assert text(f"<p>2024-05-01 10:00</p><p>{HAN}</p>") == HAN


@pytest.mark.parametrize(
    "line",
    [
        "Mis en ligne le 05/11/2025 - Mis à jour le 10/11/2025",
        "Published: 5 November 2025 | Views: 1,204",
        "วันที่เผยแพร่ : 5 พฤศจิกายน 2568 | จำนวนผู้เข้าชม : 1,204 ครั้ง",
    ],
)
def test_a_line_of_days_and_counts_above_the_text_goes(line: str) -> None:
    assert text(f"<p class=x>{line}</p>{TEXT}") == plain(2)


def test_a_first_line_that_tells_more_than_days_stays() -> None:
    assert text(f"<p>5 November 2025 - open day of the port</p>{TEXT}").startswith("5 November 2025 - open day")


def test_what_every_article_repeats_goes() -> None:
    assert text(f"{TEXT}<p>Harbour City is a port.</p>", frame=("harbour city is a port.",)) == plain(2)
