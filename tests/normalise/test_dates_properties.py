"""Every day, written in every calendar, is read back; no text at all breaks the readers."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import jdatetime
import nepali_datetime
from babel.dates import format_date
from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import Calendar, Moment, Precision
from crawler.normalise.calendars import ERAS
from crawler.normalise.dates import DateHints, find_dates, parse_date

TODAY = date(2026, 3, 10)
UNHURRIED = settings(deadline=None)  # the first example loads a calendar or a locale
DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
HINTS = st.builds(
    DateHints,
    st.just(TODAY),
    st.sampled_from(("", "CN", "TW", "JP", "TH", "IR", "SA", "US", "DE", "VN")),
    st.sampled_from(("", "zh", "zh-Hant", "ja", "fa", "ar", "en", "de", "mn")),
    st.booleans(),
)
# Locales whose long form names the month; its own calendar and digits as CLDR writes them.
LOCALES = (
    "en fr de es pt it nl ru pl cs sv da nb fi el tr hu ro bg uk sk sl hr sr be mk lt lv et ga mt is sq ca eu gl id ms "
    "he ar ar_LB hi bn ur zh zh_Hant ja ko vi ka hy az kk km lo ta te fil sw af"
).split()
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
THAI_MONTHS = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split(" ")
SOLAR_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(" ")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
NEPALI_MONTHS = "बैशाख जेठ असार साउन भदौ असोज कात्तिक मंसिर पुस माघ फागुन चैत".split(" ")
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


def read(text: str, country: str = "", language: str = "") -> Moment:
    found = parse_date(text, DateHints(TODAY, country, language))
    assert found is not None, text
    assert found.precision is Precision.DAY, text
    return found


@UNHURRIED
@given(DAYS)
def test_roc_years(day: date) -> None:
    year = day.year - 1911
    for text in (f"民國{year}年{day.month}月{day.day}日", f"{year:03d}-{day.month:02d}-{day.day:02d}"):
        if text[0] == "0":
            continue  # nobody pads them
        found = read(text, "TW")
        assert (found.value, found.calendar) == (day.isoformat(), Calendar.ROC)


@UNHURRIED
@given(st.dates(date(1926, 12, 25), date(2060, 12, 31)))
def test_japanese_eras(day: date) -> None:
    era, begin = max(((name, first) for name, first in ERAS.items() if first <= day), key=lambda pair: pair[1])
    year = day.year - begin.year + 1
    found = read(f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日")
    assert (found.value, found.calendar) == (day.isoformat(), Calendar.JAPANESE)


@UNHURRIED
@given(DAYS)
def test_thai_years(day: date) -> None:
    text = f"{day.day} {THAI_MONTHS[day.month - 1]} {day.year + 543}"
    for written in (text, text.translate(THAI), f"{day.day:02d}/{day.month:02d}/{day.year + 543}"):
        found = read(written, "TH")
        assert (found.value, found.calendar) == (day.isoformat(), Calendar.BUDDHIST)


@UNHURRIED
@given(DAYS)
def test_solar_hijri(day: date) -> None:
    solar = jdatetime.date.fromgregorian(date=day)
    numbers = f"{solar.year}/{solar.month:02d}/{solar.day:02d}".translate(PERSIAN)
    words = f"{solar.day} {SOLAR_MONTHS[solar.month - 1]} {solar.year}".translate(PERSIAN)
    for text in (numbers, words):
        found = read(text, "IR")
        assert (found.value, found.calendar) == (day.isoformat(), Calendar.SOLAR_HIJRI)


@UNHURRIED
@given(st.dates(date(1998, 1, 1), date(2032, 12, 31)))
def test_bikram_sambat(day: date) -> None:
    own = nepali_datetime.date.from_datetime_date(day)
    numbers = f"{own.year}/{own.month:02d}/{own.day:02d}"
    spoken = f"{own.year} साल {NEPALI_MONTHS[own.month - 1]} {own.day} गते"
    words = f"{own.day} {NEPALI_MONTHS[own.month - 1]} {own.year}"
    for text in (numbers, numbers.translate(DEVANAGARI), spoken.translate(DEVANAGARI), words.translate(DEVANAGARI)):
        found = read(text, "NP")
        assert (found.value, found.calendar) == (day.isoformat(), Calendar.BIKRAM_SAMBAT)


@UNHURRIED
@given(DAYS)
def test_hijri(day: date) -> None:
    moon = Gregorian(day.year, day.month, day.day).to_hijri()
    numbers = f"{moon.year}/{moon.month:02d}/{moon.day:02d}".translate(ARABIC)
    words = f"{moon.day} {moon.month_name('ar')} {moon.year}"
    for text in (numbers, words):
        found = read(text, "SA")
        assert (found.value, found.calendar) == (day.isoformat(), Calendar.HIJRI)


@UNHURRIED
@given(DAYS)
def test_chinese_numerals(day: date) -> None:
    def small(n: int) -> str:
        tens, units = divmod(n, 10)
        return ("" if tens < 2 else str(tens)) + ("十" if tens else "") + (str(units) if units else "")

    text = f"{day.year}年{small(day.month)}月{small(day.day)}日".translate(HAN)
    assert read(text).value == day.isoformat()


@settings(UNHURRIED, max_examples=400)
@given(DAYS, st.sampled_from(LOCALES))
def test_every_language_as_cldr_writes_it(day: date, locale: str) -> None:
    text = format_date(day, "long", locale=locale)
    assert read(text, language=locale.replace("_", "-")).value == day.isoformat()


@UNHURRIED
@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.integers(-12 * 4, 14 * 4))
def test_iso_times_keep_their_offset(moment: datetime, quarters: int) -> None:
    text = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters))).isoformat()
    found = parse_date(text, DateHints(TODAY, "CN"))
    assert found is not None
    assert (found.value, found.zone) == (text, "page")


@UNHURRIED
@given(st.integers(0, 300))
def test_a_day_without_its_year_is_the_last_such(back: int) -> None:
    day = TODAY - timedelta(back)
    assert read(f"{day.month:02d}-{day.day:02d}").value == day.isoformat()


PIECES = st.lists(
    st.one_of(
        st.integers(0, 99999).map(str),
        st.sampled_from(
            "- / . : , 年 月 日 T Z + 民國 令和 R H 元 〇 十 พ.ศ. พ.ค. May Mai tháng اردیبهشت شوال ago 前 vor ' ( ) am 下午 GMT ١٢ ۱۴۰۳ İ ẞ".split(
                " "
            )
        ),
        st.text(max_size=4),
        st.just(" "),
    ),
    max_size=30,
).map("".join)


@settings(UNHURRIED, max_examples=600)
@given(PIECES, HINTS)
def test_any_text_is_read_without_a_fault(text: str, hints: DateHints) -> None:
    parse_date(text, hints)
    last = 0
    for found in find_dates(text, hints):
        assert last <= found.start < found.end <= len(text)
        assert 1800 <= int(found.moment.value[:4]) <= 2199
        last = found.end


@UNHURRIED
@given(st.sampled_from(("1", "1-", "年", "2024-", "1 May ", "十", "( ", "12:", "ago 3 ", "a" * 50 + " ")))
def test_long_texts_are_read_in_bounds(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert parse_date(text, DateHints(TODAY, "TW")) is None
    assert len(find_dates(text, DateHints(TODAY, "TW"))) <= 200
