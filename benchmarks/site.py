"""A static server of made-up sources for the benchmarks, in a process of its own.

Every address 127.0.X.Y is a source of its own: `/` is its list, `/n/N.html` an article.  Pages are made once, before the
first request, so that what is measured is the crawler.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import date, timedelta

ARTICLES = 20
WORDS = (
    "parcel delivery network district authority consultation standard report quarter volume customs transport service "
    "operator licence regulation tariff sorting centre cross border electronic signature complaint statistics"
).split()


def paragraph(seed: int, words: int) -> str:
    return " ".join(WORDS[(seed * 7 + i * i) % len(WORDS)] for i in range(words)).capitalize() + "."


def listing() -> bytes:
    rows = "".join(
        f'<li class="item"><a href="/n/{n}.html" title="{paragraph(n, 9)}">{paragraph(n, 9)}</a>'
        f"<span>{date(2026, 5, 20) - timedelta(days=n)}</span></li>"
        for n in range(ARTICLES)
    )
    menu = "".join(f'<li><a href="/m/{n}/">Section {n}</a></li>' for n in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>News of the authority</title></head><body>'
        f'<div class="top"><ul class="menu">{menu}</ul></div><div class="main"><ul class="news">{rows}</ul></div></body></html>'
    ).encode()


def article(n: int) -> bytes:
    body = "".join(f"<p>{paragraph(n * 31 + i, 60)}</p>" for i in range(8))
    menu = "".join(f'<li><a href="/m/{k}/">Section {k}</a></li>' for k in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{paragraph(n, 9)} - News</title>'
        f'<meta name="PubDate" content="{date(2026, 5, 20) - timedelta(days=n)} 10:00"></head><body><div class="top"><ul class="menu">{menu}</ul></div>'
        f'<div class="main"><h1>{paragraph(n, 9)}</h1><p class="info">Published: {date(2026, 5, 20) - timedelta(days=n)} Source: Office</p>'
        f'<div class="article-content">{body}</div></div><div class="foot">Contact</div></body></html>'
    ).encode()


PAGES = {b"/": listing(), **{f"/n/{n}.html".encode(): article(n) for n in range(ARTICLES)}}
HEAD = b'HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n'


class Server(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            request, self.held = self.held[:end], self.held[end + 4 :]
            path = request.split(b" ", 2)[1]
            if b"if-none-match" in request.lower() and path in PAGES:
                self.transport.write(HEAD % (b"304 Not Modified", 0))
                continue
            body = PAGES.get(path)
            status = b"200 OK" if body is not None else b"404 Not Found"
            self.transport.write(HEAD % (status, len(body or b"")) + (body or b""))


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Server, "0.0.0.0", port, backlog=1024)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
