"""Losses over the tree: a label at any rank teaches that rank and all above it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST = 1e-7


def level_weights(levels: int, decay: float) -> NDArray[np.float32]:
    """Weights of the label's own rank, its parent's, and so on: 1, decay, decay² …; they sum to 1."""
    weights = decay ** np.arange(levels, dtype=np.float32)
    return np.asarray(weights / weights.sum(), dtype=np.float32)


def hierarchical(logits: Any, allowed: Any, weights: Any, smoothing: float = 0.0) -> Any:
    """−log of the probability on allowed leaves, per level, weighted: float32 [n].

    `logits` [n, leaves]; `allowed` float32 [n, levels, leaves] of 0 and 1; `weights` [levels].
    `smoothing`: share of the loss that pulls towards all leaves evenly.
    """
    import tensorflow as tf

    log = tf.nn.log_softmax(logits)
    held = tf.einsum("nl,nkl->nk", tf.exp(log), allowed)
    loss = tf.linalg.matvec(-tf.math.log(tf.maximum(held, _LEAST)), weights)
    if smoothing:
        loss = (1 - smoothing) * loss - smoothing * tf.reduce_mean(log, axis=1)
    return loss


def masked(logits: Any, place: Any, weights: Any) -> Any:
    """Cross entropy of one value per row, 0 where `place` is negative: nobody stated it. Float32 [n].

    `logits` [n, values]; `place` int64 [n]; `weights` float32 [values]: how much each value counts.
    """
    import tensorflow as tf

    shown = tf.maximum(place, 0)
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(shown, logits)
    return loss * tf.gather(weights, shown) * tf.cast(place >= 0, loss.dtype)


def cosine_logits(embedding: Any, proxies: Any, scale: float) -> Any:
    """Scaled cosines of embeddings [n, d] to one learned direction per leaf [leaves, d]."""
    import tensorflow as tf

    near = tf.math.l2_normalize(embedding, axis=1) @ tf.transpose(
        tf.math.l2_normalize(proxies, axis=1)
    )
    return scale * near
