"""Who the caller is."""

from __future__ import annotations

from fastapi import APIRouter

from api import schemas
from api.deps import DoorOf, Reader
from insecta.services.keys import roles_by_code

router = APIRouter(prefix="/me", tags=["me"])


@router.get("")
def read(door: DoorOf, principal: Reader) -> schemas.Me:
    """The caller's name, and their roles by collection code."""
    return schemas.Me.model_validate(
        {
            "name": principal.name,
            "administrator": principal.administrator,
            "orcid": principal.orcid,
            "roles": roles_by_code(door.platform.catalogue, principal),
        }
    )
