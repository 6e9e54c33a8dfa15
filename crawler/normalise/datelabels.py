"""The words that stand before a date and say which: published, updated, or another (an event, a deadline).

Folded (datefold): lower case, plain colon.  This module does not know where a label stands.
"""

from __future__ import annotations

from functools import cache

from crawler.normalise.datenames import names

PUBLISHED = (
    # Chinese, Japanese, Korean
    "发布时间/发布日期/发布于/发表时间/发表日期/发表于/发文日期/发文时间/成文日期/成文时间/印发日期/公布日期/公开日期/公开时间/公示时间/"
    "信息提供日期/录入时间/录入日期/添加时间/添加日期/上传时间/上传日期/创建时间/生成日期/发稿时间/来稿时间/时间/日期/"
    "发布/撰写时间/加入时间/刊登日期/"
    "發布日期/發佈日期/發布時間/發佈時間/發表日期/發文日期/上版日期/張貼日/張貼日期/張貼時間/公告日期/公布日期/公佈日期/刊登日期/建立日期/"
    "上架日期/資料日期/公開日期/上網日期/新聞日期/時間/日期/發布/發佈/"
    "公開日/掲載日/投稿日/発表日/登録日/配信日/作成日/発行日/掲載/公開/公表日/公表/更新履歴/"
    "작성일/등록일/게시일/입력/등록/작성/보도일시/배포일/배포일시/작성일자/등록일자/발행일/기사입력/게재일/"
    # English
    "published/published on/published date/published at/publish date/publication date/date published/date of publication/first published/originally published/"
    "posted/posted on/posted at/post date/date posted/posted date/date of issue/issued/issued on/issue date/release date/released/released on/"
    "date/date of release/press release date/for immediate release/created/created on/date created/submitted/submitted on/by/written on/"
    "added/added on/date added/entry date/news date/uploaded on/on/dated/"
    # German, Dutch, Nordic
    "veröffentlicht/veröffentlicht am/veröffentlichungsdatum/veröffentlichung/datum/erschienen/erschienen am/erstellt/erstellt am/eingestellt am/"
    "publiziert/publiziert am/stand/vom/am/meldung vom/pressemitteilung vom/geschrieben am/gepostet am/verfasst am/beitrag vom/autor/von/"
    "gepubliceerd/gepubliceerd op/geplaatst/geplaatst op/geplaatst/publicatiedatum/datum publicatie/verschenen/op/"
    "publicerad/publicerat/publicerades/skapad/publisert/publisert den/publiceret/udgivet/offentliggjort/dato/lagt ut/oprettet/julkaistu/julkaistu:/julkaisuaika/"
    "birt/birt þann/avaldatud/publicēts/publicēta/paskelbta/paskelbimo data/skelbta/"
    # Romance
    "publié/publié le/publiée le/date de publication/mis en ligne/mis en ligne le/posté le/paru le/publication/le/rédigé le/date/"
    "publicado/publicado el/publicada el/fecha/fecha de publicación/fecha publicación/publicación/creado/el/"
    "publicado em/publicada em/data/data de publicação/data da publicação/postado em/criado em/em/"
    "pubblicato/pubblicato il/pubblicata il/pubblicazione/data di pubblicazione/data pubblicazione/inserito il/il/scritto il/"
    "publicat/publicat el/publicat pe/publicat la/publicat în/data publicării/data publicació/postat/postat pe/data adăugării/"
    # Slavic, Baltic, Greek, Turkish
    "опубликовано/дата публикации/опубликован/размещено/дата/дата размещения/создано/добавлено/публикация/"
    "опубліковано/дата публікації/розміщено/публікація/публикувано/публикувано на/дата на публикуване/објављено/датум/објавено/"
    "opublikowano/data publikacji/data/data dodania/dodano/utworzono/data utworzenia/wytworzono/opublikowany/"
    "publikováno/zveřejněno/datum/vydáno/datum zveřejnění/vloženo/datum vydání/publikované/zverejnené/dátum/dátum zverejnenia/zverejnenie/"
    "objavljeno/objava/datum objave/objavljeno dne/objavljeno/közzétéve/közzététel/megjelent/megjelenés/dátum/publikálva/létrehozva/"
    "δημοσίευση/δημοσιεύθηκε/δημοσιεύτηκε/ημερομηνία/ημερομηνία δημοσίευσης/ημ/νία/ανάρτηση/αναρτήθηκε/"
    "yayın tarihi/yayınlanma tarihi/yayınlanma/tarih/yayımlanma tarihi/eklenme tarihi/giriş tarihi/giriş/"
    # South-east Asia, the Near East, India
    "ngày đăng/ngày/đăng ngày/ngày xuất bản/ngày ban hành/cập nhật lúc/dipublikasikan/diterbitkan/tanggal/tarikh/tarikh terbit/diposting/diposting pada/"
    "ditulis oleh/dimuat/วันที่/วันที่ประกาศ/เผยแพร่/วันที่เผยแพร่/ประกาศเมื่อ/วันที่โพสต์/โพสต์เมื่อ/เมื่อ/เผยแพร่เมื่อ/"
    "تاريخ النشر/تاريخ/نشر/نشر في/التاريخ/تم النشر/نُشر في/تاریخ انتشار/تاریخ/انتشار/تاریخ خبر/زمان انتشار/زمان/פורסם/תאריך/תאריך פרסום/פורסם בתאריך/"
    "प्रकाशित/प्रकाशन तिथि/दिनांक/तारीख/तिथि/पोस्ट/প্রকাশ/প্রকাশিত/প্রকাশের তারিখ/তারিখ/প্রকাশের সময়"
)
# Before a date in running text as often as before its publication: no labels but within one string.
PREPOSITIONS = frozenset("on by am vom von le el il em op den".split())
# Words of running text: labels only where a colon follows or they fill their line.
WEAK = frozenset(
    "on by am von vom le el il em op den date data datum dátum dato fecha tanggal tarikh tarih ngày дата датум stand publication publicación publicação "
    "posted issued released created added dated submitted publié publicado published 时间 日期 時間 發布 发布 公開 公表 등록 작성 입력 게재일 발행일 "
    "вчера создано วันที่ เมื่อ تاريخ تاریخ زمان نشر תאריך תאריך".split()
)
UPDATED = (
    "更新时间/更新日期/最后更新/最近更新/最后修改/修改时间/修改日期/更新于/更新/"
    "更新日期/更新時間/最後更新/最後更新日期/最近更新/最近更新日期/最後修改/最後異動日期/修改日期/異動日期/修改時間/"
    "更新日/最終更新日/最終更新/更新日時/수정일/최종수정일/수정/업데이트/최종수정/"
    "updated/updated on/last updated/last updated on/last update/last modified/last modified on/modified/date modified/page last updated/reviewed/last reviewed/"
    "date updated/page last reviewed/last revised/revised/edited/"
    "aktualisiert/aktualisiert am/zuletzt aktualisiert/zuletzt aktualisiert am/letzte aktualisierung/letzte änderung/geändert am/zuletzt geändert/zuletzt bearbeitet/update/"
    "bijgewerkt/bijgewerkt op/laatst bijgewerkt/laatste update/laatst gewijzigd/gewijzigd/uppdaterad/senast uppdaterad/uppdaterat/sist oppdatert/oppdatert/opdateret/sidst opdateret/päivitetty/"
    "mis à jour/mis à jour le/mise à jour/dernière mise à jour/modifié/modifié le/actualizado/última actualización/actualizado el/modificado/actualización/"
    "atualizado/atualizado em/última atualização/última modificação/modificado em/aggiornato/aggiornato il/ultimo aggiornamento/ultima modifica/aggiornamento/"
    "actualizat/ultima actualizare/actualitzat/última actualització/обновлено/дата обновления/изменено/последнее обновление/оновлено/обновена/"
    "zaktualizowano/aktualizacja/ostatnia aktualizacja/zmodyfikowano/data modyfikacji/ostatnia modyfikacja/aktualizováno/poslední aktualizace/aktualizované/aktualizácia/posodobljeno/ažurirano/"
    "frissítve/frissítés/utolsó frissítés/módosítva/ενημέρωση/τελευταία ενημέρωση/ενημερώθηκε/güncelleme/güncelleme tarihi/son güncelleme/güncellenme tarihi/"
    "cập nhật/ngày cập nhật/cập nhật lần cuối/diperbarui/terakhir diperbarui/dikemaskini/kemaskini/kemaskini terakhir/อัปเดต/ปรับปรุงล่าสุด/แก้ไขล่าสุด/"
    "آخر تحديث/تحديث/تاريخ التحديث/آخرین به روز رسانی/بروزرسانی/به‌روزرسانی/עודכן/עודכן לאחרונה/अद्यतन/अंतिम अद्यतन/আপডেট/সর্বশেষ আপডেট"
)


def _fold(word: str) -> str:
    return word.lower().replace("\u200c", " ").strip()


@cache
def published_labels() -> frozenset[str]:
    """Labels of a publication date, folded, without a colon."""
    return frozenset(_fold(word) for word in PUBLISHED.split("/") if word)


@cache
def updated_labels() -> frozenset[str]:
    """Labels of a later change, folded, without a colon."""
    return frozenset(_fold(word) for word in UPDATED.split("/") if word)


@cache
def _kinds() -> dict[str, str]:
    """Label to what it says of a date."""
    return dict.fromkeys(published_labels(), "published") | dict.fromkeys(updated_labels(), "updated")


_EDGE = " :.-|[(>\n"
# What a label may speak of: "Article mis à jour le", "This page was last updated on".
_SUBJECTS = frozenset(
    "article/page/this page/this page was/page was/document/seite/beitrag/artikel/artículo/página/artigo/articolo/pagina/"
    "strona/stránka/strana/news/meldung/dieser artikel wurde/diese seite wurde/cet article a été/bài viết/статья/новость/本页/本頁/本文/文章/信息".split(
        "/"
    )
)
_BOUNDARY = "\n|.;,()[]/-:>"


def label_before(folded: str, position: int) -> str:
    r"""Which kind of label ends right before a position of folded text: "published", "updated" or "".

    Without a colon a label must begin its line or follow a mark ("| Updated 3 May"), and must be no
    word of running text: "the law was published on 3 May" labels nothing.  A line ends at `\n`.
    """
    text = folded[max(0, position - 56) : position]
    bare = text.rstrip(_EDGE)
    colon = ":" in text[len(bare) :]
    alone = "\n" in text[len(bare) :]
    for _ in range(2):
        kind = _labelled(bare, colon, alone)
        if kind:
            return kind
        head, _, last = bare.rpartition(" ")
        if last.strip(",.") not in names().weekdays:
            return ""
        bare = head.rstrip(_EDGE + ",")
        colon = colon or ":" in head[len(bare) :]
    return ""


def _labelled(bare: str, colon: bool, alone: bool) -> str:
    kinds = _kinds()
    if bare and bare[-1] >= "\u2e80":
        starts = list(range(max(0, len(bare) - 10), len(bare) - 1))
    else:
        starts = [0, *(i + 1 for i, c in enumerate(bare) if c in " \n|:/(")][-6:]
    for start in starts:
        word = bare[start:]
        kind = kinds.get(word)
        if kind is None or word in PREPOSITIONS:
            continue
        before = bare[:start].rstrip(" ")
        begins = not before or before[-1] in _BOUNDARY or before.rpartition("\n")[2].strip() in _SUBJECTS
        if colon or (begins and (word not in WEAK or (alone and (not before or before[-1] == "\n")))):
            return kind
    return ""
