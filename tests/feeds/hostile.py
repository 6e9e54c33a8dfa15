"""Articles as hostile pages would have them, one trap each."""

from __future__ import annotations

from crawler.items import RawArticle
from crawler.model import Attachment, Moment, Precision

BODY = "<p>The text of the notice.</p>"
PDF = "application/pdf"


def _one(
    name: str, title: str = "", html: str = BODY, text: str = "The text of the notice.", **more: object
) -> RawArticle:
    url = str(more.pop("url", f"https://post.example/{name}"))
    return RawArticle(url, title or f"Notice {name}", body_html=html, body_text=text, **more)  # type: ignore[arg-type]


def _file(url: str, title: str = "", kind: str = "", length: int | None = None) -> tuple[Attachment, ...]:
    return (Attachment(url, title, kind, length),)


HOSTILE = [
    _one("controls", "bell \x07 null \x00 escape \x1b[31m vt \x0b c1 \x85\x9b", "<p>a\x07\x00b\x0c</p>", "a\x07\x00b\x0c"),
    _one("surrogate", "half \ud83d a pair", "<p>\udc00 and \ud800</p>", "\udc00 and \ud800", issuer="\ud800 office", keywords=("\udfff tag",)),
    _one("cdata", "ends ]]> here <![CDATA[ x", "<p>]]&gt; and <![CDATA[ x ]]></p>", "]]> and"),
    _one("entities", "Fish &amp; chips &lt;b&gt; &nbsp; &copy 2024 &#60;i&#62; R&D AT&T", "<p>&amp;amp; &lt;b&gt;</p>", "&amp; <b>"),
    _one("tags", 'A <b>bold</b> <script>alert(1)</script> title </title> <!-- x -->', "<p>x</p><script>alert(1)</script>", "x"),
    _one("angles", "1 < 2 > 0, a<b, <关于>", "<p>1 &lt; 2</p>", "1 < 2"),
    _one("rtl", "\u202eright\u202c \u200f\u061cعنوان \u2066x", "<p dir=rtl>متن</p>", "متن", language="ar"),
    _one("relative", html='<p><a href="/x">x</a><a href="y.html">y</a><a href="#z">z</a><img src="../a.png"></p>'),
    _one("javascript", html='<p><a href="javascript:alert(1)" onclick="x()">x</a><img src="data:image/png;base64,AAAA" onerror=x></p>'),
    _one("file-links", url="https://post.example/file-links", attachments=_file("javascript:alert(1)", "evil") + _file("ftp://x.example/a", "ftp")),
    _one("long-title", "Überschrift " * 1000),
    _one("empty-title", "\u200b \u00a0", text="The first words stand for the title that is not there."),
    _one("nothing", "\u3000", "", ""),
    _one("no-date"),
    _one("old", published=Moment("0024-05-01", Precision.DAY)),
    _one("year-one", published=Moment("0001-01-01T00:00:00+14:00", Precision.MINUTE)),
    _one("future", published=Moment("9999-12-31T23:59:00-11:00", Precision.MINUTE)),
    _one("month", published=Moment("2024-04", Precision.MONTH)),
    _one("emoji", "👩\u200d👩\u200d👧 🏳️\u200d🌈 𠮷野家", "<p>👍🏽</p>", "👍🏽"),
    _one("private", "\ue000 \U000f0000 \U0010fffd end", "<p>\ue001</p>", "\ue001"),
    _one("lost", "lost \ufffd character", "<p>lost \ufffd\ufffd</p>", "lost \ufffd"),
    _one("noncharacters", "a\ufffe\uffff\ufdd0b", "<p>\ufdef\U0001ffff</p>", "\ufdef"),
    _one("idn", url="https://例え.テスト/路径 with spaces/ü?q=a b&c=é|\"<>^`{}#!/x y"),
    _one("percent", url="https://post.example/100%/%zz/[1]/{2}\\x?list_4/16.html"),
    _one("query-only", url="https://post.example/?list_4/16.html"),
    _one("files", image="https://post.example/bild ü.jpg", attachments=_file("https://post.example/plan 1.pdf", "Plan & <b>", PDF, 7) + _file("https://post.example/2.zip", "", "nonsense") + _file("https://post.example/3", "x" * 500, "text/html; charset=utf-8")),
    _one("image", image="javascript:alert(1)"),
    _one("names", issuer="Ministry & Sons <office@example.org>", author="A. \x07 Author", keywords=("R&D", "<b>", "a&amp;b", " ")),
    _one("broken-markup", html="<table><p>a</table></div></p><td>b<b><i>c</b></i><ul><li>d"),
    _one("svg", html="<svg><script>alert(1)</script></svg><math><mtext></mtext></math><style>p{}</style><iframe src=x></iframe><p>x</p>"),
    _one("languages", language="x_not a tag", title_language="zh-Hant"),
    _one("huge", html="<p>" + "長い本文です。" * 250_000 + "</p>", text="長い本文です。" * 250_000),
    _one("too-huge", html="<p>" + "long body <br>" * 700_000 + "</p>", text="long body " * 700_000),
]  # fmt: skip
