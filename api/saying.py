"""What a person says of a specimen: from a body to the act, and from the act to the answer."""

from __future__ import annotations

from uuid import UUID

from api import schemas
from api.door import Door
from insecta.domain.collection import Principal
from insecta.services.determine import Act, Recorded
from insecta.services.show.specimens import show_identifications


def act_of(body: schemas.Decision | schemas.NewIdentification) -> Act:
    """The act that a body asks for."""
    fields = body.model_dump(exclude={"act", "also"})
    return Act(body.act, also=tuple(body.also), **fields)


def answer(
    door: Door, principal: Principal, specimen_id: UUID, recorded: Recorded
) -> schemas.RecordedIdentification:
    """The identification that was recorded, as its history shows it."""
    history = show_identifications(
        door.platform.catalogue, principal, specimen_id, door.platform.release
    )
    one = next(one for one in history if one.id == recorded.identification)
    return schemas.RecordedIdentification(
        identification=schemas.Identification.model_validate(one), applied_to=recorded.applied_to
    )
