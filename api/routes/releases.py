"""Releases: which networks answer, what they cannot do, and their files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import schemas
from api.deps import Administrator, DoorOf, Reader, take_turn
from insecta.services.gate import promote_through_gate, roll_back
from insecta.services.show.figures import evaluation_kept, figures
from insecta.services.show.releases import release_pack, require_release, show_releases

router = APIRouter(prefix="/releases", tags=["releases"])


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Release]:
    """Oldest first; the `champion` answers for the house."""
    found = show_releases(door.platform.catalogue, door.platform.release)
    return schemas.Page[schemas.Release](
        items=[schemas.Release.model_validate(one) for one in found], total=len(found)
    )


Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get("/{digest}/figures")
def read_figures(door: DoorOf, principal: Reader, digest: Digest) -> schemas.ReleaseFigures:
    """Calibration and coverage on the release's test, the names it knows, when it answered."""
    platform = door.platform
    return schemas.ReleaseFigures.model_validate(
        figures(platform.catalogue, platform.store, platform.release, digest)
    )


@router.post(
    "/{digest}/promote",
    responses={409: {"model": schemas.Problem, "description": "The gate does not let it through."}},
)
def promote(
    door: DoorOf, principal: Administrator, digest: Digest, body: schemas.Promote
) -> schemas.Promoted:
    """Let it answer for the house: through the gate, or with a reason that is kept."""
    platform = door.platform
    candidate = evaluation_kept(platform.store, digest)
    decided = promote_through_gate(
        platform.catalogue, platform.store, principal, digest, candidate, body.override.strip()
    )
    return schemas.Promoted(
        release=digest,
        number=decided.promotion.number if decided.promotion else None,
        decision=decided.verdict.decision if decided.verdict else None,
    )


@router.post("/rollback")
def rollback(door: DoorOf, principal: Administrator, body: schemas.Rollback) -> schemas.Promoted:
    """Let an earlier release answer again, under a promotion number of its own."""
    platform = door.platform
    back = roll_back(platform.catalogue, principal, body.number)
    return schemas.Promoted(release=back.release, number=back.number, decision=None)


@router.get(
    "/{digest}/pack",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "The release's files."}},
)
def pack(request: Request, door: DoorOf, principal: Reader, digest: Digest) -> Response:
    """All files of a release as one zip archive; equal bytes for equal releases."""
    headers = {
        "Content-Disposition": f'attachment; filename="insecta-release-{digest[:12]}.zip"',
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{digest}"',
    }
    platform = door.platform
    if (request.headers.get("if-none-match") or "").strip('"') == digest:
        require_release(platform.catalogue, digest)
        return Response(status_code=304, headers=headers)
    take_turn(request, door, principal)
    packed = release_pack(platform.catalogue, platform.store, digest)
    return Response(packed, media_type="application/zip", headers=headers)
