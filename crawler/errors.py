"""Everything that gazette can tell an operator went wrong.

    GazetteError
    ├── ConfigError        the configuration or the command's words are off     exit 2
    ├── PageError          a page came, and cannot be read                      exit 3
    │   ├── TooLarge       more bytes, elements or depth than we read
    │   └── WrongKind      not what was asked for (an image where a page should be)
    ├── ListNotFound       a page was read, and holds no list that we can see    exit 3
    ├── FetchError         a page did not come                                   exit 3
    │   ├── Refused        an address, scheme or robots.txt forbids the request
    │   └── Blocked        a challenge stands before the page
    └── StoreError         the store cannot be read or written                   exit 1
        └── StoreBusy      another process holds it                              exit 75

Each error carries what an operator needs: `source` (its name), `url`, `kind` (a word for
machines), and `mend` (what to do, as a command where there is one).  Its text is one line.

This module does not know where errors are shown.
"""

from __future__ import annotations

from typing import ClassVar


class GazetteError(Exception):
    """Base of all; `kind` is a stable word for machines, `exit_status` that of the command."""

    kind: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, source: str = "", url: str = "", mend: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.url = url
        self.mend = mend
        self.word = kind or self.kind

    def __str__(self) -> str:
        where = " ".join(part for part in (self.source, f"<{self.url}>" if self.url else "") if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text}. Mend: {self.mend}" if self.mend else text


class ConfigError(GazetteError):
    """The configuration file or the words of a command cannot be used."""

    kind = "config"
    exit_status = 2


class PageError(GazetteError):
    """A page came, and cannot be read."""

    kind = "unreadable"
    exit_status = 3


class TooLarge(PageError):
    """A page has more bytes, elements or depth than we read."""

    kind = "too-large"


class WrongKind(PageError):
    """A page is of another kind than the one asked for."""

    kind = "wrong-kind"


class ListNotFound(GazetteError):
    """A page was read, and holds no list that we can see."""

    kind = "no-list"
    exit_status = 3


class FetchError(GazetteError):
    """A page did not come."""

    kind = "fetch"
    exit_status = 3


class Refused(FetchError):
    """An address, a scheme or robots.txt forbids the request."""

    kind = "refused"


class Blocked(FetchError):
    """A challenge stands before the page; named, never solved."""

    kind = "blocked"


class StoreError(GazetteError):
    """The store cannot be read or written."""

    kind = "store"


class StoreBusy(StoreError):
    """Another process holds the store."""

    kind = "busy"
    exit_status = 75
