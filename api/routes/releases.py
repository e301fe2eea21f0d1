"""Releases: which networks answer, what they cannot do, and their files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api import schemas
from api.deps import DoorOf, Reader
from insecta.services.show.releases import release_pack, show_releases

router = APIRouter(prefix="/releases", tags=["releases"])


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Release]:
    """Oldest first; the `champion` answers for the house."""
    found = show_releases(door.platform.catalogue, door.platform.release)
    return schemas.Page[schemas.Release](
        items=[schemas.Release.model_validate(one) for one in found], total=len(found)
    )


@router.get(
    "/{digest}/pack",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "The release's files."}},
)
def pack(
    door: DoorOf, principal: Reader, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
) -> Response:
    """All files of a release as one zip archive; equal bytes for equal releases."""
    return Response(
        release_pack(door.platform.catalogue, door.platform.store, digest),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="insecta-release-{digest[:12]}.zip"',
            "Cache-Control": "private, max-age=31536000, immutable",
            "ETag": f'"{digest}"',
        },
    )
