"""What no picture can tell apart, for the whole house: curators say it, answers obey it (users: 4)."""

from __future__ import annotations

from uuid import UUID, uuid4

from fastapi import APIRouter

from api import schemas
from api.deps import Curator, DoorOf, Reader
from insecta.catalogue.ceilings import CeilingRow
from insecta.services.ceilings import state_ceiling, withdraw_ceiling, without_effect

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
    platform = door.platform
    with platform.catalogue.reading() as tx:
        rows, promotion = tx.ceilings.holding(), tx.releases.promotion()
    idle = without_effect(rows, platform.release(promotion.release)) if promotion else rows
    return [
        schemas.Ceiling(
            ceiling_id=row.ceiling_id, scientific_name=row.scientific_name, taxon_rank=row.taxon_rank,
            reason=row.reason, reference=row.reference, authority=row.authority, view=row.view,
            needs_view=row.needs_view, in_force=row not in idle,
        )
        for row in rows
    ]  # fmt: skip
