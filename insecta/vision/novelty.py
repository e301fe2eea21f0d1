"""How strange a picture is to a network, by the measure that its release names (decision 0110).

Two terms, and a release says how much each counts: the distance of the embedding from all that was
learned, and the energy of the logits, which is high where no name at all fits.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from insecta.domain.release import DISTANCE, ENERGY

Values = NDArray[np.float32]


def distance(embeddings: Values, prototypes: Values) -> Values:
    """1 − cosine to the nearest class mean, float32 [n], of embeddings of unit length: 0 is typical."""
    return np.asarray(1.0 - (embeddings @ prototypes.T).max(axis=1), dtype=np.float32)


def energy(logits: Values, temperature: float) -> Values:
    """−log Σ exp(logits / temperature) of [n, leaves], float32 [n] (Liu et al. 2020): what a softmax
    divides away. The higher, the less any name fits."""
    scaled = logits.astype(np.float64) / temperature
    most = scaled.max(axis=1)
    rest = np.log(np.exp(scaled - most[:, np.newaxis]).sum(axis=1))
    return np.asarray(-(most + rest), dtype=np.float32)


def novelty(
    measure: Mapping[str, float], temperature: float, logits: Values, embeddings: Values,
    prototypes: Values,
) -> Values:  # fmt: skip
    """The release's measure of each picture, float32 [n]: its terms, each by its weight, added up in
    double precision. Raises ValueError for a measure without a known term."""
    total = np.zeros(len(logits), dtype=np.float64)
    if not measure or set(measure) - {DISTANCE, ENERGY}:
        raise ValueError(f"no measure of novelty: {dict(measure)}")
    if DISTANCE in measure:
        total += measure[DISTANCE] * distance(embeddings, prototypes).astype(np.float64)
    if ENERGY in measure:
        total += measure[ENERGY] * energy(logits, temperature).astype(np.float64)
    return total.astype(np.float32)
