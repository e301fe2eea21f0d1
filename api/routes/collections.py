"""Collections that the caller may see, what they ask of answers, and which release's names they show."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api import name_diff, schemas
from api.deps import Curator, DoorOf, Reader
from insecta.services.answer_rules import answer_rules, set_answer_rules
from insecta.services.approve_part import keep_rule
from insecta.services.diff import Rule, approve, approve_seen, releases_of
from insecta.services.show.collections import show_collections
from insecta.services.show.names import show_names
from insecta.services.withheld import lists_of, set_lists

router = APIRouter(prefix="/collections", tags=["collections"])
Digest = Annotated[str | None, Query(min_length=6, max_length=64)]


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Collection]:
    """By code, each with the release whose answers it shows."""
    found = show_collections(door.platform.catalogue, door.platform.release, principal)
    return schemas.Page[schemas.Collection](
        items=[schemas.Collection.model_validate(one) for one in found], total=len(found)
    )


@router.get("/{code}/diff", response_model=schemas.NameDiff, responses=name_diff.CSV)
def diff(
    request: Request,
    door: DoorOf,
    principal: Curator,
    code: str,
    before: Digest = None,
    after: Digest = None,
) -> Response | schemas.NameDiff:
    """What another release would change: by default the newest, against the one that is shown."""
    return name_diff.told(request, door, principal, code, before, after)


@router.get("/{code}/answers")
def answers(door: DoorOf, principal: Curator, code: str) -> schemas.AnswerRules:
    """The target that answers have to meet, the taxa that are expected, and how many tests a name needs."""
    platform = door.platform
    found = answer_rules(platform.catalogue, principal, code, platform.release)
    return schemas.AnswerRules.model_validate(found)


@router.patch("/{code}/answers")
def ask(
    door: DoorOf, principal: Curator, code: str, body: schemas.AnswerRulesChange
) -> schemas.AnswerRules:
    """Change some of that; what the collection shows follows at once, whatever was answered before."""
    platform = door.platform
    found = set_answer_rules(
        platform.catalogue, principal, code, platform.release,
        target=body.target, taxa=body.taxa, least_testing=body.least_testing,
    )  # fmt: skip
    return schemas.AnswerRules.model_validate(found)


@router.get("/{code}/withheld")
def withheld(door: DoorOf, principal: Curator, code: str) -> schemas.Withheld:
    """Taxa of which strangers are told neither place nor day, and regulated ones on hold until confirmed."""
    return schemas.Withheld.model_validate(lists_of(door.platform.catalogue, principal, code))


@router.put("/{code}/withheld")
def withhold(
    door: DoorOf, principal: Curator, code: str, body: schemas.Withhold
) -> schemas.Withheld:
    """Replace these lists; one that is left out stays. What they withhold is withheld at once."""
    found = set_lists(door.platform.catalogue, principal, code, body.sensitive, body.regulated)
    return schemas.Withheld.model_validate(found)


@router.get("/{code}/shown")
def shown(door: DoorOf, principal: Curator, code: str) -> schemas.ShownNames:
    """Whose names the collection shows, its standing rule, and what was approved before."""
    return schemas.ShownNames.model_validate(show_names(door.platform.catalogue, principal, code))


@router.post("/{code}/shown/preview")
def preview(door: DoorOf, principal: Curator, code: str, body: schemas.Part) -> schemas.PartPreview:
    """What approving a part of the diff would change, name by name; nothing is written."""
    return name_diff.previewed(door, principal, code, body)


@router.put("/{code}/shown/rule", status_code=204)
def keep(door: DoorOf, principal: Curator, code: str, body: schemas.Part) -> None:
    """Approve this part after every re-identification, without asking; it takes the place of the rule before."""
    keep_rule(door.platform.catalogue, principal, code, name_diff.part_of(body))


@router.delete("/{code}/shown/rule", status_code=204)
def forget(door: DoorOf, principal: Curator, code: str) -> None:
    """From now on nothing is approved without asking; what was approved stays."""
    keep_rule(door.platform.catalogue, principal, code, None)


@router.post("/{code}/shown")
def show(door: DoorOf, principal: Curator, code: str, body: schemas.Approval) -> schemas.Approved:
    """Approve a diff: from now on the collection shows this release's names. The way back is the same."""
    platform = door.platform
    pair = releases_of(platform.catalogue, principal, code, after=body.release)
    if body.part is not None:
        return name_diff.approved_part(door, principal, code, pair, body.part)
    if body.kinds is None and body.incomplete:
        approve(platform.catalogue, principal, code, pair.after)
        return schemas.Approved(release=pair.after, approved=True, held=[])
    rule = None if body.kinds is None else Rule(frozenset(body.kinds), body.least)
    judged = approve_seen(platform.catalogue, principal, code, pair, platform.release, rule)
    held = [schemas.NameChange.model_validate(one) for one in judged.held]
    return schemas.Approved(release=pair.after, approved=judged.approved, held=held)
