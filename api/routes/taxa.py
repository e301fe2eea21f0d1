"""Names of the release that answers, and of visible specimens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import schemas
from api.deps import DoorOf, Reader
from insecta.services.show.taxa import show_taxon
from insecta.services.show.taxa import suggest as suggestions

router = APIRouter(prefix="/taxa", tags=["taxa"])


@router.get("/suggest")
def suggest(
    door: DoorOf, principal: Reader, q: Annotated[str, Query(max_length=200)]
) -> schemas.Page[schemas.Suggestion]:
    """Up to 20 names that begin so, hold a word that does, or are spelt nearly so."""
    platform = door.platform
    found = suggestions(platform.catalogue, platform.index, principal, platform.release, q)
    return schemas.Page[schemas.Suggestion](
        items=[schemas.Suggestion.model_validate(one) for one in found], total=len(found)
    )


@router.get("/{taxon_id:path}")
def read(door: DoorOf, principal: Reader, taxon_id: str) -> schemas.Taxon:
    """One taxon with those above and below it."""
    found = show_taxon(door.platform.catalogue, door.platform.release, taxon_id)
    return schemas.Taxon.model_validate(found)
