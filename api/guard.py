"""Around every request: is it really meant for us, and what browsers may do with the answer."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer
from api.metrics import Metrics
from api.present import BASE
from api.schemas import Problem
from insecta.settings import LOOPBACK, Settings

SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}


class Guard:
    """Checks Host (DNS rebinding) and Origin (other sites), adds headers, counts."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._public = settings.public_url
        named = settings.named_hosts
        self._hosts = named | LOOPBACK if named or settings.is_loopback else named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        try:
            refused = self._refused(scope)
            if refused is not None:
                await answer(refused)(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        finally:
            route = _template(scope)
            self._metrics.requests.labels(scope["method"], route, str(status)).inc()
            self._metrics.seconds.labels(scope["method"], route).observe(
                time.perf_counter() - begun
            )

    def _refused(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if self._hosts and name_of(host) not in self._hosts:
            return Problem(
                type="about:blank",
                title="Not a name of this server",
                status=421,
                detail="The Host header names another server.",
                hint="add the name to INSECTA_ALLOWED_HOSTS",
            )
        origin = headers.get("origin")
        if scope["method"] not in SAFE and origin and not self._is_own(origin, host):
            return Problem(
                type="about:blank",
                title="Another site asks",
                status=403,
                detail="Only pages of this server may change something.",
            )
        return None

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether a page of this server asks; a proxy may have called us by another name than it was."""
        return urlsplit(origin).netloc.lower() == host or origin.lower() == self._public


def _template(scope: Scope) -> str:
    """The route's path with its parameters' names: few values, whatever is asked for."""
    path = str(getattr(scope.get("route"), "path", "other"))
    return BASE + path if str(scope["path"]).startswith(f"{BASE}/") and path != "other" else path


def name_of(host: str) -> str:
    """Host header without its port, in small letters."""
    host = host.lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
