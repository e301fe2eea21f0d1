"""Mixed precision: half as many bytes for what a GPU computes, single precision for what is learned.

Weights, averages, heads and what is released stay float32; only the trunk computes in bfloat16 or
float16, and only where a GPU is there: on the processors tried, float32 was quicker (decision 0015).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model.preset import FLOAT32

_FLOAT16 = "mixed_float16"
_FIRST_SCALE = 2.0**15
_LARGEST_SCALE = 2.0**24
_RISE_AFTER = 1000
"""Steps without an overflow after which the loss is scaled twice as much."""


def gpus() -> int:
    """GPUs that TensorFlow sees."""
    import tensorflow as tf

    return len(tf.config.list_physical_devices("GPU"))


def usable(wanted: str, found: int, say: Callable[[str], None]) -> str:
    """The precision that is used with so many GPUs; tells where it is another one than wanted."""
    if wanted != FLOAT32 and not found:
        say(f"no GPU: {FLOAT32} in place of {wanted}")
        return FLOAT32
    if wanted != FLOAT32:
        say(f"{found} GPU{'' if found == 1 else 's'}: {wanted}")
    return wanted


def copied(trunk: Any, policy: str) -> Any:
    """A copy of a trunk that computes by `policy`; weights copied, frozen layers frozen."""
    import keras

    def layer(one: Any) -> Any:
        made = type(one).from_config({**one.get_config(), "dtype": policy})
        made.trainable = one.trainable
        return made

    copy = keras.models.clone_model(trunk, clone_function=layer)
    copy.set_weights(trunk.get_weights())
    return copy


class LossScale:
    """Keeps slopes above what float16 can tell from 0: the loss is scaled, the slopes are divided again.

    A step whose slopes overflow is left out and the scale halved; the scale never falls below 1, where
    a loss that is no number shows itself. Other precisions have a scale of 1 that never moves.
    """

    def __init__(self, policy: str) -> None:
        import tensorflow as tf

        self._tf = tf
        self.moves = policy == _FLOAT16
        self.scale = tf.Variable(_FIRST_SCALE if self.moves else 1.0, trainable=False)
        self.calm = tf.Variable(0, dtype=tf.int64, trainable=False)
        """Steps since the last overflow or rise."""

    def scaled(self, loss: Any) -> Any:
        return loss * self.scale if self.moves else loss

    def slopes(self, found: Sequence[Any]) -> tuple[list[Any], Any]:
        """The true slopes, and whether a step may be taken by them (bool tensor)."""
        tf = self._tf
        if not self.moves:
            return list(found), tf.constant(True)
        true = [slope / self.scale for slope in found]
        fine = tf.reduce_all([tf.reduce_all(tf.math.is_finite(slope)) for slope in true])
        rises = fine & (self.calm + 1 >= _RISE_AFTER)
        factor = tf.where(fine, tf.where(rises, 2.0, 1.0), 0.5)
        self.scale.assign(tf.clip_by_value(self.scale * factor, 1.0, _LARGEST_SCALE))
        self.calm.assign(tf.where(fine & ~rises, self.calm + 1, tf.zeros_like(self.calm)))
        return true, fine
