"""What a reader would read of an article, as one hash.

Equal hashes mean that nothing a reader sees differs: white space, character widths, markup, query tokens in the
links of attachments, counters of visitors, links to the articles before and after do not count.  The version
stands first, so that a better rule does not pass for a change of every article.

This module does not know what is stored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from crawler.model import Article
from crawler.normalise.text import fold

VERSION = 2
# How often a page was opened or a file taken, which every look at it changes: "浏览次数: 120", "120 views".
_COUNTED = "浏览|瀏覽|阅读|閱讀|点击|點擊|點閱|访问|訪問|下载|下載|人气|人氣|閲覧|アクセス|조회|views?|hits?|visits?|downloads?"
_COUNTER = re.compile(
    rf"(?:{_COUNTED})(?:次数|次數|人数|人數|人次|总量|量|数|數|率|수|count)?[::]?[(\[]?\d[\d,]{{0,12}}[)\]]?(?:次|人次|人)?"
    rf"|(?<!\d)\d[\d,]{{0,12}}(?:次|人)?(?:{_COUNTED})(?![a-z])"
)
# The same without the alternatives: whether to look for counters at all, which in a whole text takes long.
_COUNTED_WORDS = tuple(word.rstrip("?").removesuffix("s") for word in _COUNTED.split("|"))
# A line that names the neighbours of an article, which its neighbours change.
_NEIGHBOUR = re.compile(
    r"^[<《«←\s]*(?:上|下|前|后|後)[一1]?(?:篇|条|條|则|則|页|頁)|^(?:previous|next)\s?(?:article|post|page|story)?\s?[::]"
    r"|^前の記事|^次の記事|^이전\s?글|^다음\s?글"
)
_LONGEST_NEIGHBOUR = 200


def content_hash(article: Article) -> str:
    """Version and SHA-256 over title, publication day, body and the titles of the attachments."""
    digest = hashlib.sha256()
    for part in readable(article):
        digest.update(part.encode("utf-8", "replace"))
        digest.update(b"\x00")
    return f"{VERSION}:{digest.hexdigest()}"


def readable(article: Article) -> tuple[str, str, str, str]:
    """Title, day, body and attachment titles in the form in which they are compared."""
    day = article.published.day if article.published else ""
    return comparable(article.title), day, comparable(article.body_text), files(a.title for a in article.attachments)


def comparable(text: str) -> str:
    """A text as it is compared: folded, without white space, counters, and lines that name neighbours."""
    lines = (fold(line) for line in text.split("\n"))
    kept = (x for x in lines if len(x) > _LONGEST_NEIGHBOUR or not _NEIGHBOUR.search(x))
    # White space between Han characters comes and goes with a template; between words a reader sees no difference.
    plain = "".join(kept).replace(" ", "")
    return _COUNTER.sub("", plain) if any(word in plain for word in _COUNTED_WORDS) else plain


def files(titles: Iterable[str]) -> str:
    """The titles of attachments as they are compared: their order does not count."""
    return "\n".join(sorted(map(comparable, titles)))
