"""What a curator does: fill the training set, set the rule, and see how far reviewers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.promise import Count
from insecta.domain.ranks import RANKS
from insecta.domain.release import Release
from insecta.domain.specimen import VALIDATED, Identification
from insecta.domain.statements import independent
from insecta.domain.training import RULE, Agreement, agreement, ranks_open, rule_of
from insecta.errors import Invalid, NotFound
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.access import named
from insecta.services.blind import agrees
from insecta.services.bound import answering
from insecta.services.documents import GetRelease, SpecimenRows, read_rows
from insecta.services.find import SPECIMENS, search_alias
from insecta.services.search_language import parse
from insecta.services.training.lesson import LABELS, known
from insecta.services.training.rights import has_set, is_free
from insecta.services.verified import EXPERT, Verified
from insecta.services.versions import tell_changed

MOST = 200
"""Specimens of one set."""
SEARCHED = 1_000
NOT_KNOWN, NO_PICTURE = "not_known", "no_picture"
_TYPICAL = 2_000
"""Specimens that people named, the latest, by which reviewers are compared."""


@dataclass(frozen=True, slots=True)
class Known:
    """A specimen of the set with its expert identification; it may have been taken back since: no name."""

    specimen_id: UUID
    catalog_number: str | None
    scientific_name: str | None
    taxon_rank: str | None
    identified_by: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """`refused`: why others of the search are not fit, by code."""

    added: int
    size: int
    refused: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """How one member agrees: in training, and in the queue with those who looked at the same.

    `ranks`: where they may decide; None: at all.
    """

    name: str
    role: str
    answered: int
    agreement: tuple[Agreement, ...]
    queue: Count | None
    ranks: tuple[str, ...] | None


def fill(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    code: str,
    query: str,
    most: int,
    release: GetRelease,
) -> Filled:
    """Add up to `most` of what a search finds, spread over the names that are known. Raises NotFound,
    Forbidden, Invalid, BadQuery."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        own = set(tx.trainings.specimens(collection.collection_id))
    if len(own) + most > MOST:
        raise Invalid(
            f"a training set holds at most {MOST} specimens, this one has {len(own)}",
            hint="take some out first",
        )
    scope = frozenset({str(collection.collection_id)})
    found = search_alias(
        catalogue, index, SPECIMENS, SearchRequest(parse(query), scope, limit=SEARCHED)
    ).hits
    keys = [key for hit in found if (key := UUID(hit.id)) not in own]
    refused: Counter[str] = Counter()
    by_name: dict[str, list[UUID]] = defaultdict(list)
    with catalogue.writing() as tx:
        for rows in read_rows(tx, keys, release):
            why = _unfit(rows)
            if why is not None:
                refused[why] += 1
                continue
            truth = known(rows)
            name = truth.statement.scientific_name if truth else None
            by_name[name or ""].append(rows.specimen.specimen_id)
        chosen = list(_in_turn(by_name, most))
        added = tx.trainings.add(collection.collection_id, chosen, principal.principal_id)
        size = tx.trainings.size(collection.collection_id)
        tx.journal.add(principal, "training.fill", code, {"query": query, "added": added})
    return Filled(added, size, refused)


def _unfit(rows: SpecimenRows) -> str | None:
    if known(rows) is None:
        return NOT_KNOWN
    shown = [image for _, image in rows.images if image.view not in LABELS]
    return None if shown else NO_PICTURE


def _in_turn(by_name: Mapping[str, Sequence[UUID]], most: int) -> Iterable[UUID]:
    """One of each name, then a second of each, and so on."""
    turn = 0
    left = most
    while left and any(len(keys) > turn for keys in by_name.values()):
        for name in sorted(by_name):
            if left and len(by_name[name]) > turn:
                yield by_name[name][turn]
                left -= 1
        turn += 1


def show_set(
    catalogue: Catalogue, principal: Principal, code: str, release: GetRelease
) -> list[Known]:
    """For curators: whoever trains must not read it. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        keys = tx.trainings.specimens(collection.collection_id)
        rows = {one.specimen.specimen_id: one for one in read_rows(tx, keys, release)}
    return [_shown(rows[key]) for key in keys if key in rows]


def _shown(rows: SpecimenRows) -> Known:
    truth, specimen = known(rows), rows.specimen
    said = truth.statement if truth else None
    return Known(
        specimen.specimen_id, specimen.catalog_number,
        said.scientific_name if said else None, said.taxon_rank if said else None,
        said.identified_by if said else None, truth.basis if truth else None,
    )  # fmt: skip


def take_out(catalogue: Catalogue, principal: Principal, code: str, specimen: UUID) -> None:
    """What was answered on it still counts. Raises NotFound, Forbidden."""
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        if not tx.trainings.remove(collection.collection_id, specimen):
            raise NotFound("the training set has no such specimen")
        tx.journal.add(principal, "training.take_out", code, {"specimen": str(specimen)})


def set_rule(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    share: float,
    cases: int,
    two: Sequence[str],
) -> None:
    """How often is often enough, and at which ranks two answers are asked for.

    Specimens that people have named at ranks where that changes are written to the index again.
    Raises NotFound, Forbidden, Invalid.
    """
    unknown = [rank for rank in two if rank not in RANKS]
    if unknown:
        raise Invalid(f"{unknown[0]!r} is no rank", hint=f"use some of {', '.join(RANKS)}")
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        before = rule_of(collection.rules).two
        rule = {"share": share, "cases": cases, "two": sorted(two, key=RANKS.index)}
        rules = {**collection.rules, RULE: rule}
        tx.collections.change(collection.collection_id, {"rules": rules})
        tx.journal.add(principal, "training.rule", code, rule)
        other = before ^ set(two)
        keys = tx.identifications.named_at(collection.collection_id, sorted(other)) if other else []
        tell_changed(tx, keys)


def reviewers(
    catalogue: Catalogue, principal: Principal, code: str, release: GetRelease
) -> list[Reviewer]:
    """Members who may identify, with how far each agrees; for curators. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        members = tx.principals.members(collection.collection_id)
        return [
            _reviewer(tx, collection, one, release)
            for one in members
            if one.roles[collection.collection_id] >= Role.IDENTIFIER
        ]


def own(catalogue: Catalogue, principal: Principal, code: str, release: GetRelease) -> Reviewer:
    """The same of oneself. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.IDENTIFIER)
        return _reviewer(tx, collection, principal, release)


def _reviewer(
    tx: Transaction, collection: Collection, who: Principal, get_release: GetRelease
) -> Reviewer:
    given = tx.trainings.answers(collection.collection_id, who.principal_id)
    agreed = agreement([one.body["right"] for one in given], rule_of(collection.rules))
    free = is_free(tx, who, collection) or not has_set(tx, collection)
    role = who.roles.get(collection.collection_id)
    digest = answering(tx, collection)
    queue = _in_queue(tx, collection, who, get_release(digest)) if digest else None
    ranks = None if free else tuple(sorted(ranks_open(agreed), key=RANKS.index))
    word = role.name.lower() if role else "administrator"
    return Reviewer(who.credit or who.name, word, len(given), agreed, queue, ranks)


def _in_queue(
    tx: Transaction, collection: Collection, who: Principal, release: Release
) -> Count | None:
    """Their names against those that others gave the same specimens: an expert's, else another person's."""
    keys = tx.identifications.named_by(collection.collection_id, who.principal_id, _TYPICAL)
    judged = []
    for statements in tx.identifications.of_specimens(keys).values():
        each = independent(statements)
        mine = each.pop(who.principal_id, None)
        truth = _best(each.values())
        if mine is None or truth is None or not mine.scientific_name or not mine.taxon_rank:
            continue
        said = agrees(release, mine.scientific_name, mine.taxon_rank, Verified(truth, EXPERT, blind=False))  # fmt: skip
        if said is not None:
            judged.append(said)
    return Count(sum(judged), len(judged)) if judged else None


def _best(others: Iterable[Identification]) -> Identification | None:
    """An expert's, else the last one."""
    given = [one for one in others if one.scientific_name]
    experts = [one for one in given if one.trust == VALIDATED]
    best = experts or given
    return best[-1] if best else None
