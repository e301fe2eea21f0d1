"""What a number beside an answer may promise (users: 7), as data: the wording is the reader's.

"95 %" is only true for pictures like the test's. It is called a promise where it was checked on
this collection; else it is a figure of the test set; for pictures unlike the training it is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from insecta.domain.answer import Candidate
from insecta.domain.decision import is_below_genus
from insecta.domain.interval import LEAST_CASES, wilson
from insecta.domain.release import Release, Taxon

LEAST_CHECKED = 50
"""Blind-verified random specimens of a collection from which its own check counts."""
LEAST_TESTED = 10
"""Independent test specimens from which a name is checked by itself."""


@dataclass(frozen=True, slots=True)
class Count:
    """`right` of `cases`, with its Wilson interval."""

    right: int
    cases: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.cases)

    @property
    def is_enough(self) -> bool:
        """Whether a percentage may be given; else "too few to say (7 of 8)"."""
        return self.cases >= LEAST_CASES


@dataclass(frozen=True, slots=True)
class Bin:
    """Test answers at one rank whose confidence was at least `least` and below the next bin's."""

    least: float
    count: Count


class Basis(StrEnum):
    """Where the number comes from."""

    CHECKED_HERE = "checked_here"
    TEST_SET = "test_set"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Promise:
    """`count`: right of cases on that basis, None where nobody counted. `together`: the name had
    fewer than ten test specimens, so it is checked only together with the others.
    """

    basis: Basis
    count: Count | None
    target: float
    together: bool


def is_checked_together(taxon: Taxon) -> bool:
    """Whether a name had too few test specimens to be checked by itself, not only with the others."""
    return is_below_genus(taxon.rank) and taxon.testing < LEAST_TESTED


def promise(
    taxon: Taxon, target: float, *, here: Count | None, like_this: Count | None, is_unlike: bool
) -> Promise:
    """What may be said beside an answer.

    `here`: random blind-verified specimens of the collection and protocol. `like_this`: test
    answers at this rank and confidence. `is_unlike`: the picture is unlike the training.
    """
    together = is_checked_together(taxon)
    if is_unlike:
        return Promise(Basis.NONE, None, target, together)
    if here is not None and here.cases >= LEAST_CHECKED:
        return Promise(Basis.CHECKED_HERE, here, target, together)
    return Promise(Basis.TEST_SET, like_this, target, together)


def reliability(cases: Iterable[tuple[str, float, bool]]) -> dict[str, list[list[float]]]:
    """Test answers (rank, confidence, right) as they are kept: rank → ten bins of about equal count,
    none below 30 cases, from low to high: [least confidence, right, cases]."""
    by_rank: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for rank, confidence, right in cases:
        by_rank[rank].append((confidence, right))
    return {rank: _bins(sorted(of)) for rank, of in sorted(by_rank.items())}


def _bins(cases: Sequence[tuple[float, bool]]) -> list[list[float]]:
    size = max(LEAST_CASES, -(-len(cases) // 10))
    starts = list(range(0, len(cases), size))
    if len(starts) > 1 and len(cases) - starts[-1] < LEAST_CASES:
        starts.pop()
    ends = [*starts[1:], len(cases)]
    return [
        [cases[a][0], sum(right for _, right in cases[a:b]), b - a]
        for a, b in zip(starts, ends, strict=True)
    ]


def counted_by(release: Release, answer: Candidate) -> Count | None:
    """Answers of the release's own frozen test like this one, None where nobody counted."""
    return like_this(bins_of(release.reliability.get(answer.rank, ())), answer.confidence)


def bins_of(kept: Iterable[Sequence[float]]) -> list[Bin]:
    """Bins of [least confidence, right, cases]."""
    return [Bin(float(least), Count(int(right), int(cases))) for least, right, cases in kept]


def like_this(bins: Sequence[Bin], confidence: float) -> Count | None:
    """Test answers of the bin that a confidence falls in ("of 412 like this, 401 were right").

    `bins` from low to high; None below the first, or in one without cases.
    """
    found = [one.count for one in bins if one.least <= confidence]
    return found[-1] if found and found[-1].cases else None
