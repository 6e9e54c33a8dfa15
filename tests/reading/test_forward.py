import pytest

from crawler.reading.forward import forward_of, frame_of, next_part
from tests.reading.pages import page


@pytest.mark.parametrize(
    ("body", "head", "told"),
    [
        ("", '<meta http-equiv="refresh" content="0;url=/b.html">', "https://example.org/b.html"),
        ("", '<meta http-equiv="Refresh" content="3; URL=\'../b.html\'">', "https://example.org/b.html"),
        ("<script>window.location.href='/b.html';</script>", "", "https://example.org/b.html"),
        ('<script>location.replace("b.html")</script>', "", "https://example.org/news/b.html"),
        ("<script>var _c={href:'/b.html'};location.href=_c.href</script>", "", "https://example.org/b.html"),
        ("", '<meta http-equiv="refresh" content="600">', ""),  # reloads itself
        ("", '<meta http-equiv="refresh" content="300;url=/b.html">', ""),  # a slide show, no forward
        ("", '<meta http-equiv="refresh" content="0;url=1.html">', ""),  # leads to itself
        ("<script>var x = 1</script>", "", ""),
        ("<script>location.href='javascript:x()'</script>", "", ""),
    ],
)
def test_forwards(body: str, head: str, told: str) -> None:
    assert forward_of(page(body, head), 0) == told


def test_a_page_with_text_is_no_forward() -> None:
    parsed = page("<p>text</p><script>if (mobile) location.href='/m/1.html'</script>")
    assert forward_of(parsed, 5_000) == ""


def test_a_frame_of_the_same_host_may_hold_the_body() -> None:
    assert frame_of(page('<iframe src="https://ads.example.com/x"></iframe><iframe src="/body/1.htm"></iframe>')) == (
        "https://example.org/body/1.htm"
    )
    assert frame_of(page('<iframe src="/track" height=0></iframe>')) == ""


@pytest.mark.parametrize(
    ("url", "href", "text", "found"),
    [
        ("https://example.org/a/1.html", "1_2.html", "下一页", True),
        ("https://example.org/a/t20240101_123456.html", "t20240101_123456_2.html", "2", True),
        (
            "https://example.org/a/t20240101_123456.html",
            "t20240101_123456_1.html",
            "下一页",
            True,
        ),  # counted from nought
        ("https://example.org/a/1_2.html", "1_3.html", "Next page", True),
        ("https://example.org/a?id=7", "?id=7&page=2", "Next", True),
        ("https://example.org/a?id=7&page=2", "?id=7&page=3", "»  Next »", True),
        ("https://example.org/story/", "/story/2/", "2", True),
        ("https://example.org/a/7.html", "8.html", "下一页", False),  # the next article
        ("https://example.org/a/1.html", "1_2.html", "A linked text", False),
        ("https://example.org/a/1_2.html", "1.html", "1", False),  # back
    ],
)
def test_the_next_part_is_the_same_page_with_a_higher_number(url: str, href: str, text: str, found: bool) -> None:
    parsed = page(f'<p>text</p><a href="{href}">{text}</a>', url=url)
    assert bool(next_part(parsed, None)) is found
