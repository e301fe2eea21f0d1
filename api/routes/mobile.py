"""The app as pages under /app/, where it was exported for the web: the same app as on a phone."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Response

from api.deps import Open
from api.routes.portal import Accepts, file_answer, file_of
from insecta.errors import NotFound

EXPORTED = Path(__file__).resolve().parent.parent.parent / "mobile" / "dist"
BASE = "/app"
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
HEADERS = {
    # Its styles go rule by rule into a style element that is empty in the page; its network is
    # WebAssembly; pictures that are on the device only have blob: addresses.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
        f"style-src 'self' {_EMPTY_STYLE}; img-src 'self' blob: data:; font-src 'self'; "
        "connect-src 'self' blob: data:; worker-src 'self' blob:; manifest-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "geolocation=(self), microphone=(), camera=(self)",
}
_MISSING = (
    "<!doctype html><title>Insecta</title><p>The app is not exported for the web: run "
    "<code>make app</code>."
)


def app_pages(folder: Path = EXPORTED) -> APIRouter:
    """Routes that serve an exported app (`npm run export:web` in mobile/)."""
    router = APIRouter(prefix=BASE, tags=["app"], include_in_schema=False, dependencies=[Open])

    @router.get("")
    def bare() -> Response:
        return Response(status_code=308, headers={"Location": f"{BASE}/"})

    @router.get("/{path:path}")
    def page(path: str, accepts: Accepts = "") -> Response:
        if not (folder / "index.html").is_file():
            return Response(_MISSING, status_code=404, media_type="text/html")
        found = file_of(folder, path or "index.html")
        if found is None:
            raise NotFound("there is no such file")
        answer = file_answer(found, accepts, immutable=path.startswith("_expo/static/"))
        answer.headers.update(HEADERS)
        return answer

    return router
