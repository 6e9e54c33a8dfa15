"""The gate of the browser: a SOCKS5 server (RFC 1928) on loopback, through which Chromium makes all its connections.

The browser names a host and a port; the gate looks the host up, and connects to what it found unless that leads inside.
So redirects, scripts, frames and web sockets of a page get no further than a request of our own would, and a name that
changes its answer gains nothing: what was checked is what is connected to.

This module does not know what is asked for, nor of which source.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from enum import IntEnum

from crawler.addresses import is_private

# Bytes that all connections of one page may bring together.
MAX_BYTES = 64 * 1024 * 1024
# Seconds for a connection to stand.
SECONDS = 20.0
# Connections of one page at one time, both of their sides counted; Chromium makes 32 through a proxy.
MAX_OPEN = 128
_BLOCK = 64 * 1024
_SOCKS, _CONNECT = 5, 1

LookUp = Callable[[str], Awaitable[tuple[str, ...]]]


class _Reply(IntEnum):
    """What is answered to a request (RFC 1928, 6)."""

    CONNECTED = 0
    FORBIDDEN = 2
    UNREACHABLE = 4
    NO_SUCH_COMMAND = 7


class Gate:
    """Connects for one page at a time; `look_up` gives all addresses of a host, and raises what an unknown one raises."""

    def __init__(self, look_up: LookUp) -> None:
        self.look_up = look_up
        self.refused: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self._places: frozenset[str] = frozenset()
        self._left = MAX_BYTES
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where it listens, as Chromium's `--proxy-server` wants it."""
        return f"socks5://127.0.0.1:{self.socket.getsockname()[1]}"

    async def turn(self, places: frozenset[str]) -> None:
        """Begin another page, which may reach these places (`host:port`) though they are inside.

        The connections of the page before are cut: one that it was allowed must not be used by the next.
        """
        if self._server is None:
            self._server = await asyncio.start_server(self._begin, sock=self.socket)
        self._cut()
        self._places, self._left = places, MAX_BYTES
        self.refused.clear()

    async def close(self) -> None:
        """Cut all connections and listen no more."""
        if self._server is not None:
            self._server.close()
        self.socket.close()
        self._cut()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)
        await asyncio.sleep(0)

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser, from its greeting to its end."""
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(SECONDS):
                    host, port = await _asked(reader, writer)
                    far_reader, far = await self._connect(host, port, writer)
                self._open.add(far)
                try:
                    await _reply(writer, _Reply.CONNECTED)
                    await asyncio.gather(self._pass_on(reader, far), self._pass_on(far_reader, writer))
                finally:
                    self._open.discard(far)
                    far.transport.abort()
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _connect(
        self, host: str, port: int, writer: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to one of a host's addresses; OSError when there is none, or none is allowed."""
        try:
            found = await self.look_up(host)
        except Exception as error:
            await _reply(writer, _Reply.UNREACHABLE)
            raise OSError(f"{host} is not known") from error
        if f"{host}:{port}" not in self._places and (not found or any(is_private(one) for one in found)):
            self.refused.append(host)
            await _reply(writer, _Reply.FORBIDDEN)
            raise OSError(f"{host} leads inside")
        for address in found if len(self._open) < MAX_OPEN else ():
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(address, port)
        await _reply(writer, _Reply.UNREACHABLE)
        raise OSError(f"{host}:{port} cannot be reached")

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand bytes on until their end; OSError when the page has had its share."""
        while block := await reader.read(_BLOCK):
            self._left -= len(block)
            if self._left < 0:
                raise OSError("the page brings more than is read")
            writer.write(block)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """The host and port that a client wants; OSError for what is no SOCKS5 request to connect."""
    version, methods = await reader.readexactly(2)
    if version != _SOCKS:
        raise OSError("not SOCKS5")
    await reader.readexactly(methods)
    # No authentication: who is on this machine can connect without us.
    writer.write(bytes((_SOCKS, 0)))
    version, command, _, kind = await reader.readexactly(4)
    match kind:
        case 1:
            host = str(ipaddress.IPv4Address(await reader.readexactly(4)))
        case 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii", "replace")
        case 4:
            host = str(ipaddress.IPv6Address(await reader.readexactly(16)))
        case _:
            raise OSError("an address of no known kind")
    port = int.from_bytes(await reader.readexactly(2))
    if version != _SOCKS or command != _CONNECT:
        await _reply(writer, _Reply.NO_SUCH_COMMAND)
        raise OSError("only connections are made")
    return host.lower().rstrip("."), port


async def _reply(writer: asyncio.StreamWriter, reply: _Reply) -> None:
    """Answer a request; the address that is told besides is of no use to a client that connects."""
    writer.write(bytes((_SOCKS, reply, 0, 1, 0, 0, 0, 0, 0, 0)))
    await writer.drain()
