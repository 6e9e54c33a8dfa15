"""A static server of made-up sources for the benchmarks, in a process of its own.

    site.py PORT [SOURCES]

Every address 127.0.X.Y is a source of its own: `/` is its list, `/n/N.html` an article, with texts that no other source
has.  The pages of the first SOURCES hosts (see `host`) are made before the first request, so that what is measured is
the crawler; of other hosts there is the list, which did not change.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import date, timedelta

ARTICLES = 20
WORDS = (
    "parcel delivery network district authority consultation standard report quarter volume customs transport service "
    "operator licence regulation tariff sorting centre cross border electronic signature complaint statistics"
).split()


ENDINGS = ("", "s", "ed", "ing", "ation", "al", "ment", "er", "ity", "less", "wise", "ful")
VOCABULARY = [word + ending for word in WORDS for ending in ENDINGS]
# Two words of five, as in any English text: by these its language is told.
EVERYDAY = "the of and to in for that with was by from which".split()


def host(number: int) -> str:
    """The address of a source."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def paragraph(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return (
        " ".join(chance.choice(EVERYDAY if chance.random() < 0.4 else VOCABULARY) for _ in range(words)).capitalize()
        + "."
    )


def listing(source: int = 0) -> bytes:
    rows = "".join(
        f'<li class="item"><a href="/n/{n}.html" title="{headline(n, source)}">{headline(n, source)}</a>'
        f"<span>{date(2026, 5, 20) - timedelta(days=n)}</span></li>"
        for n in range(ARTICLES)
    )
    menu = "".join(f'<li><a href="/m/{n}/">Section {n}</a></li>' for n in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>News of the authority</title></head><body>'
        f'<div class="top"><ul class="menu">{menu}</ul></div><div class="main"><ul class="news">{rows}</ul></div></body></html>'
    ).encode()


def headline(n: int, source: int) -> str:
    return paragraph((source * ARTICLES + n) * 10, 9)


def article(n: int, source: int = 0) -> bytes:
    """An article of a source; its number is below ARTICLES where there are several sources."""
    body = "".join(f"<p>{paragraph((source * ARTICLES + n) * 10 + 1 + i, 60)}</p>" for i in range(8))
    menu = "".join(f'<li><a href="/m/{k}/">Section {k}</a></li>' for k in range(12))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{headline(n, source)} - News</title>'
        f'<meta name="PubDate" content="{date(2026, 5, 20) - timedelta(days=n)} 10:00"></head><body><div class="top"><ul class="menu">{menu}</ul></div>'
        f'<div class="main"><h1>{headline(n, source)}</h1><p class="info">Published: {date(2026, 5, 20) - timedelta(days=n)} Source: Office</p>'
        f'<div class="article-content">{body}</div></div><div class="foot">Contact</div></body></html>'
    ).encode()


PAGES: dict[bytes, bytes] = {}


def make(sources: int) -> None:
    """Make the pages of the first sources."""
    for source in range(sources):
        own = host(source).encode()
        PAGES[own + b"/"] = listing(source)
        for n in range(ARTICLES):
            PAGES[own + f"/n/{n}.html".encode()] = article(n, source)


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
            path, told = request.split(b" ", 2)[1], request.lower()
            if b"if-none-match" in told and path == b"/":
                self.transport.write(HEAD % (b"304 Not Modified", 0))
                continue
            at = told.partition(b"\r\nhost:")[2].partition(b":")[0].strip()
            body = PAGES.get(at + path)
            status = b"200 OK" if body is not None else b"404 Not Found"
            self.transport.write(HEAD % (status, len(body or b"")) + (body or b""))


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Server, "0.0.0.0", port, backlog=1024)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    make(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    asyncio.run(serve(int(sys.argv[1])))
