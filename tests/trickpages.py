"""Ways to be difficult by what is on a page: charsets, entities, sizes, depth, loops, rows that lie."""

from __future__ import annotations

import asyncio
import json

from tests.hostile import TRICKS, Visit, article, head, listing, title, trick

MEGABYTE = 1024 * 1024
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)
QUADRATIC = f"<!DOCTYPE x [<!ENTITY a '{'ha' * 50_000}'>]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


async def html(visit: Visit, body: bytes, charset: str = "utf-8") -> None:
    await visit.answer(body, kind=f"text/html; charset={charset}")


async def xml(visit: Visit, body: str) -> None:
    await visit.answer(f"<?xml version='1.0'?>{body}".encode(), kind="application/xml")


def feed(name: str, declared: str, entity: str) -> str:
    """A feed whose items' titles hold an entity."""
    items = "".join(
        f"<item><title>{entity} {title(name, n)}</title><link>/n/{n}.html</link><description>{entity}</description></item>"
        for n in range(6)
    )
    return f"{declared}<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>"


@trick()
async def charset_unknown(visit: Visit) -> None:
    await html(visit, listing("charset-unknown"), "x-evil")


@trick()
async def charset_of_another_page(visit: Visit) -> None:
    await html(visit, listing("charset-of-another-page", more="<p>市郵政局今日宣布調整全市郵件投遞時間，早班提前至七時開始。</p>"), "iso-2022-jp")  # fmt: skip


@trick()
async def charset_utf_7(visit: Visit) -> None:
    await html(visit, listing("charset-utf-7", more="+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), "utf-7")


@trick()
async def charset_utf_16_without_a_mark(visit: Visit) -> None:
    await html(visit, listing("charset-utf-16-without-a-mark").decode().encode("utf-16-le"), "utf-16le")


@trick("no-list", "no-links", "not-html", "unreadable")
async def charset_that_makes_nothing(visit: Visit) -> None:
    await html(visit, listing("charset-that-makes-nothing"), "utf-16be")


@trick()
async def charset_a_codec_of_python(visit: Visit) -> None:
    await html(visit, listing("charset-a-codec-of-python"), "rot13")


@trick("empty-page", "no-list", "no-links", "not-html", "unreadable")
async def only_nul(visit: Visit) -> None:
    await html(visit, bytes(100_000))


@trick()
async def nul_between(visit: Visit) -> None:
    await html(visit, listing("nul-between").replace(b" opens", b"\0 opens").replace(b"<li>", b"<li>\0"))


# Unknown entities may be left out as well, as long as nothing is expanded.
@trick("unreadable", "no-list", "no-links", "")
async def feed_of_laughs(visit: Visit) -> None:
    await xml(visit, feed("feed-of-laughs", LAUGHS, "&a11;"))


# Unknown entities may be left out as well, as long as nothing is expanded.
@trick("unreadable", "no-list", "no-links", "")
async def feed_of_one_long_laugh(visit: Visit) -> None:
    await xml(visit, feed("feed-of-one-long-laugh", QUADRATIC, "&a;" * 10_000))


# Unknown entities may be left out as well, as long as nothing is expanded.
@trick("unreadable", "no-list", "no-links", "")
async def feed_with_a_file(visit: Visit) -> None:
    await xml(visit, feed("feed-with-a-file", OUTSIDE, "&a;"))


@trick("unreadable", "no-list", "no-links", "")
async def sitemap_of_laughs(visit: Visit) -> None:
    rows = "".join(f"<url><loc>/n/{n}.html?&a11;</loc></url>" for n in range(6))
    await xml(visit, f"{LAUGHS}<urlset>{rows}</urlset>")


@trick("endless", "no-list", "no-links")
async def sitemap_of_itself(visit: Visit) -> None:
    if visit.path == "/robots.txt":
        await visit.page()
        return
    index = f"<sitemap><loc>{visit.base}/sitemap.xml?{visit.trick.asked}</loc></sitemap>" * 3
    await xml(visit, f"<sitemapindex>{index}</sitemapindex>")


TRICKS["sitemap-of-itself"].at = "all"


@trick("endless", "no-list", "no-links", "redirect")
async def page_that_forwards_to_itself(visit: Visit) -> None:
    await html(visit, b"<html><head><meta http-equiv=refresh content='0;url=/news'></head><body></body></html>")


@trick("endless", "no-list", "no-links", "redirect")
async def frames_without_end(visit: Visit) -> None:
    if visit.path == "/robots.txt":
        await visit.page()
        return
    await html(visit, f"<html><frameset><frame src='/news?{visit.trick.asked}'></frameset></html>".encode())


TRICKS["frames-without-end"].at = "all"


# Whichever bound is reached first.
@trick("too-large", "timeout")
async def ten_million_rows(visit: Visit) -> None:
    await visit.send(head("Content-Type: text/html; charset=utf-8"), b"<html><body><ul class=news>")
    rows = b"".join(b"<li><a href=/n/%d.html>T%d</a> <i>2024-05-01</i></li>" % (n, n) for n in range(1000))
    for _ in range(10_000):
        await visit.send(rows)
    raise EOFError


@trick()
async def ten_thousand_rows(visit: Visit) -> None:
    rows = b"".join(b"<li><a href=/n/%d.html>The office of ten-thousand-rows opens its hall number %d</a> <i>2024-05-01</i></li>" % (n, n) for n in range(10_000))  # fmt: skip
    await html(visit, b"<html><body><ul class=news>" + rows + b"</ul></body></html>")


@trick()
async def rows_of_json(visit: Visit) -> None:
    rows = [{"title": f"The office of rows-of-json opens its hall number {n}", "url": f"/n/{n}.html", "date": "2024-05-01"} for n in range(10_000)]  # fmt: skip
    await visit.answer(json.dumps({"data": rows}).encode(), kind="application/json")


@trick("too-deep")
async def deep(visit: Visit) -> None:
    await html(visit, b"<div>" * 20_000 + listing("deep"))


@trick("bad-json")
async def deep_json(visit: Visit) -> None:
    await visit.answer(b'{"a":' * 50_000, kind="application/json")


@trick("bad-json", "")
async def json_of_endless_numbers(visit: Visit) -> None:
    rows = ",".join(
        f'{{"title": "{title(visit.trick.name, n)}", "url": "/n/{n}.html", "time": {"9" * 20_000}, "x": 1e999999999}}'
        for n in range(6)
    )
    await visit.answer(f'{{"data": [{rows}]}}'.encode(), kind="application/json")


@trick("too-large")
async def attributes_without_end(visit: Visit) -> None:
    many = b" ".join(b"a%d=1" % n for n in range(50_000))
    await html(visit, b"<html><body " + many + b"><ul class=news></ul></body></html>")


@trick("no-links")
async def comment_without_end(visit: Visit) -> None:
    await html(visit, b"<html><body><!--" + b"-- >" * (MEGABYTE // 4))


@trick()
async def title_of_a_megabyte(visit: Visit) -> None:
    rows = listing("title-of-a-megabyte").replace(b"hall number 1<", b"hall number 1" + b" and more" * 120_000 + b"<")
    await html(visit, rows)


@trick("wrong-kind")
async def film_without_end(visit: Visit) -> None:
    await visit.send(head("Content-Type: video/mp4"))
    while True:
        await visit.send(bytes(60_000))


@trick("too-large", at="articles")
async def articles_of_thirty_megabytes(visit: Visit) -> None:
    number = visit.path[3:-5]
    more = "<p>" + "The office tells what it opens in its halls. " * 20 + "</p>"
    await html(visit, article(visit.trick.name, number, more * (30 * MEGABYTE // len(more))))


@trick("too-large", at="articles")
async def articles_of_two_hundred_thousand_elements(visit: Visit) -> None:
    number = visit.path[3:-5]
    await html(visit, article(visit.trick.name, number, "<b>x</b>\n" * 200_000))


@trick("is-list", at="articles")
async def rows_that_lead_back(visit: Visit) -> None:
    await visit.answer(b"", "Location: /news", status="302 Found")


@trick("http-404", at="articles")
async def rows_that_all_lead_home(visit: Visit) -> None:
    await visit.answer(b"", "Location: /", status="302 Found")


@trick("error-page", at="articles")
async def rows_that_are_errors(visit: Visit) -> None:
    await html(visit, b"<html><head><title>Error</title></head><body><h1>404 Page not found</h1><p>The page does not exist.</p></body></html>")  # fmt: skip


@trick()
async def pages_without_end(visit: Visit) -> None:
    number = int(visit.path.partition("p=")[2] or 0)
    if visit.path == "/robots.txt" or visit.path.startswith("/n/"):
        await visit.page()
        return
    await html(
        visit, listing(visit.trick.name, f"/n/{number}{{}}.html", f'<a href="/news?p={number + 1}">Next page</a>')
    )


TRICKS["pages-without-end"].at = "all"


@trick("patience", "", at="articles")
async def parts_without_end(visit: Visit) -> None:
    number, part = "".join(filter(str.isdigit, visit.path.partition("?")[0])), int(visit.path.partition("p=")[2] or 1)
    more = f'<div class=page><a href="?p={part + 1}">{part + 1}</a> <a href="?p={part + 1}">Next page</a></div>'
    await html(visit, article(visit.trick.name, number, more))


@trick()
async def files_that_never_answer(visit: Visit) -> None:
    if visit.path.endswith(".pdf"):
        await asyncio.sleep(3600)
    elif visit.path.startswith("/n/"):
        files = "".join(f'<p><a href="/files/{visit.path[3:-5]}-{n}.pdf">Annex {n}.pdf</a></p>' for n in range(30))
        await html(visit, article(visit.trick.name, visit.path[3:-5], files))
    else:
        await visit.page()


TRICKS["files-that-never-answer"].at = "all"
