"""No page, however odd, breaks the choice of its time."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page import read_page
from crawler.reading.dating import published

TODAY = date(2026, 3, 10)
VALUES = st.one_of(
    st.dates().map(date.isoformat),
    st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    st.sampled_from(("0000-00-00", "9999-12-31", "yesterday", "113-05-01", "令和元年5月1日", "1 May", "5/1/24", "")),
    st.text(max_size=12),
)
TEMPLATES = st.sampled_from(
    (
        '<meta name="PubDate" content="{}">',
        '<meta property="article:modified_time" content="{}">',
        '<script type="application/ld+json">{{"@type": "Article", "datePublished": "{}"}}</script>',
        "<script>var publishDate = '{}';</script>",
        "<h1>{}</h1>",
        "<time datetime='{}'>x</time>",
        "<p>发布时间：{}</p>",
        "<div class='date'><span>{}</span></div>",
        "<footer>Last updated: {}</footer>",
        "<li><span>{}</span></li>",
    )
)
MARKUP = st.lists(st.tuples(TEMPLATES, VALUES), max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    MARKUP,
    st.sampled_from(("https://a.gov.cn/art/2024/1/5/a.html", "https://a.example/", "https://a.gov.tw/2026/13/45/")),
)
def test_any_page_is_dated_without_a_fault(parts: list[tuple[str, str]], url: str) -> None:
    markup = "".join(template.format(value) for template, value in parts)
    found = published(
        read_page(f"<html><body>{markup}<p>x</p></body></html>".encode("utf-8", "replace"), url), today=TODAY
    )
    days = [moment.day for _, _, moment in found.evidence]
    if found.published is not None and "future" not in found.flags:
        assert found.published.day <= "2026-03-11"
    if "future" in found.flags:
        assert all(day > "2026-03-11" for day in days)
    if found.published is None:
        assert not days
