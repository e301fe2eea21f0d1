"""By which address people know the platform."""

from __future__ import annotations

from starlette.requests import Request

from insecta.settings import Settings


def address_of(request: Request, settings: Settings) -> str:
    """INSECTA_PUBLIC_URL, else the address that was called; without a slash at its end.

    A proxy in another container is not believed what it says of the scheme, so behind TLS the
    setting alone tells that people come by https.
    """
    return settings.public_url or str(request.base_url).rstrip("/")


def is_over_tls(request: Request, settings: Settings) -> bool:
    """Whether the caller's browser came by https, as far as the proxy or the setting tells."""
    return "https" in (request.url.scheme, settings.public_url.partition(":")[0])
