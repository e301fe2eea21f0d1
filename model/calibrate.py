"""Temperature and thresholds, from the calibration part only."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Quality, Scores
from insecta.domain.decision import best_path, candidates_from
from insecta.domain.release import Release
from model.heads import partial_loss

TARGETS = (0.8, 0.9, 0.95, 0.99)
LEAST_CASES = 30
"""A rank with fewer calibration cases gets no threshold, hence no answer."""

_FINE = Quality(sharpness=1.0, exposure=0.5, ink=0.5)
Case = tuple[float, bool]
"""(calibrated probability of the name on the best path, whether it was right)."""


def wilson(right: int, cases: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) for no cases."""
    if cases == 0:
        return 0.0, 1.0
    share = right / cases
    middle = share + z * z / (2 * cases)
    spread = z * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    scale = 1 + z * z / cases
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def fit_temperature(logits: NDArray[np.float32], allowed: NDArray[np.bool_]) -> float:
    """Temperature with the least partial-label loss, of 0.3 to 5 in steps of 2 %."""
    grid = np.exp(np.arange(math.log(0.3), math.log(5), 0.02))
    losses = [partial_loss((logits / t).astype(np.float32), allowed) for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)


def rank_cases(
    release: Release, probabilities: NDArray[np.float32], truths: Sequence[Sequence[str]]
) -> Mapping[str, list[Case]]:
    """Per rank, the name on the best path of each picture and whether it is right.

    `truths`: lineage of taxon ids at the label's true rank. Where a name is finer than the label
    and fits it, nobody knows whether it is right: no case.
    """
    cases: dict[str, list[Case]] = defaultdict(list)
    for row, truth in zip(probabilities, truths, strict=True):
        scores = Scores(release.digest, candidates_from(release, row.tolist()), _FINE)
        for name in best_path(release, scores):
            right = name.taxon_id in truth
            above = {taxon.taxon_id for taxon in release.lineage(name.taxon_id)}
            if right or truth[-1] not in above:
                cases[name.rank].append((name.confidence, right))
    return cases


def threshold(cases: Iterable[Case], target: float) -> float | None:
    """Least probability from which the target precision holds, counting one error in reserve.

    None where it is never reached with at least `LEAST_CASES` cases above it.
    """
    ordered = sorted(cases, reverse=True)
    right, best = 0, None
    for number, (probability, is_right) in enumerate(ordered, start=1):
        right += is_right
        last_of_ties = number == len(ordered) or ordered[number][0] < probability
        if last_of_ties and number >= LEAST_CASES and right / (number + 1) >= target:
            best = probability
    return best


def fit_thresholds(cases: Mapping[str, Sequence[Case]]) -> dict[str, dict[str, float]]:
    """Thresholds by target and rank; a higher target never has a lower one."""
    found: dict[str, dict[str, float]] = {}
    lowest: dict[str, float] = {}
    for target in TARGETS:
        here = {}
        for rank, of_rank in cases.items():
            least = threshold(of_rank, target)
            if least is not None:
                lowest[rank] = max(lowest.get(rank, 0.0), least)
                here[rank] = round(math.floor(lowest[rank] * 1e6) / 1e6, 6)
        found[f"{target:.2f}"] = here
    return found


def calibration_error(cases: Sequence[Case], bins: int = 10) -> float:
    """Expected calibration error over bins of equal count."""
    ordered = sorted(cases)
    total = 0.0
    for part in np.array_split(np.array(ordered, dtype=np.float64).reshape(-1, 2), bins):
        if len(part):
            total += len(part) * abs(part[:, 0].mean() - part[:, 1].mean())
    return total / max(1, len(ordered))
