"""Servers that mean no good, each at a loopback address of its own: `python -m tests.hostile FOLDER`.

The first line out is a JSON object of their addresses by name.  They serve until their input ends; then a second line
tells what reached them.  Where a trick has no answer of its own, an honest little office answers: a list of six
notices, their pages, and a robots.txt that allows all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import ssl
import struct
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from subprocess import PIPE, Popen

from tests.certificates import Authority
from tests.conftest import ROOT, environment

ROWS = 6
# Offices without any trick, for comparison; more are served by any name that begins so.
HONEST = tuple(f"honest-{n}" for n in range(1, 21))
BLOCK = 64 * 1024


@dataclass(slots=True)
class Visit:
    """One request that reached a trick."""

    trick: Trick
    path: str
    headers: dict[str, str]
    base: str
    out: asyncio.StreamWriter

    async def send(self, *parts: bytes) -> None:
        """Write, and wait until the other side took it."""
        for part in parts:
            self.out.write(part)
        await self.out.drain()

    async def answer(self, body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> None:  # fmt: skip
        """A whole, honest answer."""
        told = (f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers)
        await self.send(head(*told, status=status), body)

    async def page(self, *headers: str) -> None:
        """What the honest office answers at this path."""
        if self.path == "/robots.txt":
            await self.answer(b"User-agent: *\nAllow: /\n", *headers, kind="text/plain")
        elif self.path == "/news":
            await self.answer(listing(self.trick.name), *headers)
        elif self.path.startswith("/n/"):
            number = "".join(filter(str.isdigit, self.path))
            await self.answer(article(self.trick.name, number), *headers)
        else:
            await self.answer(b"<html><body><h1>404 Not found</h1></body></html>", *headers, status="404 Not Found")

    def reset(self) -> None:
        """Cut the connection with a reset instead of an orderly end."""
        raw = self.out.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.out.transport.abort()


Act = Callable[[Visit], Awaitable[None]]


@dataclass(slots=True)
class Trick:
    """A way to be difficult: what it does, at which of its paths, and the kinds of issue by which it may be told.

    No kinds: it is to be borne, and its news are read; `bearable`: it may as well be borne as told.
    """

    name: str
    act: Act
    kinds: frozenset[str]
    at: str = "list"
    tls: str = ""
    asked: int = 0
    cookie: int = 0

    @property
    def bearable(self) -> bool:
        """Whether no issue is as right as one of its kinds."""
        return not self.kinds or "" in self.kinds

    def meant(self, path: str) -> bool:
        """Whether a path is one at which it is difficult."""
        match self.at:
            case "list":
                return path == "/news"
            case "robots":
                return path == "/robots.txt"
            case "articles":
                return path.startswith("/n/")
            case _:
                return True


TRICKS: dict[str, Trick] = {}
# What takes seconds to make is made before any trick is served: all are served by one loop.
MADE_BEFORE: list[Callable[[], object]] = []


def trick(*kinds: str, at: str = "list", tls: str = "") -> Callable[[Act], Act]:
    """Put a function among the tricks, under its own name."""

    def put(act: Act) -> Act:
        name = act.__name__.replace("_", "-")
        TRICKS[name] = Trick(name, act, frozenset(kinds), at, tls)
        return act

    return put


def head(*headers: str, status: str = "200 OK", version: str = "HTTP/1.1") -> bytes:
    """A status line and headers."""
    return "\r\n".join((f"{version} {status}", *headers, "", "")).encode()


def title(name: str, number: object) -> str:
    """The true title of an office's notice."""
    return f"The office of {name} opens its hall number {number}"


def listing(name: str, href: str = "/n/{}.html", more: str = "") -> bytes:
    """The list of an office's notices; `href` is where a row of that number leads."""
    rows = "".join(
        f'<li><a href="{href.format(n)}">{title(name, n)}</a><span>2024-05-{30 - n:02}</span></li>'
        for n in range(1, ROWS + 1)
    )
    return f"<html><head><title>{name}</title></head><body><ul class=news>{rows}</ul>{more}</body></html>".encode()


def article(name: str, number: str, more: str = "") -> bytes:
    """The page of one notice."""
    text = "".join(
        f"<p>In part {n} the office of {name} tells what it opens, and {number} times over.</p>" for n in range(5)
    )
    return f"<html><body><h1>{title(name, number)}</h1><p class=day>2024-05-01</p><div class=text>{text}{more}</div></body></html>".encode()


@dataclass(slots=True)
class Grounds:
    """All tricks while they are served."""

    names: list[str]
    known: Authority
    stranger: Authority
    urls: dict[str, str] = field(default_factory=dict)

    async def serve(self, number: int, trick: Trick) -> asyncio.Server:
        """Serve one trick at an address of its own."""
        # Hosts are told apart by their addresses, ports left aside.
        address = f"127.{2 if _honest(trick.name) else 1}.0.{number + 1}"
        secure = self.context(trick, address) if trick.tls else None
        scheme = "https" if trick.tls else "http"
        base = ""

        async def client(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
            trick.asked += 1
            if trick.tls == "stalled":
                await asyncio.sleep(3600)
            if trick.tls == "cut":
                await reader.read(100)
                out.transport.abort()
                return
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.LimitOverrunError):
                while (visit := await self.visit(trick, base, reader, out)) is not None:
                    await (trick.act if trick.meant(visit.path) else Visit.page)(visit)
            with contextlib.suppress(OSError):
                out.close()
                await out.wait_closed()

        server = await asyncio.start_server(client, address, 0, ssl=secure, limit=4 * BLOCK)
        base = f"{scheme}://{address}:{server.sockets[0].getsockname()[1]}"
        self.urls[trick.name] = f"{base}/news"
        return server

    async def visit(
        self, trick: Trick, base: str, reader: asyncio.StreamReader, out: asyncio.StreamWriter
    ) -> Visit | None:
        """The next request of a connection; None at its end."""
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in told[1:] if ":" in line)
        headers = {name.lower(): value.strip() for name, value in pairs}
        trick.asked += 1
        trick.cookie = max(trick.cookie, len(headers.get("cookie", "")))
        return Visit(trick, told[0].split(" ")[1], headers, base, out)

    def context(self, trick: Trick, address: str) -> ssl.SSLContext | None:
        """The TLS side of a trick; None when it speaks none, though its address says so."""
        if trick.tls in ("none", "stalled", "cut"):
            return None
        named, days = "127.9.9.9" if trick.tls == "other host" else address, -1 if trick.tls == "expired" else 9
        signer = self.stranger if trick.tls == "self-signed" else self.known
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signer.certificate(days, named))
        if trick.tls == "old":
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        return context

    async def run(self) -> None:
        """Serve until the input ends."""
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        servers = [await self.serve(n, TRICKS[name]) for n, name in enumerate(self.names)]
        print(json.dumps(self.urls), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for server in servers:
            server.close()
        told = {n: {"asked": TRICKS[n].asked, "cookie": TRICKS[n].cookie} for n in self.names}
        print(json.dumps(told), flush=True)


@dataclass(slots=True)
class Served:
    """The tricks' addresses; once they are taken down, what reached each of them."""

    urls: dict[str, str]
    seen: dict[str, dict[str, int]] = field(default_factory=dict)


@contextmanager
def hostile(folder: Path, *names: str) -> Iterator[Served]:
    """Serve the named tricks (all when none is named) by another process while the block runs."""
    process = Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.hostile", str(folder), *names],
        cwd=ROOT, env=environment(), stdin=PIPE, stdout=PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        served = Served(json.loads(process.stdout.readline()))
        yield served
        process.stdin.close()
        served.seen = json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def all_tricks() -> dict[str, Trick]:
    """Every trick by its name; their modules put them there."""
    for module in ("tests.tricks", "tests.trickpages"):
        import_module(module)
    return TRICKS


def _honest(name: str) -> bool:
    return name.startswith("honest-")


async def _page(visit: Visit) -> None:
    await visit.page()


def main(folder: Path, names: list[str]) -> None:
    """Serve; the certificate of the authority that a crawl shall know is `folder`/authority.pem."""
    (folder / "stranger").mkdir(exist_ok=True)
    tricks = list(all_tricks())
    TRICKS.update({name: Trick(name, _page, frozenset()) for name in (*HONEST, *filter(_honest, names))})
    for make in MADE_BEFORE if not names else ():
        make()
    asyncio.run(Grounds(names or tricks, Authority(folder), Authority(folder / "stranger")).run())
    # What still sends without end dies with the process.
    os._exit(0)


if __name__ == "__main__":
    # The tricks are put into the module of this name, which is not the one that runs.
    import_module("tests.hostile").main(Path(sys.argv[1]), sys.argv[2:])
