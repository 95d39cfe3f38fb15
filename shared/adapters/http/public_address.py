"""Checks addresses that people enter: we send only to the public internet."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from shared.domain.errors import UpstreamError

Lookup = Callable[[str, int], Sequence[str]]

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: carries an IPv4 address in its last 32 bits
_DOCUMENTATION = IPv6Network("3fff::/20")  # RFC 9637; Python 3.11 takes it for a public one
_HTTP, _HTTPS = 80, 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where to connect to. ``address`` was checked; use it as it is, because a second look-up of the name may answer
    with another address. ``None`` for a host that is allowed by name."""

    host: str
    port: int
    address: str | None


def look_up(host: str, port: int) -> Sequence[str]:
    """Every address of a host. Raises ``OSError``."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def destination(url: str, *, allowed_hosts: frozenset[str] = frozenset(), lookup: Lookup = look_up) -> Destination:
    """Check an address before anything is sent to it.

    It must be https and all its addresses public; a host in ``allowed_hosts`` is taken as it is. Raises
    ``UpstreamError`` with a code that names no part of the URL, which may hold a secret.
    """
    parts, port = _split(url)
    host = parts.hostname
    if host is None or parts.username is not None or parts.password is not None:
        raise UpstreamError("address_malformed")
    if host in allowed_hosts and parts.scheme in ("http", "https"):
        return Destination(host=host, port=port, address=None)
    if parts.scheme != "https":
        raise UpstreamError("address_not_https")
    try:
        addresses = lookup(host, port)
    except (OSError, UnicodeError) as error:
        raise UpstreamError("address_unknown") from error
    if not addresses or not all(is_public(address) for address in addresses):
        raise UpstreamError("address_not_public")
    return Destination(host=host, port=port, address=addresses[0])


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (_HTTP if parts.scheme == "http" else _HTTPS)
    except ValueError as error:
        raise UpstreamError("address_malformed") from error
    return parts, port


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet.

    Not: private, loopback, link-local (where the metadata service is), carrier NAT, reserved, multicast; nor an
    IPv6 address that only wraps such an IPv4 address.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _wrapped(found)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local or found in _DOCUMENTATION:  # the former are of old internal networks
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_unspecified


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
