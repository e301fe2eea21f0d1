"""What another release would change in a collection's names, before anybody sees them (users: 23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.answer import Answer, Candidate, Scores
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.decision import NO_RANK, Ceiling
from insecta.domain.events import SpecimenChanged
from insecta.domain.release import Release, Taxon
from insecta.domain.specimen import Specimen
from insecta.errors import Conflict
from insecta.services.access import named, require
from insecta.services.answers import scores_from_json, shown_answer
from insecta.services.ceilings import holding
from insecta.services.documents import GetRelease
from insecta.services.versions import changed

PAGE = 500
KINDS = ("different", "newly_abstained", "coarser", "finer", "newly_named", "same", "not_seen")
EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One specimen's name under both releases; `confidence` is the second's."""

    kind: str
    specimen_id: UUID
    catalog_number: str | None
    before: str | None
    after: str | None
    confidence: float | None
    abstention: str | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A class of the first release that the second cannot name.

    `merged_into`: the name above it, where the second release still gives that. `specimens` bear
    the lost name now.
    """

    scientific_name: str
    taxon_rank: str
    merged_into: str | None
    specimens: int


@dataclass(frozen=True, slots=True)
class Diff:
    """`lost` comes first, wherever it is shown. `counts` by kind add up to all specimens."""

    before: str
    after: str
    collection: str
    lost: tuple[Lost, ...]
    counts: Mapping[str, int]
    examples: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


Told = Callable[[Change], None]


def diff(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    before: str,
    after: str,
    release: GetRelease,
    told: Told = lambda change: None,
) -> Diff:
    """Compare what two releases say of every specimen; `told` is given each change.

    Nothing is looked at again: answers are functions of stored scores. Raises NotFound, Forbidden.
    """
    first, second = release(before), release(after)
    counts: Counter[str] = Counter()
    bearing: Counter[str] = Counter()
    examples: dict[str, list[Change]] = {}
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        for specimen, old, new in _answers(tx, collection, first, second):
            change = _change(specimen, old, new, first, second)
            counts[change.kind] += 1
            if change.before:
                bearing[change.before] += 1
            if change.kind not in ("same", "not_seen"):
                told(change)
                kept = examples.setdefault(change.kind, [])
                if len(kept) < EXAMPLES:
                    kept.append(change)
    return Diff(
        before,
        after,
        code,
        tuple(_lost(first, second, bearing)),
        {kind: counts[kind] for kind in KINDS},
        {kind: tuple(kept) for kind, kept in examples.items()},
    )


def _answers(
    tx: Transaction, collection: Collection, first: Release, second: Release
) -> Iterator[tuple[Specimen, Answer | None, Answer | None]]:
    """Fused answers of both releases; None where a release has not seen the specimen."""
    after: UUID | None = None
    while page := tx.specimens.page(after, PAGE):
        after = page[-1]
        specimens = {
            key: one
            for key, one in tx.specimens.find(page).items()
            if one.collection_id == collection.collection_id
            and one.deleted_at is None
            and one.merged_into is None
        }
        regions: dict[UUID, list[tuple[str, str, str | None]]] = {}
        for key, region, image in tx.images.regions_of(list(specimens)):
            regions.setdefault(key, []).append((image.sha256, region.box, image.view))
        parts = sorted({(sha, box) for found in regions.values() for sha, box, _ in found})
        seen = [tx.identifications.scores(one.digest, parts) for one in (first, second)]
        capped = [holding(tx, one) for one in (first, second)]
        for key, specimen in sorted(specimens.items()):
            if key in regions:
                old, new = (
                    _fused(one, collection, specimen, regions[key], known, ceilings)
                    for one, known, ceilings in zip((first, second), seen, capped, strict=True)
                )
                yield specimen, old, new


def _fused(
    release: Release,
    collection: Collection,
    specimen: Specimen,
    regions: Sequence[tuple[str, str, str | None]],
    known: Mapping[tuple[str, str], Any],
    ceilings: Sequence[Ceiling],
) -> Answer | None:
    views = [_viewed(known[sha, box], view) for sha, box, view in regions if (sha, box) in known]
    return shown_answer(release, views, collection, specimen.record, ceilings) if views else None


def _viewed(body: Mapping[str, Any], view: str | None) -> Scores:
    return scores_from_json({**body, "view": view})


def _change(
    specimen: Specimen, old: Answer | None, new: Answer | None, first: Release, second: Release
) -> Change:
    before, after = (one.answer if one else None for one in (old, new))
    return Change(
        "not_seen" if old is None or new is None else _kind(before, after, first, second),
        specimen.specimen_id,
        specimen.catalog_number,
        before.scientific_name if before else None,
        after.scientific_name if after else None,
        round(after.confidence, 6) if after else None,
        new.abstention.value if new and new.abstention else None,
    )


def _kind(
    before: Candidate | None, after: Candidate | None, first: Release, second: Release
) -> str:
    if before is None or after is None:
        if before is after:
            return "same"
        return "newly_named" if before is None else "newly_abstained"
    if (before.scientific_name, before.rank) == (after.scientific_name, after.rank):
        return "same"
    if before.scientific_name in _names_above(second, after):
        return "finer"
    return "coarser" if after.scientific_name in _names_above(first, before) else "different"


def _names_above(release: Release, candidate: Candidate) -> set[str]:
    return {taxon.scientific_name for taxon in release.lineage(candidate.taxon_id)[:-1]}


def _lost(first: Release, second: Release, bearing: Mapping[str, int]) -> Iterator[Lost]:
    """Names that the first release may answer and the second may not, the most borne first."""
    gone = [
        taxon
        for taxon in first.taxa
        if _may_answer(taxon) and not _may_answer(second.named(taxon.scientific_name, taxon.rank))
    ]
    for taxon in sorted(gone, key=lambda t: (-bearing.get(t.scientific_name, 0), t.taxon_id)):
        above = [
            one.scientific_name
            for one in reversed(first.lineage(taxon.taxon_id)[:-1])
            if _may_answer(second.named(one.scientific_name, one.rank))
        ]
        yield Lost(
            taxon.scientific_name,
            taxon.rank,
            above[0] if above else None,
            bearing.get(taxon.scientific_name, 0),
        )


def _may_answer(taxon: Taxon | None) -> bool:
    return taxon is not None and taxon.answerable and taxon.rank != NO_RANK


@dataclass(frozen=True, slots=True)
class Rule:
    """Changes that need no person: of these kinds, at this confidence or more; nothing lost."""

    kinds: frozenset[str] = frozenset({"finer", "newly_named"})
    least: float = 0.99

    def allows(self, change: Change) -> bool:
        sure = change.confidence is not None and change.confidence >= self.least
        return change.kind in self.kinds and sure


def approve(catalogue: Catalogue, principal: Principal, code: str, release: str) -> int:
    """From now on the collection shows this release's names; the promotion's number.

    Raises NotFound, Forbidden, and Conflict where the release was never promoted.
    """
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.VIEWER)
        require(tx, principal, collection.collection_id, Role.CURATOR)
        number = tx.releases.number_of(release)
        if number is None:
            raise Conflict(
                f"release {release[:12]}… was never promoted", hint="promote it, then approve"
            )
        tx.collections.change(collection.collection_id, {"shown_promotion": number})
    _show_again(catalogue, collection.collection_id)
    return number


def _show_again(catalogue: Catalogue, collection: UUID) -> None:
    """Every document of the collection is written again, in short transactions."""
    after: UUID | None = None
    while True:
        with catalogue.writing() as tx:
            page = tx.specimens.page(after, PAGE)
            if not page:
                return
            found = tx.specimens.find(page).items()
            mine = sorted(key for key, one in found if one.collection_id == collection)
            changed(tx, mine)
            for key in mine:
                tx.emit(SpecimenChanged, specimen_id=key)
        after = page[-1]
