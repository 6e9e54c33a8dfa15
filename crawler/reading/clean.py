"""Furniture off a body's parts; signatures, issue numbers and the day under a notice stay.

This module does not know which nodes the parts came from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from crawler.normalise.dates import DateHints, parse_date
from crawler.normalise.text import fold
from crawler.reading.labels import is_label_line
from crawler.reading.parts import Box, Part

# Short texts that are furniture wherever they stand; matched against the whole folded text.
_PHRASES = re.compile(
    r"""(?:
    (?:advertisement|advertising|advert|ad|close|text\ size|don[’']?t\ miss|image\ \d+\ of\ \d+|sponsored(?:\ content)?|story\ continues\ below(?:\ (?:the\ )?advertisement)?|article\ continues\ (?:below|after).{0,40}|
    continue\ reading(?:\ (?:the\ )?main\ story)?|(?:please\ )?scroll\ (?:down\ )?(?:for|to).{0,60}|loading\.*|image\ source.{0,60}|image\ copyright.{0,60}|media\ caption.{0,80}|
    (?:share|tweet|pin|email|e-mail|print|save|copy\ link|comments?|\d+\ (?:comments?|shares?)|facebook|twitter|whatsapp|linkedin|reddit|messenger|
    share\ (?:this|on|via|with).{0,60}|share\ (?:this\ )?(?:article|story|page|post)|follow\ (?:us|me|him|her)\b.{0,80}|
    like\ us\ on.{0,60}|sign\ up\b.{0,120}|subscribe\b.{0,120}|log\ in.{0,60}|read\ more|see\ also|more\ (?:on|from)\ .{0,80}|back\ to\ top|top\ of\ page|
    print\ this\ page|skip\ to.{0,40}|leave\ a\ (?:comment|reply).{0,20}|view\ comments.{0,20}|
    (?:related|recommended)(?:\ (?:articles?|stories|story|content|posts?|topics?|news|links?|coverage|items?))?|you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested).{0,40}|
    most\ (?:read|popular|viewed)|trending(?:\ now)?|topics|tags|share\ close|getty\ images|click\ here\ to.{0,80}|
    hide\ caption|toggle\ caption|enlarge\ this\ image|view\ (?:gallery|image|slideshow).{0,20}|photo\ gallery|watch\ (?:now|video)|video|play\ video))|
    (?:字体|字號|字号|字型)[:：\[【\s]?.{0,24}|[\[【(（]?\s*(?:大\s*中\s*小|打印|列印|关闭|關閉|收藏|分享|返回|返回顶部|回上一頁|回上一页|打印本页|关闭窗口|友善列印)(?:[\]】)）]|[\s|/]|打印本页|关闭窗口|关闭|打印|關閉|列印)*|
    (?:扫一扫|扫描二维码|用微信扫|微信扫一扫|手机扫).{0,40}|分享(?:到|至|文章).{0,40}|
    (?:上一篇|下一篇|上一條|下一條|上一条|下一条|上一則|下一則|上一页|下一页|上一頁|下一頁)\s*[:：].{0,120}|
    [\[【(（]?\s*(?:责任编辑|责编|編輯|编辑|網頁編輯|网站编辑|校对|审核|初审|复审|终审|纠错)\s*[:：].{0,40}[\]】)）]?|
    (?:相关(?:链接|新闻|阅读|文章|附件下载|报道|稿件)|相關(?:連結|新聞|閱讀|文章)|推荐阅读|延伸阅读|延伸閱讀|热门推荐)[:：]?|
    (?:点击(?:数|率|量)?|浏览(?:次数|量)?|阅读(?:次数|量)?|訪問次數|點閱(?:次數|數)?|瀏覽(?:次數|人次)|人氣)\s*[:：]?\s*[\d,]*\s*次?|
    (?:seite\ )?(?:drucken|teilen|merken|nach\ oben|zum\ seitenanfang|zurück(?:\ zur\ übersicht)?|seite\ (?:empfehlen|drucken|teilen))|
    imprimer|partager|haut\ de\ page|compartir|imprimir|volver|stampa|condividi|torna\ su|
    印刷(?:用ページ)?|ページの先頭へ(?:戻る)?|このページのトップへ|ページトップへ?(?:戻る)?|목록|인쇄|공유|이전글|다음글|печать|поделиться|наверх
    )\W{0,3}""",
    re.X,
)
_BRACKETS = re.compile(r"[【】\[\]]+")
# A short paragraph that only leads elsewhere.
_LEADS = re.compile(
    r"^\W{0,3}(?:read(?:\ more|\ also|\ next|\ the\ full)?|related|more|see\ also|also\ read|also|watch|listen|recommended|don.t\ miss|up\ next|"
    r"must\ read|in\ pictures|lesen\ sie\ auch|mehr\ zum\ thema|lire\ aussi|leggi\ anche|lea\ también|相关|推荐|更多|延伸)\b.{0,12}?[:：>»|]",
    re.X,
)
_HEAD = 6
# Only whether a line is a date matters here, not which.
_ANY = DateHints(date(2100, 1, 1))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OWN_LINK = re.compile(
    r'href="[^"]{0,600}(?:\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|csv|odt|ods|rtf|7z)\b|download|attach)|>(?:<\w+>)?\s*(?:https?://|www\.|附|\d+[.、])',
    re.I,
)
# Last lines of an article that speak of the site, its staff and its letters.
_LAST = re.compile(
    r"""(?:follow\ (?:us|me|him|her|@?\w+)\b|sign\ up\b|subscribe\b|have\ a\ (?:news\ )?tip|got\ a\ (?:news\ )?tip|get\ (?:the\ latest|our|breaking|more|all\ the)\b|click\ here\b|
    download\ (?:the|our)\b.{0,60}\bapp|like\ us\b|join\ (?:us|our|the\ conversation)\b|contact\ (?:the\ (?:author|writer|reporter)|us)\b|email\ (?:us|the\ (?:author|writer))|e-?mail\ \S+@|
    (?:the\ )?(?:author|writer|reporter)\ (?:is|can\ be)\b|\S+(?:\ \S+){0,4}\ (?:may|can)\ be\ reached\b|reach\ \S+(?:\ \S+){0,3}\ at\b|(?:©|\(c\)|copyright)\b|all\ rights\ reserved|
    this\ (?:article|story|post)\ (?:was\ )?(?:originally\ )?(?:appeared|published)\b|write\ to\ \S+(?:\ \S+){0,3}\ at\b|for\ more\ (?:news|stories|on\ this)\b|read\ (?:more|also|next)\b|
    (?:filed\ under|tagged|tags|topics|categories|category|labels|keywords)\b|share\ (?:this|on)\b|more\ (?:great\ )?(?:from|on|stories|at)\b|our\ standards:|see\ also\b|related\b|
    [\w.'-]+(?:\ [\w.'-]+){0,3}\ (?:is|are)\ (?:an?|the)\ (?:\w+\ ){0,4}(?:reporter|writer|journalist|editor|correspondent|columnist|contributor|producer)\b|
    don[’']?t\ miss\b|updated?\ (?:at|on)\b)""",
    re.X,
)
# Headings under which no more of the article comes.
_ENDS = re.compile(
    r"(?:related(?:\ (?:articles?|stories|content|posts?|topics?|news|coverage|links?|reading))?|more\ (?:stories|news|articles|on\ this\ story|from\ .{1,40})|recommended(?:\ for\ you)?|"
    r"read\ (?:more|next)|(?:добавить\ )?отзывы?|комментари[ий]|kommentare?|commentaires?|comentarios?|comentários|deixe\ (?:um|seu)\ comentário|commenti|コメント|(?:网友)?评论|留言|você\ (?:pode|também).{0,30}|leia\ (?:também|mais)|veja\ (?:também|mais)|читайте\ также|ещё?\ по\ теме|lire\ aussi|à\ lire\ aussi|leggi\ anche|lea\ también|te\ puede\ interesar|you\ (?:may|might)\ also\ like.{0,20}|(?:leave\ a\ )?(?:comments?|reply)|\d+\ comments?|what\ do\ you\ think\??.{0,40}|most\ (?:read|popular)|"
    r"about\ the\ authors?|share\ this.{0,30}|follow\ us.{0,40}|sign\ up.{0,60}|mehr\ zum\ thema|weitere\ (?:meldungen|informationen\ zum\ thema|artikel)|das\ könnte\ sie\ auch\ interessieren|"
    r"相关(?:新闻|链接|阅读|文章|报道)|相關(?:新聞|連結|閱讀|文章)|推荐阅读|延伸閱讀|延伸阅读|関連(?:記事|情報|リンク))\W{0,3}",
    re.X,
)


def clean_parts(parts: Sequence[Part], *, title: str = "", frame: Collection[str] = ()) -> list[Part]:
    """The parts that are the article's own, in order; `frame` are folded texts known to be furniture."""
    kept = _without_link_boxes([part for part in _cut_tail(parts) if not _furniture(part)])
    if frame:
        known = frozenset(frame)
        own = [part for part in kept if fold(part.text) not in known]
        # Notices of one office share standing paragraphs: what makes up the text is no furniture, however often it repeats.
        if sum(len(part.text) for part in own) * 4 >= sum(len(part.text) for part in kept) * 3:
            kept = own
    kept = _trim_tail(kept)
    return _trim_head(kept, fold(title))


def _furniture(part: Part) -> bool:
    text = part.text
    if not text:
        return False
    if len(text) > 320:
        return part.links * 10 > len(text) * 9 and part.tag not in ("td", "th") and len(text) < 400
    low = fold(text)
    if _PHRASES.fullmatch(low) or ("】" in low and _PHRASES.fullmatch(_BRACKETS.sub(" ", low).strip())):
        return True
    # A paragraph that is one link and no sentence leads to another article; a file or an address is the article's own.
    if (
        part.links >= len(text) * 0.95
        and len(text) > 24
        and part.tag in ("p", *_HEADINGS)
        and not _OWN_LINK.search(part.markup)
    ):
        return text[-1] not in ".。!！?？;；" or text.isupper()
    if (
        part.links * 10 > len(text) * 7
        and part.markup.count("<a ") > 1
        and part.tag == "p"
        and not _OWN_LINK.search(part.markup)
    ):
        return True
    return part.links * 2 > len(text) and _LEADS.match(low) is not None


def _without_link_boxes(parts: list[Part]) -> list[Part]:
    """Parts without the lists and blocks that are nearly all links (menus, related stories)."""
    sums: dict[Box, list[int]] = {}
    for part in parts:
        for box in part.boxes[:1]:
            tally = sums.setdefault(box, [0, 0, 0])
            tally[0] += len(part.text)
            tally[1] += part.links
            tally[2] += 1
    return [
        part
        for part in parts
        if not part.boxes or part.boxes[0].tag not in ("ul", "ol", "dl") or not _menu(*sums[part.boxes[0]])
    ]


def _menu(text: int, links: int, count: int) -> bool:
    return text > 0 and links > text * 0.7 and text < 150 * count


def _cut_tail(parts: Sequence[Part]) -> Sequence[Part]:
    total = sum(len(part.text) for part in parts)
    seen = 0
    for place, part in enumerate(parts):
        if seen * 4 > total * 3 and len(part.text) < 80 and _ENDS.fullmatch(fold(part.text)):
            return parts[:place]
        seen += len(part.text)
    return parts


_LONGEST_LINE = 120
_PIECES = re.compile(r"\s[-–—|/·•]\s|[;；|]")
# "Views: 1,204", "จำนวนผู้เข้าชม : 1,204 ครั้ง".
_COUNT = re.compile(r"[^\d:：]{2,40}\s?[:：]\s?\d[\d.,]{0,12}(?:\s[^\W\d]{1,12})?\s*")


def _trim_head(parts: list[Part], title: str) -> list[Part]:
    """Parts without the headline, and the lines of labels and days, that stand above the text."""
    begin = 0
    for place, part in enumerate(parts[:_HEAD]):
        text = fold(part.text)
        if len(text) > 240:
            break
        names = (part.element.get("class") or "").lower()
        # A first paragraph may repeat the headline; a heading, or a box that is named so, is the headline.
        shown = part.element.tag != "p" or "tit" in names or "headline" in names
        if (text and ((text == title and shown) or part.tag == "h1")) or (
            begin == place and place + 1 < len(parts) and text and (is_label_line(part.text) or _is_day(part.text))
        ):
            begin = place + 1
    return parts[begin:]


def _is_day(text: str) -> bool:
    """Whether a line tells a day and nothing else, or several of them and counts, each with its label."""
    if len(text) >= _LONGEST_LINE or not any(char.isdigit() for char in text):
        return False
    pieces = [piece for piece in _PIECES.split(text) if piece.strip()]
    days = [len(piece) < 60 and parse_date(piece, _ANY) is not None for piece in pieces]
    return any(days) and all(day or _COUNT.fullmatch(piece) for day, piece in zip(days, pieces, strict=True))


def _trim_tail(parts: list[Part]) -> list[Part]:
    """Parts without what stands after the article's last paragraph: leads, links, letters, headings of nothing."""
    end = len(parts)
    lost = 0
    total = sum(len(part.text) for part in parts)
    while end > 1:
        part = parts[end - 1]
        if not _trails(part) or (lost + len(part.text)) * 3 > total:
            break
        lost += len(part.text)
        end -= 1
    return parts[:end]


def _trails(part: Part) -> bool:
    text = part.text
    if not text:
        # A picture that ends an article is its own; an empty cell keeps a table's shape.
        return False
    if part.tag in _HEADINGS:
        return True
    if part.tag in ("td", "th", "figcaption", "dd"):
        return False
    if part.links * 5 > len(text) * 3 and len(text) < 300 and not _OWN_LINK.search(part.markup):
        return True
    return len(text) < 320 and _LAST.match(fold(text)) is not None
