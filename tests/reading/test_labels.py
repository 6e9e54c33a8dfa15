import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.labels import Label, kind_of, labels_in, read_labels
from tests.reading.pages import page


def values(line: str) -> list[tuple[str, str]]:
    return [(label.field, label.value) for label in read_labels(line)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "发布时间：2024-01-01 10:00 信息来源：港口管理局 阅读次数：9 字体：大 中 小 打印 分享",
            [("issuer", "港口管理局")],
        ),
        ("来源：新华社 作者：王小明 责任编辑：李四", [("issuer", "新华社"), ("author", "王小明")]),
        ("来  源：港 务 局　　发布日期：2024-05-01", [("issuer", "港 务 局")]),
        ("发文机关：某某市人民政府 发文字号：某政发〔2024〕5号 成文日期：2024年5月1日",
         [("issuer", "某某市人民政府"), ("document_number", "某政发〔2024〕5号")]),
        ("發布單位：秘書室 | 發布日期：113-05-01 | 點閱次數：12", [("issuer", "秘書室")]),
        ("資料來源:交通部　更新日期:113-05-01", [("issuer", "交通部")]),
        ("【来源】港口报【作者】陈一", [("issuer", "港口报"), ("author", "陈一")]),
        ("来源：港口报 [打印] [关闭]", [("issuer", "港口报")]),
        ("Source: Ministry of Ports | Author: Ann Lee | Views: 12", [("issuer", "Ministry of Ports"), ("author", "Ann Lee")]),
        ("Quelle: Hafenamt, Autor: Max Muster", [("issuer", "Hafenamt"), ("author", "Max Muster")]),
        ("작성자 : 홍길동 담당부서 : 항만과 조회수 : 12", [("author", "홍길동"), ("issuer", "항만과")]),
        ("関連リンク 出典：港湾局 更新日：2024年5月1日", [("issuer", "港湾局")]),
        ("Источник: Минтранс Автор: Иван Петров", [("issuer", "Минтранс"), ("author", "Иван Петров")]),
        ("关键词：港口 安全", [("keywords", "港口 安全")]),
        ("Resource: none of these", []),  # a label is a whole word
        ("来源：本站", []),  # names nobody
        ("来源：", []),
        ("时间：10:30", []),
        ("no label at all", []),
    ],
)  # fmt: skip
def test_labels_run_together_are_cut_at_the_next(line: str, told: list[tuple[str, str]]) -> None:
    assert values(line) == told


def test_a_paragraph_after_a_label_is_no_value() -> None:
    assert values("来源：" + "很长的一段话" * 30) == []


def test_a_label_alone_in_its_cell_takes_the_next_cell() -> None:
    root = page("<table><tr><th>发文机关</th><td>某某局</td></tr><tr><th>有效性</th><td>有效</td></tr></table>").root
    assert root is not None
    assert labels_in(root.iter("th")) == [Label("issuer", "某某局", "发文机关")]


def test_a_label_in_its_own_element_is_one_line_with_its_value() -> None:
    root = page("<p class=info><span>来源：</span><a href=/x>港口报</a> <em>作者：陈一</em></p>").root
    assert root is not None
    assert [(label.field, label.value) for label in labels_in(root.iter("p"))] == [
        ("issuer", "港口报"),
        ("author", "陈一"),
    ]


@pytest.mark.parametrize(
    ("word", "field"), [("来 源", "issuer"), ("AUTHOR:", "author"), ("打印", ""), ("whatever", "")]
)
def test_words_have_kinds(word: str, field: str) -> None:
    assert kind_of(word) == field


@given(st.text(st.sampled_from("来源作者发布时间文号:： 】[]|0123456789abAutorSce\u3000\xa0\n"), max_size=300))
def test_any_line_gives_short_clean_values(line: str) -> None:
    for label in read_labels(line):
        assert label.field in ("issuer", "author", "document_number", "keywords")
        assert label.value == label.value.strip() != ""
        assert len(label.value) <= 100
        assert "\n" not in label.value


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(line: str) -> None:
    assert isinstance(read_labels(line), list)
