"""Rows in data of the shapes that official sites answer."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.listing.json_rows import read_rows

TODAY = date(2024, 6, 1)
BASE = "https://office.example/api/list?page=1&officeId=a1b2c3d4"
ROW = {"title": "Harbour closed on Monday", "url": "/n/1.html", "publishDate": "2024-01-05"}


def rows(*overrides: dict[str, Any], **also: Any) -> list[dict[str, Any]]:
    """Three rows, each with its own title and address."""
    return [{**ROW, "title": f"Notice number {i} of the office", "url": f"/n/{i}.html", **also} for i in range(3)]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda r: r,
        lambda r: {"data": {"records": r}},
        lambda r: {"result": {"data": {"data": r}}},
        lambda r: {"page": {"content": r, "totalElements": 3}},
        lambda r: {"hits": {"hits": [{"_id": i, "_source": row} for i, row in enumerate(r)]}},
        lambda r: {"data": json.dumps({"list": r})},
        lambda r: {"value": r, "@odata.context": "x"},
    ],
)
def test_rows_are_found_wherever_they_are(wrap: Any) -> None:
    found = read_rows(wrap(rows()), BASE, today=TODAY)
    assert found is not None
    assert [entry.url for entry in found.entries] == [f"https://office.example/n/{i}.html" for i in range(3)]
    assert found.entries[0].date is not None
    assert found.entries[0].date.day == "2024-01-05"


@pytest.mark.parametrize(
    ("title", "link", "day"),
    [
        ("docTitle", "docPubUrl", "pubDate"),
        ("articleTitle", "articleUrl", "publishedTimeStr"),
        ("BT", "LINKURL", "ZXSJ"),
        ("lybt", "publishUrl", "display_date"),
        ("Title", "ItemDefaultUrl", "PublicationDateAndTime"),
        ("xwTitle", "xwUrl", "xwDate"),
        ("naslov", "adresa", "objavljeno"),
    ],
)
def test_keys_are_known_or_told_by_their_values(title: str, link: str, day: str) -> None:
    data = [
        {title: f"Notice {i} of the office", link: f"/n/{i}.html", day: f"2024-01-0{i + 1}", "n": i} for i in range(3)
    ]
    found = read_rows({"list": data}, BASE, today=TODAY)
    assert found is not None
    assert [(e.title, e.url[-9:], e.date and e.date.day) for e in found.entries][1] == (
        "Notice 1 of the office",
        "/n/1.html",
        "2024-01-02",
    )


def test_rows_of_a_blog_with_rendered_titles() -> None:
    data = [
        {
            "id": i,
            "date": "2024-01-05T10:00:00",
            "link": f"https://blog.example/{i}",
            "title": {"rendered": f"T &amp; {i}"},
        }
        for i in range(3)
    ]
    found = read_rows(data, BASE, today=TODAY, country="JP")
    assert found is not None
    assert found.entries[2].title == "T & 2"
    assert found.entries[2].date is not None
    assert found.entries[2].date.value.endswith("+09:00")


def test_rows_without_keys() -> None:
    data = [[f"/n/{i}.html", f"Notice number {i} of the office", "2024-01-05"] for i in range(4)]
    found = read_rows({"rows": data}, BASE, today=TODAY)
    assert found is not None
    assert (found.entries[3].title, found.entries[3].url) == (
        "Notice number 3 of the office",
        "https://office.example/n/3.html",
    )


def test_marks_in_titles_go_and_pinned_rows_are_told() -> None:
    data = rows(isTop="1")
    data[0]["title"] = "1. 关于<em>防汛</em>工作<br>的通知"
    found = read_rows(data, BASE, today=TODAY)
    assert found is not None
    assert found.entries[0].title == "关于防汛工作 的通知"
    assert found.entries[0].pinned


def test_slugs_lie_below_the_page_that_the_rows_name() -> None:
    data = [
        {"Title": f"Notice {i}", "UrlName": f"n-{i}", "Links": [{"URL": "/en/news/?officeId=a1b2c3d4&limit=10"}]}
        for i in range(3)
    ]
    found = read_rows({"results": data}, BASE, today=TODAY)
    assert found is not None
    assert found.entries[0].url == "https://office.example/en/news/n-0"
    assert found.confidence <= 0.6
    assert "below https://office.example/en/news/" in " ".join(found.why)


def test_slugs_of_nowhere_are_no_list() -> None:
    assert (
        read_rows({"results": [{"Title": f"N {i}", "UrlName": f"n-{i}"} for i in range(3)]}, BASE, today=TODAY) is None
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        17,
        [],
        {},
        [1, 2, 3],
        {"menu": [{"label": "A"}, {"label": "B"}]},
        {"images": [{"title": "A", "url": "/a.jpg"}, {"title": "B", "url": "/b.png"}, {"title": "C", "url": "/c.gif"}]},
        {"error": "no such site"},
        [[[[]]]] * 5,
    ],
)
def test_what_is_no_list_is_none(data: Any) -> None:
    assert read_rows(data, BASE, today=TODAY) is None


def test_ten_thousand_rows_and_deep_nests_end() -> None:
    many = [{"title": f"T {i}", "url": f"/n/{i}", "date": 1704412800 + i} for i in range(12_000)]
    found = read_rows({"d": many}, BASE, today=TODAY)
    assert found is not None
    assert len(found.entries) == 10_000
    deep: Any = rows()
    for _ in range(500):
        deep = {"a": deep}
    assert read_rows(deep, BASE, today=TODAY) is None


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.just("/n/1.html")
    | st.just("<a href=x>"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "url", "date", "id", "data", "list", "x", "_source"]), inner, max_size=5
        )
    ),
    max_leaves=25,
)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_any_data_is_a_list_of_whole_entries_or_none(data: Any) -> None:
    found = read_rows(data, BASE, today=TODAY, country="CN")
    for entry in found.entries if found else ():
        assert entry.url.startswith("http")
        assert entry.title
