"""Run a command with name servers of our own: `python -m tests.inside '{"name": ["address", …]}' crawl …`.

In this rehearsal the internet is 127.0.0.3 (a public address, reached without any right), and everything else on
loopback is inside.  A name with several lists of addresses answers with the next of them each time it is asked.
"""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

from crawler import addresses

PUBLIC = "127.0.0.3"
_really_private = addresses.is_private
_really_ask = socket.getaddrinfo


def rehearse(names: dict[str, list[list[str]]]) -> None:
    """Put the names and the one public address in place, before anything is fetched."""

    def ask(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        told = names.get(host.decode() if isinstance(host, bytes) else host)
        if told is None:
            return _really_ask(host, port, *more, **named)
        answer = told.pop(0) if len(told) > 1 else told[0]
        return [found for one in answer for found in _really_ask(one, port, *more, **named)]

    socket.getaddrinfo = ask
    addresses.is_private = lambda address: address != PUBLIC and _really_private(address)


if __name__ == "__main__":
    rehearse(json.loads(sys.argv.pop(1)))
    from feeds.cli import main

    main()
