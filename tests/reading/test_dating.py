"""Which of a page's times is its publication."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.model import Moment, Precision
from crawler.page import read_page
from crawler.reading.dating import Dating, published

TODAY = date(2026, 3, 10)


def read(markup: str, url: str = "https://www.example.gov.cn/news/12.html", row: Moment | None = None) -> Dating:
    page = read_page(f"<html><title>Rules on bridges</title><body>{markup}</body></html>".encode(), url)
    return published(page, today=TODAY, row=row)


def day(dating: Dating) -> str:
    return dating.published.day if dating.published else ""


TEXT = "<p>The rules of 3 May 2016 are replaced.</p>" * 3


def test_the_mainland_meta_beats_the_text_of_the_body() -> None:
    head = '<meta name="PubDate" content="2026-03-02 09:30">'
    found = read(f"{head}<h1>Rules on bridges</h1>{TEXT}")
    assert found.published is not None
    assert found.published.value == "2026-03-02T09:30:00+08:00"
    assert {m.day for _, _, m in found.evidence} == {"2026-03-02", "2016-05-03"}


def test_json_ld_tells_publication_and_change_apart() -> None:
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2026-03-05T08:00:00+01:00",'
        ' "datePublished": "2026-03-01T08:00:00+01:00"}</script>'
    )
    found = read(f"{script}<h1>Rules on bridges</h1>", "https://www.example.de/a")
    assert day(found) == "2026-03-01"
    assert found.updated is not None
    assert found.updated.day == "2026-03-05"


def test_labels_that_run_together_are_read_each_for_itself() -> None:
    line = "<div>更新时间：2026-03-04 来源：办公室 发布时间：2026-03-01 10:00 阅读次数：9 字体：大 中 小</div>"
    found = read(f"<h1>Rules on bridges</h1>{line}{TEXT}")
    assert found.published is not None
    assert found.published.value == "2026-03-01T10:00:00+08:00"
    assert found.updated is not None
    assert found.updated.day == "2026-03-04"


def test_a_date_split_over_elements_is_read_as_one() -> None:
    markup = '<div class="date"><span>26</span><span>2026-01</span></div><h1>Rules on bridges</h1>'
    assert day(read(markup + TEXT)) == "2026-01-26"


@pytest.mark.parametrize("tag", ["footer", "nav", "aside"])
def test_dates_beside_the_article_do_not_count(tag: str) -> None:
    other = f'<{tag}><time datetime="2026-03-09">9 March</time></{tag}>'
    assert day(read(f"{other}<h1>Rules on bridges</h1><p>1 March 2026</p>{TEXT}{other}")) == "2026-03-01"


def test_the_minute_of_the_article_refines_the_day_of_the_row() -> None:
    row = Moment("2026-03-02", Precision.DAY)
    found = read("<h1>Rules on bridges</h1><p>2026-03-02 16:20</p>", row=row)
    assert found.published is not None
    assert found.published.value == "2026-03-02T16:20:00+08:00"


def test_the_row_counts_more_than_the_running_text() -> None:
    assert day(read(f"<h1>Rules on bridges</h1>{TEXT}", row=Moment("2026-03-02", Precision.DAY))) == "2026-03-02"


def test_a_day_before_the_web_is_what_the_text_is_about_unless_a_label_says_else() -> None:
    assert day(read("<h1>Rules on bridges</h1><p>The act was signed on August 14, 1935.</p>")) == ""
    assert day(read("<h1>Rules on bridges</h1><p>Published: August 14, 1985</p>")) == "1985-08-14"


@pytest.mark.parametrize(
    "line",
    [
        "Press release No. 41/2026 of 3 March 2026",
        "Pressemitteilung Nr. 41/2026 vom 3. März 2026",
        "Communiqué de presse du 3 mars 2026",
        "Wellington, 3 March 2026",
    ],
)
def test_the_line_that_dates_the_page_beats_the_days_of_other_news(line: str) -> None:
    others = "".join(f"<li><a href='/{i}'>Harbour closed to all ships</a> 2{i}.02.2026</li>" for i in (4, 5))
    assert day(read(f"<p>{line}</p><h1>Rules on bridges</h1>{TEXT}<h2>More</h2><ul>{others}</ul>")) == "2026-03-03"


def test_a_dateline_goes_before_the_change_of_the_site() -> None:
    markup = f"<b>Rules on bridges</b><br>Wellington, 12 March 2003<p>{TEXT}<hr>Last updated 1 May 2003"
    assert day(read(markup)) == "2003-03-12"


def test_a_future_time_is_passed_over_where_another_is_told() -> None:
    markup = '<meta name="PubDate" content="2027-01-01"><h1>Rules on bridges</h1><p>发布时间：2026-03-01</p>'
    found = read(markup)
    assert (day(found), found.flags) == ("2026-03-01", ())


def test_a_page_that_tells_only_the_future_is_flagged() -> None:
    found = read('<meta name="PubDate" content="2027-01-01"><h1>Rules on bridges</h1>')
    assert (day(found), found.flags) == ("2027-01-01", ("future",))


def test_a_time_in_utc_falls_on_the_day_of_the_country() -> None:
    head = '<meta property="article:published_time" content="2026-03-01T20:00:00Z">'
    assert day(read(head)) == "2026-03-02"


def test_a_time_in_utc_falls_on_the_day_that_the_address_tells() -> None:
    head = '<meta property="article:published_time" content="2026-03-02T02:00:00Z">'
    assert day(read(head, "https://www.example.org/2026/03/01/rules")) == "2026-03-01"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.gov.cn/202401/t20240102_123456.html", "2024-01-02"),
        ("https://a.gov.cn/2024-01/02/c_123.htm", "2024-01-02"),
        ("https://a.gov.cn/art/2024/1/5/art_1_2.html", "2024-01-05"),
        ("https://a.gov.cn/202401/0123456789abcdef0123456789abcdef.shtml", "2024-01"),
        ("https://a.cn/n1/2021/0909/c1001-3.html", "2021-09-09"),
        ("https://a.gov.hk/gia/general/202602/25/P2026022500310.htm", "2026-02-25"),
        ("https://a.com/2026/0211-slug.htm", "2026-02-11"),
        ("https://a.org/2025-releases/07-28-slug/", "2025-07-28"),
        ("https://a.org/post_1091433.html", ""),
        ("https://a.org/article-20269945.html", ""),
    ],
)
def test_addresses_tell_days(url: str, expected: str) -> None:
    assert day(read("<h1>Rules on bridges</h1>", url)) == expected


def test_a_page_without_times_has_none() -> None:
    assert read("<h1>Rules on bridges</h1><p>Call 2024 5678.</p>") == Dating(None, None, ())


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=date>" * 500 + "2026-03-01",
        "<p>" + "2024- 1/ 年 " * 50_000,
        "<time datetime='2026-03-01'>x</time>" * 20_000,
        "<script>var publishDate = '" + "2024-" * 50_000 + "'</script>",
        "<span class='" + "date " * 50_000 + "'>1</span>",
        "<meta name=PubDate content='0000-00-00'><meta name=PubDate content='9999-12-31'>",
        "<div class=date><span> </span></div>" * 20_000,
    ],
)
def test_hostile_pages_are_read_in_bounds(markup: str) -> None:
    found = read(f"<h1>Rules on bridges</h1>{markup}")
    assert len(found.evidence) <= 60


@pytest.mark.parametrize("value", ["0000-00-00", "9999-12-31", "0001-01-01T00:00:00Z", "today", "1970-01-01"])
def test_placeholders_are_no_publication(value: str) -> None:
    markup = f'<meta name="PubDate" content="{value}"><h1>Rules on bridges</h1><p>发布时间：2026-03-01</p>'
    assert day(read(markup)) == "2026-03-01"
