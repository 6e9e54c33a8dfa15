import pytest

from crawler.listing.pagenumbers import advance, places_of, size_in


@pytest.mark.parametrize(
    ("url", "kind", "number"),
    [
        ("https://a.example/list?page=3&size=10", "page", 3),
        ("https://a.example/list?PAGEN_1=5", "page", 5),
        ("https://a.example/list?start=40", "offset", 40),
        ("https://a.example/unit?paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D", "page", 2),
        ("https://a.example/blog/page/12/", "folder", 12),
        ("https://a.example/list_70_2.html", "file", 2),
        ("https://a.example/index_1.html", "file", 1),
        ("https://a.example/index2.html", "file", 2),
        ("https://a.example/lp-16-2.html", "file", 2),
        ("https://a.example/events/p188", "folder", 188),
        ("https://a.example/news/2.html", "plain", 2),
    ],
)
def test_where_an_address_carries_its_number(url: str, kind: str, number: int) -> None:
    place = places_of(url)[0]
    assert (place.kind, place.number) == (kind, number)
    assert place.at(number) == url
    assert place.at(77) != url


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/",
        "https://a.example/news/",
        "https://10.0.0.1/",
        "https://a.example/?id=abc",
        "https://a.example/2024-01-05.html",
    ],
)
def test_an_address_without_a_number(url: str) -> None:
    assert places_of(url) == ()


def test_the_size_of_a_page() -> None:
    assert size_in("https://a.example/list?page=3&pageSize=15") == 15
    assert size_in("https://a.example/d,pageIndex=1,pageSize=18.json") == 18
    assert size_in("https://a.example/list?page=3") == 0


@pytest.mark.parametrize(
    ("url", "rows", "total", "pages", "following"),
    [
        ("https://a.example/l?page=1&size=10", 10, 35, 0, "https://a.example/l?page=2&size=10"),
        ("https://a.example/l?page=4&size=10", 5, 35, 0, ""),
        ("https://a.example/l?page=1&size=10", 7, 0, 0, ""),
        ("https://a.example/l?page=1", 7, 0, 0, "https://a.example/l?page=2"),
        ("https://a.example/l?page=3", 7, 0, 3, ""),
        ("https://a.example/l?skip=0&limit=100", 100, 515, 0, "https://a.example/l?skip=100&limit=100"),
        ("https://a.example/l?skip=500&limit=100", 15, 515, 0, ""),
        ("https://a.example/l?page=1", 0, 0, 0, ""),
        ("https://a.example/l", 10, 100, 0, ""),
    ],
)
def test_the_address_of_the_following_page_of_data(url: str, rows: int, total: int, pages: int, following: str) -> None:
    assert advance(url, rows, total, pages) == following
