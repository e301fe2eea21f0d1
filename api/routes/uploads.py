"""Uploads that may break off: in parts by tus 1.0, or straight into the object store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import present, schemas, tus
from api.deps import Contributor, DoorOf, Open, Visitor, require_account
from api.door import Door
from api.errors import answer, problem
from api.intake import part_of_body, pieces
from api.routes.images import canonical_licence, seconds_to_wait, told
from api.strangers import caller_address
from insecta.catalogue.uploads import UploadRow
from insecta.domain.collection import Principal
from insecta.errors import Conflict, Invalid, Unavailable
from insecta.services import uploads
from insecta.services.access import ANONYMOUS
from insecta.services.receive import UPLOADS, Received, Upload

router = APIRouter(prefix="/uploads", tags=["uploads"])
IMAGE = "Insecta-Image"
"""Header of the answer to the last part: the address of the picture that the upload became."""
_PART = {
    "requestBody": {
        "required": False,
        "description": "Bytes from Upload-Offset on.",
        "content": {tus.PART_TYPE: {"schema": {}}},
    }
}
_LONGEST = {"filename": 1_000, "collection": 100, "catalogNumber": 200, "view": 20, "specimen": 36}
PRESERVED, LIVING = "PreservedSpecimen", "HumanObservation"


@router.options("", status_code=204, dependencies=[Open])
def capabilities(door: DoorOf) -> Response:
    """What this server understands of tus."""
    return Response(status_code=204, headers=tus.capabilities(door.settings.max_upload_bytes))


@router.post("", status_code=201, response_class=Response, openapi_extra=_PART)
async def create(request: Request, door: DoorOf, principal: Visitor) -> Response:
    """Begin an upload of `Upload-Length` bytes; `Location` is where its parts go.

    `Upload-Metadata` may hold `filename`, `collection`, `catalogNumber`, `view`, `licence`, `creator`,
    `basisOfRecord` (`HumanObservation` for a living insect) and `specimen` (the id of one that this is
    one more view of), each in base64. A first part may be sent along.
    """
    tus.require_version(request.headers)
    length = tus.number(request.headers, "upload-length")
    upload = _upload(tus.metadata(request.headers))
    require_account(door, principal, upload.collection)
    address = caller_address(request, door.settings) if principal == ANONYMOUS else ""
    if address:
        open_still = partial(uploads.still_open, door.platform.catalogue)
        await run_in_threadpool(
            door.begun.require_share, address, door.settings.visitors, open_still
        )
    known = await run_in_threadpool(
        uploads.begin,
        door.platform.catalogue,
        principal,
        upload,
        length,
        door.platform.limits,
    )
    if address:
        door.begun.add(address, known.upload_id)
    headers = _headers(known) | {"Location": f"{present.BASE}/uploads/{known.upload_id}"}
    if request.headers.get("content-type"):
        tus.require_part(request.headers)
        headers |= await _add(request, door, principal, known)
    return Response(status_code=201, headers=headers)


@router.head("/{upload_id}", response_class=Response)
async def where(request: Request, door: DoorOf, principal: Visitor, upload_id: UUID) -> Response:
    """`Upload-Offset`: where to go on. An upload that is whole is taken in first."""
    tus.require_version(request.headers)
    known = await run_in_threadpool(_find, door, principal, upload_id)
    headers = _headers(known) | {"Upload-Length": str(known.length), "Cache-Control": "no-store"}
    if uploads.is_whole(known):
        try:
            headers |= _image(await _complete(door, principal, known))
        except Unavailable as error:
            locked = problem(error)
            return answer(locked.model_copy(update={"status": 423}), headers)
    return Response(headers=headers)


@router.patch("/{upload_id}", status_code=204, response_class=Response, openapi_extra=_PART)
async def add(request: Request, door: DoorOf, principal: Visitor, upload_id: UUID) -> Response:
    """Send bytes from `Upload-Offset` on; after the last ones `Insecta-Image` names the picture.

    A part that breaks off is kept as far as it came, unless `Upload-Checksum` was sent. 409: go on
    where HEAD says; 460: the checksum does not fit; 413, 415, 422: not a usable picture; 503 after
    the last part: it is kept, and HEAD or an empty part tries again.
    """
    tus.require_version(request.headers)
    tus.require_part(request.headers)
    offset = tus.number(request.headers, "upload-offset")
    known = await run_in_threadpool(_find, door, principal, upload_id)
    if offset != known.received:
        raise Conflict(f"{known.received} bytes are here, not {offset}", hint="go on from there")
    return Response(status_code=204, headers=await _add(request, door, principal, known))


@router.delete("/{upload_id}", status_code=204, response_class=Response)
async def terminate(door: DoorOf, principal: Visitor, upload_id: UUID) -> Response:
    """Give the upload up; a picture that it became already stays."""
    known = await run_in_threadpool(_find, door, principal, upload_id)
    await run_in_threadpool(uploads.end, door.platform.catalogue, door.platform.store, known)
    return Response(status_code=204, headers={"Tus-Resumable": tus.VERSION})


@router.get("/{upload_id}")
def read(door: DoorOf, principal: Visitor, upload_id: UUID) -> schemas.UploadState:
    """How far it is, and what it became."""
    known = _find(door, principal, upload_id)
    told = known.refused or {}
    return schemas.UploadState(
        id=known.upload_id,
        length=known.length,
        received=known.received,
        expires=known.expires,
        image=_address(known.image_id) if known.image_id else None,
        reason=told.get("reason"),
        detail=told.get("detail"),
    )


@router.post("/presigned", status_code=201)
def presigned(
    door: DoorOf, principal: Contributor, body: schemas.NewDirectUpload
) -> schemas.DirectUpload:
    """An address of the object store to put one picture's bytes at; only where that is S3 (else 409)."""
    uploads.require_presigning(door.platform.store)
    fields = body.model_dump(exclude={"length"})
    upload = Upload(**{**fields, "licence": canonical_licence(body.licence)})
    catalogue, limits = door.platform.catalogue, door.platform.limits
    known = uploads.begin(catalogue, principal, upload, body.length, limits, direct=True)
    return schemas.DirectUpload(
        id=known.upload_id,
        url=uploads.presign(door.platform.store, known),
        headers={"If-None-Match": "*"},
        complete=f"{present.BASE}/uploads/{known.upload_id}/complete",
        expires=known.expires,
    )


@router.post(
    "/{upload_id}/complete",
    status_code=201,
    responses={
        200: {"model": schemas.Image, "description": "This picture was received before."},
        202: {"model": schemas.Image, "description": "Received; its answer will follow."},
        409: {"model": schemas.Problem, "description": "Its bytes are not all there."},
    },
)
async def complete(
    response: Response,
    door: DoorOf,
    principal: Visitor,
    upload_id: UUID,
    prefer: Annotated[str | None, Header(description="As for POST images.")] = None,
) -> schemas.Image:
    """Take in what was put: the server reads the bytes again, hashes and judges them itself."""
    known = await run_in_threadpool(_find, door, principal, upload_id)
    received = await _complete(door, principal, known)
    return await told(door, principal, received, response, seconds_to_wait(prefer))


def _find(door: Door, principal: Principal, upload_id: UUID) -> UploadRow:
    require_account(door, principal)
    return uploads.find(door.platform.catalogue, principal, upload_id)


async def _add(
    request: Request, door: Door, principal: Principal, known: UploadRow
) -> dict[str, str]:
    """Store what comes; headers that tell how far the upload is now. Raises as PATCH says."""
    promised = tus.checksum(request.headers)
    limit = known.length - known.received
    algorithm = promised.algorithm if promised else "md5"
    async with part_of_body(request, door.settings.data, limit, algorithm) as part:
        if promised and part.digest != promised.digest:
            raise tus.WrongChecksum(
                "the bytes are not those that were sent", hint="send them again"
            )
        known = await to_thread.run_sync(
            lambda: uploads.append(
                door.platform.catalogue, door.platform.store, known, pieces(part.file), part.size
            ),
            limiter=door.intake,
        )
    if not uploads.is_whole(known):
        return _headers(known)
    return _headers(known) | _image(await _complete(door, principal, known))


async def _complete(door: Door, principal: Principal, known: UploadRow) -> Received:
    platform = door.platform
    received: Received = await to_thread.run_sync(
        lambda: uploads.complete(
            platform.catalogue, platform.store, principal, known, platform.limits, door.decode
        ),
        limiter=door.intake,
    )
    return received


def _headers(known: UploadRow) -> dict[str, str]:
    told = {
        "Tus-Resumable": tus.VERSION,
        "Upload-Offset": str(known.received),
        "Upload-Expires": tus.until(known.expires),
    }
    return told | ({IMAGE: _address(known.image_id)} if known.image_id else {})


def _image(received: Received) -> dict[str, str]:
    return {IMAGE: _address(received.image_id)}


def _address(image_id: UUID) -> str:
    return f"{present.BASE}/images/{image_id}"


def _upload(given: Mapping[str, str]) -> Upload:
    """What `Upload-Metadata` says of the picture; keys of other programs are passed over."""
    for key, longest in _LONGEST.items():
        if len(given.get(key, "")) > longest:
            raise Invalid(f"Upload-Metadata: {key} has more than {longest} characters")
    return Upload(
        given.get("filename") or given.get("name") or "picture",
        given.get("collection") or UPLOADS,
        given.get("catalogNumber") or None,
        given.get("view") or None,
        canonical_licence(given.get("licence", "")[:500]),
        given.get("creator", "")[:500] or None,
        LIVING if given.get("basisOfRecord") == LIVING else PRESERVED,
        given.get("specimen") or None,
    )
