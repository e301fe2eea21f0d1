"""Pictures: upload one and get its answer, look at it again, see it."""

from __future__ import annotations

import re
import time
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import present, schemas
from api.deps import Curator, DoorOf, Reader, Visitor, require_account, take_turn
from api.door import Door
from api.intake import pieces, whole_body
from api.versions import version_in
from insecta.domain.collection import Principal
from insecta.domain.licence import licence as parse_licence
from insecta.services.admission import require_room
from insecta.services.heat import heat_map
from insecta.services.receive import UPLOADS, Received, Upload, receive
from insecta.services.redraw import redraw
from insecta.services.regions import add_region, remove_region, show_regions
from insecta.services.show.images import (
    ShownImage,
    Size,
    is_public,
    is_waiting,
    rendition,
    show_image,
)
from insecta.vision.many import Kind

router = APIRouter(prefix="/images", tags=["images"])
LONGEST_WAIT = 30.0
SHOWN_AGAIN = 3_600
"""Seconds for which a browser shows what anybody may see without asking again."""
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*(\d{1,4})(?:$|[,;\s])", re.IGNORECASE)
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The picture's bytes; the type is judged from them.",
        "content": {
            kind: {"schema": {"type": "string", "contentMediaType": kind}}
            for kind in ("image/jpeg", "image/png", "image/tiff", "image/webp")
        }
        | {
            "application/octet-stream": {"schema": {}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"}
                    },
                }
            },
        },
    }
}
Text = Annotated[str | None, Query(max_length=500)]


@router.post(
    "",
    status_code=201,
    response_model=schemas.Image,
    openapi_extra=_BODY,
    responses={
        200: {"model": schemas.Image, "description": "This picture was received before."},
        202: {"model": schemas.Image, "description": "Received; its answer will follow."},
        413: {"model": schemas.Problem, "description": "More bytes than an upload may hold."},
        415: {"model": schemas.Problem, "description": "Not a picture that can be read."},
        503: {"model": schemas.Problem, "description": "Too much waits; see Retry-After."},
        507: {"model": schemas.Problem, "description": "No room left."},
    },
)
async def upload(
    request: Request,
    response: Response,
    door: DoorOf,
    principal: Visitor,
    file_name: Annotated[
        str | None,
        Query(alias="fileName", max_length=1_000, description="The sender's own file name."),
    ] = None,
    collection: Annotated[
        str, Query(max_length=100, min_length=1, description="Code of the collection.")
    ] = UPLOADS,
    catalog_number: Annotated[str | None, Query(alias="catalogNumber", max_length=200)] = None,
    view: Annotated[str | None, Query(max_length=20)] = None,
    licence: Text = None,
    creator: Text = None,
    prefer: Annotated[
        str | None, Header(description="`wait=10` waits up to so many seconds for the answer.")
    ] = None,
) -> schemas.Image:
    """Send one picture, as the body or as the one part of a form; the same one again, at any time, is the same image.

    With `Prefer: wait=10` the answer comes in the same call (201, or 200 where the picture was
    there already); else, or where it takes longer, 202 and `Location` say where it will be.
    """
    settings, catalogue = door.settings, door.platform.catalogue
    limits = door.platform.limits
    require_account(door, principal, collection)
    await run_in_threadpool(require_room, catalogue, principal, collection, limits)
    async with whole_body(request, settings.data, limits.bytes_of(collection)) as body:
        name = file_name or body.file_name or "picture"
        sent = Upload(name, collection, catalog_number, view, canonical_licence(licence), creator)
        received: Received = await to_thread.run_sync(
            lambda: receive(
                catalogue,
                door.platform.store,
                principal,
                sent,
                pieces(body.file),
                limits,
                door.decode,
            ),
            limiter=door.intake,
        )
    return await told(door, principal, received, response, seconds_to_wait(prefer))


async def told(
    door: Door, principal: Principal, received: Received, response: Response, wait: float
) -> schemas.Image:
    """What became of a picture: its answer, or where that will be."""
    shown = await answered(door, principal, received.image_id, wait)
    response.headers["Location"] = f"{present.BASE}/images/{received.image_id}"
    if shown.state == "waiting":
        response.status_code = 202
    else:
        response.status_code = 201 if received.created else 200
    return present.image(shown)


def canonical_licence(text: str | None) -> str | None:
    """As ingest keeps it: the canonical URI where the text names one, else the text."""
    found = parse_licence(text) if text else None
    return (found.uri or found.verbatim) if found else None


def seconds_to_wait(prefer: str | None) -> float:
    """What `Prefer: wait=…` asks for."""
    found = _WAIT.search(prefer or "")
    return min(float(found[1]), LONGEST_WAIT) if found else 0.0


async def answered(door: Door, principal: Principal, image_id: UUID, wait: float) -> ShownImage:
    """The picture as soon as it has an answer, or as it is when the time is over.

    Waiting reads the catalogue, so any API process can answer.
    """
    catalogue = door.platform.catalogue
    end = time.monotonic() + wait
    if not wait:
        return await run_in_threadpool(_show, door, principal, image_id)
    async with door.heartbeat.watched() as heartbeat:
        with heartbeat.awaiting(image_id):
            while await run_in_threadpool(is_waiting, catalogue, image_id):
                left = end - time.monotonic()
                if left <= 0 or heartbeat.ending:
                    break
                await heartbeat.looked_at(image_id, left)
    return await run_in_threadpool(_show, door, principal, image_id)


def _show(door: Door, principal: Principal, image_id: UUID) -> ShownImage:
    return show_image(door.platform.catalogue, principal, image_id, door.platform.release)


@router.get("/{image_id}")
async def read(
    door: DoorOf,
    principal: Reader,
    image_id: UUID,
    prefer: Annotated[
        str | None, Header(description="`wait=10` waits up to so many seconds for the answer.")
    ] = None,
) -> schemas.Image:
    """One picture with the machine's answer on it."""
    shown = await run_in_threadpool(_show, door, principal, image_id)
    wait = seconds_to_wait(prefer)
    if wait and shown.state == "waiting":
        shown = await answered(door, principal, image_id, wait)
    return present.image(shown)


@router.get("/{image_id}/regions")
def regions(
    response: Response, door: DoorOf, principal: Reader, image_id: UUID
) -> schemas.Page[schemas.Region]:
    """What was found in a picture of many specimens, in reading order, with its names; `ETag` is the picture's version."""
    platform = door.platform
    found = show_regions(platform.catalogue, principal, image_id, platform.release)
    response.headers["ETag"] = f'"{found.version}"'
    items = [present.region(image_id, one) for one in found.regions]
    return schemas.Page[schemas.Region](items=items, total=len(items))


@router.post(
    "/{image_id}/regions",
    status_code=201,
    responses={
        409: {"model": schemas.Problem, "description": "This region is there already."},
        412: {"model": schemas.Problem, "description": "Changed since it was read."},
    },
)
def draw_region(
    response: Response,
    door: DoorOf,
    principal: Curator,
    image_id: UUID,
    body: schemas.NewRegion,
    if_match: Annotated[str | None, Header(description="The `ETag` that was read.")] = None,
) -> schemas.Region:
    """Add a part that was missed; a specimen in it is new, and is identified like any other."""
    platform = door.platform
    made = add_region(
        platform.catalogue,
        platform.store,
        principal,
        image_id,
        body.box,
        Kind(body.kind),
        version_in(if_match),
        door.decode,
    )
    response.headers["Location"] = f"{present.BASE}/images/{image_id}/regions"
    return present.region(image_id, made)


@router.post(
    "/{image_id}/regions/redraw",
    responses={
        409: {"model": schemas.Problem, "description": "A box is there already, or may not go."},
        412: {"model": schemas.Problem, "description": "Changed since it was read."},
    },
)
def redraw_regions(
    response: Response,
    door: DoorOf,
    principal: Curator,
    image_id: UUID,
    body: schemas.Redrawn,
    if_match: Annotated[str | None, Header(description="The `ETag` that was read.")] = None,
) -> schemas.Page[schemas.Region]:
    """Move, resize, merge, split or remove several: some regions give way to others, and one specimen of theirs stays."""
    platform = door.platform
    redraw(
        platform.catalogue,
        platform.store,
        principal,
        image_id,
        body.regions,
        body.boxes,
        Kind(body.kind),
        version_in(if_match),
        door.decode,
    )
    return regions(response, door, principal, image_id)


@router.delete(
    "/{image_id}/regions/{region}",
    status_code=204,
    response_class=Response,
    responses={412: {"model": schemas.Problem, "description": "Changed since it was read."}},
)
def drop_region(
    door: DoorOf,
    principal: Curator,
    image_id: UUID,
    region: UUID,
    if_match: Annotated[str | None, Header(description="The `ETag` that was read.")] = None,
) -> Response:
    """Take back a part that shows nothing, or was drawn badly; a specimen that was only its own is withdrawn."""
    remove_region(door.platform.catalogue, principal, image_id, region, version_in(if_match))
    return Response(status_code=204)


@router.get("/{image_id}/heat")
def heat(
    request: Request,
    door: DoorOf,
    principal: Reader,
    image_id: UUID,
    taxon: Annotated[
        str | None, Query(max_length=200, description="A name of the release; default: its answer.")
    ] = None,
    region: Annotated[
        UUID | None, Query(description="Only this part of a picture of many specimens.")
    ] = None,
) -> schemas.HeatMap:
    """Where the network looked for a name in this picture. It is no diagnostic character."""
    platform = door.platform
    take_turn(request, door, principal)
    found = heat_map(
        platform.catalogue, door.parts, principal, image_id, region, taxon, platform.release,
        door.heat,
    )  # fmt: skip
    return schemas.HeatMap.model_validate(found)


@router.get(
    "/{image_id}/rendition",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "A JPEG of pixels only."}},
)
def see(
    request: Request,
    door: DoorOf,
    principal: Reader,
    image_id: UUID,
    size: Size = "full",
    region: Annotated[
        UUID | None, Query(description="Only this part of a picture of many specimens.")
    ] = None,
) -> Response:
    """The picture re-encoded, without the source's metadata.

    `full` has a short side of at most 384 pixels, `thumbnail` a long side of at most 320; `large`
    has a short side of at most 2,048, made when it is first asked for.
    """
    platform = door.platform
    known = (request.headers.get("if-none-match") or "").strip('"')
    data, tag = rendition(
        platform.catalogue, platform.store, principal, image_id, size, door.decode, region,
        door.parts, known,
    )  # fmt: skip
    public = is_public(platform.catalogue, image_id)
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": f"private, max-age={SHOWN_AGAIN}" if public else "private, no-cache",
        "Content-Disposition": "inline",
        "Vary": "Authorization, Cookie",
    }
    if known == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type="image/jpeg")
