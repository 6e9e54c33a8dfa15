"""The resolver of all connections: a name is asked once, and only what may be connected to is handed out.

Twisted asks it at the moment of connecting, for names and literal addresses alike (`127.1`, `0x7f.1` and
`2130706433` are resolved as the system does).  So whatever was checked before, and however an address is written, no
connection leads inside unless the guard allowed that host.  The guard asks it too, to tell why.

This module does not know which source may lead where.
"""

from __future__ import annotations

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer

from crawler.addresses import is_literal, is_private

SECONDS = 20.0
# An address that falls out is asked and checked anew; nothing else depends on it.
MAX_KNOWN = 20_000


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """A look-up cannot be taken back."""
        raise NotImplementedError


@implementer(IHostnameResolver)
class Resolver:
    """Resolves IPv4 and IPv6; hosts in `allowed` may be inside."""

    def __init__(self, reactor: Any) -> None:
        self.reactor = reactor
        # The operator's own proxy is usually inside, and is no address that a page can choose.
        self.allowed = {_name(urlsplit(url if "://" in url else f"//{url}").hostname) for url in getproxies().values()}
        self._known: OrderedDict[str, asyncio.Future[tuple[str, ...]]] = OrderedDict()
        self._busy: set[asyncio.Future[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Resolver:
        """Made by Scrapy."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Called by Scrapy, once a process."""
        self.reactor.installNameResolver(self)

    def allow(self, host: str) -> None:
        """Let connections to a host lead inside."""
        self.allowed.add(_name(host))

    async def look_up(self, host: str) -> tuple[str, ...]:
        """All addresses of a host, the same for the life of the process; raises CannotResolveHostError."""
        name = _name(host)
        future = self._known.get(name)
        if future is None:
            future = self._known[name] = asyncio.ensure_future(self._ask(name))
            while len(self._known) > MAX_KNOWN:
                self._known.popitem(last=False)
        try:
            return await asyncio.shield(future)
        except CannotResolveHostError:
            self._known.pop(name, None)
            raise

    async def _ask(self, name: str) -> tuple[str, ...]:
        # What is an address by the strict rules is its own answer; other spellings of one are the system's to read.
        if is_literal(name):
            return (name,)
        pool = self.reactor.getThreadPool()
        try:
            asked = deferToThreadPool(self.reactor, pool, socket.getaddrinfo, name, None, 0, socket.SOCK_STREAM)
            found = await asyncio.wait_for(asked.asFuture(asyncio.get_running_loop()), SECONDS)
        except TimeoutError:
            raise CannotResolveHostError(f"no name server answered for {name} in {SECONDS:.0f} seconds") from None
        except (OSError, UnicodeError) as error:
            raise CannotResolveHostError(str(error)) from error
        return tuple(dict.fromkeys(str(place[4][0]) for place in found))

    def resolveHostName(
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None, transportSemantics: str = "TCP",
    ) -> Any:  # fmt: skip
        """Hand out the addresses of a host that may be connected to (Twisted's IHostnameResolver); none otherwise."""
        resolution = _Resolution(hostName)

        async def tell() -> None:
            resolutionReceiver.resolutionBegan(resolution)
            try:
                found = await self.look_up(hostName)
            except CannotResolveHostError:
                found = ()
            if _name(hostName) not in self.allowed and any(is_private(one) for one in found):
                found = ()
            for one in found:
                kind = IPv6Address if ":" in one else IPv4Address
                if addressTypes is None or kind in addressTypes:
                    resolutionReceiver.addressResolved(kind("TCP", one, portNumber))
            resolutionReceiver.resolutionComplete()

        task = asyncio.ensure_future(tell())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        return resolution


def _name(host: str | None) -> str:
    return (host or "").rstrip(".").lower()
