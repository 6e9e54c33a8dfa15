"""What went wrong with a request, in the words of an operator: an Issue with its kind, sentence and mend.

This module does not know whether the request was for a list or an article; the caller sets the level.
"""

from __future__ import annotations

from dataclasses import replace

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.errors import GazetteError
from crawler.middlewares import RefusedAddress, RobotsRefusal
from crawler.store.runs import Issue

_TLS = ("certificate", "ssl", "tls", "handshake")
_STATUS = {
    401: ("the page wants a login", "look for a public list of the same body"),
    403: (
        "the server forbids it (403)",
        "see whether the page opens in a browser from the same network; it may be closed to your country",
    ),
    404: ("the page is not there (404)", "look for the list's new address and change `url`"),
    410: ("the page is gone for good (410)", "look for the list's new address and change `url`"),
    412: (
        "the server wants a challenge solved first (412)",
        "gazette does not solve challenges; look for a feed or another list",
    ),
    429: ("the server says: too many requests (429)", "raise `delay` for this source"),
}


def of_exception(error: BaseException, url: str) -> Issue:
    """The issue behind a request that failed without a usable answer."""
    text = str(error).replace("\n", " ")[:300]
    if isinstance(error, GazetteError):
        return Issue(error.word, error.message, error.mend, error.url or url)
    if isinstance(error, RefusedAddress):
        mend = "set `allow_private = true` for this source if that is meant; for another host than its list's, `private_hosts` too"
        return Issue("refused", text, mend if "private" in text else "give the list's plain address", url)
    if isinstance(error, RobotsRefusal):
        return Issue("robots", text, "ask the publisher, or look for a feed that may be fetched", url)
    if isinstance(error, CannotResolveHostError):
        return Issue(
            "dns",
            "the host's name is not known",
            "see whether the address is spelt right and the host still exists",
            url,
        )
    if isinstance(error, DownloadTimeoutError):
        return Issue("timeout", "no answer in time", "raise `timeout`, or try from another network", url)
    if isinstance(error, DownloadConnectionRefusedError):
        return Issue("connection", "the host refuses connections", "see whether the site opens in a browser", url)
    if isinstance(error, DownloadCancelledError):
        return Issue(
            "too-large", "the answer is larger than is read", "raise `max_page_bytes`, or give a shorter page", url
        )
    if isinstance(error, (DownloadFailedError, ResponseDataLossError)):
        if any(word in text.lower() for word in _TLS):
            return Issue(
                "tls",
                f"no safe connection ({_plain(text)})",
                "if you trust the host, set `insecure_tls = true` for this source",
                url,
            )
        return Issue(
            "connection",
            f"the connection broke ({_plain(text)})",
            "run the crawl again; see whether the site opens in a browser",
            url,
        )
    if isinstance(error, UnsupportedURLSchemeError):
        return Issue("refused", "only http and https are fetched", "give an http or https address", url)
    if isinstance(error, IgnoreRequest) and "max redirections" in text:
        mend = "open the address in a browser, and give the address where it ends"
        return Issue("redirect", "the server sends the reader from address to address without end", mend, url)
    if isinstance(error, IgnoreRequest) and "decompress" in text:
        return Issue(
            "too-large",
            "the answer unpacks to more than is read",
            "raise `max_page_bytes`, or give a shorter page",
            url,
        )
    if isinstance(error, IgnoreRequest):
        return Issue("refused", text or "the request was refused", "see the log", url)
    return Issue("fault", f"{type(error).__name__}: {text}", "report this as a fault of gazette", url)


def of_status(status: int, url: str) -> Issue:
    """The issue behind an answer that is no page."""
    if status in _STATUS:
        message, mend = _STATUS[status]
        return Issue(f"http-{status}", message, mend, url)
    if status < 400:
        mend = "open the address in a browser, and give the address where it ends"
        return Issue("redirect", f"the server sends the reader elsewhere ({status}) without saying where", mend, url)
    if 500 <= status < 600:
        return Issue(
            "http-5xx",
            f"the server answered {status}",
            "wait; if it stays so, see whether the site opens in a browser",
            url,
        )
    return Issue(f"http-{status}", f"the server answered {status}", "see whether the page opens in a browser", url)


def as_error(issue: Issue) -> Issue:
    """The same trouble as the failure of a whole source."""
    return replace(issue, level="error")


def _plain(text: str) -> str:
    """A driver's message without its object addresses and nested lists."""
    if "certificate verify failed" in text:
        return "the certificate cannot be verified: it may have run out, name another host, or come from nobody we know"
    inner = text.strip("[]<>")
    return inner[:120]
