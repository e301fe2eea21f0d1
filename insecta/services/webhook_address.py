"""Where a webhook may lead: never into the house (server-side request forgery; faults: 2.6).

An address is judged when it is given and again before every call, and the call goes to the very
address that was judged: a name that changes its mind in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from insecta.errors import Invalid, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """`addresses`: those of the host, all of them allowed."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def resolve(host: str, port: int) -> Sequence[str]:
    """Addresses of a host. Raises Unavailable."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"{host} has no address: {error}") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def judged(url: str, inside: Collection[str] = (), resolve: Resolve = resolve) -> Target:
    """Where a URL leads. `inside`: hosts of the house that may be called all the same, plain too.

    Raises Invalid for what may not be called, Unavailable where the name is not known now.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError as error:
        raise Invalid(f"{url[:200]!r} is no address: {error}") from error
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid(f"{url[:200]!r} names no host", hint="give https://HOST/PATH")
    if parts.username or parts.password or parts.fragment:
        raise Invalid("an address with a user, a password or a fragment is not called")
    trusted = host in inside
    if parts.scheme != "https" and not (trusted and parts.scheme == "http"):
        raise Invalid("only https:// addresses are called", hint="give https://HOST/PATH")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    addresses = tuple(resolve(host, port))
    if not trusted:
        for address in addresses:
            _require_public(host, address)
    return Target(parts.scheme, host, port, target, addresses)


def is_public(text: str) -> bool:
    """Whether an address is one of the web's, whatever it is wrapped in."""
    address = _real(ipaddress.ip_address(text.partition("%")[0]))
    return address.is_global and not address.is_multicast and not address.is_reserved


def connected(addresses: Sequence[str], port: int, timeout: float | None) -> socket.socket:
    """A connection to the first of some judged addresses that answers. Raises OSError."""
    last = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            last = error
    raise last


def _require_public(host: str, text: str) -> None:
    if not is_public(text):
        raise Invalid(
            f"{host} leads to {text}, which is not a public address",
            hint="an administrator can allow a host of the house: INSECTA_WEBHOOK_HOSTS",
        )


def _real(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        embedded = address.ipv4_mapped or address.sixtofour
        if embedded is None and address.teredo is not None:
            embedded = address.teredo[1]
        if embedded is None and address in _NAT64:
            embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if embedded is not None:
            return embedded
    return address
