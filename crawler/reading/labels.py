"""What stands beside visible labels: issuer, author, document number, keywords.

Labels run together on one line ("来源：A 阅读次数：9 字体：大 中 小 打印") are cut at the next label, so
the list of labels holds also those whose values nobody wants.  A label may stand in a cell of its
own, with its value in the next.

This module does not know dates; they are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import lxml.html

from crawler.normalise.datelabels import published_labels, updated_labels
from crawler.normalise.remembering import remembered
from crawler.normalise.text import clean
from crawler.reading.beginning import beginning

_FIELDS = {
    "issuer": (
        "来源/信息来源/文章来源/新闻来源/稿件来源/内容来源/稿源/出处/发布机构/发布单位/发布者/发文机关/发文单位/发文机构/制发机关/供稿单位/供稿/信息提供/公开主体/发布部门/"
        "來源/資料來源/新聞來源/文章來源/發布單位/發佈單位/發布機關/發文單位/發文機關/提供單位/資料提供/發布者/主辦單位/單位/"
        "発表者/発表元/出典/発信元/発行元/担当部署/担当課/お問い合わせ先/출처/작성부서/담당부서/부서/발행처/제공/제공부서/"
        "source/sources/issued by/issuer/published by/organisation/organization/agency/department/publisher/"
        "quelle/herausgeber/herausgegeben von/behörde/bron/uitgever/källa/kilde/lähde/"
        "émetteur/éditeur/organisme/fuente/organismo/departamento/entidad/fonte/ente/ufficio/órgão/sursa/"
        "источник/орган/ведомство/джерело/źródło/zdroj/izvor/vir/forrás/πηγή/kaynak/birim/nguồn/đơn vị/sumber/แหล่งที่มา/หน่วยงาน/المصدر/الجهة/منبع/מקור/स्रोत/সূত্র"
    ),
    "author": (
        "作者/文章作者/记者/撰稿/撰稿人/撰文/通讯员/文/發稿人/記者/撰文者/発表者名/執筆者/執筆/筆者/著者/작성자/글쓴이/기자/담당자/"
        "author/authors/by/written by/reporter/autor/autorin/verfasser/verfasserin/von/text/auteur/auteure/par/redactie/"
        "författare/forfatter/kirjoittaja/autore/autrice/di/автор/авторы/szerző/συντάκτης/yazar/tác giả/penulis/ผู้เขียน/الكاتب/نویسنده/כותב/लेखक/লেখক"
    ),
    "document_number": (
        "发文字号/文号/文件编号/公告号/公告编号/发文号/發文字號/文號/公告字號/文書番号/番号/발간등록번호/문서번호/공고번호/"
        "document number/document no/reference number/reference no/ref/ref no/reference/release number/release no/notice number/notice no/"
        "aktenzeichen/geschäftszeichen/az/nr/pressemitteilung nr/numéro/número de documento/número/numero/номер документа/номер/số hiệu/số ký hiệu/nomor/kenmerk/diarienummer"
    ),
    "keywords": (
        "关键词/关键字/主题词/标签/關鍵字/關鍵詞/主題詞/標籤/キーワード/키워드/태그/keywords/keyword/tags/tag/topics/schlagwörter/stichworte/"
        "schlagworte/mots-clés/mots clés/palabras clave/etiquetas/parole chiave/palavras-chave/ключевые слова/теги/słowa kluczowe"
    ),
}
# Labels whose values are of no use, known so that the value before them ends.
_STOPS = (
    "阅读/阅读次数/阅读量/浏览/浏览次数/浏览量/点击/点击数/点击率/点击量/访问量/访问次数/人气/次数/字体/字号/字体大小/打印/分享/分享到/责任编辑/责编/编辑/审核/审稿/校对/初审/复审/终审/"
    "索引号/信息索引/主题分类/信息分类/分类/体裁/有效性/生效日期/失效日期/废止日期/组配分类/服务对象/信息名称/名称/标题/信息类别/公开方式/公开形式/公开范围/公开类别/栏目/所属栏目/附件/"
    "視力保護色/字級/字型/字體/瀏覽次數/瀏覽人次/點閱/點閱次數/點閱數/點閱人次/瀏覽人數/人氣/類別/分類/主題/聯絡人/聯絡電話/電話/編輯/責任編輯/標題/附件/"
    "조회/조회수/추천/첨부/첨부파일/파일/전화/연락처/제목/閲覧数/カテゴリ/カテゴリー/タグ/views/hits/reads/category/categories/type/share/print/font size/comments/title/language/deadline/location/contact/phone/"
    "kategorie/kategorien/rubrik/aufrufe/ort/thema/themen/titel/catégorie/rubrique/vues/categoría/vistas/categoria/visualizzazioni/просмотров/просмотры/категория/рубрика/wyświetleń/kategoria/zobrazení/kategorie/okunma/görüntülenme/lượt xem/dilihat"
)
_MAX_VALUE = 100
_MAX_LINE = 1_000
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EDGES = " \t|·•/—–-,，;；。、[]【】()（）<>《》:：\u200b\u3000"
# Nobody: what sites put where an author or source should be.
_NOBODY = frozenset(
    "本站 本网 本網 本站原创 原创 管理员 admin administrator 未知 佚名 无 無 null none n/a - -- 网络 互联网".split()
)


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled value: which field it tells, the value, and the line that it stood in (shortened)."""

    field: str
    value: str
    line: str


@cache
def _kinds() -> dict[str, str]:
    kinds = dict.fromkeys(_STOPS.split("/"), "")
    for word in published_labels() | updated_labels():
        kinds[word] = ""
    for name, words in _FIELDS.items():
        kinds.update(dict.fromkeys(words.split("/"), name))
    return kinds


_COLON = re.compile(r"[ \u3000]{0,3}(?:[:：]|\][:：]?|】)\s{0,3}")
_LONGEST = 32
_MAX_HEAD = 240
# Labels that notices use for what they announce as well.
_BARE = frozenset(
    "时间 日期 時間 date datum data fecha dato dátum päivämäärä tarih ngày tanggal дата ημερομηνία 地点 地點 location ort deadline contact phone 电话 電話 聯絡電話 聯絡人 "
    "附件 名称 标题 標題 title language 単位 單位 单位 department agency reference ref by von text di par am on le".split()
)
_GAPS = re.compile(r"[ \u3000]+")


def _label_before(line: str, end: int) -> tuple[int, str] | None:
    """The longest known label that ends at `end`: (where it begins, its field); Han labels may be set wide ("来  源")."""
    kinds = _kinds()
    tail = line[max(0, end - _LONGEST) : end].casefold()
    if len(tail) != min(end, _LONGEST):  # Folding changed the length: places would be wrong.
        tail = line[max(0, end - _LONGEST) : end].lower()
    best: tuple[int, str] | None = None
    wide = bool(tail) and _HAN.match(tail[-1]) is not None
    for start in range(len(tail)):
        word = tail[start:]
        if wide and _HAN.match(word[0]) and (" " in word or "\u3000" in word):
            word = _GAPS.sub("", word)
        if word in kinds:
            if not wide and start > 0 and tail[start - 1].isalnum():
                continue
            best = (end - len(tail) + start, kinds[word])
            break
    return best


# Buttons that follow the last value of a line with no colon of their own.
_BUTTONS = re.compile(
    r"(?:\s+|[\[【(（|])(?:打印|列印|关闭|關閉|分享|收藏|字体|字號|大\s*中\s*小|【大|\[大|我要纠错|扫一扫|友善列印|print\b|share\b|視力|朗读|转发|浏览|阅读|点击).{0,200}$",
    re.I,
)


def read_labels(line: str) -> list[Label]:
    """The labelled values of one line of text, in order; [] when it has no label that tells a field."""
    if ":" not in line and "：" not in line and "】" not in line:
        return []
    line = clean(line[:_MAX_LINE])
    hits = _hits(line)
    found = []
    for place, (_, begin, field) in enumerate(hits):
        if not field:
            continue
        end = hits[place + 1][0] if place + 1 < len(hits) else len(line)
        if value := tidy(line[begin:end]):
            found.append(Label(field, value, line[:120]))
    return found


def _hits(line: str) -> list[tuple[int, int, str]]:
    """Every known label of a line: (where it begins, where its value begins, its field)."""
    return [
        (label[0], colon.end(), label[1])
        for colon in _COLON.finditer(line)
        if (label := _label_before(line, colon.start()))
    ]


def is_label_line(line: str) -> bool:
    """Whether a line is what stands under a headline: it begins with a label that tells of the page, not of an event."""
    if len(line) > _MAX_HEAD:
        return False
    hits = _hits(clean(line))
    if not hits or hits[0][0] > 3:
        return False
    words = {_GAPS.sub("", clean(line)[begin:end]).casefold().strip(" :：]】") for begin, end, _ in hits}
    return not words <= _BARE


def kind_of(word: str) -> str:
    """The field of a label, "" for one that tells none or is unknown."""
    bare = word.casefold().strip(" :：\u3000")
    if _HAN.search(bare):
        bare = re.sub(r"\s+", "", bare)
    return _kinds().get(bare, "")


@remembered(2_000)
def tidy(value: str) -> str:
    """A labelled value without buttons, edges and views; "" when it names nobody or is too long to be a value."""
    whole = _BUTTONS.sub("", " " + value)
    value = whole.strip(_EDGES)
    for opener, closer in ("()", "（）", "[]"):
        if value.count(opener) > value.count(closer) and f"{value}{closer}" in whole:
            value += closer  # "Customs (Central Office)": this bracket is no edge
    # Two runs of blanks part columns; clean() made them one, so only a long value is suspect.
    if not value or len(value) > _MAX_VALUE or value.casefold() in _NOBODY or value.isdigit():
        return ""
    return value


def labels_in(elements: Iterable[lxml.html.HtmlElement]) -> list[Label]:
    """The labelled values of some short elements; a label alone in its cell takes the next cell's text."""
    found: list[Label] = []
    seen: set[str] = set()
    for element in elements:
        text = beginning(element, _MAX_LINE, " ") if len(element) else (element.text or "")[:_MAX_LINE]
        if not text or text in seen:
            continue
        seen.add(text)
        if labels := read_labels(text):
            found.extend(labels)
        elif len(text) < 40 and (beside := _beside(element, text)):
            found.append(beside)
    return found


def _beside(element: lxml.html.HtmlElement, text: str) -> Label | None:
    field = kind_of(clean(text))
    if not field:
        return None
    cell = element
    for _ in range(3):
        following = cell.getnext()
        if following is not None and isinstance(following.tag, str):
            value = tidy(clean(beginning(following, _MAX_LINE, " ")))
            return Label(field, value, clean(text)) if value else None
        above = cell.getparent()
        if above is None or cell.tag in ("td", "th", "dt", "dd", "li", "tr"):
            return None
        cell = above
    return None
