"""What no picture can tell apart, for the whole house: curators say it, answers obey it (users: 4)."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID, uuid4

from fastapi import APIRouter

from api import schemas
from api.deps import Curator, DoorOf, Reader
from insecta.catalogue.ceilings import CeilingRow
from insecta.services.ceilings import in_force, state_ceiling, withdraw_ceiling

router = APIRouter(prefix="/ceilings", tags=["ceilings"])


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Ceiling]:
    """Those that hold, by name; `inForce` is false where the release in force lacks the name."""
    found = _holding(door)
    return schemas.Page[schemas.Ceiling](items=found, total=len(found))


@router.post("", status_code=201)
def state(door: DoorOf, principal: Curator, body: schemas.CeilingWanted) -> schemas.Ceiling:
    """No answer is finer than this name from now on; what is shown follows at once."""
    wanted = CeilingRow(
        uuid4(), body.scientific_name, body.taxon_rank, body.reason, body.reference, body.authority,
        body.view, body.needs_view,
    )  # fmt: skip
    key = state_ceiling(door.platform.catalogue, principal, wanted)
    return next(one for one in _holding(door) if one.ceiling_id == key)


@router.delete("/{ceiling_id}", status_code=204)
def withdraw(door: DoorOf, principal: Curator, ceiling_id: UUID) -> None:
    """It holds no longer; what is shown follows at once."""
    withdraw_ceiling(door.platform.catalogue, principal, ceiling_id)


def _holding(door: DoorOf) -> list[schemas.Ceiling]:
    return [
        schemas.Ceiling.model_validate({**asdict(row), "in_force": is_so})
        for row, is_so in in_force(door.platform.catalogue, door.platform.release)
    ]
