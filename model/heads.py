"""Linear heads on frozen features, trained with labels at any rank.

The loss of a picture is −log of the probability summed over the leaves its label allows: an ant
known to its family only teaches the family and leaves the genera free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """`features @ weights + bias`; weights float32 [features, outputs]."""

    weights: Floats
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        return np.asarray(features @ self.weights + self.bias, dtype=np.float32)


def softmax(logits: Floats) -> Floats:
    """Rows sum to 1."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def allowed_targets(probabilities: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Own probabilities within the allowed leaves, rows summing to 1: where the loss pulls to."""
    held = np.where(allowed, probabilities, 0.0) + 1e-12 * allowed
    return np.asarray(held / held.sum(axis=1, keepdims=True), dtype=np.float32)


def partial_loss(logits: Floats, allowed: NDArray[np.bool_]) -> float:
    """Mean −log of the probability on allowed leaves."""
    held = np.where(allowed, softmax(logits), 0.0).sum(axis=1)
    return float(-np.log(np.maximum(held, 1e-12)).mean())


def train_head(
    features: Floats,
    allowed: NDArray[np.bool_],
    weight: Floats,
    *,
    seed: int,
    epochs: int = 40,
    batch: int = 1024,
    rate: float = 0.004,
    decay: float = 1e-3,
) -> Linear:
    """Adam with cosine decay on standardised features [n, d]; `allowed` bool [n, leaves].

    `weight` [n] balances the sources. Deterministic by `seed`. Standardisation is folded into the
    result. Raises FloatingPointError where the loss is not a number.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 0.1 * features.std()
    shown = ((features - mean) / spread).astype(np.float32)
    weights = np.zeros((features.shape[1], allowed.shape[1]), dtype=np.float32)
    bias = np.zeros(allowed.shape[1], dtype=np.float32)
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (weights, bias)]
    rng = np.random.default_rng(seed)
    steps, step = epochs * -(-len(shown) // batch), 0
    for _ in range(epochs):
        order = rng.permutation(len(shown))
        for start in range(0, len(order), batch):
            step += 1
            rows = order[start : start + batch]
            found = softmax(shown[rows] @ weights + bias)
            pull = (found - allowed_targets(found, allowed[rows])) * weight[rows, None] / len(rows)
            slopes = (shown[rows].T @ pull + decay * weights, pull.sum(axis=0))
            now = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            for parameter, slope, (first, second) in zip(
                (weights, bias), slopes, moments, strict=True
            ):
                first += 0.1 * (slope - first)
                second += 0.001 * (slope * slope - second)
                fixed = first / (1 - 0.9**step)
                parameter -= now * fixed / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise FloatingPointError("the loss is not a number: nothing was written")
    folded = (weights / spread[:, None]).astype(np.float32)
    return Linear(folded, (bias - mean @ folded).astype(np.float32))


def principal_projection(features: Floats, dimensions: int) -> Linear:
    """Projection onto the strongest directions of centred features, mildly evened out.

    Directions are scaled by the fourth root of their variance, so that the first few do not rule
    every cosine.
    """
    mean = features.mean(axis=0)
    covariance = np.cov(features - mean, rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    strongest = np.argsort(values)[::-1][:dimensions]
    scale = np.maximum(values[strongest], 1e-9) ** -0.25
    weights = (vectors[:, strongest] * scale).astype(np.float32)
    return Linear(weights, (-mean @ weights).astype(np.float32))
