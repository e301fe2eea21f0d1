"""What another release would change in a collection's names, before anybody sees them (users: 23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.versions import raise_collection
from insecta.domain.answer import Answer, Candidate, Scores
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.decision import NO_RANK, Ceiling
from insecta.domain.release import Release, Taxon
from insecta.domain.specimen import Specimen
from insecta.errors import Conflict, NotFound
from insecta.services.access import named
from insecta.services.answers import scores_from_json, shown_answer
from insecta.services.bound import RULE, answering, bound_release, newest_for
from insecta.services.ceilings import holding
from insecta.services.documents import GetRelease
from insecta.services.versions import write_collection_again

PAGE = 500
KINDS = ("different", "newly_abstained", "coarser", "finer", "newly_named", "same", "not_seen")
UNCHANGED = ("same", "not_seen")
EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One specimen's name under both releases; `confidence` is the second's. `names`: every name of
    either lineage."""

    kind: str
    specimen_id: UUID
    catalog_number: str | None
    before: str | None
    after: str | None
    confidence: float | None
    abstention: str | None
    before_rank: str | None = None
    after_rank: str | None = None
    names: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def as_json(self) -> dict[str, Any]:
        body = asdict(self)
        del body["names"]
        return body


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
    """`lost` comes first, wherever it is shown. `counts` by kind add up to all specimens.

    `unseen`: specimens that bear a name of the first release and that the second has not looked at,
    or not at every view.
    """

    before: str
    after: str
    collection: str
    lost: tuple[Lost, ...]
    counts: Mapping[str, int]
    unseen: int = 0
    examples: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        body = asdict(replace(self, examples={}))
        body["examples"] = {k: [one.as_json for one in told] for k, told in self.examples.items()}
        return body


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
    unseen = 0
    for change in _every(catalogue, principal, code, first, second, release):
        counts[change.kind] += 1
        if change.before:
            bearing[change.before] += 1
        unseen += change.kind == "not_seen" and change.before is not None
        if change.kind not in UNCHANGED:
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
        unseen,
        {kind: tuple(kept) for kind, kept in examples.items()},
    )


def changes(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    before: str,
    after: str,
    release: GetRelease,
) -> Iterator[Change]:
    """Every change, a specimen at a time. Raises NotFound, Forbidden."""
    every = _every(catalogue, principal, code, release(before), release(after), release)
    return (change for change in every if change.kind not in UNCHANGED)


def _every(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    first: Release,
    second: Release,
    release: GetRelease,
) -> Iterator[Change]:
    """Against what a collection shows, a specimen is compared with what itself shows."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        of_collection = first.digest == answering(tx, collection)

        def shown(specimen: Specimen) -> Release:
            own = specimen.shown_release if of_collection else None
            return release(own) if own else first

        for specimen, old, new in _answers(tx, collection, shown, second):
            yield _change(specimen, old, new, shown(specimen), second)


@dataclass(frozen=True, slots=True)
class Pair:
    """Digests of the release that a collection shows and of that which may follow it."""

    before: str
    after: str


def releases_of(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    before: str | None = None,
    after: str | None = None,
) -> Pair:
    """The releases to compare: what the collection shows and the newest, where none is named.

    A release is named by its digest or the beginning of it. Raises NotFound, Forbidden, Conflict.
    """
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        found = [
            tx.releases.named(text).digest if text else default(tx, collection)
            for text, default in ((before, answering), (after, newest_for))
        ]
    if found[0] is None or found[1] is None:
        raise NotFound("no release has been promoted", hint="insecta model promote RELEASE")
    return Pair(found[0], found[1])


def _answers(
    tx: Transaction, collection: Collection, first: Callable[[Specimen], Release], second: Release
) -> Iterator[tuple[Specimen, Answer | None, Answer | None]]:
    """Fused answers of both releases; None where a release has not seen the specimen, or the second
    not all views of it that the first has."""
    seen = _Looked(tx)
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
        seen.turn_to(parts)
        for key, specimen in sorted(specimens.items()):
            if key in regions:
                before = first(specimen)
                old, new = (
                    _fused(one, collection, specimen, regions[key], *seen.by(one))
                    for one in (before, second)
                )
                if _lacks(regions[key], seen.by(before)[0], seen.by(second)[0]):
                    new = None
                yield specimen, old, new


class _Looked:
    """Scores of a page's regions and ceilings, asked once for each release."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._ceilings: dict[str, Sequence[Ceiling]] = {}
        self.turn_to([])

    def turn_to(self, parts: Sequence[tuple[str, str]]) -> None:
        """Another page: (SHA-256, box) of its regions."""
        self._parts = parts
        self._scores: dict[str, Mapping[tuple[str, str], Any]] = {}

    def by(self, release: Release) -> tuple[Mapping[tuple[str, str], Any], Sequence[Ceiling]]:
        digest = release.digest
        if digest not in self._scores:
            self._scores[digest] = self._tx.identifications.scores(digest, self._parts)
        if digest not in self._ceilings:
            self._ceilings[digest] = holding(self._tx, release)
        return self._scores[digest], self._ceilings[digest]


def _lacks(
    regions: Sequence[tuple[str, str, str | None]],
    first: Mapping[tuple[str, str], Any],
    second: Mapping[tuple[str, str], Any],
) -> bool:
    """Whether the second release has still to see a view that the first has seen: then what it would
    say of the specimen is not known."""
    return any((sha, box) in first and (sha, box) not in second for sha, box, _ in regions)


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
        before.rank if before else None,
        after.rank if after else None,
        _lineage(first, before) | _lineage(second, after),
    )


def _lineage(release: Release, candidate: Candidate | None) -> frozenset[str]:
    if candidate is None:
        return frozenset()
    return frozenset(taxon.scientific_name for taxon in release.lineage(candidate.taxon_id))


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


@dataclass(frozen=True, slots=True)
class Judged:
    """`held`: changes that the rule does not allow, some of them; `approved`: it shows the new names."""

    diff: Diff
    held: tuple[Change, ...]
    approved: bool


def approve_seen(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    releases: Pair,
    release: GetRelease,
    rule: Rule | None = None,
    told: Told = lambda change: None,
) -> Judged:
    """Approve once every specimen that bears a name was looked at; by a rule only where it allows it.

    A rule approves where it allows every change and no borne name is lost. Raises NotFound,
    Forbidden, and Conflict where a person approves what was not looked at yet.
    """
    held: list[Change] = []

    def judge(change: Change) -> None:
        if rule is not None and not rule.allows(change) and len(held) < EXAMPLES:
            held.append(change)
        told(change)

    found = diff(catalogue, principal, code, releases.before, releases.after, release, judge)
    if rule is None and found.unseen:
        raise Conflict(
            f"{found.unseen} specimens that bear a name were not looked at by "
            f"{releases.after[:12]}… yet, and would lose it",
            hint="insecta bulk commit --again, then approve; or approve what is incomplete",
        )
    lost = rule is not None and any(one.specimens for one in found.lost)
    approved = not held and not lost and not found.unseen
    if approved:
        approve(catalogue, principal, code, releases.after, expected=releases.before)
    return Judged(found, tuple(held), approved)


STANDING = "approve"
"""Rule of a collection: the part of every newer release that is approved without asking."""


def require_shown(tx: Transaction, collection: Collection, release: str) -> None:
    """That it still shows the release which another was compared with. Raises Conflict: comparing
    takes minutes, and what nobody saw is not approved."""
    shown = answering(tx, collection)
    if shown != release:
        raise Conflict(
            f"the collection shows release {(shown or 'none')[:12]}…, not {release[:12]}…",
            hint="compare with the one that it shows, then approve",
        )


def approve(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    release: str,
    expected: str | None = None,
) -> int | None:
    """From now on the collection shows this release's names; the promotion's number.

    A bound collection is bound to it instead (None). `expected`: the release that it was compared
    with. Raises NotFound, Forbidden, and Conflict where the release was never promoted, or another
    than the expected one is shown.
    """
    with catalogue.writing() as tx:
        named(tx, principal, code, Role.CURATOR)
        collection = tx.collections.held(code)
        if expected is not None:
            require_shown(tx, collection, expected)
        number = None
        rules = dict(collection.rules)
        if not (newest_for(tx, collection) or "").startswith(release):
            # Who goes back to an older release must not be overruled by their own standing rule.
            rules.pop(STANDING, None)
        if bound_release(collection) is not None:
            rules[RULE] = tx.releases.get(release).digest
        if rules != collection.rules:
            tx.collections.change(collection.collection_id, {"rules": rules})
        if bound_release(collection) is None:
            number = tx.releases.number_of(release)
            if number is None:
                raise Conflict(
                    f"release {release[:12]}… was never promoted", hint="promote it, then approve"
                )
            tx.collections.change(collection.collection_id, {"shown_promotion": number})
        tx.specimens.show_as_collection(collection.collection_id)
        raise_collection(tx.connection, collection.collection_id)
        said = {"release": release, "before": answering(tx, collection), "promotion": number}
        if STANDING in collection.rules and STANDING not in rules:
            said["rule_ended"] = collection.rules[STANDING]
        tx.journal.add(principal, "collection.show", code, said)
    write_collection_again(catalogue, collection.collection_id)
    return number
