"""The built portal, where there is one: its files, and its first page for every address of its own.

Scripts, styles and pages go over the line packed (gzip) to whoever takes them so: a third of the bytes.
"""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response

from api.deps import Open
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
    def page(path: str, accepts: Accepts = "") -> Response:
        if path.startswith(NOT_OURS):
            raise NotFound("there is no such route")
        found = file_of(folder, path)
        if found is None and Path(path).suffix:
            raise NotFound("there is no such file")
        immutable = path.startswith("assets/")
        return file_answer(found or folder / "index.html", accepts, immutable=immutable)

    return router


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
    if not _takes_gzip(accepts):
        return Response(file.read_bytes(), media_type=kind, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(_packed(file, file.stat().st_mtime_ns), media_type=kind, headers=headers)


@lru_cache(maxsize=256)
def _packed(file: Path, modified: int) -> bytes:
    """Once for each state of a file."""
    return gzip.compress(file.read_bytes(), mtime=0)


def _takes_gzip(accepts: str) -> bool:
    """RFC 9110, 12.5.3: named with a weight above 0."""
    for one in accepts.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
