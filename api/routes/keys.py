"""API keys, for administrators."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api import schemas
from api.deps import Administrator, DoorOf
from insecta.domain.collection import Role
from insecta.services.keys import create_key, list_keys, revoke_key

router = APIRouter(prefix="/keys", tags=["keys"])


@router.get("")
def index(door: DoorOf, principal: Administrator) -> schemas.Page[schemas.Key]:
    """Keys that still open something."""
    found = list_keys(door.platform.catalogue, principal)
    return schemas.Page[schemas.Key](
        items=[schemas.Key(id=key, name=name, hint=hint) for key, name, hint in found],
        total=len(found),
    )


@router.post("", status_code=201)
def create(door: DoorOf, principal: Administrator, body: schemas.NewKey) -> schemas.MadeKey:
    """A new key, shown this once."""
    roles = {code: Role[name.upper()] for code, name in body.roles.items()}
    key = create_key(
        door.platform.catalogue,
        principal,
        body.name,
        roles,
        administrator=body.administrator,
        orcid=body.orcid,
    )
    return schemas.MadeKey(name=body.name, key=key)


@router.delete("/{key_id}", status_code=204)
def revoke(door: DoorOf, principal: Administrator, key_id: UUID) -> None:
    """From now on the key opens nothing."""
    revoke_key(door.platform.catalogue, principal, key_id)
