"""The built portal, where there is one: its files, and its first page for every address of its own.

Scripts, styles and pages go over the line packed (gzip) to whoever takes them so: a third of the bytes.
"""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from api.deps import Open
from api.early import with_early
from api.packed import takes_gzip
from insecta.errors import NotFound

BUILT = Path(__file__).resolve().parent.parent.parent / "webportal" / "dist"
NOT_OURS = ("api/", "iiif/", "problems/")
PACKED = (
    "text/",
    "application/javascript",
    "application/json",
    "application/wasm",
    "image/svg+xml",
)
"""Beginnings of media types that gzip makes smaller; pictures and fonts are packed already."""
Accepts = Annotated[str, Header(alias="Accept-Encoding")]
_MISSING = (
    "<!doctype html><title>Insecta</title><p>The portal is not built: run <code>npm ci && npm run "
    'build</code> in <code>webportal/</code>. The API is at <a href="/api/v1/openapi.json">'
    "/api/v1/openapi.json</a>."
)


def portal(folder: Path = BUILT) -> APIRouter:
    """Routes that serve a folder of built files."""
    router = APIRouter(tags=["portal"], include_in_schema=False, dependencies=[Open])

    @router.get("/{path:path}")
    def page(request: Request, path: str, accepts: Accepts = "") -> Response:
        if path.startswith(NOT_OURS):
            raise NotFound("there is no such route")
        found = file_of(folder, path)
        if found is not None:
            return file_answer(found, accepts, immutable=path.startswith("assets/"))
        if Path(path).suffix:
            raise NotFound("there is no such file")
        return _page(folder, path, accepts, plain=not request.url.query)

    return router


def _page(folder: Path, path: str, accepts: str, *, plain: bool) -> Response:
    """The portal's one page, told what this address needs first."""
    index = folder / "index.html"
    if not index.is_file():
        return Response(_MISSING, media_type="text/html")
    html = with_early(index.read_text(encoding="utf-8"), folder, path, plain=plain).encode()
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if not takes_gzip(accepts):
        return Response(html, media_type="text/html", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(gzip.compress(html, mtime=0), media_type="text/html", headers=headers)


def file_of(folder: Path, path: str) -> Path | None:
    """The file of a path, never outside the folder."""
    wanted = (folder / path).resolve() if "\0" not in path else folder
    inside = wanted.is_relative_to(folder.resolve())
    return wanted if inside and wanted.is_file() else None


def file_answer(file: Path, accepts: str, *, immutable: bool) -> Response:
    """`accepts`: the request's Accept-Encoding."""
    if not file.is_file():
        return Response(_MISSING, media_type="text/html")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    cache = "public, max-age=31536000, immutable" if immutable else "no-cache"
    headers = {"Cache-Control": cache}
    if not kind.startswith(PACKED):
        return Response(file.read_bytes(), media_type=kind, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if not takes_gzip(accepts):
        return Response(file.read_bytes(), media_type=kind, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(_packed(file, file.stat().st_mtime_ns), media_type=kind, headers=headers)


@lru_cache(maxsize=256)
def _packed(file: Path, modified: int) -> bytes:
    """Once for each state of a file."""
    return gzip.compress(file.read_bytes(), mtime=0)
