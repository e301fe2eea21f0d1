"""Temperature and thresholds, from the calibration part only."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Quality, Scores
from insecta.domain.decision import best_path, candidates_from
from insecta.domain.release import Release
from model.heads import partial_loss

TARGETS = (0.8, 0.9, 0.95, 0.99)
LEAST_CASES = 30
"""Calibration cases that are needed to show a precision."""
LEAST_PROBABILITY = 0.5
"""Nothing less likely than not is ever an answer."""

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


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a picture might be answered with. `right` is None where nobody knows."""

    rank: str
    confidence: float
    right: bool | None


def nameable(release: Release, row: NDArray[np.float32], truth: Sequence[str]) -> list[Named]:
    """Answerable names on the best path of one picture, coarse to fine."""
    scores = Scores(release.digest, candidates_from(release, row.tolist()), _FINE)
    found = []
    for name in best_path(release, scores):
        if release.by_id[name.taxon_id].answerable:
            right = name.taxon_id in truth
            above = {taxon.taxon_id for taxon in release.lineage(name.taxon_id)}
            known = right or truth[-1] not in above
            found.append(Named(name.rank, name.confidence, right if known else None))
    return found


def uncut(path: Sequence[Named], away: float, cuts: Mapping[str, float]) -> list[Named]:
    """The path down to the first rank whose own cut of novelty (`cut:RANK`) the picture is above: what
    lies that far away is never answered there, so it says nothing of the answers there."""
    kept: list[Named] = []
    for name in path:
        if away > cuts.get(f"cut:{name.rank}", math.inf):
            break
        kept.append(name)
    return kept


Step = tuple[float, int, int]
"""(probability from which it counts, rights and cases that it adds there): what an answer changes
when a threshold falls to its probability."""


def _steps(names: Sequence[Named]) -> list[Step]:
    """Of one picture's names of a group, coarse to fine: from the probability of each it is the answer
    in place of the coarser one before. What nobody can judge is no case."""
    steps, right, cases = [], 0, 0
    for name in names:
        now = (0, 0) if name.right is None else (int(name.right), 1)
        steps.append((name.confidence, now[0] - right, now[1] - cases))
        right, cases = now
    return steps


def threshold(cases: Iterable[Case], target: float) -> float | None:
    """Least probability, of at least one half, from which the target precision holds."""
    return _threshold([(probability, int(is_right), 1) for probability, is_right in cases], target)


def _threshold(steps: Iterable[Step], target: float) -> float | None:
    """The same for answers that replace each other.

    One error is counted in reserve. Where fewer than `LEAST_CASES` cases can show it, the
    calibrated probability itself has to reach the target, and no case may contradict that:
    None where one does.
    """
    ordered = sorted((s for s in steps if s[0] >= LEAST_PROBABILITY), key=lambda s: -s[0])
    right, cases, best = 0, 0, None
    sure = (0, 0)
    for number, (probability, more_right, more_cases) in enumerate(ordered, start=1):
        right, cases = right + more_right, cases + more_cases
        if number < len(ordered) and ordered[number][0] == probability:
            continue
        if cases >= LEAST_CASES and right / (cases + 1) >= target:
            best = probability
        if probability >= target:
            sure = (right, cases)
    if best is not None:
        return best
    return target if sure[1] and sure[0] / sure[1] >= target else None


def _one_target(
    pictures: Sequence[Sequence[Named]], groups: Sequence[tuple[str, ...]], target: float
) -> dict[str, float]:
    """Thresholds from fine to coarse: each group is measured on what finer ones left unanswered,
    since those are the pictures that it will answer, and by the name that it will give."""
    left = list(pictures)
    found: dict[str, float] = {}
    for ranks in groups:
        steps = [step for path in left for step in _steps([n for n in path if n.rank in ranks])]
        least = _threshold(steps, target)
        if least is None:
            continue
        least = math.floor(least * 1e6) / 1e6
        found.update(dict.fromkeys(ranks, least))
        left = [path for path in left if all(n.confidence < least for n in path if n.rank in ranks)]
    return found


def fit_answer_thresholds(
    pictures: Sequence[Sequence[Named]], groups: Sequence[tuple[str, ...]]
) -> dict[str, dict[str, float]]:
    """Thresholds by target and rank, each measured on the pictures that its rank will answer.

    `pictures`: `nameable` names of calibration pictures that are not refused before, `uncut`.
    `groups`: ranks that share a threshold, fine to coarse.
    """
    return _ordered([_one_target(pictures, groups, target) for target in TARGETS])


def fit_thresholds(cases: Mapping[str, Sequence[Case]]) -> dict[str, dict[str, float]]:
    """Thresholds by target and rank, each rank measured by itself on all its cases."""
    found = []
    for target in TARGETS:
        least = {rank: threshold(of_rank, target) for rank, of_rank in cases.items()}
        found.append(
            {rank: math.floor(t * 1e6) / 1e6 for rank, t in least.items() if t is not None}
        )
    return _ordered(found)


def _ordered(found: Sequence[dict[str, float]]) -> dict[str, dict[str, float]]:
    """A higher target never has a lower threshold, nor a rank that a lower target lacks.

    What a lower target borrows was not measured at it: then the probability itself has to reach it.
    """
    aims = list(zip(found, TARGETS, strict=True))
    for (high, _), (low, target) in pairwise(reversed(aims)):
        for rank, value in high.items():
            low.setdefault(rank, max(value, target))
    for low, high in pairwise(found):
        for rank in high:
            high[rank] = max(high[rank], low[rank])
    return {f"{target:.2f}": least for target, least in zip(TARGETS, found, strict=True)}


def calibration_error(cases: Sequence[Case], bins: int = 10) -> float:
    """Expected calibration error over bins of equal count."""
    ordered = sorted(cases)
    total = 0.0
    for part in np.array_split(np.array(ordered, dtype=np.float64).reshape(-1, 2), bins):
        if len(part):
            total += len(part) * abs(part[:, 0].mean() - part[:, 1].mean())
    return total / max(1, len(ordered))
