"""What went wrong with a request, in the words of an operator: an Issue with its kind, sentence and mend.

This module does not know whether the request was for a list or an article; the caller sets the level.
"""

from __future__ import annotations

import re
from dataclasses import replace

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from twisted.web._newclient import ParseError

from crawler.downloading import HeadersTooLong
from crawler.errors import GazetteError
from crawler.middlewares import OutOfPatience, RefusedAddress, RobotsRefusal, RobotsUnreachable
from crawler.store.runs import Issue

_TLS = ("certificate", "ssl", "tls", "handshake", "service_identity")
_UNPACKERS = frozenset({"gzip", "zlib", "brotli", "brotlicffi", "backports.zstd", "compression.zstd"})
_REFUSES = "the host refuses connections"
_WHERE_IT_ENDS = "open the address in a browser, and give the address where it ends"
# Troubles of a host as a whole: its robots.txt has them as its pages would.
_OF_THE_HOST = frozenset({"dns", "tls"})
_SHORTER = "raise `max_page_bytes`, or give a shorter page"
_SIMPLE: dict[type[BaseException], tuple[str, str, str]] = {
    CannotResolveHostError: (
        "dns",
        "the host's name is not known",
        "see whether the address is spelt right and the host still exists",
    ),
    DownloadTimeoutError: ("timeout", "no answer in time", "raise `timeout`, or try from another network"),
    DownloadConnectionRefusedError: ("connection", _REFUSES, "see whether the site opens in a browser"),
    DownloadCancelledError: ("too-large", "the answer is larger than is read", _SHORTER),
    StopDownload: (
        "too-large",
        "the answer was cut: all answers under way together were more than is read",
        "nothing to do, unless it stays so: too much came at once from several hosts",
    ),
    UnsupportedURLSchemeError: ("refused", "only http and https are fetched", "give an http or https address"),
}
_STATUS = {
    304: (
        "the server says that nothing changed (304), though it was not told since when",
        "see whether the page opens in a browser; a cache between may be broken",
    ),
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
    if isinstance(error, RobotsUnreachable):
        return _no_robots(of_exception(error.__cause__ or error, url))
    for type_, (kind, message, mend) in _SIMPLE.items():
        if isinstance(error, type_):
            return Issue(kind, message, mend, url)
    if isinstance(error, IgnoreRequest):
        return _ignored(error, text, url)
    if isinstance(error, (DownloadFailedError, ResponseDataLossError)):
        return _broken(error, text, url)
    if type(error).__module__.startswith("playwright."):
        return _rendering(error, text, url)
    if type(error).__module__ in _UNPACKERS:
        mend = "see whether the address opens in a browser; the server says that it packs its answers, and does not"
        return Issue("unpacking", f"the answer cannot be unpacked ({text})", mend, url)
    if isinstance(error, ValueError) and "Missing scheme" in text:
        return Issue("redirect", "the server sends the reader to what is no web address", _WHERE_IT_ENDS, url)
    return Issue("fault", f"{type(error).__name__}: {text}", "report this as a fault of gazette", url)


def _ignored(error: IgnoreRequest, text: str, url: str) -> Issue:
    """The issue of a request that was not made, or whose answer was not taken."""
    if isinstance(error, RefusedAddress):
        mend = "set `allow_private = true` for this source if that is meant; for another host than its list's, `private_hosts` too"
        return Issue("refused", text, mend if "private" in text else "give the list's plain address", url)
    if isinstance(error, OutOfPatience):
        mend = "nothing to do, unless it stays so: then raise `source_time`, or see why the host is slow"
        return Issue("patience", f"{text}; what is left is fetched by the next crawl", mend, url)
    if isinstance(error, RobotsRefusal):
        return Issue("robots", text, "ask the publisher, or look for a feed that may be fetched", url)
    if "max redirections" in text:
        return Issue("redirect", "the server sends the reader from address to address without end", _WHERE_IT_ENDS, url)
    if "decompress" in text:
        return Issue("too-large", "the answer unpacks to more than is read", _SHORTER, url)
    return Issue("refused", text or "the request was refused", "see the log", url)


def _broken(error: BaseException, text: str, url: str) -> Issue:
    """The issue of a connection that did not stand, or broke."""
    root = _root(error)
    if isinstance(root, HeadersTooLong):
        return Issue("too-large", f"the answer's headers have no end ({root})", "look for another list", url)
    if any(word in text.lower() for word in _TLS):
        mend = "if you trust the host, set `insecure_tls = true` for this source"
        return Issue("tls", f"no safe connection ({_plain(text)})", mend, url)
    mend = "run the crawl again; see whether the site opens in a browser"
    return Issue("connection", f"the connection broke ({_told(root)})", mend, url)


def _rendering(error: BaseException, text: str, url: str) -> Issue:
    """The issue of a page that Chromium did not render."""
    if type(error).__name__ == "TimeoutError":
        return Issue("timeout", "the page was not rendered in time", "see how long it takes in a browser", url)
    reason = re.search(r"net::ERR_(\w+)", text)
    told = reason.group(1).replace("_", " ").lower() if reason else text[:120]
    kind = "tls" if told.startswith(("cert", "ssl")) else "dns" if "name not resolved" in told else "connection"
    return Issue(kind, f"the browser could not open the page ({told})", "see whether the site opens in a browser", url)


def of_status(status: int, url: str) -> Issue:
    """The issue behind an answer that is no page."""
    if status in _STATUS:
        message, mend = _STATUS[status]
        return Issue(f"http-{status}", message, mend, url)
    if status < 400:
        told = f"the server sends the reader elsewhere ({status}), and names no web address"
        return Issue("redirect", told, _WHERE_IT_ENDS, url)
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


def _no_robots(issue: Issue) -> Issue:
    """The issue of a robots.txt that did not come, by what happened to it."""
    if issue.kind in _OF_THE_HOST or issue.message == _REFUSES:
        return issue
    return replace(
        issue, message=f"robots.txt cannot be had, which forbids all fetching ({issue.message})",
        mend="wait; if it stays so, ask the publisher, and set `ignore_robots = true` if the publisher agrees",
    )  # fmt: skip


def _root(error: BaseException) -> BaseException:
    """What Twisted gave as the last reason of a failed answer; the error itself when it gave none."""
    reasons = getattr(error.__cause__, "reasons", None) or ()
    return reasons[-1].value if reasons else error


def _told(root: BaseException) -> str:
    """A reason in words, without the names of classes."""
    if isinstance(root, ParseError):
        return "the answer is no HTTP"
    return str(root).rstrip(".")[:120] or "the answer ended before its end"


def _plain(text: str) -> str:
    """A driver's message without its object addresses and nested lists."""
    if "certificate verify failed" in text or "service_identity" in text:
        return "the certificate cannot be verified: it may have run out, name another host, or come from nobody we know"
    inner = text.strip("[]<>")
    return inner[:120]
