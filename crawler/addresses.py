"""Which network addresses a crawler may speak to.

Refused are those that lead inside: loopback, private, link-local (with the metadata services of clouds),
carrier-grade NAT, documentation and reserved ranges (IANA special-purpose registries, RFC 6890), and
the same wrapped in IPv6 (mapped, 6to4, NAT64).

This module does not resolve names.
"""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_private(address: str) -> bool:
    """Whether a literal IP address is anything but a public unicast one; True for what is no address."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return not ip.is_global or ip.is_multicast
