"""What makes two addresses the same page.

Only what is known to be noise goes: the fragment (unless it is a `#!` route), session ids, click
and campaign parameters.  A query is identity, byte for byte: `?list_4/16.html` is a page of its own.
Host and scheme are lower-cased and default ports dropped (RFC 3986, 6.2.2 and 6.2.3).

This module does not know which addresses exist or may be fetched.
"""

from __future__ import annotations

import re
import uuid
from urllib.parse import SplitResult, urlsplit, urlunsplit

from crawler.errors import ConfigError
from crawler.normalise.remembering import remembered
from crawler.normalise.text import printable

_NOISE = re.compile(
    r"^(?:utm_\w+|spm|gclid|fbclid|yclid|msclkid|mc_[ce]id|_ga|phpsessid|jsessionid|aspsessionid\w*|sessionid|cftoken|cfid)=",
    re.I,
)
_PATH_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.I)
_ASP_SESSION = re.compile(r"/\((?:S\([a-z0-9]{24}\)|[a-z0-9]{24})\)(?=/)", re.I)
# An address in which nothing can be noise: lower-case host, a port of its own, a path without parameters, no query.
_KNOWN_SO = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,9}(?::(?!80/|443/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?/[\w./~%+,=@&-]*+",
    re.A,
)
_NAMESPACE = uuid.UUID("6f9a3a52-4a55-5f0e-9f0c-6a7a7e1c7d11")


def is_web(address: str) -> bool:
    """Whether an address begins as one of the web does, in any case; nothing else of it is looked at."""
    return address[:8].lower().startswith(("http://", "https://"))


# A row's address is asked for a dozen times on its way from the list to the store.
@remembered(4_096)
def canonical(url: str) -> str:
    """The address under which an article is known; raises ConfigError when it is no http(s) address."""
    # Most rows lead to one like this; to take it apart and put it together again costs twenty times as much.
    if _KNOWN_SO.fullmatch(url):
        return url
    parts = split(url)
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    path = _ASP_SESSION.sub("", _PATH_SESSION.sub("", parts.path)) or "/"
    query = parts.query
    if _has_noise(query):
        query = "&".join(field for field in query.split("&") if not _NOISE.match(field))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit((parts.scheme, host, path.replace(" ", "%20"), query.replace(" ", "%20"), fragment))


def split(url: str) -> SplitResult:
    """`urlsplit` of an http(s) address; raises ConfigError that names what is wrong."""
    try:
        # A lone surrogate out of a JSON list would end the crawl at the store.
        parts = urlsplit(printable(url).strip())
        _ = parts.port
    except ValueError as error:
        raise ConfigError(
            f"the address cannot be read ({error})", url=url, mend="give an address such as https://example.org/news/"
        ) from error
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ConfigError(
            "the address is not http or https", url=url, mend="give an address such as https://example.org/news/"
        )
    return parts


def guid_of(url: str) -> str:
    """The guid that an article gets at first sight: `urn:uuid:` of UUID version 5 (RFC 9562) over its canonical address."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, canonical(url))}"


def _has_noise(query: str) -> bool:
    return any(_NOISE.match(field) for field in query.split("&")) if query else False
