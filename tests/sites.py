"""Sites for the tests that go beyond the samples: old and new ways to be difficult."""

from __future__ import annotations

import json

import opencc

from crawler.samples.server import Answer, Site
from crawler.samples.sites import ROBOTS, _page, express
from crawler.samples.texts import MAINLAND, TAIWAN

PDF = Answer(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")


def old_cms() -> Site:
    """The express sample with two pinned old rows, a row that leads to a PDF, one that is gone, and a second page."""
    site = express()
    listing = site.pages["/?list_4/"].body.decode()
    pinned = (
        '<li><a href="?list_4/90.html">90.關於啟用新版運單的通知</a><span>2021-03-02</span></li>'
        '<li><a href="?list_4/91.html">91.協會章程(修訂)</a><span>2022-01-11</span></li>'
    )
    more = (
        '<li><a href="files/report.pdf">8.年度報告(全文下載)</a><span>2024-01-20</span></li>'
        '<li><a href="?list_4/7.html">7.服務質量申訴處理情況</a><span>2024-01-09</span></li>'
    )
    pager = '<div class=page><a href="?list_4/">1</a> <a href="?list_4_2/">2</a> <a href="?list_4_2/">下一頁</a></div>'
    listing = listing.replace("<ul class=news>", f"<ul class=news>{pinned}").replace(
        "</ul></div><div class=foot>", f"{more}</ul>{pager}</div><div class=foot>"
    )
    site.pages["/?list_4/"] = Answer(listing.encode())
    older = [(2, "協會換屆大會召開", "2023-11-30"), (1, "網站開通啟事", "2023-11-01")]
    rows = "".join(f'<li><a href="?list_4/0{n}.html">{n}.{title}</a><span>{day}</span></li>' for n, title, day in older)
    site.pages["/?list_4_2/"] = Answer(
        _page(
            "行業新聞",
            f'<ul class=news>{rows}</ul><div class=page><a href="?list_4/">1</a> <a href="?list_4_2/">2</a></div>',
        ).encode()
    )
    for number, title, day in [
        (90, "關於啟用新版運單的通知", "2021-03-02"),
        (91, "協會章程(修訂)", "2022-01-11"),
        *((f"0{n}", t, d) for n, t, d in older),
    ]:
        text = "<div>&nbsp;&nbsp;" + "有關單位按照安排開展工作,具體事項另行公佈。" * 4 + "</div>"
        inner = (
            f"<h3>{str(number).lstrip('0')}. {title}</h3><p class=info>日期:{day}</p><div class=text>{text * 3}</div>"
        )
        site.pages[f"/?list_4/{number}.html"] = Answer(_page(f"{title}-行業新聞", inner).encode())
    site.pages["/files/report.pdf"] = PDF
    return site


def broken(status: int, body: bytes = b"<html><body><h1>Error</h1></body></html>", type_: str = "text/html") -> Site:
    """A site whose list page answers with a fault."""
    return Site(f"broken-{status}", "", "/news", {"/robots.txt": ROBOTS, "/news": Answer(body, type_, status)})


def text_only() -> Site:
    """A page without any list."""
    body = _page("About us", "<p>We are an authority. We have no news to tell.</p>").encode()
    return Site("text-only", "", "/news", {"/robots.txt": ROBOTS, "/news": Answer(body)})


def picture() -> Site:
    """An address that is no page at all."""
    return Site(
        "picture", "", "/news", {"/robots.txt": ROBOTS, "/news": Answer(b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png")}
    )


def forbidding() -> Site:
    """robots.txt forbids the list."""
    site = express()
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", "text/plain")
    return site


def shell() -> Site:
    """A single-page application: an empty root that a script fills from a JSON endpoint it builds the address of."""
    from crawler.samples.texts import HARBOUR

    pages = {"/robots.txt": ROBOTS}
    rows = []
    for n, notice in enumerate(HARBOUR):
        address = f"/n/{40 - n}.html"
        rows.append({"docTitle": notice.title, "url": address, "publishDate": notice.day})
        text = "".join(f"<p>{p}</p>" for p in notice.paragraphs)
        pages[address] = Answer(_page(notice.title, f"<h1>{notice.title}</h1><div class=text>{text}</div>").encode())
    script = (
        "var parts = ['api', 'v1', 'items'];"
        "fetch('/' + parts.join('/')).then(r => r.json()).then(d => { document.getElementById('app').innerHTML = '<ul class=l>' + "
        "d.data.records.map(x => '<li><a href=\"' + x.url + '\">' + x.docTitle + '</a> <span>' + x.publishDate + '</span></li>').join('')"
        " + '</ul>'; });"
    )
    start = f'<!DOCTYPE html><html lang="en"><head><title>News</title></head><body><div id="app"></div><script>{script}</script></body></html>'
    pages["/"] = Answer(start.encode())
    body = json.dumps({"data": {"records": rows}}).encode()
    pages["/api/v1/items"] = Answer(body, "application/json")
    return Site("shell", "News", "/", pages)


def by_script() -> Site:
    """Rows without addresses: each opens by a script with a number."""
    from crawler.samples.texts import DAHAN

    pages = {"/robots.txt": ROBOTS}
    rows = ""
    for n, notice in enumerate(DAHAN):
        rows += f'<tr class="r" onclick="openDetail(\'{90 - n}\')"><td>{notice.title}</td><td>{notice.day}</td></tr>'
        text = "".join(f"<p>{p}</p>" for p in notice.paragraphs)
        pages[f"/view?id={90 - n}"] = Answer(
            _page(notice.title, f"<h1>{notice.title}</h1><div id=zoom>{text}</div>").encode()
        )
    pages["/list"] = Answer(_page("公告", f"<table>{rows}</table>").encode())
    return Site("by-script", "公告", "/list", pages)


POSTAL = (
    "市郵政局今日宣布,自六月一日起調整全市郵件投遞時間,早班提前至七時開始。",
    "調整後每個工作日投遞兩次,週末投遞一次,偏遠山區視道路情況另行安排。",
    "市民可以在各營業廳查詢新的投遞時間表,也可以撥打服務熱線諮詢。",
    "郵政局表示,這次調整是為了適應電子商務帶來的包裹數量增長。",
    "過去三年,全市包裹數量平均每年增長兩成以上,投遞人員卻沒有明顯增加。",
    "為此局方將招聘八十名投遞員,並添置四十輛電動三輪車。",
)


def _small(name: str, title: str, notices: list[tuple[str, str, list[str]]]) -> Site:
    """A list of notices (title, day, paragraphs) with an article page each."""
    pages, rows = {"/robots.txt": ROBOTS}, []
    for number, (headline, day, paragraphs) in enumerate(notices, 1):
        address = f"/news/{number}.html"
        rows.append(f'<li><a href="{address}">{headline}</a><span>{day}</span></li>')
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        inner = f"<h1>{headline}</h1><p class=info>發佈日期:{day}</p><div class=text>{text}</div>"
        pages[address] = Answer(_page(headline, inner).encode())
    pages["/news/"] = Answer(_page(title, f"<ul class=list>{''.join(rows)}</ul>").encode())
    return Site(name, title, "/news/", pages)


def post_office() -> Site:
    """A post office in the traditional script; its first notice is copied by `copying_site`."""
    others = [(n.title, n.day, list(n.paragraphs)) for n in TAIWAN[:4]]
    return _small("post", "郵政局公告", [("郵件投遞時間調整公告", "2024-05-02", list(POSTAL)), *others])


def copying_site() -> Site:
    """A city's news in the simplified script: another headline and lead, a signature, one sentence less."""
    simple = opencc.OpenCC("t2s").convert("\n".join(POSTAL[:3] + POSTAL[4:])).split("\n")
    copied = ["本报讯 记者从有关部门获悉:", *simple, "来源:市邮政局 责任编辑:李明"]
    others = [(n.title, n.day, list(n.paragraphs)) for n in MAINLAND[:4]]
    return _small("city", "城市新闻", [("下月起邮件早一小时送到", "2024-05-03", copied), *others])


def two_lists() -> Site:
    """Two equal lists on one page: which of them is meant, only the operator knows."""
    pages = {"/robots.txt": ROBOTS}
    boxes = []
    for box, words in (("news", "Parcel rules"), ("calls", "Tender for vans")):
        rows = ""
        for n in range(1, 9):
            address = f"/{box}/2024/{n}.html"
            rows += f'<li><a href="{address}">{words} of the harbour district, part {n}</a> <span>2024-05-{20 - n}</span></li>'
            text = f"<p>{words} of the harbour district are told here at some length, part {n} of eight in all.</p>"
            pages[address] = Answer(
                _page(f"{words} {n}", f"<h1>{words} {n}</h1><div class=text>{text * 3}</div>").encode()
            )
        boxes.append(f"<div class={box}><ul>{rows}</ul></div>")
    pages["/"] = Answer(_page("Harbour district", "".join(boxes)).encode())
    return Site("two", "Harbour district", "/", pages)


def with_a_stranger() -> Site:
    """A list whose first row is an advertisement, and whose rows tell the day on which something closes beside their own."""
    pages = {"/robots.txt": ROBOTS}
    rows = '<li class=ad><a href="/boats.html">Take the boat around the whole harbour</a> <b>2024-05-30</b></li>'
    for n in range(1, 9):
        title = f"Berth {n} is let anew from this summer on"
        rows += f'<li><a href="/n/{n}.html">{title}</a> <i>offers until</i> <span>2024-07-{n:02}</span> <b>2024-05-{20 - n:02}</b></li>'
        text = f"<p>Berth {n} of the old harbour is let anew; offers are opened in public in the harbour office.</p>"
        pages[f"/n/{n}.html"] = Answer(_page(title, f"<h1>{title}</h1><div class=text>{text * 3}</div>").encode())
    pages["/boats.html"] = Answer(
        _page("Boats", "<h1>Boats</h1><div class=text><p>Boats go every hour.</p></div>").encode()
    )
    pages["/"] = Answer(
        _page("Harbour office", f"<ul class=news>{rows}</ul>", menu=(("/", "Start"), ("/a.html", "About us"))).encode()
    )
    return Site("stranger", "Harbour office", "/", pages)
