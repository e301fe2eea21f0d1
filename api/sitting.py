"""Who sits at this machine: a call that nobody passed on, to a platform that has no name outside.

A reverse proxy beside us connects from loopback too, so where the call comes from tells nothing.
"""

from __future__ import annotations

from starlette.requests import Request

from api.guard import name_of
from insecta.settings import LOOPBACK, Settings

PASSED_ON = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip"})
"""Headers that proxies write; those that begin with `x-forwarded` count as well."""


def sits_here(request: Request, settings: Settings) -> bool:
    """Whether a call without a key is the local administrator's."""
    return (
        not settings.is_reachable
        and name_of(request.headers.get("host", "")) in LOOPBACK
        and request.scope.get("http_version") != "1.0"  # as nginx asks unless told otherwise
        and not any(_passed_on(header) for header in request.headers)
    )


def _passed_on(header: str) -> bool:
    return header in PASSED_ON or header.startswith("x-forwarded")
