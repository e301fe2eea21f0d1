"""What a collection asks of answers: its target precision, the taxa that it expects, and how often a
name must have been tested (users: 4, 7). What is shown follows at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.versions import raise_collection
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.release import Release
from insecta.domain.taxon_list import LONGEST_NAME, MOST_NAMES, expected, split
from insecta.errors import Invalid
from insecta.services.access import named
from insecta.services.answers import LEAST_TESTING
from insecta.services.bound import answering
from insecta.services.documents import GetRelease
from insecta.services.versions import write_collection_again

MOST_TESTING = 10_000


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """`taxa`: names that are expected, None for any; `unknown`: those of them that the release whose
    answers are shown does not know. `least_testing`: names below the genus with fewer independent test
    specimens are answered coarser; 0: none. `targets`: those that the release measured.
    """

    target: float
    taxa: tuple[str, ...] | None
    unknown: tuple[str, ...]
    least_testing: int
    targets: tuple[float, ...]


def answer_rules(
    catalogue: Catalogue, principal: Principal, code: str, release: GetRelease
) -> AnswerRules:
    """For curators. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        return _told(collection, _release(tx, collection, release))


def set_answer_rules(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    release: GetRelease,
    *,
    target: float | None = None,
    taxa: Sequence[str] | None = None,
    least_testing: int | None = None,
) -> AnswerRules:
    """Change some; None leaves one as it is, no `taxa` expects any. Raises NotFound, Forbidden, Invalid."""
    values: dict[str, Any] = {}
    if target is not None:
        values["target"] = _in_range(target)
    if taxa is not None:
        values["taxon_list"] = _names(taxa) or None
    if least_testing is not None and not 0 <= least_testing <= MOST_TESTING:
        raise Invalid(f"{least_testing:,} test specimens", hint=f"give 0 to {MOST_TESTING:,}")
    answer_rules(catalogue, principal, code, release)  # its release is at hand before the lock is
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        answers = _release(tx, collection, release)
        _require_answers(answers, values)
        body = {**values, **({} if least_testing is None else {LEAST_TESTING: least_testing})}
        if least_testing is not None:
            values["rules"] = _with_least(collection.rules, least_testing)
        if values:
            tx.collections.change(collection.collection_id, values)
            raise_collection(tx.connection, collection.collection_id)
            tx.journal.add(principal, "collection.answers", code, body)
        told = _told(tx.collections.by_id(collection.collection_id), answers)
    if values:
        write_collection_again(catalogue, collection.collection_id)
    return told


def _with_least(rules: Mapping[str, Any], least: int) -> dict[str, Any]:
    others = {name: rule for name, rule in rules.items() if name != LEAST_TESTING}
    return {**others, LEAST_TESTING: least} if least else others


def _release(tx: Transaction, collection: Collection, release: GetRelease) -> Release | None:
    """Whose answers are shown; None before the first promotion."""
    digest = answering(tx, collection)
    return release(digest) if digest else None


def _told(collection: Collection, release: Release | None) -> AnswerRules:
    listed = collection.taxon_list
    known = expected(release, listed) if release and listed else None
    return AnswerRules(
        collection.target,
        tuple(listed) if listed is not None else None,
        known.unknown if known else (),
        int(collection.rules.get(LEAST_TESTING, 0)),
        _targets(release) if release else (),
    )


def _targets(release: Release) -> tuple[float, ...]:
    return tuple(sorted(map(float, release.thresholds)))


def _in_range(target: float) -> float:
    if not 0.5 < target < 1:
        raise Invalid(f"a target of {target:g}", hint="give a precision such as 0.95")
    return target


def _names(taxa: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(name for one in taxa if (name := " ".join(one.split()))))
    if len(wanted) > MOST_NAMES:
        raise Invalid(f"{len(wanted):,} names", hint=f"list at most {MOST_NAMES:,}")
    for place, entry in enumerate(wanted, start=1):
        name = split(entry)[1]
        if not name or not name[0].isupper() or len(name) > LONGEST_NAME:
            raise Invalid(
                f"name {place}, {entry[:60]!r}, is no name of a taxon",
                hint="begin with its genus or family, such as Formica rufa or genus:Formica",
            )
    return wanted


def _require_answers(release: Release | None, values: Mapping[str, Any]) -> None:
    """A target that was never measured, and a list of which nothing is known, would end all answers."""
    if release is None:
        return
    target = values.get("target", 0.0)
    if release.thresholds and release.is_beyond(target):
        raise Invalid(
            f"{release.name} {release.version} never measured a target as high as {target:g}",
            hint=f"it would answer nothing; the highest is {release.measured_to:g}",
        )
    listed = values.get("taxon_list")
    if listed:
        known = expected(release, listed)
        if not known.taxa and not known.genera:
            raise Invalid(
                f"{release.name} {release.version} knows none of these {len(listed):,} names",
                hint="it would answer nothing; check their spelling, or list genera and families",
            )
