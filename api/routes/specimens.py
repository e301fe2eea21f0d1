"""Specimens: read, correct the mirror of their record, and what was said of them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response

from api import present, schemas
from api.deps import Contributor, DoorOf, Identifier, Reader, take_turn
from api.door import Door
from api.saying import act_of, answer
from api.versions import version_in
from insecta.domain.collection import Principal
from insecta.services.access import ANONYMOUS
from insecta.services.amend import amend
from insecta.services.blind import checked_here
from insecta.services.determine import determine
from insecta.services.evidence import evidence
from insecta.services.keep import Place, Wish, keep
from insecta.services.show.specimens import show_identifications, show_specimen

router = APIRouter(prefix="/specimens", tags=["specimens"])


@router.get(
    "/{specimen_id}",
    responses={308: {"description": "Merged into the specimen that `Location` names."}},
)
def read(
    response: Response, door: DoorOf, principal: Reader, specimen_id: UUID
) -> schemas.Specimen:
    """One specimen; `ETag` is its version. One that was merged redirects for ever."""
    return _shown(response, door, principal, specimen_id)


def _shown(
    response: Response, door: Door, principal: Principal, specimen_id: UUID
) -> schemas.Specimen:
    platform = door.platform
    shown = show_specimen(platform.catalogue, principal, specimen_id, platform.release)
    if shown.id != specimen_id:
        response.status_code = 308
        response.headers["Location"] = f"{present.BASE}/specimens/{shown.id}"
    response.headers["ETag"] = f'"{shown.version}"'
    return present.specimen(shown)


@router.patch(
    "/{specimen_id}",
    responses={412: {"model": schemas.Problem, "description": "Changed since it was read."}},
)
def change(
    response: Response,
    door: DoorOf,
    principal: Contributor,
    specimen_id: UUID,
    body: schemas.SpecimenChange,
    if_match: Annotated[str | None, Header(description="The `ETag` that was read.")] = None,
) -> schemas.Specimen:
    """Set or remove record fields, as a curator or of one's own upload; what stood there is kept in `former`."""
    version = version_in(if_match)
    kept = amend(door.platform.catalogue, principal, specimen_id, version, body.record)
    return _shown(response, door, principal, kept)


@router.post("/{specimen_id}/keep")
def keep_it(
    response: Response,
    door: DoorOf,
    principal: Contributor,
    specimen_id: UUID,
    body: schemas.Keeping,
) -> schemas.Specimen:
    """Move what a visitor sent into a collection of one's own; what is there already is only shown."""
    platform = door.platform
    place = Place(body.precision, body.latitude, body.longitude)
    wish = Wish(
        body.collection, body.licence, body.consent, body.creator, body.basis_of_record, place
    )
    kept = keep(
        platform.catalogue,
        platform.store,
        principal,
        specimen_id,
        wish,
        platform.limits,
        door.decode,
    )
    return _shown(response, door, principal, kept)


@router.get("/{specimen_id}/evidence")
def read_evidence(
    request: Request, door: DoorOf, principal: Reader, specimen_id: UUID
) -> schemas.Evidence:
    """What speaks for the answer: alternatives, what was checked, the nearest verified specimens."""
    platform = door.platform
    take_turn(request, door, principal)
    checked = door.checked_here if principal == ANONYMOUS else checked_here
    found = evidence(
        platform.catalogue,
        platform.index,
        principal,
        specimen_id,
        platform.release,
        checked=checked,
    )
    return present.evidence(found)


@router.get("/{specimen_id}/identifications")
def identifications(
    door: DoorOf, principal: Reader, specimen_id: UUID
) -> schemas.Page[schemas.Identification]:
    """Everything that was ever said of the specimen, oldest first."""
    found = show_identifications(
        door.platform.catalogue, principal, specimen_id, door.platform.release
    )
    return schemas.Page[schemas.Identification](
        items=[schemas.Identification.model_validate(one) for one in found], total=len(found)
    )


@router.post(
    "/{specimen_id}/identifications",
    status_code=201,
    responses={
        200: {"model": schemas.RecordedIdentification, "description": "Said already."},
        412: {"model": schemas.Problem, "description": "Changed since it was read."},
    },
)
def identify(
    response: Response,
    door: DoorOf,
    principal: Identifier,
    specimen_id: UUID,
    body: schemas.NewIdentification,
    if_match: Annotated[str | None, Header(description="The `ETag` that was read.")] = None,
) -> schemas.RecordedIdentification:
    """Accept, correct, reject or dispute a name, or undo that; nothing is ever overwritten."""
    platform = door.platform
    recorded = determine(
        platform.catalogue,
        principal,
        specimen_id,
        act_of(body),
        platform.release,
        version_in(if_match),
    )
    if not recorded.fresh:
        response.status_code = 200
    return answer(door, principal, specimen_id, recorded)
