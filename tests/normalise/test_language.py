import pytest

from crawler.normalise.language import declared, language_of, same_script

GERMAN = "Das Ministerium hat am Montag mitgeteilt, dass der Hafen für drei Wochen für große Schiffe geschlossen bleibt. Die Arbeiten beginnen im Mai."
ENGLISH = "The ministry announced on Monday that the harbour will be closed to large ships for three weeks. Work will begin in the middle of May."


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        (ENGLISH, "", "en"),
        (ENGLISH, "en-GB", "en-GB"),
        (ENGLISH, "zh-CN", "en"),  # a template's declaration
        (ENGLISH, "de", "en"),
        (GERMAN, "", "de"),
        (GERMAN, "en", "de"),
        ("Hafen zu", "de", "de"),  # too short to contradict
        (
            "Le ministère a annoncé lundi que le port sera fermé aux grands navires pendant trois semaines, à partir du mois de mai.",
            "",
            "fr",
        ),
        (
            "Министерство сообщило в понедельник, что порт будет закрыт для больших судов на три недели в связи с ремонтными работами.",
            "",
            "ru",
        ),
        (
            "Міністерство повідомило в понеділок, що порт буде закрито для великих суден на три тижні у зв'язку з ремонтними роботами.",
            "",
            "uk",
        ),
        ("中國快遞行業發展大會召開 簽約額超千億元", "", "zh-Hant"),
        ("中国快递行业发展大会召开 签约额超千亿元", "", "zh-Hans"),
        ("中國快遞行業發展大會召開", "zh-CN", "zh-Hant"),  # the characters decide
        ("人口", "zh-TW", "zh-Hant"),
        ("人口", "zh-CN", "zh-Hans"),
        ("人口", "", "zh"),
        ("港の安全についてのお知らせ", "", "ja"),
        ("令和6年度港湾施設整備計画について", "", "ja"),
        ("항만 안전 공고", "", "ko"),
        ("ประกาศกระทรวง", "", "th"),
        ("Ανακοίνωση του υπουργείου", "", "el"),
        ("הודעת המשרד", "", "he"),
        ("", "", ""),
        ("", "de", "de"),
        ("2024-05-01", "", ""),
    ],
)
def test_languages(text: str, told: str, language: str) -> None:
    assert language_of(text, told) == language


@pytest.mark.parametrize(
    ("tag", "plain"),
    [
        ("zh_TW", "zh-TW"),
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("cn", "zh"),
        ("jp", "ja"),
        ("english", ""),
        ("", ""),
        ("x", ""),
        ("qq", ""),
    ],
)
def test_declared_languages_are_plain_tags(tag: str, plain: str) -> None:
    assert declared(tag) == plain


def test_scripts() -> None:
    assert same_script(ENGLISH, "de")
    assert not same_script(ENGLISH, "ru")
    assert same_script("中國快遞行業發展大會", "zh-Hant")
    assert not same_script("中国快递行业发展大会", "zh-Hant")
