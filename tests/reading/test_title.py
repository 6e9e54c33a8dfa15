import pytest

from crawler.model import Entry
from crawler.reading.title import MAX_TITLE, find_title
from tests.reading.pages import page


def title(body: str, head: str = "", entry: str = "") -> str:
    row = Entry("https://example.org/news/1.html", entry) if entry else None
    return find_title(page(body, head), row)[0]


@pytest.mark.parametrize(
    ("body", "head", "entry", "told"),
    [
        ("<h1>Harbour closed</h1>", "", "", "Harbour closed"),
        ("<h1>Harbour closed</h1>", "<title>Harbour closed - Ministry of Ports</title>", "", "Harbour closed"),
        # The site's name stands in h1; the headline in h2, and first in the window's title.
        ("<h1>Ministry of Ports</h1><h2>Harbour closed for winter</h2>",
         "<title>Harbour closed for winter | Ministry of Ports</title>", "Harbour closed for winter", "Harbour closed for winter"),
        # A running number is the list's.
        ("<h3>16. 港口关闭公告</h3>", "<title>港口关闭公告-行业新闻</title>", "16.港口关闭公告", "港口关闭公告"),
        ("<p class=arti_title>关于港口关闭的公告</p>", "<title>关于港口关闭的公告_港口管理局</title>", "", "关于港口关闭的公告"),
        ("", '<meta name="ArticleTitle" content="关于港口关闭的公告"><title>港口管理局</title>', "", "关于港口关闭的公告"),
        ("", '<meta property="og:title" content="Harbour closed | Ports"><meta property="og:site_name" content="Ports">', "", "Harbour closed"),
        ("", "<title>Harbour closed for the winter - News - Ports</title>", "", "Harbour closed for the winter"),
        # Cut in the list, whole on the page.
        ("<h1>Harbour closed to large ships for three weeks</h1>", "", "Harbour closed to large ships for…", "Harbour closed to large ships for three weeks"),
        ("<p>text</p>", "", "Only the row knows", "Only the row knows"),
        ("<h1><span class=day>1 May 2024</span><span class=title>Harbour closed</span></h1>", "", "", "Harbour closed"),
        ("<h1>Ports - open and closed</h1>", "<title>Ports - open and closed</title>", "", "Ports - open and closed"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour closed"}</script>', "", "", "Harbour closed"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_the_candidates_vote(body: str, head: str, entry: str, told: str) -> None:
    assert title(body, head, entry) == told


def test_every_candidate_is_kept_with_its_place() -> None:
    _, evidence = find_title(page("<h1>A headline</h1>", '<meta property="og:title" content="Another headline">'))
    assert {(e.value, e.place) for e in evidence} == {("A headline", "h1"), ("Another headline", "meta og:title")}
    assert [e.rank for e in evidence] == [1, 2]


def test_a_title_of_ten_kilobytes_is_cut() -> None:
    assert len(title("<h1>" + "x " * 5000 + "</h1>", "<title>" + "t" * 10_000 + "</title>")) <= MAX_TITLE


def test_a_profile_names_the_element() -> None:
    told, evidence = find_title(page("<h1>Site</h1><p class=tt>1. The headline</p>"), selector="p.tt")
    assert told == "The headline"
    assert evidence[0].place == "profile p.tt"
