from datetime import date

import pytest

from crawler.listing.native import feed_addresses, prefer_feed, read_feed
from crawler.listing.sitemaps import read_sitemap
from crawler.model import Entry, Moment, Precision, Request
from crawler.page import read_page
from tests.listing.saved import saved, shown

TODAY = date(2024, 1, 10)


@pytest.mark.parametrize(
    ("name", "url", "rows"),
    [
        (
            "rss2.xml",
            "https://harbour.example/rss",
            [
                (
                    "https://harbour.example/news/dredging",
                    "Dredging of the east channel & pier 4",
                    "2024-01-05T10:30:00+01:00",
                ),
                ("https://harbour.example/news/timetable", "New ferry timetable", "2024-01-04T09:00:00+01:00"),
                ("https://harbour.example/news/note", "A note without a title", None),
            ],
        ),
        (
            "rss1.rdf",
            "https://shiosai.example/index.rdf",
            [
                ("https://shiosai.example/news/12.html", "防災訓練のお知らせ", "2024-01-05T09:00:00+09:00"),
                ("https://shiosai.example/news/11.html", "図書館の休館日", "2024-01-04T13:30:00+09:00"),
            ],
        ),
        (
            "atom.xml",
            "https://birkenau.example/aktuelles.atom",
            [
                (
                    "https://birkenau.example/aktuelles/sperrung",
                    "Sperrung der Lindenstraße",
                    "2024-01-05T08:15:00+01:00",
                ),
                ("https://birkenau.example/aktuelles/sitzung", "Sitzung des Rates", "2024-01-03T17:00:00+01:00"),
            ],
        ),
        (
            "feed.json",
            "https://lake.example/feed.json",
            [
                ("https://lake.example/a/2", "Boat ramp closed", "2024-01-05T10:00:00-05:00"),
                ("https://lake.example/a/1", "Budget hearing moved to Tuesday", None),
            ],
        ),
    ],
)
def test_feeds_of_every_kind(name: str, url: str, rows: list[tuple[str, str, str | None]]) -> None:
    found = read_feed(saved(name, url), today=TODAY)
    assert found is not None
    assert [(e.url, e.title, e.date.value if e.date else None) for e in found.entries] == rows


def test_a_paged_feed_names_its_next_part() -> None:
    found = read_feed(saved("atom.xml", "https://birkenau.example/aktuelles.atom"), today=TODAY)
    assert found is not None
    assert found.next == Request("https://birkenau.example/aktuelles.atom?page=2")


def test_one_time_of_day_for_all_items_is_only_a_day() -> None:
    items = "".join(
        f"<item><title>T{i}</title><link>https://a.example/{i}</link><pubDate>{i + 1} Jan 2024 08:00:00 GMT</pubDate></item>"
        for i in range(5)
    )
    found = read_feed(
        read_page(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "https://a.example/rss"), today=TODAY
    )
    assert found is not None
    assert {e.date.value for e in found.entries if e.date} == {f"2024-01-0{i}" for i in range(1, 6)}


def test_entities_are_never_expanded() -> None:
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "x" * 100}">' for i in range(9))
    source = (
        f'<?xml version="1.0"?><!DOCTYPE rss [{bomb}<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
        "<item><title>A &a8; &f; B</title><link>https://a.example/1</link></item></channel></rss>"
    )
    found = read_feed(read_page(source.encode(), "https://a.example/rss"), today=TODAY)
    titles = [entry.title for entry in found.entries] if found else []
    assert all(len(title) < 100 for title in titles)


@pytest.mark.parametrize(
    "source", ["<rss version='2.0'></rss>", "<rss", "<feed><entry></entry></feed>", "<rss>" + "<item>" * 5_000]
)
def test_a_feed_without_items_is_none(source: str) -> None:
    page = read_page(b"<?xml version='1.0'?>" + source.encode() + b" ", "https://a.example/rss")
    assert page.kind == "html" or read_feed(page, today=TODAY) is None


def test_only_so_many_items_of_a_long_feed_are_read() -> None:
    items = "".join(f"<item><title>T{i}</title><link>https://a.example/{i}</link></item>" for i in range(5_000))
    found = read_feed(
        read_page(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "https://a.example/rss"), today=TODAY
    )
    assert found is not None
    assert len(found.entries) == 2_000


def test_linked_feeds_go_before_hints_and_usual_places() -> None:
    page = shown(
        "<a href='/OpenData.aspx?SN=AB12'>RSS</a><a href='/press/'>press</a>",
        "https://harbour.example/news/",
        "<link rel='alternate' type='application/rss+xml' href='/all.xml'>"
        "<link rel='alternate' type='application/atom+xml' href='/news/atom'>"
        "<link rel='alternate' type='application/rss+xml' href='/comments/feed/'>",
    )
    places = feed_addresses(page)
    assert places[:3] == (
        "https://harbour.example/news/atom",
        "https://harbour.example/all.xml",
        "https://harbour.example/OpenData.aspx?SN=AB12",
    )
    assert "https://harbour.example/news/feed/" in places
    assert not any("comments" in place for place in places)


def entries(count: int, day: str = "2024-01-05", host: str = "https://a.example") -> list[Entry]:
    return [Entry(f"{host}/n/{i}", f"Notice {i}", Moment(day, Precision.DAY)) for i in range(count)]


def test_a_feed_is_preferred_when_alive_and_complete() -> None:
    page = entries(10)
    assert prefer_feed(entries(10, host="http://www.a.example"), page, TODAY)
    assert prefer_feed(entries(30), page, TODAY)
    assert not prefer_feed(entries(5), page, TODAY)
    assert not prefer_feed(entries(10, "2022-01-01"), page, TODAY)
    assert not prefer_feed(entries(10, "2023-12-20"), page, TODAY)
    assert not prefer_feed([], page, TODAY)
    pinned = [Entry("https://a.example/old", "Old but pinned", None, pinned=True)]
    assert prefer_feed(entries(10), [*pinned, *page], TODAY)


def test_a_news_sitemap_has_titles_newest_first() -> None:
    found = read_sitemap(saved("sitemap-news.xml", "https://delta.example/sitemap-news.xml"), today=TODAY)
    assert found is not None
    assert [entry.title for entry in found.entries] == ["River gauge moved", "Dam inspection done"]


def test_a_plain_sitemap_is_a_last_resort() -> None:
    found = read_sitemap(saved("sitemap.xml", "https://delta.example/sitemap.xml"), today=TODAY)
    assert found is not None
    assert [(e.title, e.date.day if e.date else "") for e in found.entries] == [
        ("flood plan", "2024-01-06"),
        ("bridge opens early", "2024-01-05"),
    ]
    assert found.confidence < 0.5


def test_an_index_leads_to_its_newest_news_part() -> None:
    found = read_sitemap(saved("sitemap-index.xml", "https://delta.example/sitemap.xml"), today=TODAY)
    assert found is not None
    assert found.follow == Request("https://delta.example/sitemap-news-2.xml")
