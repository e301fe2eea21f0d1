"""What a reviewer decides about the specimen before them; whether it was blind, the queue knows."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from insecta.catalogue.reviews import Hold
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal, Role
from insecta.domain.review import DISAGREE, SECOND
from insecta.domain.statements import CORRECT, DISPUTE, UNDO
from insecta.errors import Conflict, Invalid
from insecta.services.access import require
from insecta.services.determine import Act, Recorded, determine
from insecta.services.documents import GetRelease, read_rows, review_worth, standing
from insecta.services.review.alike import BLIND, SPOKEN, TYPE, WITH_OTHERS, kept_out
from insecta.services.training.rights import is_free

_WORDS = {
    TYPE: "is a type and never named unseen",
    SPOKEN: "has been looked at by a person meanwhile",
    WITH_OTHERS: "is before another reviewer now",
    BLIND: "is kept for a blind look",
}


def decide(
    catalogue: Catalogue,
    principal: Principal,
    specimen_id: UUID,
    act: Act,
    release: GetRelease,
    seen_version: int | None,
) -> Recorded:
    """Record the act, and let others go on. Time is never short: who is slow keeps what they have.

    Raises NotFound, Forbidden, Invalid, Stale, and Conflict where another has the specimen now, or
    where one of `also` may not be named unseen.
    """
    if act.kind == UNDO:
        raise Invalid("a decision is taken back at the specimen", hint="POST its identifications")
    with catalogue.reading() as tx:
        specimen = tx.specimens.get(specimen_id)
        require(tx, principal, specimen.collection_id, Role.VIEWER)
        require(tx, principal, specimen.collection_id, Role.IDENTIFIER)
        key = specimen.specimen_id
        held = tx.reviews.of(key)
        if held is None or held.principal_id != principal.principal_id:
            raise Conflict(
                "this specimen is not before you in the queue", hint="go on with the next one"
            )
        rows = read_rows(tx, [key], release)[0]
        worth = review_worth(rows, standing(rows))
        second = worth is not None and worth.why == SECOND
        settles = (
            worth is not None and worth.why == DISAGREE and is_free(tx, principal, rows.collection)
        )
        others = read_rows(tx, list(dict.fromkeys(act.also)), release)
        out = kept_out(tx, principal, others)
    if out:
        which, why = next(iter(out.items()))
        number = next(o.specimen.catalog_number for o in others if o.specimen.specimen_id == which)
        more = f" (and {len(out) - 1} more)" if len(out) > 1 else ""
        raise Conflict(
            f"{number or which} {_WORDS[why]}{more}",
            hint="look at the group again, and choose anew",
        )
    seconds = _seconds(catalogue, held)
    made = replace(
        _as_seen(act, held), seconds=seconds, second=held.blind and second, settles=settles
    )
    recorded = determine(catalogue, principal, key, made, release, seen_version, hidden=held.blind)
    with catalogue.writing() as tx:
        tx.reviews.let_go(key, principal.principal_id)
        if act.kind == DISPUTE:  # it stays in the queue, for somebody else
            tx.reviews.skip(key, principal.principal_id)
    return recorded


def _as_seen(act: Act, held: Hold) -> Act:
    if not held.blind:
        return replace(act, blind=False)
    if act.kind != CORRECT:
        raise Invalid("this one is looked at blind: write its name", hint="or skip it")
    if act.also:
        raise Invalid("what was looked at blind is applied to nothing else")
    return replace(act, blind=True)


def _seconds(catalogue: Catalogue, held: Hold) -> float:
    """From being shown to the decision, by the server's clock."""
    with catalogue.reading() as tx:
        return round((tx.at - held.since).total_seconds(), 1)
