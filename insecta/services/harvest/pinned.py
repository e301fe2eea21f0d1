"""Links of the web, asked for at the very address that was judged.

A link never leads into the house, neither by its own host nor by where it redirects to. Each
connection resolves its host once, judges what came, and connects to that: a name that changes its
mind in between (DNS rebinding) gains nothing. A proxy is asked by name, and decides where it goes.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.request
from collections.abc import Collection, Sequence
from functools import partial
from typing import IO, Any
from urllib.parse import urlsplit

from insecta.errors import Invalid
from insecta.services.webhook_address import connected, is_public, resolve


def opener(inside: Collection[str]) -> urllib.request.OpenerDirector:
    """Opens links of the web. `inside`: hosts of the house that may be asked all the same."""
    return urllib.request.build_opener(_Redirects, _Plainly(inside), _Securely(inside))


def require_web(url: str) -> None:
    """Raises Invalid for what is no http or https link with a host."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(f"{url[:200]!r} is no address of the web")


def outside(host: str, port: int, inside: Collection[str]) -> Sequence[str]:
    """Addresses of a host, all of them public. Raises Invalid where one is not, Unavailable."""
    name = host.rstrip(".").lower()
    addresses = resolve(name, port)
    for address in addresses:
        if name not in inside and not is_public(address):
            raise Invalid(f"{name} leads to {address}, which is not a public address")
    return addresses


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        require_web(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Plain(http.client.HTTPConnection):
    def __init__(self, inside: Collection[str], host: str, **more: Any) -> None:
        super().__init__(host, **more)
        self._inside = inside

    def connect(self) -> None:
        self.sock = _socket(self, self._inside)


class _Secure(http.client.HTTPSConnection):
    def __init__(self, inside: Collection[str], host: str, **more: Any) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, context=self._trust, **more)
        self._inside = inside

    def connect(self) -> None:
        plain = _socket(self, self._inside)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def _socket(connection: http.client.HTTPConnection, inside: Collection[str]) -> socket.socket:
    addresses = outside(connection.host, connection.port, inside)
    return connected(addresses, connection.port, connection.timeout)


class _Plainly(urllib.request.HTTPHandler):
    def __init__(self, inside: Collection[str]) -> None:
        super().__init__()
        self._inside = inside

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        if _by_proxy(req):
            return super().http_open(req)
        return self.do_open(partial(_Plain, self._inside), req)


class _Securely(urllib.request.HTTPSHandler):
    def __init__(self, inside: Collection[str]) -> None:
        super().__init__()
        self._inside = inside

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        if _by_proxy(req):
            return super().https_open(req)
        return self.do_open(partial(_Secure, self._inside), req)


def _by_proxy(request: urllib.request.Request) -> bool:
    """Whether urllib goes to another host than the link's."""
    return request.host != urllib.request.Request(request.full_url).host  # noqa: S310  (not opened)
