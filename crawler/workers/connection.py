"""The connection to Redis, and its troubles in our words.

An address is `redis://[user][:password]@host:port/db`, `rediss://` for TLS, `unix://` for a socket; the password is
never shown.  Over TLS the certificate is checked, by the system's authorities (those of SSL_CERT_FILE when it is set) or by
those of the file that `?ssl_ca_certs=` names; `&ssl_certfile=…&ssl_keyfile=…` is our own certificate, where one is asked for.

This module does not know what is kept there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from crawler.errors import ConfigError, GazetteError

# Seconds: Redis answers in a thousandth; a connection that is cut without a word is noticed after so many.
PATIENCE = 10.0
Client = Any
_SCHEMES = ("redis", "rediss", "unix")
# Words of an address that name files which have to be there.
_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")


class QueueError(GazetteError):
    """Redis cannot be reached, or refuses; the stores are as they were."""

    kind = "queue"
    exit_status = 1


def shown(url: str) -> str:
    """The address without its password."""
    return re.sub(
        r"(?<=//)([^/@]*@)", lambda m: f"{m[1].split(':')[0]}:***@" if ":" in m[1] else m[1], _secretless(url)
    )


def _secretless(url: str) -> str:
    """redis-py also takes a password from the query, and that of a key."""
    return re.sub(r"([?&](?:ssl_)?password=)[^&]*", r"\1***", url)


def connect(url: str, *, patience: float = PATIENCE) -> Client:
    """A client of the Redis at an address, not connected yet.  Raises ConfigError for an address that is none."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES:
            raise ValueError(f"it begins with none of {', '.join(f'{s}://' for s in _SCHEMES)}")
        for word, file in parse_qsl(parts.query):
            if word in _FILES:
                Path(file).read_bytes()
        # No retries of redis-py's own: what is asked again, and for how long, is decided where it is asked.
        client = redis.Redis.from_url(
            url, socket_timeout=patience, socket_connect_timeout=patience, health_check_interval=30,
            retry=Retry(NoBackoff(), 1), client_name="gazette", protocol=2,
        )  # fmt: skip
        # What its words are worth is seen when a connection is made; this one is not opened.
        pool = client.connection_pool
        pool.connection_class(**pool.connection_kwargs)
        return client
    except (ValueError, TypeError, OSError, redis.exceptions.RedisError) as error:
        raise ConfigError(
            f"{shown(url)!r} is no address of a Redis ({_without(str(error), url)})", mend="give --queue redis://HOST:PORT/DB (or GAZETTE_QUEUE)"
        ) from None  # fmt: skip


def check(client: Client, url: str) -> None:
    """Raise QueueError when the Redis is not there, refuses us, is too old, or throws away what it was given."""
    with told(url):
        info = client.info()
    version = tuple(int(n) for n in re.findall(r"\d+", str(info.get("redis_version", "0")))[:2])
    if version < (6, 2):
        raise QueueError(
            f"the Redis at {shown(url)} is of version {info.get('redis_version')}", mend="6.2 is the oldest that does"
        )
    if str(info.get("maxmemory_policy", "")).startswith("allkeys") and info.get("maxmemory"):
        raise QueueError(
            f"the Redis at {shown(url)} throws away jobs and results when its memory is full ({info['maxmemory_policy']})",
            mend="set `maxmemory-policy noeviction` there",
        )


@contextmanager
def told(url: str) -> Iterator[None]:
    """Raise QueueError (ConfigError for a password that is refused) in place of the driver's errors."""
    try:
        yield
    except redis.exceptions.RedisError as error:
        raise in_our_words(error, url) from None


def in_our_words(error: redis.exceptions.RedisError, url: str) -> GazetteError:
    """A driver's error as ours."""
    text, where = _without(str(error), url), f"the Redis at {shown(url)}"
    if isinstance(error, redis.exceptions.AuthenticationError) or text.startswith(("NOAUTH", "WRONGPASS", "NOPERM")):
        return ConfigError(
            f"{where} refuses the user or the password ({text})",
            mend="write them into the address, redis://USER:PASSWORD@HOST:PORT/DB, or into GAZETTE_QUEUE",
        )
    safe = urlsplit(url).scheme == "rediss"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        why = text.partition("certificate verify failed: ")[2].partition(" (_ssl")[0]
        return QueueError(
            f"the certificate of {where} is not trusted ({why})",
            mend="name the authority that signed it: rediss://…/0?ssl_ca_certs=FILE, or SSL_CERT_FILE=FILE in the environment; "
            "the host in the address must be one that the certificate is for",
        )
    if isinstance(error, redis.exceptions.TimeoutError):
        other = ", and whether its port is one for TLS (without, the address begins with redis://)" if safe else ""
        return QueueError(f"{where} does not answer", mend=f"see whether it is busy, and the network to it{other}")
    if isinstance(error, redis.exceptions.BusyLoadingError):
        return QueueError(f"{where} is still reading its files", mend="wait a moment and run the command again")
    if isinstance(error, redis.exceptions.ConnectionError):
        if isinstance(error.__context__, ConnectionRefusedError):
            other = ""
        elif safe:
            other = "; its port must be one for TLS, and where it wants a certificate of ours, give ?ssl_certfile=FILE&ssl_keyfile=FILE"
        else:
            other = "; where its port is one for TLS, begin the address with rediss://"
        return QueueError(
            f"{where} cannot be reached ({text})",
            mend=f"see that it runs and listens there: `redis-cli -h HOST -p PORT ping`{other}",
        )
    if "OOM" in text or isinstance(error, redis.exceptions.OutOfMemoryError):
        return QueueError(
            f"{where} is full", mend="let `gazette drain` take in what waits there, or give it more `maxmemory`"
        )
    if "MISCONF" in text or "READONLY" in text:
        return QueueError(f"{where} cannot write ({text})", mend="see its disk and its log; it must not be a replica")
    return QueueError(f"{where} said: {text}", mend="see its log")


def _without(text: str, url: str) -> str:
    """A text without the password of an address, as it is written and as it is meant."""
    secret = urlsplit(url).password or ""
    for one in filter(None, (secret, unquote(secret))):
        text = text.replace(one, "***")
    return text
