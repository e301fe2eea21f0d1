"""A curator approves a part of a diff: one kind of change, one taxon, one rank; the rest waits (users: 23).

Specimens of the part show the newer release's names from then on, all others keep theirs. A part may
be kept as the collection's standing rule, which is applied again after every re-identification. When
nothing is left to approve, the collection itself shows the newer release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from insecta.catalogue.statements import chunks
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.ranks import RANKS, depth
from insecta.errors import Conflict, Invalid
from insecta.services.access import LOCAL_ADMINISTRATOR, named
from insecta.services.bound import answering, bound_release, newest_for
from insecta.services.diff import (
    KINDS,
    PAGE,
    STANDING,
    UNCHANGED,
    Change,
    Pair,
    approve,
    diff,
    require_shown,
)
from insecta.services.documents import GetRelease
from insecta.services.versions import tell_changed

RULE = STANDING
"""Rule of a collection: a part that is approved without asking."""
CHANGES = tuple(kind for kind in KINDS if kind not in UNCHANGED)


@dataclass(frozen=True, slots=True)
class Part:
    """Changes that fulfil all of these.

    `kinds`: see `CHANGES`. `least`: confidence of the new name. `taxon`: a name in the old lineage or
    the new one. `rank`: of the new name. `from_rank`: the present name is of this rank or finer.
    """

    kinds: frozenset[str]
    least: float = 0.0
    taxon: str = ""
    rank: str = ""
    from_rank: str = ""

    def __post_init__(self) -> None:
        unknown = sorted(self.kinds - set(CHANGES))
        if unknown or not self.kinds:
            told = (
                f"{unknown[0]!r} is no kind of change" if unknown else "no kind of change is named"
            )
            raise Invalid(told, hint=f"use {', '.join(CHANGES)}")
        for rank in (self.rank, self.from_rank):
            if rank and rank not in RANKS:
                raise Invalid(f"{rank!r} is no rank", hint=f"use {', '.join(RANKS)}")
        if not 0 <= self.least <= 1:
            raise Invalid(f"{self.least} is no confidence", hint="give a share from 0 to 1")

    def holds(self, change: Change) -> bool:
        return (
            change.kind in self.kinds
            and (change.confidence or 0.0) >= self.least
            and (not self.taxon or self.taxon in change.names)
            and (not self.rank or change.after_rank == self.rank)
            and (not self.from_rank or _reaches(change.before_rank, self.from_rank))
        )

    @property
    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kinds": sorted(self.kinds)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Part:
        """What `as_json` gave."""
        return cls(**{**kept, "kinds": frozenset(kept["kinds"])})


def _reaches(rank: str | None, wanted: str) -> bool:
    return rank is not None and depth(rank) >= depth(wanted)


@dataclass(frozen=True, slots=True)
class PartApproved:
    """`approved`: specimens that show the new name now; `left`: changes that still wait; `whole`:
    nothing waits, so the collection shows the release."""

    release: str
    approved: int
    left: int
    whole: bool


def approve_part(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    releases: Pair,
    release: GetRelease,
    part: Part,
    rule: Part | None = None,
) -> PartApproved:
    """Show the newer release's names for the part. `rule`: the standing rule that asks for it, which
    has to stand until the end. Raises NotFound, Forbidden, and Conflict where the
    release was never promoted, or the same one is shown already, or the other one is not what the
    collection shows: then changes that nobody saw would be taken for none."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        if bound_release(collection) is None and tx.releases.number_of(releases.after) is None:
            raise Conflict(
                f"release {releases.after[:12]}… was never promoted",
                hint="promote it, then approve",
            )
        require_shown(tx, collection, releases.before)
    chosen: list[UUID] = []

    def choose(change: Change) -> None:
        if part.holds(change):
            chosen.append(change.specimen_id)

    found = diff(catalogue, principal, code, releases.before, releases.after, release, choose)
    for keys in chunks(chosen, PAGE):
        _show(catalogue, code, keys, releases, rule)
    with catalogue.writing() as tx:
        said = {"release": releases.after, "part": part.as_json, "specimens": len(chosen)}
        tx.journal.add(principal, "collection.show_part", code, said)
    left = sum(found.counts[kind] for kind in CHANGES) - len(chosen)
    whole = left == 0 and not found.unseen and releases.before != releases.after
    if whole:
        approve(catalogue, principal, code, releases.after, expected=releases.before)
    return PartApproved(releases.after, len(chosen), left, whole)


def _show(
    catalogue: Catalogue, code: str, keys: Sequence[UUID], releases: Pair, rule: Part | None
) -> None:
    with catalogue.writing() as tx:
        collection = tx.collections.held(code)
        require_shown(tx, collection, releases.before)
        if rule is not None and kept_rule(collection) != rule:
            raise Conflict(f"the standing rule of {code} was changed meanwhile")
        tx.specimens.show(keys, releases.after)
        tell_changed(tx, keys)


def keep_rule(catalogue: Catalogue, principal: Principal, code: str, part: Part | None) -> None:
    """From now on the part is approved after every re-identification; None ends that.

    Raises NotFound, Forbidden.
    """
    with catalogue.writing() as tx:
        named(tx, principal, code, Role.CURATOR)
        collection = tx.collections.held(code)
        rules = {name: value for name, value in collection.rules.items() if name != RULE}
        if part is not None:
            rules[RULE] = part.as_json
        tx.collections.change(collection.collection_id, {"rules": rules})
        said = {"rule": part.as_json if part else None, "before": collection.rules.get(RULE)}
        tx.journal.add(principal, "collection.rule", code, said)


def standing_rule(catalogue: Catalogue, principal: Principal, code: str) -> Part | None:
    """What the collection approves without asking. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        return kept_rule(named(tx, principal, code, Role.CURATOR))


def kept_rule(collection: Collection) -> Part | None:
    kept = collection.rules.get(RULE)
    return Part.of_json(kept) if kept else None


def waiting(catalogue: Catalogue) -> dict[str, Pair]:
    """Collections with a standing rule that a newer release waits for, by code."""
    with catalogue.reading() as tx:
        return {
            one.code: Pair(before, after)
            for one in tx.collections.all()
            if RULE in one.rules
            and (before := answering(tx, one))
            and (after := newest_for(tx, one))
            and before != after
        }


def apply_standing(catalogue: Catalogue, release: GetRelease) -> dict[str, PartApproved]:
    """Approve what the collections' standing rules name, where a newer release waits; by code."""
    done = {}
    for code, pair in waiting(catalogue).items():
        part = standing_rule(catalogue, LOCAL_ADMINISTRATOR, code)
        if part is not None:
            given = (catalogue, LOCAL_ADMINISTRATOR, code, pair, release, part)
            with suppress(Conflict):  # somebody decided otherwise meanwhile: theirs holds
                done[code] = approve_part(*given, rule=part)
    return done
