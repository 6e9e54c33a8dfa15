import pytest

from crawler.listing.kinship import may_follow

HOST = "https://board.example"


@pytest.mark.parametrize(
    ("own", "url"),
    [
        ("/news/", "/news/?page=2"),
        ("/news/", "/news/page/2/"),
        ("/news/page/2", "/news/page/3"),
        ("/news", "/news//p2"),
        ("/news/", "/news/list_70_2.html"),
        ("/news/index.html", "/news/index_1.html"),
        ("/news/index.html", "/news/index2.html"),
        ("/documents", "/documents/2"),
        ("/f42-orders?s=1", "/f42-orders-2.html"),
        ("/a/prices-240215/", "/b/prices-240215-p2/"),
        ("/", "/search?updated-max=2024-01-05&max-results=7"),
        ("/List-g1-d2-Rows-Harbour.html", "/List-g1-d2-Rows-or10-Harbour.html"),
        ("/list?p=20", "/list?p=40"),
    ],
)
def test_pages_of_one_list(own: str, url: str) -> None:
    assert may_follow(HOST + url, HOST + own)


@pytest.mark.parametrize(
    ("own", "url"),
    [
        ("/2024/01/05/harbour-closed/", "/2024/01/07/bridge-opened/"),
        ("/news/harbour-closed-3/", "/news/bridge-opened-6/"),
        ("/?p=2895", "/?p=2905"),
        ("/news/harbour", "/about"),
        ("/news/harbour.html", "/page/2/"),
    ],
)
def test_neighbours_that_are_articles(own: str, url: str) -> None:
    assert not may_follow(HOST + url, HOST + own)
