"""Callers without a key, told apart by their address: each has a share, so that one cannot shut all out.

Kept in this process's memory and for a day at most; nothing of it is written down.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from uuid import UUID

from starlette.requests import Request

from insecta.errors import OverBudget
from insecta.settings import Settings

A_MINUTE = 60
"""Dear answers that one address gets in a minute: searches by picture, heat maps, evidence, packs."""
AT_ONCE = 120
"""Those that it may have saved up."""
SHARE, LEAST = 10, 5
"""One address may hold the tenth part of what visitors may send in a day, begun and not ended, or five."""
KNOWN = 10_000
"""Addresses that are remembered; who was not here for longest is forgotten first."""


def caller_address(request: Request, settings: Settings) -> str:
    """Who calls, as far as can be told; of IPv6 the network of 64 bits that one customer has.

    A proxy on this machine is believed (uvicorn does that). One elsewhere in the house is where
    INSECTA_PUBLIC_URL tells that people come through one: the last address of `X-Forwarded-For`.
    """
    peer = request.client.host if request.client else ""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    if told and settings.public_url and _is_inside(peer):
        peer = told
    try:
        found = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


def _is_inside(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer.partition("%")[0]).is_private
    except ValueError:
        return False


class Turns:
    """How many dear answers each address has left; they grow back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """One more answer. Raises OverBudget where none is left."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(address, (float(AT_ONCE), now))
            left = min(float(AT_ONCE), left + (now - since) * A_MINUTE / 60)
            self._left[address] = (left - 1 if left >= 1 else left, now)
            while len(self._left) > KNOWN:
                self._left.popitem(last=False)
        if left < 1:
            raise OverBudget(
                f"without a key an address gets {A_MINUTE} such answers a minute",
                retry_after=1 + int((1 - left) * 60 / A_MINUTE),
                hint="wait a little, or sign in",
            )


class Begun:
    """Uploads that each address has begun."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun: OrderedDict[str, list[UUID]] = OrderedDict()

    def require_share(
        self, address: str, most: int, unfinished: Callable[[Collection[UUID]], set[UUID]]
    ) -> None:
        """May this address begin one more of the visitors' `most` uploads? Raises OverBudget."""
        with self._lock:
            known = list(self._begun.get(address, ()))
        share = max(LEAST, most // SHARE)
        if len(known) < share:
            return
        open_still = unfinished(known)
        with self._lock:
            now = self._begun.get(address, [])
            self._begun[address] = [one for one in now if one in open_still or one not in known]
        if len(open_still) >= share:
            raise OverBudget(
                f"{len(open_still)} uploads from this address are begun and not ended",
                retry_after=60,
                hint="end them, or give them up; what nobody goes on with is gone after 24 hours",
            )

    def add(self, address: str, upload: UUID) -> None:
        with self._lock:
            self._begun.setdefault(address, []).append(upload)
            self._begun.move_to_end(address)
            while len(self._begun) > KNOWN:
                self._begun.popitem(last=False)
