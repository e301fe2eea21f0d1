"""Extra heads: caste, sex, stage and view of a picture, learned from what a snapshot states of it.

Most pictures state none of them. A head learns from those that do, and what it says is a suggestion
(decision 0124).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from insecta.domain.traits import VIEW, Head
from insecta.vision.classifier import calibrated
from model.calibrate import fit_temperature, threshold
from model.heads import Linear, train_head
from model.samples import Sample
from model.subjects import TERMS
from model.tree import OUTSIDE

FIELDS: Mapping[str, str] = {**TERMS, VIEW: "view"}
"""Name of a head, and the field of a sample that holds its label."""
UNSTATED = -1
SUGGESTED = 0.95
"""Share of a head's suggestions that has to be right for it to call one checked."""

_EPOCHS, _BATCH = 60, 64
"""Of the linear heads: few pictures state anything, so batches are small."""

Heads = Mapping[str, tuple[str, ...]]
"""Name of each head and its values, in output order."""


def stated(sample: Sample, term: str) -> str:
    """The label of a head, empty where nobody stated it or the picture shows no insect."""
    is_insect = sample.lineage[-1] not in OUTSIDE
    return str(getattr(sample, FIELDS[term])) if is_insect else ""


def specimens_by_value(samples: Sequence[Sample], term: str) -> dict[str, int]:
    """Independent specimens that state each value, by value."""
    found: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        if value := stated(sample, term):
            found[value].add(sample.specimen)
    return {value: len(found[value]) for value in sorted(found)}


def heads_of(samples: Sequence[Sample], wanted: Sequence[str], least_specimens: int) -> Heads:
    """Heads that the samples can teach: those with two values or more that so many specimens state."""
    found = {}
    for term in wanted:
        counts = specimens_by_value(samples, term)
        values = tuple(value for value, count in counts.items() if count >= least_specimens)
        if len(values) > 1:
            found[term] = values
    return found


def places(samples: Sequence[Sample], heads: Heads) -> NDArray[np.int64]:
    """Place of each sample's value among those of each head, `UNSTATED` where it has none: [n, heads]."""
    found = np.full((len(samples), len(heads)), UNSTATED, dtype=np.int64)
    for column, (term, values) in enumerate(heads.items()):
        place_of = {value: place for place, value in enumerate(values)}
        for row, sample in enumerate(samples):
            found[row, column] = place_of.get(stated(sample, term), UNSTATED)
    return found


def value_weights(
    found: NDArray[np.int64], heads: Heads, balance: float
) -> list[NDArray[np.float32]]:
    """How much a picture of each value counts in the loss of its head, rare ones more; mean about 1."""
    weights = []
    for column, values in enumerate(heads.values()):
        own = found[found[:, column] != UNSTATED, column]
        counts = np.bincount(own, minlength=len(values)).astype(np.float64)
        rare = (counts.mean() / np.maximum(counts, 1)) ** balance
        weights.append(np.clip(rare, 0.2, 5.0).astype(np.float32))
    return weights


def first_heads(
    features: NDArray[np.float32], found: NDArray[np.int64], heads: Heads, balance: float, seed: int
) -> dict[str, Linear]:
    """Linear heads on frozen features [n, features], each from the rows that state its term."""
    made = {}
    weights = value_weights(found, heads, balance)
    for column, (term, values) in enumerate(heads.items()):
        rows = np.flatnonzero(found[:, column] != UNSTATED)
        own = found[rows, column]
        allowed = np.eye(len(values), dtype=bool)[own]
        made[term] = train_head(
            features[rows], allowed, weights[column][own], seed=seed, epochs=_EPOCHS, batch=_BATCH
        )
    return made


def calibrate_heads(
    heads: Heads, training: Sequence[Sample], samples: Sequence[Sample],
    outputs: Mapping[str, NDArray[np.float32]],
) -> dict[str, Head]:  # fmt: skip
    """Temperature and least probability of each head from the calibration part: `outputs` by name of
    `samples`. Fewer pictures than show a precision leave `least` empty, and the temperature at 1."""
    found = {}
    for column, (term, values) in enumerate(heads.items()):
        own = places(samples, heads)[:, column]
        rows = np.flatnonzero(own != UNSTATED)
        logits, right = outputs[term][rows], own[rows]
        temperature, least = 1.0, None
        if len(rows):
            temperature = fit_temperature(logits, np.eye(len(values), dtype=bool)[right])
            sure = calibrated(logits, temperature)
            cases = [
                (float(p), bool(best == place))
                for p, best, place in zip(sure.max(axis=1), sure.argmax(axis=1), right, strict=True)
            ]
            least = threshold(cases, SUGGESTED)
        counts = specimens_by_value(training, term)
        found[term] = Head(
            values, temperature, least, {value: counts.get(value, 0) for value in values}, len(rows)
        )
    return found


def told(heads: Mapping[str, Head]) -> dict[str, object]:
    """`heads` of release.json."""
    return {
        term: {
            "values": list(head.values), "temperature": head.temperature, "least": head.least,
            "training": dict(head.training or {}), "cases": head.cases,
        }
        for term, head in heads.items()
    }  # fmt: skip
