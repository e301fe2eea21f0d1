"""What approving a part of a diff would change, before it is approved (users: 23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.services.approve_part import CHANGES, Part
from insecta.services.diff import EXAMPLES, Change, Lost, Pair, diff
from insecta.services.documents import GetRelease

MOST = 50
"""Pairs of names that a preview lists, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """So many specimens show `before` to everybody now and would show `after`; None is no name."""

    kind: str
    before: str | None
    after: str | None
    abstention: str | None
    specimens: int


@dataclass(frozen=True, slots=True)
class PartPreview:
    """`lost`: names that the newer release cannot give and that specimens of the part bear; first of all.

    `specimens` would show the newer release's name, `left` changes would still wait. `counts` by kind
    and `names` are of the part; `unlisted`: its specimens that are in none of the listed pairs.
    """

    release: str
    lost: tuple[Lost, ...]
    specimens: int
    left: int
    counts: Mapping[str, int]
    names: tuple[Renamed, ...]
    unlisted: int
    examples: tuple[Change, ...]


def preview_part(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    releases: Pair,
    release: GetRelease,
    part: Part,
) -> PartPreview:
    """Nothing is written. Raises NotFound, Forbidden."""
    counts: Counter[str] = Counter()
    bearing: Counter[str] = Counter()
    pairs: Counter[tuple[str, str | None, str | None, str | None]] = Counter()
    examples: list[Change] = []

    def take(change: Change) -> None:
        if not part.holds(change):
            return
        counts[change.kind] += 1
        pairs[change.kind, change.before, change.after, change.abstention] += 1
        if change.before:
            bearing[change.before] += 1
        if len(examples) < EXAMPLES:
            examples.append(change)

    found = diff(catalogue, principal, code, releases.before, releases.after, release, take)
    lost = [
        Lost(one.scientific_name, one.taxon_rank, one.merged_into, bearing[one.scientific_name])
        for one in found.lost
        if bearing[one.scientific_name]
    ]
    names = [Renamed(*pair, number) for pair, number in _listed(pairs)]
    return PartPreview(
        releases.after,
        tuple(lost),
        counts.total(),
        sum(found.counts[kind] for kind in CHANGES) - counts.total(),
        {kind: counts[kind] for kind in CHANGES},
        tuple(names),
        counts.total() - sum(one.specimens for one in names),
        tuple(examples),
    )


def _listed(
    pairs: Counter[tuple[str, str | None, str | None, str | None]],
) -> list[tuple[tuple[str, str | None, str | None, str | None], int]]:
    """The most frequent pairs, ties by name."""
    return sorted(pairs.items(), key=lambda one: (-one[1], [part or "" for part in one[0]]))[:MOST]
