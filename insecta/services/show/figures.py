"""What was measured of a release: calibration, coverage, what it knows, how it was compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.interval import LEAST_CASES
from insecta.domain.promise import LEAST_TESTED, Count
from insecta.domain.ranks import depth
from insecta.domain.release import Release, Taxon
from insecta.ports import ObjectStore
from insecta.services.compare import Evaluation
from insecta.services.documents import GetRelease
from insecta.services.evidence import RELIABILITY
from insecta.services.gate import kept_evaluation

NO_NAME = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """Test answers at one rank from a confidence on. `below`: where the next step begins.

    `right` of `cases` within the step, with its interval; `share_answered`, `share_right`: of all
    answers at the rank, what stands and is right if only those from `least` on are given.
    """

    least: float
    below: float | None
    right: int
    cases: int
    low: float
    high: float
    enough: bool
    share_answered: float
    share_right: float


@dataclass(frozen=True, slots=True)
class KnownTaxon:
    """A name that the release knows. `alone`: it has enough test specimens to be checked by itself.

    `right` of `cases` test specimens of it, with the interval; None where no evaluation is kept here.
    """

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    answerable: bool
    training: int
    testing: int
    alone: bool
    right: int | None = None
    cases: int | None = None
    low: float | None = None
    high: float | None = None
    enough: bool | None = None


@dataclass(frozen=True, slots=True)
class ShownPromotion:
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """`steps`: by rank, from coarse to fine. `verdict`: the comparison with the champion, if any."""

    digest: str
    steps: Mapping[str, tuple[Step, ...]]
    taxa: tuple[KnownTaxon, ...]
    promotions: tuple[ShownPromotion, ...]
    verdict: Mapping[str, Any] | None


def figures(catalogue: Catalogue, store: ObjectStore, release: GetRelease, digest: str) -> Figures:
    """Releases belong to the house, so everybody may read them. Raises NotFound."""
    with catalogue.reading() as tx:
        row = tx.releases.get(digest)
        every = [one for one in tx.releases.promotions() if one.release == digest]
    known = release(digest)
    body: Mapping[str, Any] = row.body or {}
    checked = _by_name(evaluation_kept(store, digest))
    kept: Mapping[str, Sequence[Sequence[float]]] = body.get(RELIABILITY) or known.reliability
    return Figures(
        digest,
        {rank: _steps(kept[rank]) for rank in sorted(kept, key=depth)},
        tuple(_known(taxon, checked.get(taxon.taxon_id)) for taxon in _names(known)),
        tuple(ShownPromotion(one.number, one.at) for one in every),
        body.get("verdict"),
    )


def _names(release: Release) -> list[Taxon]:
    named = [taxon for taxon in release.taxa if taxon.rank != NO_NAME]
    return sorted(named, key=lambda taxon: (depth(taxon.rank), taxon.scientific_name))


def _known(taxon: Taxon, checked: Count | None) -> KnownTaxon:
    low, high = checked.interval if checked else (None, None)
    return KnownTaxon(
        taxon.taxon_id, taxon.scientific_name, taxon.rank, taxon.answerable, taxon.training,
        taxon.testing, taxon.testing >= LEAST_TESTED,
        checked.right if checked else None, checked.cases if checked else None, low, high,
        checked.is_enough if checked else None,
    )  # fmt: skip


def _by_name(found: Evaluation | None) -> dict[str, Count]:
    """Test specimens by the taxon they are of: right where the best name at that rank was right in most
    of a specimen's pictures."""
    shots: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for one in found.predictions.values() if found else ():
        taxon, rank = one.truth
        if one.part == "test" and taxon and rank in one.right_at:
            shots[taxon, one.specimen].append(one.right_at[rank])
    judged: dict[str, list[bool]] = defaultdict(list)
    for (taxon, _), right in shots.items():
        judged[taxon].append(2 * sum(right) > len(right))
    return {taxon: Count(sum(all_), len(all_)) for taxon, all_ in judged.items()}


def _steps(bins: Sequence[Sequence[float]]) -> tuple[Step, ...]:
    """`bins`: [least confidence, right, cases], from low to high."""
    counts = [Count(int(right), int(cases)) for _, right, cases in bins]
    all_cases = sum(one.cases for one in counts)
    found = []
    for place, (least, _, _) in enumerate(bins):
        own, from_here = counts[place], counts[place:]
        given = sum(one.cases for one in from_here)
        right = sum(one.right for one in from_here)
        low, high = own.interval
        found.append(
            Step(
                float(least), float(bins[place + 1][0]) if place + 1 < len(bins) else None,
                own.right, own.cases, round(low, 6), round(high, 6), own.cases >= LEAST_CASES,
                round(given / all_cases, 6) if all_cases else 0.0,
                round(right / given, 6) if given else 0.0,
            )
        )  # fmt: skip
    return tuple(found)


def evaluation_kept(store: ObjectStore, release: str) -> Evaluation | None:
    """An evaluation of the release that `insecta model evaluate` left here; None where there is none."""
    prefix = f"evaluations/{release}/"
    snapshots = {key.removeprefix(prefix).split("/")[0] for key in store.keys(prefix)}
    for snapshot in sorted(snapshots):
        found = kept_evaluation(store, release, snapshot)
        if found is not None:
            return found
    return None
