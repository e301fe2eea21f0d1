"""Saved sets of specimens: saved from a search or a list of numbers, shared, cited, exported."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from api import present, schemas
from api.address import address_of
from api.deps import Account, DoorOf, Identifier, Reader
from api.door import Door
from api.table import MARK, row
from api.versions import version_in
from insecta.domain.collection import Principal
from insecta.errors import Invalid
from insecta.services import sets
from insecta.services.apply_to_set import (
    apply_to_set,
    preview_set,
    standing_acts,
    take_back,
)
from insecta.services.darwin_core import archive
from insecta.services.darwin_core.rows import occurrence
from insecta.services.darwin_core.terms import OCCURRENCE_TERMS
from insecta.services.determine import Act

router = APIRouter(prefix="/sets", tags=["sets"])


@router.get("")
def index(
    request: Request,
    door: DoorOf,
    principal: Account,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 60,
) -> schemas.Page[schemas.SavedSet]:
    """One's own, newest first."""
    page = sets.show_sets(door.platform.catalogue, principal, after, limit)
    house = address_of(request, door.settings)
    return schemas.Page[schemas.SavedSet](
        items=[present.saved_set(one, house) for one in page.items],
        next=None if page.next is None else str(page.next),
        total=page.total,
    )


@router.post("", status_code=201)
def save(
    request: Request, door: DoorOf, principal: Account, body: schemas.NewSet
) -> schemas.SavedSet:
    """Freeze what a search finds now, or the specimens of up to 10,000 numbers."""
    platform = door.platform
    new = sets.NewSet(body.title, body.note, body.query, body.numbers)
    return _shown(
        request, door, principal, sets.save(platform.catalogue, platform.index, principal, new)
    )


@router.get("/{set_id}")
def read(request: Request, door: DoorOf, principal: Reader, set_id: UUID) -> schemas.SavedSet:
    """What it is, who saved it, and how to cite it."""
    return _shown(request, door, principal, set_id)


@router.delete("/{set_id}", status_code=204)
def remove(door: DoorOf, principal: Account, set_id: UUID) -> Response:
    """Its address opens nothing from now on; its specimens stay as they are."""
    sets.remove(door.platform.catalogue, principal, set_id)
    return Response(status_code=204)


@router.get("/{set_id}/specimens")
def specimens(
    door: DoorOf,
    principal: Reader,
    set_id: UUID,
    after: Annotated[int, Query(ge=0, le=sets.MOST, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> schemas.Page[schemas.SetMember]:
    """Its specimens in their order: as they are now, and what they were called then."""
    platform = door.platform
    page = sets.show_members(platform.catalogue, principal, set_id, platform.release, after, limit)
    return schemas.Page[schemas.SetMember](
        items=[present.set_member(one) for one in page.items],
        next=None if page.next is None else str(page.next),
        total=page.total,
    )


@router.post("/{set_id}/identifications/preview")
def preview(
    response: Response,
    door: DoorOf,
    principal: Identifier,
    set_id: UUID,
    body: schemas.SetQuestion,
) -> schemas.SetPreview:
    """What one identification would say, to what it would be applied, and what is left out and why; nothing is written."""
    platform = door.platform
    act = Act(body.act, **body.model_dump(exclude={"act", "examined"})) if body.act else None
    found = preview_set(platform.catalogue, principal, set_id, body.examined, platform.release, act)
    response.headers["ETag"] = f'"{found.version}"'
    return schemas.SetPreview.model_validate(found)


@router.get("/{set_id}/identifications")
def acts(door: DoorOf, principal: Identifier, set_id: UUID) -> schemas.Page[schemas.SetAct]:
    """Acts on the set that still stand and that one may take back, newest first."""
    found = standing_acts(door.platform.catalogue, principal, set_id)
    items = [schemas.SetAct.model_validate(one) for one in found]
    return schemas.Page[schemas.SetAct](items=items, total=len(items))


@router.post(
    "/{set_id}/identifications",
    status_code=201,
    responses={
        409: {"model": schemas.Problem, "description": "The act was taken back, or is another."},
        412: {"model": schemas.Problem, "description": "Changed since it was read."},
    },
)
def identify(
    door: DoorOf,
    principal: Identifier,
    set_id: UUID,
    body: schemas.SetIdentification,
    if_match: Annotated[
        str | None,
        Header(description="The examined one's version, as the preview told it; needed."),
    ] = None,
) -> schemas.SetApplied:
    """Say of one examined specimen what it is, and apply that to the others of the set; types are left out."""
    platform = door.platform
    if if_match is None:
        raise Invalid(
            "If-Match is missing, so what was previewed may have changed",
            hint="send the version that the preview told; `*` takes whatever is there",
        )
    act = Act(body.act, **body.model_dump(exclude={"act", "act_id", "examined"}))
    found = apply_to_set(
        platform.catalogue,
        principal,
        set_id,
        body.examined,
        act,
        platform.release,
        version_in(if_match),
        body.act_id,
    )
    return schemas.SetApplied.model_validate(found)


@router.post("/{set_id}/identifications/undo")
def undo(
    door: DoorOf, principal: Identifier, set_id: UUID, body: schemas.OfIdentification
) -> schemas.TakenBack:
    """Take back a whole act, for every specimen it was applied to."""
    done = take_back(door.platform.catalogue, principal, set_id, body.identification)
    return schemas.TakenBack(taken_back=done)


@router.get(
    "/{set_id}/table",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {}}, "description": "A Darwin Core occurrence a line."}
    },
)
def table(request: Request, door: DoorOf, principal: Reader, set_id: UUID) -> StreamingResponse:
    """Its specimens as one flat Darwin Core table; a machine's name stands in the remarks only."""
    _shown(request, door, principal, set_id)
    return StreamingResponse(
        _lines(door, principal, set_id, address_of(request, door.settings)),
        media_type="text/csv; charset=utf-8",
        headers=_file(f"set-{str(set_id)[:8]}.csv"),
    )


def _lines(door: Door, principal: Principal, set_id: UUID, house: str) -> Iterator[str]:
    yield MARK + row(OCCURRENCE_TERMS)
    platform = door.platform
    for entry in sets.entries(platform.catalogue, principal, set_id, platform.release):
        terms = occurrence(entry, house)
        yield row([terms.get(term, "") for term in OCCURRENCE_TERMS])


@router.get(
    "/{set_id}/archive",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "A Darwin Core Archive."}},
)
def darwin_core(request: Request, door: DoorOf, principal: Reader, set_id: UUID) -> Response:
    """The same with every name that was given, the machine's probability, and pictures with a licence."""
    shown = _shown(request, door, principal, set_id)
    platform = door.platform
    about = archive.About(
        shown.title, shown.saved_by, shown.created.date().isoformat(), shown.note, shown.address
    )
    entries = sets.entries(platform.catalogue, principal, set_id, platform.release)
    packed = io.BytesIO()
    archive.write(packed, entries, about, address_of(request, door.settings))
    return Response(
        packed.getvalue(),
        media_type="application/zip",
        headers=_file(f"set-{str(set_id)[:8]}.zip"),
    )


def _shown(request: Request, door: Door, principal: Principal, set_id: UUID) -> schemas.SavedSet:
    platform = door.platform
    found = sets.show_set(platform.catalogue, principal, set_id, platform.release)
    return present.saved_set(found, address_of(request, door.settings))


def _file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
