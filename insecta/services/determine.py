"""A person says what a specimen is, or takes that back (users: 5).

Every act is a new identification beside the machine's, which is never touched. One that is also
applied to specimens nobody looked at says so in each: "examined 1, applied to 34".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import EXPERTS, Collection, Principal, Role
from insecta.domain.events import IdentificationRecorded
from insecta.domain.name import parse, qualified
from insecta.domain.ranks import RANKS, depth
from insecta.domain.release import Release, Taxon
from insecta.domain.review import draw, share_of
from insecta.domain.specimen import REVIEWED, VALIDATED, Identification, Specimen
from insecta.domain.statements import (
    ACCEPT,
    ACTS,
    BASES,
    CORRECT,
    DISPUTE,
    REJECT,
    UNDO,
    act_of,
    said,
    undone,
)
from insecta.domain.type_status import typified
from insecta.errors import Conflict, Forbidden, Invalid, NotFound
from insecta.services.access import require, role_in
from insecta.services.amend import Stale
from insecta.services.documents import GetRelease, SpecimenRows, read_rows, standing
from insecta.services.training.rights import require_rank
from insecta.services.versions import changed

MOST = 500
"""Specimens that one act may be applied to."""
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Act:
    """What a person says. `kind`: accept, correct, reject, dispute or undo.

    `based_on`: the identification it speaks of; None for what the specimen shows now. `taxon_id`:
    a taxon of the shown release, in place of a written name. `blind`: given without sight of the
    machine's name. `also`: specimens that it is applied to without having been examined.
    `whole_act`: undo it for all specimens it was applied to. `seconds`: how long the person looked,
    where that was measured. `second`: an independent answer after somebody else's; blind, but not one
    of the share that is drawn at random. `settles`: a curator's or listed expert's decision between two
    who gave different names.
    """

    kind: str
    scientific_name: str = ""
    taxon_rank: str = ""
    taxon_id: str = ""
    qualifier: str = ""
    basis: str = "picture"
    remarks: str = ""
    blind: bool = False
    based_on: UUID | None = None
    also: tuple[UUID, ...] = ()
    whole_act: bool = False
    seconds: float | None = None
    second: bool = False
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """`identification` is the one of the specimen that was examined; `applied_to` counts it too.

    `fresh` is False where the same person had said the same already.
    """

    identification: UUID
    applied_to: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Given:
    scientific_name: str | None = None
    taxon_rank: str | None = None
    qualifier: str | None = None
    verbatim: str | None = None
    lineage: frozenset[str] = frozenset()
    body: dict[str, object] = field(default_factory=dict)


def determine(
    catalogue: Catalogue,
    principal: Principal,
    specimen_id: UUID,
    act: Act,
    release: GetRelease,
    seen_version: int | None = None,
    *,
    hidden: bool = False,
) -> Recorded:
    """Record one act; saying the same again changes nothing. `hidden`: the queue kept the name from them.

    Raises NotFound, Forbidden, Invalid, Conflict, and Stale where `seen_version` is not present.
    """
    check(act)
    with catalogue.writing() as tx:
        rows = _rows(tx, principal, specimen_id, release)
        if act.blind and not hidden:
            _require_hidden(tx, principal, rows.specimen.specimen_id)
        if seen_version is not None and rows.specimen.version != seen_version:
            raise Stale(
                f"the specimen is at version {rows.specimen.version}, not {seen_version}",
                hint="read it again, and look whether you still think so",
            )
        others = [_rows(tx, principal, one, release) for one in dict.fromkeys(act.also)]
        others = [one for one in others if one.specimen != rows.specimen]
        if act.kind == UNDO:
            return _undo(tx, principal, rows, act)
        return _say(tx, principal, rows, others, act)


def check(act: Act) -> None:
    if act.kind not in ACTS:
        raise Invalid(f"{act.kind!r} is no act", hint=f"use one of {', '.join(ACTS)}")
    if act.basis not in BASES:
        raise Invalid(f"basis {act.basis!r} is not known", hint=f"use one of {', '.join(BASES)}")
    if act.blind and act.kind != CORRECT:
        raise Invalid(f"who says {act.kind} has seen the name", hint="leave `blind` out")
    if act.kind == UNDO and act.based_on is None:
        raise Invalid("undo needs the identification that is taken back", hint="set `basedOn`")
    if act.kind != CORRECT and (act.scientific_name or act.taxon_id):
        raise Invalid(f"{act.kind} takes no name", hint="to give another name, use `correct`")
    if len(act.also) > MOST:
        raise Invalid(f"at most {MOST} specimens at once, not {len(act.also)}")
    if max(len(act.remarks), len(act.scientific_name), len(act.qualifier)) > LONGEST:
        raise Invalid(f"longer than {LONGEST:,} characters")


def _require_hidden(tx: Transaction, principal: Principal, specimen_id: UUID) -> None:
    """Whether a look is blind, the platform knows, which hid the name or did not (users: 5). Raises Invalid."""
    held = tx.reviews.of(specimen_id)
    own = held is not None and held.principal_id == principal.principal_id
    if held is None or not own or not held.blind or held.expires <= tx.at:
        raise Invalid(
            "`blind` is not said but known: the name of this specimen was not hidden from you",
            hint="take it with `PUT /review/{specimen}/hold?blind=true` first, or leave `blind` out",
        )


def _rows(
    tx: Transaction, principal: Principal, specimen_id: UUID, release: GetRelease
) -> SpecimenRows:
    specimen = tx.specimens.held(specimen_id)
    require(tx, principal, specimen.collection_id, Role.VIEWER)
    require(tx, principal, specimen.collection_id, Role.IDENTIFIER)
    return read_rows(tx, [specimen.specimen_id], release)[0]


def _say(
    tx: Transaction,
    principal: Principal,
    rows: SpecimenRows,
    others: Sequence[SpecimenRows],
    act: Act,
) -> Recorded:
    _refuse_types(rows, others, act)
    _refuse_looked_at(others)
    _refuse_kept_blind(others)
    based = spoken_of(rows, act)
    named = name_given(rows, act, based)
    if act.kind != DISPUTE:
        for collection in {
            one.collection.collection_id: one.collection for one in (rows, *others)
        }.values():
            require_rank(tx, principal, collection, named.taxon_rank)
    act_id = uuid4()
    remarks = [act.remarks] if act.remarks else []
    if others:
        remarks.append(f"examined 1, applied to {1 + len(others)}")
    body: dict[str, object] = {
        **named.body,
        "act": act.kind,
        "act_id": str(act_id),
        "basis": act.basis,
        "blind": act.blind,
        "examined": True,
        "orcid": principal.orcid,
        "remarks": "; ".join(remarks),
    }
    if act.seconds is not None:
        body["seconds"] = act.seconds
    if act.second:
        body["second"] = True
    if act.settles:
        body["settles"] = True
    if act.kind == REJECT:
        body["refused"] = _refused(rows, based)
    first = statement(tx, principal, rows, named, body, based, examined=True)
    known = _said_already(rows, first) if not others else None
    if known is not None:
        return Recorded(known, 1, fresh=False)
    more = [
        statement(tx, principal, one, named, body, machine_statement(one), examined=False)
        for one in others
    ]
    record(tx, principal, [first, *more])
    return Recorded(first.identification_id, 1 + len(more), fresh=True)


def _refuse_types(rows: SpecimenRows, others: Sequence[SpecimenRows], act: Act) -> None:
    """A type bears its name: nothing is applied to it unseen, and no name taken from it (users: 19)."""
    if act.kind == REJECT and is_type(rows.specimen):
        raise Conflict(
            "this is a type specimen, and a type bears its name",
            hint="check barcode and label; where the picture does not fit, use `dispute`",
        )
    types = [one for one in others if is_type(one.specimen)]
    if types:
        raise Conflict(
            f"{_numbers(types)}: a type is never named unseen", hint="leave it out of `also`"
        )


def _refuse_looked_at(others: Sequence[SpecimenRows]) -> None:
    """What one who did not look says never replaces what one who looked said."""
    looked_at = [one for one in others if is_looked_at(one)]
    if looked_at:
        raise Conflict(
            f"{_numbers(looked_at)}: a person has looked at it and named it",
            hint="leave it out of `also`",
        )


def _refuse_kept_blind(others: Sequence[SpecimenRows]) -> None:
    """Who named the blind share unseen would spoil the one random sample there is (users: 5, 7)."""
    kept = [
        one for one in others if draw(one.specimen.specimen_id) < share_of(one.collection.rules)
    ]
    if kept:
        raise Conflict(
            f"{_numbers(kept)}: it is kept for a blind look", hint="leave it out of `also`"
        )


def is_looked_at(rows: SpecimenRows) -> bool:
    """A person has named it after a look, taken the machine's name from it, or doubts its name."""
    people = said(rows.identifications)
    named = people.named is not None and people.named.body.get("examined") is not False
    return named or bool(people.refused) or people.disputed is not None


def _numbers(rows: Sequence[SpecimenRows]) -> str:
    found = [one.specimen for one in rows[:10]]
    return ", ".join(one.catalog_number or str(one.specimen_id) for one in found)


def is_type(specimen: Specimen) -> bool:
    """Whether it bears a name: `not a type` is what many sheets say of all others."""
    return bool(typified(str(specimen.record.get("typeStatus") or "")))


def spoken_of(rows: SpecimenRows, act: Act) -> Identification | None:
    """The statement that the act speaks of. Raises NotFound for one of another specimen."""
    if act.based_on is None:
        return machine_statement(rows)
    for one in rows.identifications:
        if one.identification_id == act.based_on:
            return one
    raise NotFound("the specimen has no such identification")


def machine_statement(rows: SpecimenRows) -> Identification | None:
    """The shown release's latest statement."""
    digest = rows.shown.digest if rows.shown else None
    found = [one for one in rows.identifications if one.kind == "machine" and one.release == digest]
    return found[-1] if found else None


def name_given(rows: SpecimenRows, act: Act, based: Identification | None) -> Given:
    if act.kind == CORRECT:
        return _corrected(rows.shown, act)
    if act.kind != ACCEPT:
        return Given()
    now = standing(rows)
    name, rank = now.name, now.rank
    if act.based_on is not None and based is not None:
        name, rank = based.scientific_name, based.taxon_rank
    if not name or not rank:
        raise Invalid("there is no name to accept", hint="use `correct`, with the name")
    taxon = rows.shown.named(name, rank) if rows.shown else None
    return Given(name, rank, based.qualifier if based else None, None, _lineage(rows.shown, taxon))


def _corrected(release: Release | None, act: Act) -> Given:
    """The name as the release knows it, else taken apart and never guessed. Raises Invalid."""
    taxon = _known(release, act)
    if taxon is not None:
        return Given(
            taxon.scientific_name,
            taxon.rank,
            act.qualifier or None,
            act.scientific_name or taxon.scientific_name,
            _lineage(release, taxon),
        )
    parsed = qualified(parse(act.scientific_name, act.taxon_rank or None), act.qualifier)
    if parsed.scientific_name is None:
        raise Invalid(
            f"{act.scientific_name!r} is no name that can be recorded",
            hint="write it as on a label, such as `Camponotus cf. maculatus`",
        )
    if parsed.unparsed:
        raise Invalid(
            f"{parsed.unparsed!r} in {act.scientific_name!r} is not understood",
            hint="put remarks into `remarks`",
        )
    rank = parsed.rank or act.taxon_rank
    if rank not in RANKS:
        raise Invalid(
            f"the rank of {parsed.scientific_name!r} is not known", hint="say it in `taxonRank`"
        )
    lineage = {parsed.scientific_name, parsed.genus or ""}
    own = release.named(parsed.genus, "genus") if release and parsed.genus else None
    body = {"taxonFormula": parsed.taxon_formula, "morphospecies": parsed.morphospecies, "group": parsed.group}  # fmt: skip
    return Given(
        parsed.scientific_name,
        rank,
        parsed.qualifier or None,
        act.scientific_name,
        frozenset(lineage - {""}) | _lineage(release, own),
        {key: value for key, value in body.items() if value and value != "A"},
    )


def name_of(release: Release | None, act: Act) -> tuple[str | None, str | None]:
    """The name and rank that a written or chosen name comes to. Raises Invalid."""
    found = _corrected(release, act)
    return found.scientific_name, found.taxon_rank


def _known(release: Release | None, act: Act) -> Taxon | None:
    """The release's taxon that was chosen, or whose whole name was written."""
    if act.taxon_id:
        taxon = release.by_id.get(act.taxon_id) if release else None
        if taxon is None or taxon.rank not in RANKS:
            raise Invalid(f"the shown release has no taxon {act.taxon_id!r}")
        return taxon
    if release is None:
        return None
    written = act.scientific_name.strip()
    certain = [one for rank in RANKS if (one := release.named(written, rank)) is not None]
    if not act.taxon_rank:
        return certain[0] if len(certain) == 1 else None
    for one in certain:
        if one.rank == act.taxon_rank:
            return one
    if (
        certain
        and act.taxon_rank in RANKS
        and depth(act.taxon_rank) < min(depth(t.rank) for t in certain)
    ):
        raise Invalid(
            f"{written} is a name of the rank {certain[0].rank}, not {act.taxon_rank}",
            hint="leave `taxonRank` out, or write a name of that rank",
        )
    return None


def _lineage(release: Release | None, taxon: Taxon | None) -> frozenset[str]:
    if release is None or taxon is None:
        return frozenset()
    return frozenset(t.scientific_name for t in release.lineage(taxon.taxon_id))


def _refused(rows: SpecimenRows, based: Identification | None) -> str:
    """The machine's name that is taken back. Raises Invalid where there is none."""
    now = standing(rows)
    name = based.scientific_name if based and based.kind == "machine" else None
    if based is not None and based.kind != "machine":
        raise Invalid(
            "only a machine's name is rejected", hint="to doubt a person's, use `dispute`"
        )
    answer = now.answer.answer if now.answer else None
    name = name or (answer.scientific_name if answer else None)
    if not name:
        raise Invalid("the machine gave no name that could be rejected")
    return name


def statement(
    tx: Transaction,
    principal: Principal,
    rows: SpecimenRows,
    named: Given,
    body: dict[str, object],
    based: Identification | None,
    *,
    examined: bool,
) -> Identification:
    expert = examined and named.scientific_name and _is_expert(rows.collection, principal, named)
    return Identification(
        uuid4(),
        rows.specimen.specimen_id,
        "person",
        VALIDATED if expert else REVIEWED,
        principal_id=principal.principal_id,
        identified_by=principal.name,
        date_identified=tx.at.date().isoformat(),
        scientific_name=named.scientific_name,
        taxon_rank=named.taxon_rank,
        qualifier=named.qualifier,
        verbatim=named.verbatim,
        body={**body, "examined": examined},
        based_on=based.identification_id if based else None,
    )


def _is_expert(collection: Collection, principal: Principal, named: Given) -> bool:
    listed = collection.rules.get(EXPERTS, {}).get(str(principal.principal_id), ())
    return bool(set(listed) & (named.lineage | {named.scientific_name}))


_SAME = ("scientific_name", "taxon_rank", "qualifier", "based_on")
_SAME_IN_BODY = ("act", "basis", "blind", "remarks", "refused")


def _said_already(rows: SpecimenRows, new: Identification) -> UUID | None:
    """The person's own last statement, where it stands, says the same and nobody spoke since."""
    gone = undone(rows.identifications)
    people = [
        one
        for one in rows.identifications
        if one.kind == "person" and one.identification_id not in gone and act_of(one) != UNDO
    ]
    last = people[-1] if people else None
    if last is None or last.principal_id != new.principal_id:
        return None
    same = all(getattr(last, name) == getattr(new, name) for name in _SAME) and all(
        last.body.get(name) == new.body.get(name) for name in _SAME_IN_BODY
    )
    return last.identification_id if same else None


def _undo(tx: Transaction, principal: Principal, rows: SpecimenRows, act: Act) -> Recorded:
    """Take back one's own statement; a curator may take back anybody's."""
    assert act.based_on is not None  # noqa: S101  (checked)
    target = spoken_of(rows, act)
    if target is None or target.kind != "person":
        raise Invalid("only what a person said can be undone")
    require_take_back(tx, principal, target)
    if target.identification_id in undone(rows.identifications):
        found = [one for one in rows.identifications if one.based_on == target.identification_id]
        return Recorded(found[-1].identification_id, 1, fresh=False)
    targets = [target, *(_companions(tx, principal, target) if act.whole_act else ())]
    act_id = str(uuid4())
    statements = [undoing(tx, principal, one, act_id, act.remarks) for one in targets]
    record(tx, principal, statements)
    return Recorded(statements[0].identification_id, len(statements), fresh=True)


def _companions(
    tx: Transaction, principal: Principal, target: Identification
) -> Iterator[Identification]:
    """The other statements of the same act, where they still stand."""
    assert target.created is not None  # noqa: S101  (a row always has its time)
    together = tx.identifications.made_at(target.created, target.principal_id)
    mates = [
        one
        for one in together
        if one.body.get("act_id") == target.body.get("act_id")
        and one.identification_id != target.identification_id
    ]
    statements = tx.identifications.of_specimens([one.specimen_id for one in mates])
    for one in mates:
        gone = undone(statements[one.specimen_id])
        if one.identification_id not in gone and may_take_back(tx, principal, one):
            yield one


def undoing(
    tx: Transaction, principal: Principal, one: Identification, act_id: str, remarks: str = ""
) -> Identification:
    """The statement that takes one back; `act_id`: of all that are taken back together."""
    return Identification(
        uuid4(),
        one.specimen_id,
        "person",
        REVIEWED,
        principal_id=principal.principal_id,
        identified_by=principal.name,
        date_identified=tx.at.date().isoformat(),
        body={"act": UNDO, "act_id": act_id, "remarks": remarks, "orcid": principal.orcid},
        based_on=one.identification_id,
    )


def require_take_back(tx: Transaction, principal: Principal, said: Identification) -> None:
    """Raises Forbidden."""
    if not may_take_back(tx, principal, said):
        raise Forbidden("only its author, or a curator, takes an identification back")


def may_take_back(tx: Transaction, principal: Principal, said: Identification) -> bool:
    """One's own where one still is an identifier, anybody's where one is a curator."""
    role = role_in(tx, principal, tx.specimens.get(said.specimen_id).collection_id)
    mine = said.principal_id == principal.principal_id
    return role is not None and role >= (Role.IDENTIFIER if mine else Role.CURATOR)


def record(tx: Transaction, principal: Principal, new: Sequence[Identification]) -> None:
    tx.principals.add(replace(principal, roles={}))
    tx.identifications.add(new)
    changed(tx, [one.specimen_id for one in new])
    for one in new:
        tx.emit(
            IdentificationRecorded,
            specimen_id=one.specimen_id,
            identification_id=one.identification_id,
        )


def list_expert(
    catalogue: Catalogue, actor: Principal, collection: str, name: str, taxa: Sequence[str]
) -> None:
    """From now on this person's names below these taxa are an expert's; no taxa takes them off.

    Raises Forbidden, NotFound.
    """
    with catalogue.writing() as tx:
        found = tx.collections.get(collection)
        require(tx, actor, found.collection_id, Role.CURATOR)
        person = tx.principals.by_name(name)
        if person is None:
            raise NotFound(f"there is nobody called {name!r}", hint="`insecta keys list`")
        experts = {**found.rules.get(EXPERTS, {}), str(person.principal_id): sorted(taxa)}
        kept = {key: value for key, value in experts.items() if value}
        tx.collections.change(found.collection_id, {"rules": {**found.rules, EXPERTS: kept}})
