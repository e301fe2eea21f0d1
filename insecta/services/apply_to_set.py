"""One identification applied to a saved set: one specimen was examined, the others say so (users: 5, 19, 20).

Nothing is applied to types, to what a person has looked at, to what another reviewer has before them,
to what is kept for blind looks, and where the person may not identify; how many of each is told
before and after. A set may hold thousands: it is read and written in pages, and all statements of the
act bear one id. By it the act is taken back as a whole, and whoever got no answer and sends it again
goes on with it where it broke off; nothing is said twice (docs/decisions/0118).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from insecta.catalogue.statements import chunks
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.review import draw, share_of
from insecta.domain.specimen import Identification
from insecta.domain.statements import ACCEPT, CORRECT, undone
from insecta.errors import Conflict, Invalid, NotFound
from insecta.services.access import require, role_in
from insecta.services.amend import Stale
from insecta.services.determine import (
    Act,
    Given,
    check,
    is_looked_at,
    is_type,
    machine_statement,
    may_take_back,
    name_given,
    record,
    require_take_back,
    spoken_of,
    statement,
    undoing,
)
from insecta.services.documents import GetRelease, SpecimenRows, read_rows
from insecta.services.review.alike import BLIND, SPOKEN, TYPE, WITH_OTHERS
from insecta.services.sets import members_now
from insecta.services.training.rights import ranks_of, require_rank

GONE, NOT_ALLOWED = "gone", "not_allowed"
KEPT_OUT = (TYPE, SPOKEN, WITH_OTHERS, BLIND, GONE, NOT_ALLOWED)
AT_ONCE = 200
"""Specimens named in one transaction."""
BEGUN, ENDED = "set.identify", "set.identified"
"""In the journal: an act on a set was begun, and applied to all that it is applied to."""


@dataclass(frozen=True, slots=True)
class SetPreview:
    """`applies_to` counts the examined one too. `kept_out`: how many others, by why they are left out.

    `scientific_name` and `taxon_rank`: what would be said, where an act was told. `version`: of the
    examined one; while it is that, the act says just this.
    """

    applies_to: int
    kept_out: Mapping[str, int]
    scientific_name: str | None
    taxon_rank: str | None
    version: int


@dataclass(frozen=True, slots=True)
class SetApplied:
    """`identification`: that of the specimen that was examined; by it the whole act is taken back."""

    identification: UUID
    applied_to: int
    kept_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StandingAct:
    """An act on a set that its reader may take back.

    `applied_to` is None where it broke off: sent again it goes on, and taken back it is gone.
    """

    identification: UUID
    act: str
    scientific_name: str | None
    taxon_rank: str | None
    said_by: str
    at: datetime
    applied_to: int | None


def preview_set(
    catalogue: Catalogue,
    principal: Principal,
    key: UUID,
    examined: UUID,
    release: GetRelease,
    act: Act | None = None,
) -> SetPreview:
    """What one act would say, and what it would be applied to.

    Raises NotFound, Invalid, and Forbidden where the examined one, or the name's rank, is not theirs.
    """
    _examined(catalogue, principal, key, examined, release)
    named = Given()
    with catalogue.reading() as tx:
        rows = _present(tx, examined, release)
        if act is not None:
            check(replace(act, also=()))
            named = name_given(rows, act, spoken_of(rows, act))
            require_rank(tx, principal, rows.collection, named.taxon_rank)
    chosen, out = _others(catalogue, principal, key, examined, release, named.taxon_rank)
    return SetPreview(
        1 + len(chosen), out, named.scientific_name, named.taxon_rank, rows.specimen.version
    )


def apply_to_set(
    catalogue: Catalogue,
    principal: Principal,
    key: UUID,
    examined: UUID,
    act: Act,
    release: GetRelease,
    seen_version: int | None = None,
    act_id: UUID | None = None,
) -> SetApplied:
    """Record the act for the examined specimen, and for the others of the set that allow it.

    What changed while the set is gone through is left out. `act_id` is the sender's: an act that was
    sent before is gone on with. Raises NotFound, Forbidden, Invalid, Conflict, and Stale where the
    examined one is not at `seen_version`.
    """
    if act.kind not in (ACCEPT, CORRECT):
        raise Invalid(f"{act.kind} is said of one specimen", hint="apply `accept` or `correct`")
    check(replace(act, also=()))
    _examined(catalogue, principal, key, examined, release)
    chosen, out = _others(catalogue, principal, key, examined, release)
    body = _body(principal, act, 1 + len(chosen), act_id or uuid4())
    with catalogue.writing() as tx:
        rows = _present(tx, examined, release)
        first = _sent_before(rows, principal, act, body["act_id"])
        if first is None:
            first = _begin(tx, principal, key, rows, act, body, seen_version)
    named = _as_given(first)
    kept_out, applied = Counter(out), 1
    for page in chunks(chosen, AT_ONCE):
        with catalogue.writing() as tx:
            found = read_rows(tx, page, release)
            had = {one.specimen.specimen_id for one in found if _of_act(one, body["act_id"])}
            why = _kept_out(tx, principal, found, named.taxon_rank)
            why = {one: reason for one, reason in why.items() if one not in had}
            kept_out.update(why.values())
            new = [
                statement(tx, principal, one, named, named.body, machine_statement(one), examined=False)
                for one in found
                if one.specimen.specimen_id not in why and one.specimen.specimen_id not in had
            ]  # fmt: skip
            if new:
                record(tx, principal, new)
            applied += len(new) + len(had)
    with catalogue.writing() as tx:
        told = {"act_id": body["act_id"], "applied_to": applied}
        tx.journal.add(principal, ENDED, str(key), told)
    return SetApplied(first.identification_id, applied, kept_out)


def standing_acts(catalogue: Catalogue, principal: Principal, key: UUID) -> list[StandingAct]:
    """Acts on the set that the reader may take back, newest first. Raises NotFound."""
    members_now(catalogue, principal, key, 0, 1)
    found = []
    with catalogue.reading() as tx:
        entries = tx.journal.of(str(key))
        ended = {
            one.body["act_id"]: one.body["applied_to"] for one in entries if one.action == ENDED
        }
        for one in reversed(entries):
            said = _still_said(tx, one.body["identification"]) if one.action == BEGUN else None
            if said is not None and may_take_back(tx, principal, said):
                found.append(
                    StandingAct(
                        said.identification_id,
                        str(said.body["act"]),
                        said.scientific_name,
                        said.taxon_rank,
                        said.identified_by or "",
                        one.at,
                        ended.get(one.body["act_id"]),
                    )
                )
    return found


def take_back(catalogue: Catalogue, principal: Principal, key: UUID, identification: UUID) -> int:
    """Undo the whole act that an identification belongs to; how many statements no longer stand.

    Broken off, it is gone on with by taking back again. Raises NotFound, Forbidden, Invalid.
    """
    with catalogue.reading() as tx:
        target = tx.identifications.get(identification)
        if target is None:
            raise NotFound("there is no such identification")
        collection = tx.specimens.get(target.specimen_id).collection_id
        require(tx, principal, collection, Role.IDENTIFIER)
        require_take_back(tx, principal, target)
    act_id = target.body.get("act_id")
    if target.kind != "person" or not act_id:
        raise Invalid("only what a person said can be undone")
    members = [one for page in _members(catalogue, principal, key) for one in page]
    undo_id, done = str(uuid4()), 0
    for page in chunks(list(dict.fromkeys([target.specimen_id, *members])), AT_ONCE):
        with catalogue.writing() as tx:
            new = [
                undoing(tx, principal, one, undo_id)
                for said in tx.identifications.of_specimens(page).values()
                for one in _standing_of_act(said, act_id)
                if may_take_back(tx, principal, one)
            ]
            if new:
                record(tx, principal, new)
            done += len(new)
    return done


def _body(principal: Principal, act: Act, applies_to: int, act_id: UUID) -> dict[str, Any]:
    remarks = [*([act.remarks] if act.remarks else []), f"examined 1, applied to {applies_to}"]
    return {
        "act": act.kind,
        "act_id": str(act_id),
        "basis": act.basis,
        "blind": False,
        "orcid": principal.orcid,
        "remarks": "; ".join(remarks),
    }


def _begin(
    tx: Transaction,
    principal: Principal,
    key: UUID,
    rows: SpecimenRows,
    act: Act,
    body: Mapping[str, Any],
    seen_version: int | None,
) -> Identification:
    """What is said of the examined one. Raises Stale, Forbidden, Invalid."""
    if seen_version is not None and rows.specimen.version != seen_version:
        raise Stale(
            f"the specimen is at version {rows.specimen.version}, not {seen_version}",
            hint="read it again, and look whether you still think so",
        )
    based = spoken_of(rows, act)
    named = name_given(rows, act, based)
    require_rank(tx, principal, rows.collection, named.taxon_rank)
    first = statement(tx, principal, rows, named, {**named.body, **body}, based, examined=True)
    record(tx, principal, [first])
    told = {"act_id": body["act_id"], "identification": str(first.identification_id)}
    tx.journal.add(principal, BEGUN, str(key), told)
    return first


def _sent_before(
    rows: SpecimenRows, principal: Principal, act: Act, act_id: str
) -> Identification | None:
    """What the act said of the examined one when it came first. Raises Conflict where it was another."""
    first = _of_act(rows, act_id)
    if first is None:
        return None
    if first.principal_id != principal.principal_id or first.body.get("act") != act.kind:
        raise Conflict("another act bears this id", hint="give each act an id of its own")
    if act.kind == CORRECT:
        named = name_given(rows, act, spoken_of(rows, act))
        if named.scientific_name != first.scientific_name or named.qualifier != first.qualifier:
            raise Conflict("another act bears this id", hint="give each act an id of its own")
    if first.identification_id in undone(rows.identifications):
        raise Conflict("this act was taken back", hint="look at the set again, and begin another")
    return first


def _of_act(rows: SpecimenRows, act_id: str) -> Identification | None:
    """What an act said of a specimen, whether it stands or not."""
    for one in rows.identifications:
        if one.kind == "person" and one.body.get("act_id") == act_id:
            return one
    return None


def _as_given(first: Identification) -> Given:
    """A name as it was given, to be given again; what was said with it is its body."""
    body = {key: value for key, value in first.body.items() if key != "examined"}
    return Given(
        first.scientific_name, first.taxon_rank, first.qualifier, first.verbatim, body=body
    )


def _still_said(tx: Transaction, key: str) -> Identification | None:
    """An identification that was not taken back, of a specimen that is still there."""
    said = tx.identifications.get(UUID(key))
    if said is None:
        return None
    of_specimen = tx.identifications.of_specimens([said.specimen_id])[said.specimen_id]
    return None if said.identification_id in undone(of_specimen) else said


def _examined(
    catalogue: Catalogue, principal: Principal, key: UUID, examined: UUID, release: GetRelease
) -> None:
    """It is of the set, and theirs to identify. Raises NotFound, Forbidden, Conflict."""
    if not any(examined in page for page in _members(catalogue, principal, key)):
        raise NotFound("the set has no such specimen")
    with catalogue.reading() as tx:
        rows = _present(tx, examined, release)
        require(tx, principal, rows.specimen.collection_id, Role.IDENTIFIER)
        held = tx.reviews.of(examined)
        if held is not None and held.blind and held.principal_id == principal.principal_id:
            raise Conflict("this one is looked at blind", hint="decide about it alone")


def _present(tx: Transaction, key: UUID, release: GetRelease) -> SpecimenRows:
    found = read_rows(tx, [key], release)
    if not found or found[0].specimen.deleted_at is not None:
        raise NotFound("there is no such specimen")
    return found[0]


def _others(
    catalogue: Catalogue,
    principal: Principal,
    key: UUID,
    examined: UUID,
    release: GetRelease,
    rank: str | None = None,
) -> tuple[list[UUID], Counter[str]]:
    """Specimens that the act would be applied to, and the rest by why it is left out."""
    chosen: list[UUID] = []
    out: Counter[str] = Counter()
    for page in _members(catalogue, principal, key):
        with catalogue.reading() as tx:
            rows = read_rows(tx, [one for one in page if one != examined], release)
            why = _kept_out(tx, principal, rows, rank)
        out.update(why.values())
        chosen += [one for row in rows if (one := row.specimen.specimen_id) not in why]
    return list(dict.fromkeys(chosen)), out


def _kept_out(
    tx: Transaction, principal: Principal, rows: Sequence[SpecimenRows], rank: str | None
) -> dict[UUID, str]:
    """`rank`: of the name that is to be given, where it is known."""
    keys = [one.specimen.specimen_id for one in rows]
    busy = tx.reviews.with_others(keys, principal.principal_id)
    return {
        one.specimen.specimen_id: why
        for one in rows
        if (why := _why(tx, principal, one, busy, rank)) is not None
    }


def _why(
    tx: Transaction,
    principal: Principal,
    rows: SpecimenRows,
    busy: set[UUID],
    rank: str | None,
) -> str | None:
    specimen = rows.specimen
    role = role_in(tx, principal, specimen.collection_id)
    if specimen.deleted_at is not None or specimen.merged_into is not None:
        return GONE
    open_ = ranks_of(tx, principal, rows.collection)
    untrained = open_ is not None and (not open_ or (rank is not None and rank not in open_))
    if role is None or role < Role.IDENTIFIER or untrained:
        return NOT_ALLOWED
    if is_type(specimen):
        return TYPE
    if is_looked_at(rows):
        return SPOKEN
    if draw(specimen.specimen_id) < share_of(rows.collection.rules):
        return BLIND
    return WITH_OTHERS if specimen.specimen_id in busy else None


def _members(catalogue: Catalogue, principal: Principal, key: UUID) -> Iterator[list[UUID]]:
    """Pages of the specimens that the set's members are now."""
    after: int | None = 0
    while after is not None:
        page, after = members_now(catalogue, principal, key, after, AT_ONCE)
        yield page


def _standing_of_act(said: Sequence[Identification], act_id: object) -> list[Identification]:
    gone = undone(said)
    return [
        one
        for one in said
        if one.body.get("act_id") == act_id and one.identification_id not in gone
    ]
