"""A temperature for every large branch of the tree, folded into the last layer (decision 0087).

One temperature does not fit moths of one light trap and field pictures of ants alike. The leaves of
a branch get a factor and a shift of their logits, fitted on the calibration part. A factor of logits
is a factor of the last layer's weights, so the format of releases and every reader stay as they are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.vision.preprocess import prepare
from model.heads import partial_loss
from model.negatives import drawn_for_calibration
from model.network import seen_by
from model.samples import Sample
from model.tree import Step, Tree, allowed_leaves

RANK = "order"
"""Rank of the names that are branches."""
LEAST = 100
"""Calibration pictures below a name that make it a branch of its own; fewer cannot tell two numbers
from chance."""
_FACTORS = [math.exp(step / 50) for step in range(-60, 61)]
_SHIFTS = [step / 10 for step in range(-80, 81)]
_ROUNDS = 8

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Branch:
    """Logits of `leaves` (places in the output) become `factor · logit + shift`."""

    step: Step
    leaves: tuple[int, ...]
    factor: float = 1.0
    shift: float = 0.0

    @property
    def told(self) -> dict[str, Any]:
        """For the lineage of a training."""
        return {
            "rank": self.step[0],
            "name": self.step[1],
            "factor": self.factor,
            "shift": self.shift,
        }


def even_out(whole: Any, tree: Tree, held: Sequence[Sample], side: int) -> list[dict[str, Any]]:
    """Fit every large branch on the calibration part and fold it into the network, in place; what
    they are."""
    branches = branches_of(tree, held)
    if branches:
        looked = [s for s in [*held, *drawn_for_calibration()] if tree.deepest(s.lineage) >= 0]
        logits = seen_by(whole, np.stack([prepare(s.pixels, side) for s in looked]))["leaves"]
        allowed = allowed_leaves(tree, [s.lineage for s in looked])
        branches = fitted(logits, allowed, branches)
        fold(whole, branches)
    return [branch.told for branch in branches]


def branches_of(tree: Tree, samples: Sequence[Sample]) -> list[Branch]:
    """Names at `RANK` with at least `LEAST` of the samples at or below them, not yet fitted."""
    counts = Counter(step for s in samples for step in s.lineage if step[0] == RANK)
    ends = {line[-1]: line for line in tree.lineages}
    return [
        Branch(step, tuple(tree.leaves_of(ends[step])))
        for step, count in sorted(counts.items())
        if count >= LEAST and step in ends
    ]


def remembered(tree: Tree, told: Sequence[Mapping[str, Any]]) -> list[Branch]:
    """Branches as another training of the same tree told them."""
    ends = {line[-1]: line for line in tree.lineages}
    steps = [(one["rank"], one["name"]) for one in told]
    return [
        Branch(step, tuple(tree.leaves_of(ends[step])), one["factor"], one["shift"])
        for step, one in zip(steps, told, strict=True)
    ]


def evened(logits: Logits, branches: Sequence[Branch]) -> Logits:
    """Logits [n, leaves] with every branch's factor and shift."""
    found = logits.copy()
    for branch in branches:
        columns = list(branch.leaves)
        found[:, columns] = branch.factor * logits[:, columns] + branch.shift
    return found


def fitted(logits: Logits, allowed: NDArray[np.bool_], branches: Sequence[Branch]) -> list[Branch]:
    """Factor and shift of every branch that give the least partial-label loss, whatever the common
    temperature: one number after the other, by steps of 2 % and of 0.1, until none moves."""
    found, common = list(branches), 1.0

    def loss(place: int, tried: Branch, factor: float) -> float:
        others = [*found[:place], tried, *found[place + 1 :]]
        return partial_loss((evened(logits, others) * factor).astype(np.float32), allowed)

    for _ in range(_ROUNDS):
        before = (list(found), common)
        for place in range(len(found)):
            common = min(_FACTORS, key=lambda f: loss(place, found[place], f))
            for tries in (_factors, _shifts):
                found[place] = min(tries(found[place]), key=lambda b: loss(place, b, common))
        if (found, common) == before:
            break
    return found


def _factors(branch: Branch) -> list[Branch]:
    return [replace(branch, factor=round(factor, 4)) for factor in _FACTORS]


def _shifts(branch: Branch) -> list[Branch]:
    return [replace(branch, shift=round(shift, 2)) for shift in _SHIFTS]


def fold(whole: Any, branches: Sequence[Branch]) -> None:
    """Put factors and shifts into the weights of the network's layer `leaves`, in place."""
    layer = whole.get_layer("leaves")
    weights, bias = layer.get_weights()
    for branch in branches:
        columns = list(branch.leaves)
        weights[:, columns] *= branch.factor
        bias[columns] = branch.factor * bias[columns] + branch.shift
    layer.set_weights([weights, bias])
