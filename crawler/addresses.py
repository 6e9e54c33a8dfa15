"""Which network addresses a crawler may speak to.

Refused are those that lead inside: loopback, private, link-local (with the metadata services of clouds),
carrier-grade NAT, documentation and reserved ranges (IANA special-purpose registries, RFC 6890), and
the same wrapped in IPv6 (mapped, compatible, translated, 6to4, Teredo, NAT64).

A source that may lead inside may do so to its own place only: the host and port of its list, and those that the
operator names.  What else listens on that host stays out of a page's reach.

This module does not resolve names.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

# The last four bytes of these are an IPv4 address: NAT64 (RFC 6052), its local use (RFC 8215), IPv4-translated (RFC 2765).
_WRAPPED = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96"))
# Deprecated or reserved, and global to Python's tables: IPv4-compatible (RFC 4291), site-local (RFC 3879),
# documentation (RFC 9637), segment routing (RFC 9602), 6to4's relays (RFC 7526).
_NO_HOSTS = tuple(
    ipaddress.ip_network(n) for n in ("::/96", "fec0::/10", "3fff::/20", "5f00::/16", "192.88.99.0/24", "192.0.0.0/24")
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_private(address: str) -> bool:
    """Whether a literal IP address is anything but a public unicast one; True for what is no address."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in network for network in _WRAPPED):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return not ip.is_global or ip.is_multicast or any(ip in network for network in _NO_HOSTS)


def place_of(url: str) -> str:
    """The host and port that an address leads to, `example.org:443`; "" for one that leads nowhere."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme.lower(), 0)
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    return f"{host}:{port}" if host and port else ""


def places_of(url: str) -> frozenset[str]:
    """The places that belong to a source whose list is at `url`: its own, and of a plain web address also the safe twin."""
    place = place_of(url)
    host, _, port = place.rpartition(":")
    if port in ("80", "443"):
        return frozenset({f"{host}:80", f"{host}:443"})
    return frozenset({place} if place else ())


def is_literal(host: str) -> bool:
    """Whether a host is an IP address as the standards write it (`127.0.0.1`, not `127.1`)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host
