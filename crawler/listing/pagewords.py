"""What the world's pagers call the next (older) page, the one before, the last, and more rows.

Words are compared folded, without the arrows and brackets around them.

This module does not know where on a page a word stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.normalise.text import fold

_NEXT = """
next|next page|next »|go to next page|next results|next entries|next posts|next page of results|forward|next set|page next
older|older posts|older entries|older articles|older news|older stories|earlier posts|previous entries|more results
下一页|下页|后一页|后页|下一頁|下頁|後一頁|下一页>|下一个页面|往后|翻下页|下一頁面
次へ|次の頁|次のページ|次ページ|次ページへ|次のページへ|次|次の10件|次の20件|続き
다음|다음 페이지|다음페이지|다음 목록|다음으로|다음페이지로 이동
weiter|nächste|nächste seite|naechste seite|nächste seite anzeigen|vor|vorwärts|zur nächsten seite|ältere beiträge|ältere einträge|ältere artikel
suivant|suivante|page suivante|suivants|page suiv.|suiv.|articles plus anciens|plus anciens|aller à la page suivante
siguiente|siguientes|página siguiente|pagina siguiente|siguiente página|entradas antiguas|entradas más antiguas|anteriores entradas|següent|pàgina següent|seguinte
próxima|próximo|proxima|proximo|próxima página|próximos|página seguinte|seguinte|postagens mais antigas|mensagens antigas|avançar
successivo|successiva|pagina successiva|prossimo|prossima|pagina seguente|seguente|avanti|succ|post più vecchi|articoli meno recenti
volgende|volgende pagina|verder|oudere berichten|nästa|nästa sida|äldre inlägg|neste|neste side|eldre innlegg|næste|næste side|ældre indlæg
seuraava|seuraava sivu|seuraavat|vanhemmat|nästa|järgmine|järgmine lehekülg|vanemad postitused|nākamā|nākamā lapa|kitas|kitas puslapis|tolesnis|sekantis
następna|następny|następna strona|dalej|następne|starsze posty|starsze wpisy|další|další stránka|následující|následující stránka|starší příspěvky
ďalšia|ďalší|ďalej|nasledujúca|nasledujúca strana|staršie príspevky|sljedeća|sljedeća stranica|iduća|dalje|naprijed|sledeća|sledeća strana|naslednja|naslednja stran|naprej
következő|következő oldal|tovább|régebbi bejegyzések|următoarea|următorul|pagina următoare|următor|înainte|articole mai vechi
следующая|следующая страница|следующие|вперед|вперёд|след.|далее|след|дальше|старые записи|предыдущие записи
наступна|наступна сторінка|далі|вперед|наступні|следваща|следваща страница|напред|следващи|следната|следна|следна страница|следећа|наредна|дараах|келесі|келесі бет
επόμενη|επόμενο|επόμενη σελίδα|επόμενα|παλαιότερα άρθρα|παλιότερα
sonraki|sonraki sayfa|ileri|eski yazılar|növbəti|keyingi
הבא|הבאה|לעמוד הבא|העמוד הבא|לדף הבא|דף הבא
التالي|التالية|الصفحة التالية|الصفحه التاليه|بعدی|صفحه بعد|صفحه بعدی|بعد|اگلا|اگلا صفحہ
अगला|अगला पृष्ठ|अगले|आगे|পরবর্তী|পরবর্তী পাতা|পরের পাতা|அடுத்து|அடுத்த|തുടർന്ന്|ඊළඟ|अर्को|తదుపరి
ถัดไป|หน้าถัดไป|หน้าต่อไป|ต่อไป|ຖັດໄປ|បន្ទាប់|နောက်သို့
tiếp|tiếp theo|trang sau|trang tiếp|trang tiếp theo|sau|kế tiếp|tiếp tục
berikutnya|halaman berikutnya|selanjutnya|berikut|lanjut|seterusnya|susunod|sunod
შემდეგი|შემდეგ|հաջորդ|հաջորդը|tjetra|faqja tjetër|vijues|þar næsta|næsta|næsta síða|nesaf|ar aghaidh|hurrengoa|hurrengo|seguinte páxina
"""
_MORE = """
load more|show more|more posts|more news|see more|view more|load more results|show more results|load more posts|more articles|more entries
加载更多|查看更多|点击加载更多|更多|点击查看更多|載入更多|查看更多|顯示更多|もっと見る|さらに読み込む|더보기|더 보기
mehr laden|mehr anzeigen|weitere laden|weitere anzeigen|voir plus|charger plus|afficher plus|plus d'articles|cargar más|ver más|mostrar más|carregar mais|ver mais|mostrar mais
carica altro|carica altri|mostra altri|altri risultati|meer laden|toon meer|meer tonen|visa fler|ladda fler|vis flere|last inn flere|indlæs flere|näytä lisää|lataa lisää
pokaż więcej|załaduj więcej|więcej|načíst další|zobrazit další|načítať ďalšie|több betöltése|még több|încarcă mai multe|mai multe
показать ещё|показать еще|загрузить ещё|загрузить еще|ещё|показати ще|завантажити ще|покажи още|φόρτωση περισσότερων|περισσότερα|daha fazla|daha fazla yükle
טען עוד|הצג עוד|עוד|المزيد|تحميل المزيد|عرض المزيد|بیشتر|نمایش بیشتر|โหลดเพิ่ม|ดูเพิ่มเติม|xem thêm|tải thêm|muat lebih banyak|lihat lainnya
"""
_BEFORE = """
previous|prev|previous page|back|newer|newer posts|newer entries|first|上一页|上页|上一頁|前へ|前のページ|이전|zurück|vorherige|précédent|précédente|page précédente
anterior|página anterior|precedente|vorige|föregående|forrige|edellinen|poprzednia|předchozí|predchádzajúca|előző|anterioară|предыдущая|назад|попередня|προηγούμενη|önceki
הקודם|السابق|قبلی|पिछला|ก่อนหน้า|trước|sebelumnya|首页|首頁|第一页
"""
_LAST = "last|last page|尾页|末页|最后一页|最後一頁|最末頁|最終頁|最後へ|마지막|letzte|dernière|dernier|última|último|ultima|ultimo|laatste|sista|siste|viimeinen|ostatnia|poslední|последняя|остання|τελευταία|son"

_MOST = 40
_MOST_WIDE = 14
NEXT_SIGNS = frozenset("› > → ▶ ► » >> ≫ ⟩ ⇒ ❯ ⏵ 〉 ＞ ＞＞ ▸ → ⟶ ➔ ➜ ➡ -> => ⟫".split())
LAST_SIGNS = frozenset(">| ⏭ ▶| >>| »| ⇥".split())
# Two signs of one pager: the double one is then the last page, the single one the next.
DOUBLE_SIGNS = frozenset("» >> ≫ ＞＞ ⟫".split())
_EDGES = " \t\n\r\u00a0[](){}<>«»‹›→←▶►◀≫≪⟩⟨❯❮>>|…·.:：-–—＞＜〉〈▸⟶➔➜➡⏵+*\"'"


def _set(table: str) -> frozenset[str]:
    return frozenset(bare(word) for line in table.strip().splitlines() for word in line.split("|") if bare(word))


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """A label as compared: folded, without the arrows, dots and brackets around it; "" for what is too long to be one.

    No word of ours has more than _MOST characters, or _MOST_WIDE when it is Chinese, Japanese or Korean.
    """
    if len(text) > _MOST or (len(text) > _MOST_WIDE and text[0] > "\u2e80" and text[1] > "\u2e80"):
        return ""
    return (text.lower() if text.isascii() else fold(text)).strip(_EDGES)


NEXT_WORDS = _set(_NEXT)
MORE_WORDS = _set(_MORE)
BEFORE_WORDS = _set(_BEFORE)
LAST_WORDS = _set(_LAST)
# "Next 20", "Next page (2)", "Next 10 results": the word, then only a count and a word for what is counted.
_NEXT_COUNTED = re.compile(
    r"(?:next|weiter|suivants?|siguientes?|próxim[oa]s|following)\s*(?:page\s*)?\(?(\d{1,4})\)?(?:\s*[\w ]{0,24})$|"
    r"(?:次の|下|后|다음)\s*(\d{1,4})\s*(?:件|页|頁|条|개)?$|(?:older|earlier) \w{3,12}$|next page\b.{0,30}$"
)


def says_next(label: str) -> bool:
    """Whether a label (a link's text, title or aria-label) names the next page."""
    word = bare(label)
    if not word:
        return False
    return word in NEXT_WORDS or (_NEXT_COUNTED.match(word) is not None and word not in BEFORE_WORDS)
