"""Write crawler/normalise/datenames.json: month, weekday and "ago" words of the world's languages.

Most come from the Unicode CLDR (through babel); what pages write besides stands below by hand.
Run it after changing a list or raising babel:  python tools/date_names.py

A word that names different months in two languages (listopad: October in Croatian, November in
Czech) gets the month of the language that stands first in LANGUAGES, and its own under the other.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parent.parent / "crawler" / "normalise" / "datenames.json"
LANGUAGES = (
    "en fr de es pt it nl ru pl cs sv da nb fi el tr hu ro bg uk sk sl hr sr sr_Latn bs mk be lt lv et ga mt cy is sq "
    "ca eu gl lb fo gd rm fur oc de_AT pt_PT id ms fil sw af he ar ar_LB ar_DZ ar_MA ar_MR fa ur ps hi bn mr ne ta te "
    "ml kn gu pa or as si th lo km my ka hy az kk uz ky tg tk so am ku ckb yo ha zu xh"
).split()
# In the order of the months; the words of one month are divided by "/".
MORE = {
    "en": "janu/febr/ / / / / /augu/sept./ / / ",
    "fr": "janv/fevr.//avr/ /jun/juil/ao/sep/ / / ",
    "de": "jän/feber/mrz/ / /juno/julei/ /sept/okt/ /dez",
    "es": "ene/ / / / / / / /setiembre/ / /dic",
    "el": "ιανουαριος/φεβρουαριος/μαρτη/ /μαϊου/ / /αυγ/σεπτ/ / / ",
    "ru": "янв/фев/мар/апр/май/июн/июл/авг/сен/окт/ноя/дек",
    "uk": "січ/лют/бер/кві/тра/чер/лип/сер/вер/жов/лис/гру",
    "fi": "tammikuussa/helmikuussa/maaliskuussa/huhtikuussa/toukokuussa/kesäkuussa/heinäkuussa/elokuussa/syyskuussa/lokakuussa/marraskuussa/joulukuussa",
    "et": "jaanuaril/veebruaril/märtsil/aprillil/mail/juunil/juulil/augustil/septembril/oktoobril/novembril/detsembril",
    "lv": "janvārī/februārī/martā/aprīlī/maijā/jūnijā/jūlijā/augustā/septembrī/oktobrī/novembrī/decembrī",
    "hu": "januári/februári/márciusi/áprilisi/májusi/júniusi/júliusi/augusztusi/szeptemberi/októberi/novemberi/decemberi",
    "eu": "urtarrilaren/otsailaren/martxoaren/apirilaren/maiatzaren/ekainaren/uztailaren/abuztuaren/irailaren/urriaren/azaroaren/abenduaren",
    "he": "בינואר/בפברואר/במרץ/באפריל/במאי/ביוני/ביולי/באוגוסט/בספטמבר/באוקטובר/בנובמבר/בדצמבר",
    "ar": "/ / /ابريل/ / / /اغسطس/ /اكتوبر/ / ",
    "ar_LB": " / /اذار/ /ايار/ / /اب/ايلول/تشرين الاول/ /كانون الاول",
    "hi": "/फरवरी/ / / / / / /सितम्बर/अक्तूबर/नवम्बर/दिसम्बर",
    "bn": "জানুয়ারি/ফেব্রুয়ারি/ / / / / / / / / / ",
    "ur": "/ / / / / / / / / / / ",
    "tr": "ocak/şub/ / / / / / / / / / ",
    "id": " / / / / / / /agu/ / /nop/ ",
    "ro": " / / / / / / / / / / / ",
    "it": " / / / / / / / /sett/ / / ",
    "sr": "јануара/фебруара/ /априла/маја/јуна/јула/августа/септембра/октобра/новембра/децембра",
    "sr_Latn": "januara/februara/marta/aprila/maja/juna/jula/avgusta/septembra/oktobra/novembra/decembra",
    "vi": "tháng giêng/tháng hai/tháng ba/tháng tư/tháng năm/tháng sáu/tháng bảy/tháng tám/tháng chín/tháng mười/tháng mười một/tháng mười hai",
}
SOLAR = (
    "فروردین/فروردين/farvardin/حمل",
    "اردیبهشت/ارديبهشت/ordibehesht/ثور",
    "خرداد/khordad/جوزا",
    "تیر/تير/tir/سرطان",
    "مرداد/امرداد/mordad/اسد",
    "شهریور/شهريور/shahrivar/سنبله/سنبلہ",
    "مهر/mehr/میزان/ميزان",
    "آبان/ابان/aban/عقرب",
    "آذر/اذر/azar/قوس",
    "دی/دي/dey/جدی/جدي",
    "بهمن/bahman/دلو",
    "اسفند/esfand/حوت",
)
HIJRI = (
    "محرم/المحرم/محرّم/muharram",
    "صفر/safar",
    "ربيع الأول/ربيع الاول/ربیع الاول/rabi al-awwal",
    "ربيع الآخر/ربيع الاخر/ربيع الثاني/ربیع الثانی/rabi al-thani",
    "جمادى الأولى/جمادى الاولى/جمادي الأولى/جمادي الاولى/جمادی الاول/جمادی الاولی/jumada al-awwal",
    "جمادى الآخرة/جمادى الاخرة/جمادى الثانية/جمادي الآخرة/جمادی الثانی/jumada al-thani",
    "رجب/rajab",
    "شعبان/shaban",
    "رمضان/ramadan/ramadhan",
    "شوال/شوّال/shawwal",
    "ذو القعدة/ذي القعدة/ذوالقعدة/ذی القعده/ذیقعده/dhu al-qadah",
    "ذو الحجة/ذي الحجة/ذوالحجة/ذی الحجه/ذیحجه/dhu al-hijjah",
)
# Of Nepal: as offices write them, as they are spoken, and in Latin letters.
BIKRAM = (
    "बैशाख/वैशाख/baisakh/baishakh",
    "जेठ/जेष्ठ/ज्येष्ठ/jestha/jeth",
    "असार/आषाढ/अषाढ/आषाढ़/asar/ashadh/asadh",
    "साउन/श्रावण/shrawan/saun/sawan",
    "भदौ/भाद्र/भाद्रपद/bhadra/bhadau",
    "असोज/आश्विन/अश्विन/ashwin/asoj/aswin",
    "कात्तिक/कार्तिक/कार्त्तिक/kartik",
    "मंसिर/मङ्सिर/मंगसिर/मार्ग/मार्गशीर्ष/mangsir/marga",
    "पुस/पुष/पौष/poush/paush/push",
    "माघ/magh",
    "फागुन/फाल्गुन/फाल्गुण/falgun/phalgun/fagun",
    "चैत/चैत्र/chaitra/chait",
)
# What CLDR's "ago" does not give: how pages shorten it.
AGO = {
    "minute": "| min ago;|min ago;|mins ago;|m ago;|分钟前;|分鐘前;|분 전;vor|min;il y a|mn;|phút trước",
    "hour": "|hr ago;|hrs ago;|h ago;|小时前;|小時前;|個小時前;|个小时前;|시간 전;|시간전;vor|std;il y a|h;|giờ trước",
    "day": "|d ago;|天前;|日前;|일 전;|일전;|ngày trước",
    "week": "|周前;|週前;|星期前;|个星期前;|個星期前;|주 전;|wk ago;|wks ago",
    "month": "|个月前;|個月前;|月前;|か月前;|ヶ月前;|개월 전;|mo ago",
    "year": "|年前;|년 전;|yr ago;|yrs ago",
}
# Whole words that name a day: how many days back.
NAMED_DAYS = {
    "0": "today/heute/aujourd'hui/aujourd’hui/hoy/oggi/hoje/vandaag/сегодня/сьогодні/dzisiaj/dziś/dnes/idag/i dag/tänään/"
    "σήμερα/bugün/ma/astăzi/azi/днес/danas/šodien/šiandien/täna/hari ini/hôm nay/วันนี้/今天/今日/오늘/اليوم/امروز/היום/"
    "आज/আজ/刚刚/剛剛/just now/gerade eben/avui/gaur/inniu/llum/danes",
    "1": "yesterday/gestern/hier/ayer/ieri/ontem/gisteren/вчера/вчора/wczoraj/včera/igår/i går/eilen/χθες/dün/tegnap/"
    "jučer/juče/vakar/vakar/eile/kemarin/semalam/hôm qua/เมื่อวาน/เมื่อวานนี้/昨天/昨日/어제/أمس/امس/دیروز/אתמול/कल/গতকাল/"
    "ahir/atzo/inné/ilbieraħ/včeraj",
    "2": "the day before yesterday/vorgestern/avant-hier/anteayer/antes de ayer/anteontem/l'altro ieri/eergisteren/позавчера/"
    "przedwczoraj/předevčírem/i förrgår/前天/前日/一昨日/그저께/hôm kia/эвчера/avant-hier",
}


def fold(word: str) -> str:
    """A word as the reader compares it: NFC, lower case, no dots at its end, one space."""
    word = unicodedata.normalize("NFC", word).replace("İ", "i").lower().replace("\u00a0", " ").replace("’", "'")
    return " ".join(re.sub("[\u200b\u200c\u200d]", " ", word).split()).strip(" .॰׳'")


def plain(word: str) -> str:
    """A Latin or Greek word without its accents, as many keyboards write it."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare if re.fullmatch(r"[a-zα-ω '.-]+", bare) else word


def usable(word: str) -> bool:
    """No numbers, nothing so short that it is another word ("m", "5月")."""
    shortest = 3 if re.fullmatch(r"[a-z]+", word) else 2
    return len(word) >= shortest and not re.search(r"\d", word)


def months_of(tag: str) -> list[tuple[str, int]]:
    """Every way in which a language writes its months."""
    found: list[tuple[str, int]] = []
    forms = Locale.parse(tag).months if tag != "vi" else {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in forms.get(context, {}).get(width, {}).items():
                word = re.sub(r"^(?:de |d')", "", fold(name))
                found.append((word, month))
    for month, words in enumerate(MORE.get(tag, "").split("/"), 1):
        found.append((fold(words), month))
    return [(w, m) for word, m in found for w in dict.fromkeys((word, plain(word))) if usable(w)]


def months() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """The months of all languages, and what some languages call otherwise."""
    common: dict[str, int] = {}
    special: dict[str, dict[str, int]] = {}
    own = {tag: dict(months_of(tag)) for tag in (*LANGUAGES, "vi")}
    for tag in LANGUAGES[LANGUAGES.index("fil") :]:
        # Three Latin letters of a small language are a word of a large one ("sat", "gun", "tem").
        own[tag] = {word: month for word, month in own[tag].items() if len(word) > 3 or not word.isascii()}
    for words in own.values():
        for word, month in words.items():
            common.setdefault(word, month)
    for tag, words in own.items():
        differing = {word: month for word, month in words.items() if common[word] != month}
        if differing:
            special.setdefault(tag.partition("_")[0], {}).update(differing)
    return common, special


def short_months() -> dict[str, str]:
    """Abbreviations of three Latin letters that are words elsewhere ("pro", "des", "set"): their languages."""
    english = {word for word, _ in months_of("en")}
    found: dict[str, list[str]] = {}
    for tag in (*LANGUAGES, "vi"):
        for word, _ in months_of(tag):
            if len(word) == 3 and word.isascii() and word not in english:
                found.setdefault(word, []).append(tag.partition("_")[0])
    return {word: " ".join(dict.fromkeys(tags)) for word, tags in sorted(found.items())}


def weekdays() -> list[str]:
    """The days of the week, whole and short, in every language."""
    found: set[str] = set()
    for tag in (*LANGUAGES, "vi", "zh", "zh_Hant", "ja", "ko"):
        for context in Locale.parse(tag).days.values():
            for width in ("wide", "abbreviated"):
                for name in context.get(width, {}).values():
                    found |= {fold(name), plain(fold(name))}
    return sorted(w for w in found if len(w) > 1)


def ago() -> dict[str, dict[str, str]]:
    """What stands after a number (then what before it) to say how long ago; the unit."""
    found: dict[str, dict[str, str]] = {}
    for tag in (*LANGUAGES, "vi", "zh", "zh_Hant", "ja", "ko"):
        fields = Locale.parse(tag)._data["date_fields"]
        for unit in AGO:
            for width in ("", "-short"):
                for pattern in dict((fields.get(unit + width) or {}).get("past") or {}).values():
                    before, _, after = str(pattern).partition("{0}")
                    if fold(before) and not any(map(str.isalpha, before)):
                        continue  # "-3 h" is a range or a sum
                    if fold(before) or len(fold(after)) > 2 or (fold(after) and ord(fold(after)[0]) > 0x2E80):
                        found.setdefault(fold(after), {}).setdefault(fold(before), unit)
    for unit, pairs in AGO.items():
        for pair in pairs.split(";"):
            before, _, after = pair.partition("|")
            found.setdefault(fold(after), {}).setdefault(fold(before), unit)
    return {after: dict(sorted(pairs.items())) for after, pairs in sorted(found.items()) if after}


def numbered(calendar: tuple[str, ...]) -> dict[str, int]:
    """The months of one calendar by their words."""
    return {fold(word): month for month, words in enumerate(calendar, 1) for word in words.split("/")}


def table() -> str:
    """The whole table as the text of the file."""
    common, special = months()
    return (
        json.dumps(
            {
                "months": dict(sorted(common.items())),
                "months_by_language": {tag: dict(sorted(words.items())) for tag, words in sorted(special.items())},
                "short_months": short_months(),
                "solar_hijri": numbered(SOLAR),
                "hijri": numbered(HIJRI),
                "bikram_sambat": numbered(BIKRAM),
                "weekdays": weekdays(),
                "ago": ago(),
                "named_days": {fold(w): int(n) for n, words in NAMED_DAYS.items() for w in words.split("/")},
            },
            ensure_ascii=False,
            indent=0,
        )
        + "\n"
    )


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
