"""Training: a specimen without its name, an answer, and then what it is and what looks like it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.training import (
    LEAST_SET,
    Agreement,
    Rule,
    agreement,
    ranks_open,
    right_at,
    rule_of,
)
from insecta.errors import Conflict, Invalid, NotFound, Unavailable
from insecta.ports import SearchIndex
from insecta.services.access import named
from insecta.services.determine import Act, name_of
from insecta.services.documents import GetRelease, SpecimenRows, lineage_of, read_rows
from insecta.services.evidence import Witness, evidence
from insecta.services.review.queue import nameless
from insecta.services.show.specimens import ShownSpecimen, show_specimen
from insecta.services.training.rights import is_free
from insecta.services.verified import EXPERT, MUSEUM, Verified, verified

LABELS = ("label", "l")
Choose = Callable[[Sequence[UUID]], UUID]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is in a collection's training set. `ranks`: where they may decide now; None: at all
    ranks, because the set is too small to count, or because they are `free` of it."""

    collection: str
    size: int
    answered: int
    rule: Rule
    agreement: tuple[Agreement, ...]
    ranks: frozenset[str] | None
    free: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """`specimen`: without any name, and without pictures of labels; None where all are answered."""

    specimen: ShownSpecimen | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Solution:
    """What the specimen is. `right`: rank → whether the answer is, at every rank that it names.

    `look_alike`: the most similar verified specimen of another name, never one that the person will be
    asked yet; None where there is none.
    """

    specimen_id: UUID
    said: str
    said_rank: str
    truth: str
    truth_rank: str
    identified_by: str | None
    basis: str
    right: Mapping[str, bool]
    look_alike: Witness | None
    progress: Progress


def progress(catalogue: Catalogue, principal: Principal, code: str) -> Progress:
    """Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        return _progress(tx, principal, named(tx, principal, code, Role.IDENTIFIER))


def next_lesson(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    release: GetRelease,
    choose: Choose = random.choice,
) -> Lesson:
    """What the person has open, else one at random that they have not seen. Raises NotFound, Forbidden."""
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.IDENTIFIER)
        every = tx.trainings.specimens(collection.collection_id)
        seen = tx.trainings.shown_to(principal.principal_id, every)
        begun = [key for key in every if seen.get(key) is False]
        fresh = [key for key in every if key not in seen]
        key = next((one for one in begun if _is_known(tx, one, release)), None)
        while key is None and fresh:
            chosen = choose(fresh)
            fresh.remove(chosen)
            if _is_known(tx, chosen, release):
                tx.trainings.show(principal.principal_id, collection.collection_id, chosen)
                key = chosen
        now = _progress(tx, principal, collection)
    if key is None:
        return Lesson(None, now)
    return Lesson(_unlabelled(nameless(show_specimen(catalogue, principal, key, release))), now)


def _is_known(tx: Transaction, specimen: UUID, release: GetRelease) -> bool:
    """Its name still is an expert's: one that was taken back, or is disputed, is nothing to learn from."""
    return known(read_rows(tx, [specimen], release)[0]) is not None


def _unlabelled(shown: ShownSpecimen) -> ShownSpecimen:
    """A label tells the name."""
    pictures = tuple(one for one in shown.images if one.view not in LABELS)
    return replace(shown, images=pictures)


def answer(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    code: str,
    specimen_id: UUID,
    act: Act,
    release: GetRelease,
) -> Solution:
    """The first answer counts; only then is the name told. Raises NotFound, Forbidden, Invalid, Conflict."""
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.IDENTIFIER)
        begun = tx.trainings.open(principal.principal_id, specimen_id)
        if begun is None or begun.collection_id != collection.collection_id:
            raise Conflict(
                "this specimen is not before you in training", hint="go on with the next one"
            )
        rows = read_rows(tx, [specimen_id], release)[0]
        truth = known(rows)
        if truth is None:
            raise Conflict("its name was taken back meanwhile", hint="go on with the next one")
        name, rank = name_of(rows.shown, act)
        if not name or not rank:
            raise Invalid("there is no name in the answer", hint="write one, at any rank")
        right = right_at(_lineage(rows, truth), lineage_of(rows.shown, name, rank))
        body = {
            "name": name, "rank": rank, "truth": truth.statement.scientific_name,
            "truth_rank": truth.statement.taxon_rank, "right": right,
            "seconds": round((tx.at - begun.shown).total_seconds(), 1),
        }  # fmt: skip
        if not tx.trainings.answer(principal.principal_id, specimen_id, body):
            raise Conflict("you have answered this one already", hint="go on with the next one")
        now = _progress(tx, principal, collection)
        coming = _coming(tx, principal, collection)
    return Solution(
        specimen_id, name, rank, truth.statement.scientific_name or "",
        truth.statement.taxon_rank or "", truth.statement.identified_by, truth.basis, right,
        _look_alike(catalogue, index, principal, specimen_id, release, coming), now,
    )  # fmt: skip


def known(rows: SpecimenRows) -> Verified | None:
    """The expert identification of a specimen: the museum's, or one by a listed expert."""
    found = verified(rows.identifications, rows.specimen.record)
    if isinstance(found, str) or found.basis not in (MUSEUM, EXPERT):
        return None
    said = found.statement
    return found if said.scientific_name and said.taxon_rank else None


def _lineage(rows: SpecimenRows, truth: Verified) -> dict[str, str]:
    said = truth.statement
    return lineage_of(rows.shown, said.scientific_name, said.taxon_rank)


def _coming(tx: Transaction, principal: Principal, collection: Collection) -> frozenset[UUID]:
    """What the person will be asked yet: its name is not told beside another."""
    every = tx.trainings.specimens(collection.collection_id)
    answered = {
        key for key, done in tx.trainings.shown_to(principal.principal_id, every).items() if done
    }
    return frozenset(every) - answered


def _look_alike(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    specimen_id: UUID,
    release: GetRelease,
    coming: frozenset[UUID],
) -> Witness | None:
    """None too where the index cannot tell: the answer is kept already."""
    try:
        return evidence(catalogue, index, principal, specimen_id, release, coming).another_name
    except (NotFound, Unavailable):
        return None


def _progress(tx: Transaction, principal: Principal, collection: Collection) -> Progress:
    key = collection.collection_id
    rule, size = rule_of(collection.rules), len(tx.trainings.specimens(key))
    given = tx.trainings.answers(key, principal.principal_id)
    agreed = agreement([one.body["right"] for one in given], rule)
    free = is_free(tx, principal, collection)
    ranks = None if free or size < LEAST_SET else ranks_open(agreed)
    return Progress(collection.code, size, len(given), rule, agreed, ranks, free)
