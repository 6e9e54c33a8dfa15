import pytest

from crawler.reading.markup import to_html, to_text
from crawler.reading.parts import parts_of
from tests.reading.pages import page


def both(body: str) -> tuple[str, str]:
    parsed = page(f"<div id=body>{body}</div>")
    assert parsed.root is not None
    parts = parts_of([parsed.root.get_element_by_id("body")], parsed)
    return to_html(parts).replace("\n", ""), to_text(parts)


@pytest.mark.parametrize(
    ("source", "markup", "text"),
    [
        ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br><br>b<br>c", "<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        ("<p>&nbsp;&nbsp;\u3000 a&nbsp;b</p><p>&nbsp;</p>", "<p>a b</p>", "a b"),
        ("<h2>H</h2><p>a</p>", "<h2>H</h2><p>a</p>", "H\n\na"),
        ("<ul><li>a<li>b</ul><p>c</p>", "<ul><li>a</li><li>b</li></ul><p>c</p>", "a\nb\n\nc"),
        ("<ol><li><p>a</p></li></ol>", "<ol><li>a</li></ol>", "a"),
        ("<blockquote><p>a</p></blockquote>", "<blockquote><p>a</p></blockquote>", "a"),
        ("<p>x<sub>2</sub> <b>b</b> <i>i</i> <u></u></p>", "<p>x<sub>2</sub> <strong>b</strong> <em>i</em></p>", "x2 b i"),
        ('<p style="x" class=MsoNormal><span lang=EN-US>a</span><o:p>&nbsp;</o:p></p>', "<p>a</p>", "a"),
        ('<p><a href="../b.html" onclick="x()">b</a></p>', '<p><a href="https://example.org/b.html">b</a></p>', "b"),
        ('<p><a href="javascript:x()">b</a></p>', "<p>b</p>", "b"),
        ("<p><b>a<br><br>b</b></p>", "<p><strong>a</strong></p><p><strong>b</strong></p>", "a\n\nb"),
        ("<p>a<!-- note --> b</p>", "<p>a b</p>", "a b"),
        ("<p>soft\u00adhyphen zero\u200bwidth</p>", "<p>softhyphen zerowidth</p>", "softhyphen zerowidth"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
        ("<pre>a\n  b</pre>", "<pre>a  b</pre>", "a\n  b"),
        ("<script>x</script><p>a</p><style>y</style>", "<p>a</p>", "a"),
        ("text <p>a</p> tail", "<p>text</p><p>a</p><p>tail</p>", "text\n\na\n\ntail"),
    ],
)  # fmt: skip
def test_structure_is_kept_and_noise_is_not(source: str, markup: str, text: str) -> None:
    assert both(source) == (markup, text)


def test_a_table_of_data_keeps_its_shape() -> None:
    table = (
        "<table class=x><tr><th>Port</th><th colspan=2>Ships</th></tr><tr><td>A</td><td></td><td>2</td></tr></table>"
    )
    markup, text = both(table)
    assert markup == (
        '<table><tr><th>Port</th><th colspan="2">Ships</th></tr><tr><td>A</td><td></td><td>2</td></tr></table>'
    )
    assert text == "Port | Ships\nA |  | 2"


def test_a_table_for_layout_is_seen_through() -> None:
    assert both("<table><tr><td><p>a</p><table><tr><td>b</td></tr></table></td></tr></table>") == (
        "<p>a</p><p>b</p>",
        "a\n\nb",
    )


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ('<img src="./W020.jpg">', "https://example.org/news/W020.jpg"),
        ('<img src="blank.gif" data-src="/real.jpg">', "https://example.org/real.jpg"),
        ('<img src="data:image/gif;base64,R0" data-original="/real.jpg">', "https://example.org/real.jpg"),
        ('<img oldsrc="W020.jpg" src="/oss/x.jpg">', "https://example.org/news/W020.jpg"),
        ('<img srcset="/a.jpg 1x, /b.jpg 2x">', "https://example.org/a.jpg"),
    ],
)
def test_images_have_their_real_address(image: str, address: str) -> None:
    markup, text = both(f"<p>{image}</p>")
    assert markup == f'<p><img src="{address}" alt=""></p>'
    assert text == ""


def test_a_counting_pixel_is_no_image() -> None:
    assert both('<p><img src="/count.gif" width=1 height=1></p>') == ("", "")


def test_captions_stay_with_their_pictures() -> None:
    markup, text = both(
        '<figure><img src="/a.jpg" alt="A ship"><figcaption>A ship in the harbour</figcaption></figure><p>Text</p>'
    )
    assert markup == (
        '<figure><p><img src="https://example.org/a.jpg" alt="A ship"></p>'
        "<figcaption>A ship in the harbour</figcaption></figure><p>Text</p>"
    )
    assert text == "A ship in the harbour\n\nText"


def test_a_credit_that_only_its_class_tells_is_read_with_the_picture_alone() -> None:
    markup, text = both('<div><img src="/a.jpg"></div><p class="wp-caption-text">Photo: Ann Lee</p><p>Text</p>')
    assert "<figcaption>Photo: Ann Lee</figcaption>" in markup
    assert text == "Text"


def test_deep_and_wide_markup_is_walked_without_recursion() -> None:
    markup, text = both("<b>" * 500 + "deep" + "</b>" * 500 + "<p>x</p>" * 30_000)
    assert text.startswith("deep")
    assert len(text) < 100_000
    assert markup
