"""The eight sites of the demo, one manner each.

This module does not know who crawls them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape

from crawler.samples import texts
from crawler.samples.server import Answer, Site
from crawler.samples.texts import Notice

ROBOTS = Answer(b"User-agent: *\nDisallow: /admin/\n", "text/plain")


def _page(
    title: str, inner: str, *, head: str = "", charset: str = "utf-8", menu: tuple[tuple[str, str], ...] = ()
) -> str:
    links = "".join(f'<li><a href="{href}">{name}</a></li>' for href, name in menu)
    return (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">{head}'
        f"<title>{escape(title)}</title></head><body><div class=top><ul class=menu>{links}</ul></div>"
        f"<div class=main>{inner}</div><div class=foot>&copy; 2024</div></body></html>"
    )


def _paragraphs(notice: Notice, pattern: str = "<p>{}</p>") -> str:
    return "".join(pattern.format(escape(p)) for p in notice.paragraphs)


def express(notices: Sequence[Notice] = texts.EXPRESS) -> Site:
    """An old CMS: query strings without a key, numbers glued to titles, a day behind 日期:, NBSPs as indentation."""
    menu = (
        ("?list_1/", "首頁"),
        ("?list_2/", "關於協會"),
        ("?list_3/", "會員服務"),
        ("?list_4/", "行業新聞"),
        ("?list_5/", "聯繫我們"),
    )
    rows, pages = [], {"/robots.txt": ROBOTS}
    for i, notice in enumerate(notices):
        number = len(notices) - i
        address = f"?list_4/{number}.html"
        rows.append(f'<li><a href="{address}">{number}.{notice.title}</a><span>{notice.day}</span></li>')
        body = _paragraphs(notice, "<div>&nbsp;&nbsp;&nbsp;&nbsp;{}</div>")
        near = f'<p class=near>上一篇:<a href="?list_4/{number - 1}.html">上一篇文章</a> 下一篇:<a href="?list_4/{number + 1}.html">下一篇文章</a></p>'
        inner = (
            f"<h3>{number}. {notice.title}</h3><p class=info>日期:{notice.day}</p><div class=text>{body}</div>{near}"
        )
        pages[f"/{address}"] = Answer(_page(f"{notice.title}-行業新聞", inner, menu=menu).encode())
    pages["/?list_4/"] = Answer(
        _page("行業新聞 - 快遞協會", f"<ul class=news>{''.join(rows)}</ul>", menu=menu).encode()
    )
    return Site("express", "行業新聞 - 快遞協會", "/?list_4/", pages)


def mainland(notices: Sequence[Notice] = texts.MAINLAND) -> Site:
    """Static rows, the mainland's metas, declared gb2312 and really GB18030, the body in an editor's container."""
    menu = (("../", "首页"), ("../gk/", "信息公开"), ("../hd/", "互动交流"), ("./", "通知公告"))
    rows, pages = [], {"/robots.txt": ROBOTS}
    for i, notice in enumerate(notices):
        day = notice.day.replace("-", "")
        name = f"{day[:6]}/t{day}_{9000 - i}.html"
        cut = notice.title if len(notice.title) < 14 else f"{notice.title[:12]}…"
        rows.append(f'<li><a href="./{name}" title="{notice.title}">{cut}</a><span>{notice.day}</span></li>')
        head = (
            f'<meta name="ArticleTitle" content="{notice.title}"><meta name="PubDate" content="{notice.day} 10:{10 + i}">'
            '<meta name="ContentSource" content="海州邮政管理局"><meta name="ColumnName" content="通知公告">'
        )
        body = f'<div class="TRS_Editor">{_paragraphs(notice, "<p>　　{}</p>")}</div>'
        info = f"发布时间:{notice.day} 10:{10 + i} 来源:海州邮政管理局 字体:大 中 小 打印"
        inner = f'<h1>{notice.title}</h1><div class="info">{info}</div><div class="content">{body}</div>'
        text = _page(f"{notice.title}_海州邮政管理局", inner, head=head, charset="gb2312", menu=menu)
        pages[f"/tzgg/{name}"] = Answer(text.encode("gb18030"), "text/html")
    script = '<script>createPageHTML(1, 0, "index", "html");</script>'
    listing = _page(
        "通知公告_海州邮政管理局", f'<ul class="list">{"".join(rows)}</ul>{script}', charset="gb2312", menu=menu
    )
    pages["/tzgg/"] = Answer(listing.encode("gb18030"), "text/html")
    return Site("mainland", "通知公告_海州邮政管理局", "/tzgg/", pages)


def taiwan(notices: Sequence[Notice] = texts.TAIWAN) -> Site:
    """An ASP.NET list with days of the Republic's calendar."""
    rows, pages = [], {"/robots.txt": ROBOTS}
    for i, notice in enumerate(notices):
        year, month, day = notice.day.split("-")
        roc = f"{int(year) - 1911}-{month}-{day}"
        address = f"News_Content.aspx?n=12&s={800 - i}"
        rows.append(
            f'<tr><td>{i + 1}</td><td><a href="{address}" title="{notice.title}">{notice.title}</a></td><td>{roc}</td></tr>'
        )
        inner = (
            f'<h2>{notice.title}</h2><div class="cp">{_paragraphs(notice)}</div>'
            f"<ul><li>發布單位:海岸郵務局</li><li>發布日期:{roc}</li><li>點閱數:{120 + i}</li></ul>"
        )
        pages[f"/{address}"] = Answer(
            _page(f"海岸郵務局-{notice.title}", inner).replace("<html>", '<html lang="zh-Hant-TW">').encode()
        )
    form = '<form method="post" action="./News.aspx?n=12"><input type="hidden" name="__VIEWSTATE" value="x">'
    table = f'<table class="rwd"><tr><th>編號</th><th>標題</th><th>發布日期</th></tr>{"".join(rows)}</table></form>'
    listing = _page("海岸郵務局-最新消息", form + table).replace("<html>", '<html lang="zh-Hant-TW">')
    pages["/News.aspx?n=12"] = Answer(listing.encode())
    return Site("taiwan", "海岸郵務局-最新消息", "/News.aspx?n=12", pages)


def dahan(notices: Sequence[Notice] = texts.DAHAN) -> Site:
    """A list in `<record><![CDATA[…]]>` inside a script, addresses with unpadded days."""
    records, pages = [], {"/robots.txt": ROBOTS}
    for i, notice in enumerate(notices):
        day = date.fromisoformat(notice.day)
        address = f"/art/{day.year}/{day.month}/{day.day}/art_282_{500 - i}.html"
        records.append(
            f'<record><![CDATA[<li><a href="{address}" title="{notice.title}">{notice.title}</a><span>{notice.day}</span></li>]]></record>'
        )
        inner = f'<h1>{notice.title}</h1><p>发布日期:{notice.day} 来源:江岭省交通厅</p><div id="zoom">{_paragraphs(notice)}</div>'
        pages[address] = Answer(_page(notice.title, inner).encode())
    script = f'<div id="282"><script type="text/xml"><datastore><recordset>{"".join(records)}</recordset></datastore></script></div>'
    pages["/col/col282/index.html"] = Answer(_page("江岭省交通厅 工作动态", script).encode())
    return Site("dahan", "江岭省交通厅 工作动态", "/col/col282/index.html", pages)


def endpoint(notices: Sequence[Notice] = texts.CUSTOMS) -> Site:
    """A list page that is empty and names the JSON file that fills it."""
    rows, pages = [], {"/robots.txt": ROBOTS}
    for i, notice in enumerate(notices):
        address = f"/c/{notice.day.replace('-', '')}/{700 - i}.html"
        rows.append({"title": notice.title, "publishUrl": address, "publishTime": f"{notice.day} 09:30:00"})
        inner = f'<h1>{notice.title}</h1><p>时间:{notice.day} 09:30</p><div class="article-content">{_paragraphs(notice)}</div>'
        pages[address] = Answer(_page(notice.title, inner).encode())
    inner = '<h2>公告通知</h2><ul id="showData0" data="datasource:7c1f22ab90de4c51"></ul><script src="/js/list.js"></script>'
    pages["/gg/index.html"] = Answer(_page("临港口岸办 公告通知", inner).encode())
    pages["/gg/ds_7c1f22ab90de4c51.json"] = Answer(
        json.dumps({"datasource": rows}, ensure_ascii=False).encode(), "application/json"
    )
    return Site("endpoint", "临港口岸办 公告通知", "/gg/index.html", pages)


def japan(notices: Sequence[Notice] = texts.JAPAN) -> Site:
    """A `dt`/`dd` list: one day of the Reiwa era heads one or more items."""
    parts, pages, before = [], {"/robots.txt": ROBOTS}, ""
    for i, notice in enumerate(notices):
        day = date.fromisoformat(notice.day)
        era = f"令和{day.year - 2018}年{day.month}月{day.day}日"
        address = f"/report/press/hodo{day:%y%m}_{55 + len(notices) - i}.html"
        parts.append((f"<dt>{era}</dt>" if era != before else "") + f'<dd><a href="{address}">{notice.title}</a></dd>')
        before = era
        inner = f"<h1>{notice.title}</h1><p class=date>{era}</p><div id=main>{_paragraphs(notice)}</div>"
        pages[address] = Answer(_page(notice.title, inner).replace("<html>", '<html lang="ja">').encode())
    listing = _page("報道発表資料 - 港湾運輸省", f"<h1>報道発表資料</h1><dl>{''.join(parts)}</dl>").replace(
        "<html>", '<html lang="ja">'
    )
    pages["/report/press/index.html"] = Answer(listing.encode())
    return Site("japan", "報道発表資料 - 港湾運輸省", "/report/press/index.html", pages)


def harbour(notices: Sequence[Notice] = texts.HARBOUR) -> Site:
    """An English site that has a feed of its own, linked from the page."""
    rows, items, pages = [], [], {"/robots.txt": ROBOTS}
    for notice in notices:
        day = datetime.fromisoformat(f"{notice.day}T09:00:00").replace(tzinfo=UTC)
        address = f"/news/{day:%Y/%m}/{'-'.join(notice.title.lower().split()[:5])}"
        rows.append(
            f'<div class="views-row"><h3><a href="{address}">{notice.title}</a></h3><time datetime="{notice.day}">{day:%d %B %Y}</time></div>'
        )
        items.append(
            f"<item><title>{notice.title}</title><link>{address}</link><guid>{address}</guid>"
            f"<pubDate>{format_datetime(day)}</pubDate><description>{notice.paragraphs[0]}</description></item>"
        )
        head = f'<meta property="article:published_time" content="{day.isoformat()}"><meta property="og:title" content="{notice.title}">'
        inner = f"<article><h1>{notice.title}</h1><p><time>{day:%d %B %Y}</time></p>{_paragraphs(notice)}</article>"
        pages[address] = Answer(_page(notice.title, inner, head=head).replace("<html>", '<html lang="en">').encode())
    head = '<link rel="alternate" type="application/rss+xml" title="News" href="/news/rss.xml">'
    pages["/news"] = Answer(_page("News | Harbour Post Authority", f"<h1>News</h1>{''.join(rows)}", head=head).encode())
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post Authority</title><link>/news</link><description>News</description>{"".join(items)}</channel></rss>'
    pages["/news/rss.xml"] = Answer(feed.encode(), "application/rss+xml")
    return Site("harbour", "News | Harbour Post Authority", "/news", pages)


def tariffs(notices: Sequence[Notice] = texts.TARIFFS) -> Site:
    """A list whose rows lead straight to PDFs."""
    rows, pages = [], {"/robots.txt": ROBOTS}
    for i, notice in enumerate(notices):
        day = date.fromisoformat(notice.day)
        address = f"/dokumente/{day:%Y}/dok-{40 - i}.pdf"
        rows.append(f'<tr><td>{day:%d.%m.%Y}</td><td><a href="{address}">{notice.title}</a> (PDF, 120 kB)</td></tr>')
        pages[address] = Answer(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")
    listing = _page(
        "Veröffentlichungen - Regulierungsstelle Küste", f"<h1>Veröffentlichungen</h1><table>{''.join(rows)}</table>"
    )
    pages["/veroeffentlichungen"] = Answer(listing.replace("<html>", '<html lang="de">').encode())
    return Site("tariffs", "Veröffentlichungen - Regulierungsstelle Küste", "/veroeffentlichungen", pages)


SITES: tuple[Callable[[], Site], ...] = (express, mainland, taiwan, dahan, endpoint, japan, harbour, tariffs)


def all_sites() -> list[Site]:
    """The eight sites, fresh."""
    return [make() for make in SITES]
