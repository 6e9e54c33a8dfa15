from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dedupe.decide import decide
from crawler.errors import ConfigError
from crawler.keys import SavedSearch, Source
from crawler.model import Article, Entry, Moment, Precision
from crawler.store import articles, entries
from crawler.store.database import Store
from crawler.store.runs import sync_source
from crawler.store.search import Filters, agrees, checked, matches, rebuild, search

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)

# (title, body, language): one in each script.
TEXTS = [
    ("關於調整郵政編碼的公告", "各位市民:自六月一日起,臺灣省各縣市郵政編碼將作調整,請互相轉告。", "zh-Hant"),
    ("物流园区建设规划发布", "市政府发布物流园区建设规划,快递企业可以申请入驻。看着地图选择位置。", "zh-Hans"),
    ("郵便料金の改定について", "令和六年十月一日から、はがきの料金が八十五円になります。ガスの検針票もご確認ください。", "ja"),
    ("행정안전부 우편번호 안내", "정부는 새 우편번호를 내일부터 사용한다고 밝혔습니다.", "ko"),
    ("ประกาศเรื่องไปรษณีย์", "กระทรวงขอแจ้งให้ประชาชนทราบว่าที่ทำการไปรษณีย์จะเปิดในวันจันทร์", "th"),
    ("Fermeture des bureaux à l'été", "La préfète annonce la fermeture de bureaux de poste en région Île-de-France.", "fr"),
    ("Postämter: neue Öffnungszeiten", "Die Straße vor dem Postamt ist gesperrt. Bescheid Nr. 12/2024.", "de"),
    ("Thông báo về bưu điện Đà Nẵng", "Bưu điện thành phố thông báo lịch làm việc.", "vi"),
    ("إعلان البريد", "تعلن الهيئة عن مواعيد العمل الجديدة في ٢٠٢٤", "ar"),
    ("डाक विभाग की सूचना", "सभी नागरिकों को सूचित किया जाता है।", "hi"),
]  # fmt: skip


def put(store: Store, number: int, title: str, body: str, language: str = "", source: str = "post", day: str = "2024-05-01", issuer: str = "") -> int:  # fmt: skip
    url = f"https://example.org/{source}/{number}"
    article = Article(
        source, url, title, Moment(day, Precision.DAY), language=language, body_text=body, issuer=issuer, body_html=f"<p>{body}</p>"
    )  # fmt: skip
    entries.see_entries(store, source, [Entry(url, title)], NOW)
    when = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return articles.save(store, decide(article, articles.known_article(store, url)), url, NOW, when)


@pytest.fixture
def filled(store: Store) -> Store:
    sync_source(store, Source(url="https://example.org/news", name="post", topics=("mail",)))
    sync_source(store, Source(url="https://example.org/law", name="law.gazette-1", topics=("law", "mail")))
    for number, (title, body, language) in enumerate(TEXTS):
        put(store, number, title, body, language)
    return store


def titles(store: Store, words: str, filters: Filters | None = None) -> list[str]:
    return [hit.stored.article.title for hit in search(store, words, filters).hits]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("公告", 0), ("公 告 郵", 0), ("台湾", 0), ("臺灣", 0), ("邮政编码", 0), ("郵政編碼", 0), ("縣市", 0),
        ("物流", 1), ("規劃", 1), ("看著", 1), ("快遞企業", 1), ("园区 快递", 1), ("入", 1), ("驻", 1),
        ("料金", 2), ("はがき", 2), ("ｶﾞｽ", 2), ("八十五円", 2), ("い", 2),
        ("정부", 3), ("우편번호", 3), ("안전부", 3),
        ("ประชาชน", 4), ("กระทรวง", 4), ("ไปรษณีย์", 4), ("จะ", 4),
        ("prefete", 5), ("PRÉFÈTE", 5), ("île-de-france", 5), ("l'été", 5), ("ferm*", 5),
        ("strasse", 6), ("Postamter", 6), ("12/2024", 6), ('"Nr. 12"', 6),
        ("da nang", 7), ("Đà Nẵng", 7),
        ("البريد", 8), ("2024 العمل", 8),
        ("नागरिकों", 9),
    ],
)  # fmt: skip
def test_words_of_every_script_are_found(filled: Store, words: str, place: int) -> None:
    assert TEXTS[place][0] in titles(filled, words)


@pytest.mark.parametrize(
    "words", ["告公", "编政", "fer", "Postamt gesperrtt", '"市民 郵政"', "公告 -台湾", "ประชน", "우정", "-ferm* région"]
)
def test_what_only_resembles_is_not_found(filled: Store, words: str) -> None:
    assert titles(filled, words) == []


def test_all_words_are_wanted_and_those_with_a_minus_are_not(filled: Store) -> None:
    assert titles(filled, "bureaux poste") == ["Fermeture des bureaux à l'été"]
    assert titles(filled, "bureaux 公告") == []
    assert len(titles(filled, "")) == len(TEXTS)
    assert len(titles(filled, "-公告")) == len(TEXTS) - 1


def test_a_word_in_the_title_counts_more(filled: Store) -> None:
    put(filled, 20, "Annual report", "The harbour is mentioned here once, the harbour again, and the harbour.", "en")
    put(filled, 21, "The harbour opens", "A long text about ships and their owners. " * 5, "en")
    assert titles(filled, "harbour") == ["The harbour opens", "Annual report"]


def test_a_topic_of_more_sources_than_a_statement_takes_conditions(filled: Store) -> None:
    filled.many(
        "INSERT INTO source (name, url, topics) VALUES (?, ?, '[\"parcels\"]')",
        [(f"office-{n}", f"https://example.org/{n}") for n in range(1_200)],
    )
    put(filled, 40, "Parcels by night", "Parcels are brought at night.", "en", source="office-1100")
    put(filled, 41, "Parcels by day", "Parcels are brought by day.", "en")
    assert titles(filled, "parcels", Filters(topics=("parcels",))) == ["Parcels by night"]
    assert titles(filled, "", Filters(topics=("parcels",))) == ["Parcels by night"]


def test_excerpts_show_the_original_text_with_marks(filled: Store) -> None:
    body = "第一段与此无关。" * 40 + "臺北市政府公布新的郵遞規則。" + "後面的段落也無關。" * 40
    put(filled, 30, "規則公布", body, "zh-Hant")
    (hit,) = search(filled, "台北市 邮递规则").hits
    piece = hit.excerpt
    assert [piece.text[a:b] for a, b in piece.marks] == ["臺北市", "郵遞規則"]
    assert piece.text.startswith("…")
    assert piece.text.endswith("…")
    assert len(piece.text) < 90
    (hit,) = search(filled, "préfète fermeture").hits
    assert [hit.title.text[a:b] for a, b in hit.title.marks] == ["Fermeture"]
    assert [hit.excerpt.text[a:b] for a, b in hit.excerpt.marks] == ["préfète", "fermeture"]


def test_filters_narrow(filled: Store) -> None:
    put(filled, 40, "Fermeture d'une loi", "La loi.", "fr", source="law.gazette-1", day="2023-11-30")
    both = ["Fermeture des bureaux à l'été", "Fermeture d'une loi"]
    assert sorted(titles(filled, "fermeture")) == sorted(both)
    assert titles(filled, "fermeture", Filters(sources=("law.gazette-1",))) == both[1:]
    assert titles(filled, "fermeture", Filters(topics=("Law",))) == both[1:]
    assert len(titles(filled, "fermeture", Filters(topics=("mail",)))) == 2
    assert titles(filled, "fermeture", Filters(sources=("nowhere",))) == []
    assert titles(filled, "fermeture", Filters(since="2023-12-01")) == both[:1]
    assert titles(filled, "fermeture", Filters(until="2023-12-01")) == both[1:]
    assert titles(filled, "", Filters(since="2023-11-30", until="2023-11-30")) == both[1:]
    assert titles(filled, "公告", Filters(language="zh")) == [TEXTS[0][0]]
    assert titles(filled, "公告", Filters(language="zh-Hans")) == []
    assert len(titles(filled, "", Filters(language="zh"))) == 2


def test_frequent_words_are_found_newest_first_and_titles_before(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.store.search.RANKED", 3)
    for n in range(6):
        put(filled, 50 + n, f"Notice {n}", "The ferry runs.", "en", day=f"2024-04-{10 + n}")
    put(filled, 60, "The ferry stops", "It stops.", "en", day="2024-01-01")
    found = search(filled, "ferry")
    assert not found.ranked
    assert [hit.stored.article.title for hit in found.hits][:3] == ["The ferry stops", "Notice 5", "Notice 4"]
    assert titles(filled, "ferry", Filters(until="2024-04-11")) == ["The ferry stops", "Notice 1", "Notice 0"]
    assert titles(filled, "ferry -stops", Filters(until="2024-04-11", language="en")) == ["Notice 1", "Notice 0"]


def test_a_beginning_of_many_words_is_answered_from_the_newest(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(6):
        put(filled, 50 + n, f"Notice {n}", "船舶停航。Ferries stop.", "zh-Hans", day=f"2024-04-{10 + n}")
    put(filled, 60, "渡船恢復", "恢復。Ferry again.", "zh-Hant", day="2024-01-01")
    exact = {words: titles(filled, words) for words in ("船", "ferr*", "ferr* 停航", "船 -停航")}
    monkeypatch.setattr("crawler.store.search.WINDOW", 2)
    found = search(filled, "船", limit=2)
    assert [hit.stored.article.title for hit in found.hits] == ["渡船恢復", "Notice 5"]
    assert found.more
    assert not found.ranked
    assert [hit.stored.article.title for hit in search(filled, "ferr* 停航", limit=2).hits] == ["Notice 5", "Notice 4"]
    # Fewer than are asked for: the index is asked for all of them.
    monkeypatch.setattr("crawler.store.search.WINDOW", 50)
    assert {words: titles(filled, words) for words in exact} == exact
    assert len(exact["船"]) == len(exact["ferr*"]) == 7
    assert exact["船 -停航"] == ["渡船恢復"]


def test_a_topic_of_many_sources_narrows_the_same_when_it_is_common(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(filled, 40, "Fermeture d'une loi", "La loi.", "fr", source="law.gazette-1", day="2023-11-30")
    both = titles(filled, "fermeture", Filters(topics=("mail",)))
    monkeypatch.setattr("crawler.store.search.SOURCES", 0)
    monkeypatch.setattr("crawler.store.search.COMMON", 1)
    monkeypatch.setattr("crawler.store.search.RANKED", 0)
    assert sorted(titles(filled, "fermeture", Filters(topics=("mail",)))) == sorted(both)
    assert titles(filled, "fermeture", Filters(topics=("law",))) == ["Fermeture d'une loi"]
    assert titles(filled, "fermeture", Filters(topics=("law",), until="2020-01-01")) == []


def test_the_index_follows_the_article(filled: Store) -> None:
    put(filled, 0, "新的标题", "正文也换了。", "zh-Hans")
    assert titles(filled, "公告") == []
    assert titles(filled, "標題 換了") == ["新的标题"]
    filled.update("article", {"state": "withdrawn"}, "title = ?", "新的标题")
    (hit,) = search(filled, "标题").hits
    assert hit.stored.state == "withdrawn"
    assert titles(filled, "标题", Filters(live=True)) == []
    for table in ("entry", "visit", "change", "revision"):
        filled.execute(f"DELETE FROM {table} WHERE article = ?", hit.stored.id)
    filled.execute("DELETE FROM article WHERE id = ?", hit.stored.id)
    assert titles(filled, "标题") == []
    assert agrees(filled) == []


def test_an_article_that_is_rolled_back_is_not_found(filled: Store) -> None:
    def interrupted() -> None:
        with filled.atomic():
            put(filled, 70, "Nevermore", "Quoth the raven.")
            raise ConfigError("stop")

    with pytest.raises(ConfigError):
        interrupted()
    assert titles(filled, "nevermore") == []


def test_an_article_of_two_lists_is_found_under_both(filled: Store) -> None:
    url = "https://example.org/post/5"
    entries.see_entries(filled, "law.gazette-1", [Entry(url, "Fermeture")], NOW)
    known = articles.known_article(filled, url)
    assert known
    article = replace(articles.in_order(filled, [known.id])[0].article, source="law.gazette-1")
    articles.save(filled, decide(article, known), url, NOW, NOW)
    for source in ("post", "law.gazette-1"):
        assert titles(filled, "fermeture", Filters(sources=(source,))) == ["Fermeture des bureaux à l'été"]
    assert agrees(filled) == []


def test_a_damaged_index_is_told_and_rebuilt(filled: Store) -> None:
    filled.execute("INSERT INTO search(search) VALUES ('delete-all')")
    filled.execute("DELETE FROM search_article WHERE article = 3")
    filled.execute("UPDATE search_article SET day = '1999-01-01' WHERE article = 4")
    assert len(agrees(filled)) == 3
    rebuild(filled)
    assert agrees(filled) == []
    assert titles(filled, "公告") == [TEXTS[0][0]]


def test_a_saved_search_matches_live_articles_among_all_or_some(filled: Store) -> None:
    for n, day in enumerate(("2024-03-01", "2024-03-03", "2024-03-02")):
        put(filled, 80 + n, f"Ferry {n}", "Text.", "en", day=day)
    filled.update("article", {"state": "withdrawn"}, "title = ?", "Ferry 0")
    saved = SavedSearch(name="ferries", query="ferry", source=("post",), language="en")
    found = matches(filled, saved)
    assert [s.article.title for s in articles.in_order(filled, found)] == ["Ferry 1", "Ferry 2"]
    assert matches(filled, saved, [found[1], 1]) == found[1:]
    assert matches(filled, saved, []) == []
    assert matches(filled, saved, range(1, 1000)) == found
    mail = SavedSearch(name="mail", topic=("mail",))
    assert matches(filled, mail, found) == found
    assert matches(filled, SavedSearch(name="not", query="-ferry"), [1, *found]) == [1]
    assert matches(filled, SavedSearch(name="none", topic=("sport",))) == []


def test_days_are_checked() -> None:
    with pytest.raises(ConfigError, match="is not a day"):
        checked(Filters(since="yesterday"))


# What FTS5 would take for its own: quotes, operators, columns, carets, parentheses, zero bytes.
HOSTILE = st.text(
    st.sampled_from('"\'*^-+:(){}[]\\,.;%_ \x00\n\ud800«」“ＮORANDeé政府ไทยक्ष정ｶﾞ\u0301\u200d🙂') | st.characters(), max_size=30
)  # fmt: skip
WORDS = st.lists(
    HOSTILE | st.sampled_from(["AND", "OR", "NOT", "NEAR(a b)", "title:x", '"a" *', "a*", "-", '"', "公告"])
)


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("fuzz") / "gazette.db")
    sync_source(store, Source(url="https://example.org/news", name="post"))
    for number, (title, body, language) in enumerate(TEXTS):
        put(store, number, title, body, language)
    return store


@settings(max_examples=400, deadline=None)
@given(words=WORDS)
def test_no_query_is_an_error(one_store: Store, words: list[str]) -> None:
    search(one_store, " ".join(words), Filters(language="-\"'\udcff"))
    found = search(one_store, " ".join(words))
    for hit in found.hits:
        for piece in (hit.title, hit.excerpt):
            assert all(0 <= a < b <= len(piece.text) for a, b in piece.marks)


@settings(max_examples=200, deadline=None)
@given(text=HOSTILE.map(lambda t: t.encode("utf-8", "replace").decode()))
def test_what_is_stored_is_found_by_its_own_words(one_store: Store, text: str) -> None:
    number = put(one_store, 99, "fuzz", "") if not one_store.value("SELECT 1 FROM article WHERE title = 'fuzz'") else 0
    number = number or one_store.value("SELECT id FROM article WHERE title = 'fuzz'")
    one_store.update("article", {"body_text": text}, "id = ?", number)
    quoted = '"' + text.replace('"', " ") + '"'
    found = {hit.stored.id for hit in search(one_store, quoted, limit=100).hits}
    words = one_store.value("SELECT gazette_terms(?)", text.replace('"', " "))
    assert not words or number in found or any(sign in text for sign in '"*“”„‟«»「」『』＂〝〞')
    assert agrees(one_store) == []
