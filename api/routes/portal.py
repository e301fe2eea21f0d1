"""The built portal, where there is one: its files, and its first page for every address of its own."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Response

from api.deps import Open
from insecta.errors import NotFound

BUILT = Path(__file__).resolve().parent.parent.parent / "webportal" / "dist"
NOT_OURS = ("api/", "iiif/", "problems/")
_MISSING = (
    "<!doctype html><title>Insecta</title><p>The portal is not built: run <code>npm ci && npm run "
    'build</code> in <code>webportal/</code>. The API is at <a href="/api/v1/openapi.json">'
    "/api/v1/openapi.json</a>."
)


def portal(folder: Path = BUILT) -> APIRouter:
    """Routes that serve a folder of built files."""
    router = APIRouter(tags=["portal"], include_in_schema=False, dependencies=[Open])

    @router.get("/{path:path}")
    def page(path: str) -> Response:
        if path.startswith(NOT_OURS):
            raise NotFound("there is no such route")
        found = file_of(folder, path)
        if found is None and Path(path).suffix:
            raise NotFound("there is no such file")
        return file_answer(found or folder / "index.html", immutable=path.startswith("assets/"))

    return router


def file_of(folder: Path, path: str) -> Path | None:
    """The file of a path, never outside the folder."""
    wanted = (folder / path).resolve() if "\0" not in path else folder
    inside = wanted.is_relative_to(folder.resolve())
    return wanted if inside and wanted.is_file() else None


def file_answer(file: Path, *, immutable: bool) -> Response:
    if not file.is_file():
        return Response(_MISSING, media_type="text/html")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    cache = "public, max-age=31536000, immutable" if immutable else "no-cache"
    return Response(file.read_bytes(), media_type=kind, headers={"Cache-Control": cache})
