"""One identification applied to a saved set: one specimen was examined, the others say so (users: 5, 19, 20).

Nothing is applied to types, to what a person has looked at, to what another reviewer has before them,
to what is kept for blind looks, and where the person may not identify; how many of each is told
before and after. A set may hold thousands: it is read and written in pages, and all statements of the
act bear one id, by which it is taken back as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class SetPreview:
    """`applies_to` counts the examined one too. `kept_out`: how many others, by why they are left out."""

    applies_to: int
    kept_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SetApplied:
    """`identification`: that of the specimen that was examined; by it the whole act is taken back."""

    identification: UUID
    applied_to: int
    kept_out: Mapping[str, int]


def preview_set(
    catalogue: Catalogue, principal: Principal, key: UUID, examined: UUID, release: GetRelease
) -> SetPreview:
    """What one act would be applied to. Raises NotFound, and Forbidden where the examined one is not theirs."""
    _examined(catalogue, principal, key, examined, release)
    chosen, out = _others(catalogue, principal, key, examined, release)
    return SetPreview(1 + len(chosen), out)


def apply_to_set(
    catalogue: Catalogue,
    principal: Principal,
    key: UUID,
    examined: UUID,
    act: Act,
    release: GetRelease,
    seen_version: int | None = None,
) -> SetApplied:
    """Record the act for the examined specimen, and for the others of the set that allow it.

    What changed while the set is gone through is left out. Raises NotFound, Forbidden, Invalid,
    Conflict, and Stale where the examined one is not at `seen_version`.
    """
    if act.kind not in (ACCEPT, CORRECT):
        raise Invalid(f"{act.kind} is said of one specimen", hint="apply `accept` or `correct`")
    check(replace(act, also=()))
    _examined(catalogue, principal, key, examined, release)
    chosen, out = _others(catalogue, principal, key, examined, release)
    kept_out = Counter(out)
    body = _body(principal, act, 1 + len(chosen))
    with catalogue.writing() as tx:
        rows = _present(tx, examined, release)
        if seen_version is not None and rows.specimen.version != seen_version:
            raise Stale(
                f"the specimen is at version {rows.specimen.version}, not {seen_version}",
                hint="read it again, and look whether you still think so",
            )
        based = spoken_of(rows, act)
        named = name_given(rows, act, based)
        require_rank(tx, principal, rows.collection, named.taxon_rank)
        told = {**named.body, **body}
        first = statement(tx, principal, rows, named, told, based, examined=True)
        record(tx, principal, [first])
    applied = 1
    for page in chunks(chosen, AT_ONCE):
        with catalogue.writing() as tx:
            found = read_rows(tx, page, release)
            why = _kept_out(tx, principal, found, named.taxon_rank)
            kept_out.update(why.values())
            new = [
                statement(tx, principal, one, named, told, machine_statement(one), examined=False)
                for one in found
                if one.specimen.specimen_id not in why
            ]
            if new:
                record(tx, principal, new)
            applied += len(new)
    return SetApplied(first.identification_id, applied, kept_out)


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


def _body(principal: Principal, act: Act, applies_to: int) -> dict[str, object]:
    remarks = [*([act.remarks] if act.remarks else []), f"examined 1, applied to {applies_to}"]
    return {
        "act": act.kind,
        "act_id": str(uuid4()),
        "basis": act.basis,
        "blind": False,
        "orcid": principal.orcid,
        "remarks": "; ".join(remarks),
    }


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
    catalogue: Catalogue, principal: Principal, key: UUID, examined: UUID, release: GetRelease
) -> tuple[list[UUID], Counter[str]]:
    """Specimens that the act would be applied to, and the rest by why it is left out."""
    chosen: list[UUID] = []
    out: Counter[str] = Counter()
    for page in _members(catalogue, principal, key):
        with catalogue.reading() as tx:
            rows = read_rows(tx, [one for one in page if one != examined], release)
            why = _kept_out(tx, principal, rows, None)
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
