"""One call of a webhook: to the address that was judged, no redirect, no proxy, a short time."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Collection, Mapping

from insecta.errors import Unavailable
from insecta.services.webhook_address import Target, connected, judged

TIMEOUT = 10.0
"""Seconds for connecting, and for every piece of the answer."""
MOST_READ = 4_096
"""Bytes of an answer that are looked at; what it says is not used."""


class _Pinned(http.client.HTTPConnection):
    """A connection to one of the judged addresses, whatever the name says now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._target = target

    def connect(self) -> None:
        self.sock = connected(self._target.addresses, self._target.port, TIMEOUT)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)


def post(url: str, body: bytes, headers: Mapping[str, str], inside: Collection[str] = ()) -> None:
    """Send it. Raises Unavailable unless the answer is 2xx, Invalid where the address is forbidden."""
    connection = _Pinned(judged(url, inside))
    try:
        connection.request("POST", connection._target.path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"{connection.host} does not take it: {error!r}") from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise Unavailable(f"{connection.host} answered {answer.status}")
