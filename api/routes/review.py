"""The review queue: one specimen at a time, held for one reviewer, ordered by what a look is worth."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from api import present, schemas
from api.deps import Curator, DoorOf, Identifier
from api.saying import act_of, answer
from api.versions import version_in
from insecta.services.review.alike import look_alikes
from insecta.services.review.decide import decide as decide_on
from insecta.services.review.queue import (
    next_item,
    set_share,
    take_again,
    take_hidden,
    waiting_everywhere,
)
from insecta.services.review.queue import skip as skip_it

router = APIRouter(prefix="/review", tags=["review"])


@router.get("")
def index(door: DoorOf, principal: Identifier) -> schemas.Page[schemas.Waiting]:
    """What waits in each collection that the caller may review."""
    platform = door.platform
    found = waiting_everywhere(platform.catalogue, platform.index, principal)
    return schemas.Page[schemas.Waiting](
        items=[schemas.Waiting.model_validate(one) for one in found], total=len(found)
    )


@router.post("/next")
def take_next(door: DoorOf, principal: Identifier, body: schemas.OfCollection) -> schemas.Next:
    """The specimen that the caller has before them, else the next one, held for two minutes.

    One of the blind share comes without any name.
    """
    platform = door.platform
    found = next_item(
        platform.catalogue, platform.index, principal, body.collection, platform.release
    )
    return schemas.Next(
        item=present.review_item(found.item) if found.item else None,
        waiting=schemas.Waiting.model_validate(found.waiting),
    )


@router.put(
    "/{specimen_id}/hold",
    responses={409: {"model": schemas.Problem, "description": "Another reviewer has it now."}},
)
def hold(
    door: DoorOf,
    principal: Identifier,
    specimen_id: UUID,
    blind: Annotated[
        bool, Query(description="Take it without its name; not where you have seen that.")
    ] = False,
) -> schemas.ReviewItem:
    """Two minutes more; also the way back to a specimen one decided or skipped."""
    platform = door.platform
    take = take_hidden if blind else take_again
    return present.review_item(take(platform.catalogue, principal, specimen_id, platform.release))


@router.post("/{specimen_id}/skip", status_code=204)
def skip(door: DoorOf, principal: Identifier, specimen_id: UUID) -> None:
    """Leave it to others; `PUT …/hold` takes that back."""
    skip_it(door.platform.catalogue, principal, specimen_id)


@router.get(
    "/{specimen_id}/alike",
    responses={409: {"model": schemas.Problem, "description": "It is looked at blind."}},
)
def alike(door: DoorOf, principal: Identifier, specimen_id: UUID) -> schemas.LookAlikes:
    """Specimens that look like it, with the same machine's name: what one decision may be applied to."""
    platform = door.platform
    found = look_alikes(
        platform.catalogue, platform.index, principal, specimen_id, platform.release
    )
    return present.look_alikes(found)


@router.post(
    "/{specimen_id}/decision",
    responses={
        409: {"model": schemas.Problem, "description": "It, or one of `also`, is not free."},
        412: {"model": schemas.Problem, "description": "Changed since it was read."},
    },
)
def decide(
    door: DoorOf,
    principal: Identifier,
    specimen_id: UUID,
    body: schemas.Decision,
    if_match: Annotated[str | None, Header(description="The version that was read.")] = None,
) -> schemas.RecordedIdentification:
    """Accept, correct, reject or dispute what one has before one; blind where it was shown so."""
    platform = door.platform
    recorded = decide_on(
        platform.catalogue,
        principal,
        specimen_id,
        act_of(body),
        platform.release,
        version_in(if_match),
    )
    return answer(door, principal, specimen_id, recorded)


@router.put("/share", status_code=204)
def share(door: DoorOf, principal: Curator, body: schemas.BlindShare) -> None:
    """Which share of a collection is kept for reviewers who do not see the machine's name."""
    set_share(door.platform.catalogue, principal, body.collection, body.share)
