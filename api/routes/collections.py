"""Collections that the caller may see."""

from __future__ import annotations

from fastapi import APIRouter

from api import schemas
from api.deps import DoorOf, Reader
from insecta.services.show.collections import show_collections

router = APIRouter(prefix="/collections", tags=["collections"])


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Collection]:
    """By code, each with the release that answers for it."""
    found = show_collections(door.platform.catalogue, door.platform.release, principal)
    return schemas.Page[schemas.Collection](
        items=[schemas.Collection.model_validate(one) for one in found], total=len(found)
    )
