"""Folders that a browser sends, file by file, before an ingest reads them."""

from __future__ import annotations

import os
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from api import schemas
from api.deps import Contributor, DoorOf
from api.intake import pieces, whole_body
from insecta.services import staging

router = APIRouter(prefix="/staged", tags=["staged"])
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file's bytes.",
        "content": {"application/octet-stream": {"schema": {}}},
    }
}


@router.post("", status_code=201)
def begin(door: DoorOf, principal: Contributor, body: schemas.NewStaged) -> schemas.Staged:
    """An empty folder; it is removed a week after anybody touched it."""
    return _shown(
        staging.begin(
            door.platform.catalogue, door.settings.data, principal, body.collection, body.name
        )
    )


@router.get("/{staged_id}")
def read(door: DoorOf, principal: Contributor, staged_id: UUID) -> schemas.Staged:
    """What has arrived: send only the rest."""
    return _shown(staging.find(door.settings.data, principal, staged_id))


@router.put("/{staged_id}/files", openapi_extra=_BODY)
async def put(
    request: Request,
    door: DoorOf,
    principal: Contributor,
    staged_id: UUID,
    path: Annotated[str, Query(max_length=500, min_length=1, description="Path in the folder.")],
) -> schemas.StagedFile:
    """One file, stored whole or not at all; the same path again replaces it."""
    data = door.settings.data
    staged = await run_in_threadpool(staging.find, data, principal, staged_id)
    largest = door.settings.max_upload_bytes
    most = 0 if principal.administrator else staging.LARGEST * largest
    async with whole_body(request, data, largest) as body, door.intake:
        sent = os.fstat(body.file.fileno()).st_size
        size = await run_in_threadpool(
            staging.put, data, staged, path, pieces(body.file), sent, most
        )
    return schemas.StagedFile(path=path, bytes=size)


def _shown(staged: staging.Staged) -> schemas.Staged:
    files = [schemas.StagedFile(path=path, bytes=size) for path, size in staged.files]
    return schemas.Staged(
        id=staged.staged_id, collection=staged.collection, name=staged.name, files=files
    )
