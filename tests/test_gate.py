"""The browser's gate: it connects where our own requests may go, says no to the rest, and outlives what it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest

from crawler import gate
from crawler.gate import Gate

HELLO = b"\x05\x01\x00"


def by_name(host: str, port: int, command: int = 1) -> bytes:
    """A request to connect to a host by its name (RFC 1928, 4)."""
    return HELLO + bytes((5, command, 0, 3, len(host))) + host.encode() + port.to_bytes(2)


async def look_up(host: str) -> tuple[str, ...]:
    """Names as the tests know them; what is an address is its own answer."""
    known = {"own.example": "127.0.0.1", "localhost": "127.0.0.1"}
    if host == "nobody.example":
        raise LookupError(host)
    return (known.get(host, host),)


def asked(sent: bytes, places: Callable[[int], set[str]] = lambda _: set(), then: bytes = b"") -> tuple[bytes, bytes]:
    """What the gate answers to some bytes, and what came of the connection behind it, an echo; `{port}` is the echo's."""

    async def run() -> tuple[bytes, bytes]:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while block := await reader.read(65536):
                    writer.write(block)
                    await writer.drain()
            writer.close()

        far = await asyncio.start_server(echo, "127.0.0.1", 0)
        port = far.sockets[0].getsockname()[1]
        one = Gate(look_up)
        await one.turn(frozenset(places(port)))
        reader, writer = await asyncio.open_connection("127.0.0.1", one.socket.getsockname()[1])
        writer.write(sent.replace(b"PP", port.to_bytes(2)))
        writer.write_eof() if not then else None
        told = b""
        with suppress(OSError, EOFError):
            told = await asyncio.wait_for(reader.readexactly(12), 5)
        back = b""
        if then:
            writer.write(then)
            with suppress(OSError, EOFError):
                back = await asyncio.wait_for(reader.readexactly(len(then)), 5)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        await one.close()
        far.close()
        await asyncio.sleep(0.01)
        return told, back

    return asyncio.run(run())


def own(port: int) -> set[str]:
    return {f"own.example:{port}"}


def test_a_place_that_may_be_reached_is() -> None:
    sent = HELLO + b"\x05\x01\x00\x03\x0bown.examplePP"
    told, back = asked(sent, own, b"hello")
    assert told[:4] == b"\x05\x00\x05\x00"
    assert back == b"hello"


@pytest.mark.parametrize(
    "address",
    [b"\x03\x09localhostPP", b"\x01\x7f\x00\x00\x01PP", b"\x04" + bytes(10) + b"\xff\xff\x7f\x00\x00\x01PP",
     b"\x01\xa9\xfe\xa9\xfe\x00\x50", b"\x03\x0bown.example\x00\x01"],
    ids=["name", "IPv4", "mapped IPv4", "metadata", "another port"],
)  # fmt: skip
def test_nothing_else_inside_is(address: bytes) -> None:
    told, _ = asked(HELLO + b"\x05\x01\x00" + address, own)
    assert told[:4] == b"\x05\x00\x05\x02"


def test_a_name_that_nobody_knows() -> None:
    told, _ = asked(by_name("nobody.example", 80))
    assert told[:4] == b"\x05\x00\x05\x04"


@pytest.mark.parametrize("command", [2, 3])
def test_only_connections_are_made(command: int) -> None:
    told, _ = asked(by_name("own.example", 80, command))
    assert told[:4] == b"\x05\x00\x05\x07"


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x04\x01", HELLO, HELLO + b"\x05\x01\x00\x09"])
def test_what_is_no_request_is_let_go(sent: bytes) -> None:
    told, _ = asked(sent)
    assert told in (b"", b"\x05\x00")


def test_a_page_that_brings_too_much_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_BYTES", 10_000)
    told, back = asked(HELLO + b"\x05\x01\x00\x03\x0bown.examplePP", own, bytes(20_000))
    assert told[:4] == b"\x05\x00\x05\x00"
    assert back == b""


def test_the_next_page_uses_no_connection_of_the_one_before() -> None:
    async def run() -> bytes:
        async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.close()

        far = await asyncio.start_server(wait, "127.0.0.1", 0)
        port = far.sockets[0].getsockname()[1]
        one = Gate(look_up)
        await one.turn(frozenset(own(port)))
        reader, writer = await asyncio.open_connection("127.0.0.1", one.socket.getsockname()[1])
        writer.write(by_name("own.example", port))
        told = await reader.readexactly(12)
        await one.turn(frozenset())
        with suppress(OSError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        await one.close()
        far.close()
        await asyncio.sleep(0.01)
        return told

    assert asyncio.run(run())[:4] == b"\x05\x00\x05\x00"
