"""Training of reviewers: blind answers on specimens of known name, and what curators set and see."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api import present, schemas
from api.deps import Curator, DoorOf, Identifier
from insecta.services.determine import Act
from insecta.services.training import book, lesson

router = APIRouter(prefix="/training", tags=["training"])
Code = Annotated[str, Query(min_length=1, max_length=100, description="Which collection's.")]


@router.get("")
def own(door: DoorOf, principal: Identifier, collection: Code) -> schemas.Training:
    """How far the caller is: answers, agreement at each rank, and where they may decide now."""
    platform = door.platform
    shown = lesson.progress(platform.catalogue, principal, collection)
    found = book.own(platform.catalogue, principal, collection, platform.release)
    return present.training(shown, found.queue)


@router.post("/next")
def take_next(door: DoorOf, principal: Identifier, body: schemas.OfCollection) -> schemas.Lesson:
    """A specimen of the training set without its name; what one has begun comes first."""
    platform = door.platform
    found = lesson.next_lesson(platform.catalogue, principal, body.collection, platform.release)
    return schemas.Lesson(
        specimen=present.specimen(found.specimen) if found.specimen else None,
        training=present.training(found.progress, None),
    )


@router.post(
    "/{specimen_id}/answer",
    responses={409: {"model": schemas.Problem, "description": "Answered already, or not begun."}},
)
def answer(
    door: DoorOf, principal: Identifier, specimen_id: UUID, body: schemas.TrainingAnswer
) -> schemas.Solution:
    """The one answer that counts; it tells what the specimen is, and what looks like it."""
    platform = door.platform
    act = Act(
        "correct", body.scientific_name, body.taxon_rank, body.taxon_id, body.qualifier, blind=True
    )
    found = lesson.answer(
        platform.catalogue, platform.index, principal, body.collection, specimen_id, act,
        platform.release,
    )  # fmt: skip
    return present.solution(found)


@router.get("/set")
def show_set(
    door: DoorOf, principal: Curator, collection: Code
) -> schemas.Page[schemas.KnownSpecimen]:
    """The training set with its names; not for who trains on it."""
    platform = door.platform
    found = book.show_set(platform.catalogue, principal, collection, platform.release)
    items = [schemas.KnownSpecimen.model_validate(one) for one in found]
    return schemas.Page[schemas.KnownSpecimen](items=items, total=len(items))


@router.post("/set")
def fill(door: DoorOf, principal: Curator, body: schemas.FillTraining) -> schemas.Filled:
    """Add what a search finds and an expert or the museum has named, spread over the names."""
    platform = door.platform
    found = book.fill(
        platform.catalogue, platform.index, principal, body.collection, body.query, body.most,
        platform.release,
    )  # fmt: skip
    return schemas.Filled.model_validate(found)


@router.delete("/set/{specimen_id}", status_code=204)
def take_out(door: DoorOf, principal: Curator, specimen_id: UUID, collection: Code) -> Response:
    """Out of the training set; answers that were given on it still count."""
    book.take_out(door.platform.catalogue, principal, collection, specimen_id)
    return Response(status_code=204)


@router.put("/rule", status_code=204)
def rule(door: DoorOf, principal: Curator, body: schemas.TrainingRule) -> None:
    """How often reviewers must agree, and at which ranks two independent answers are asked for."""
    book.set_rule(
        door.platform.catalogue, principal, body.collection, body.share, body.cases, body.two
    )


@router.get("/reviewers")
def reviewers(door: DoorOf, principal: Curator, collection: Code) -> schemas.Page[schemas.Reviewer]:
    """Members who may identify, and how far each agrees."""
    platform = door.platform
    found = book.reviewers(platform.catalogue, principal, collection, platform.release)
    items = [present.reviewer(one) for one in found]
    return schemas.Page[schemas.Reviewer](items=items, total=len(items))
