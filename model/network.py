"""The network that is trained: a convolutional trunk, logits of the leaves, an embedding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.backbone import load_backbone
from model.heads import Linear

FROZEN_UNTIL = "conv_12"
"""Layers up to here (a quarter of the depth, most of the pixels) stay as they came: edges and
colours need no learning from a thousand pictures, and half the time of a step goes there."""


HEADS = ("leaves", "embedding")
"""What every network has; further outputs say what a picture shows beside its name."""


@dataclass(frozen=True)
class Network:
    """`whole`: normalised pictures [n, side, side, 3] of any side → {"leaves", "embedding"} and extra
    heads by name.

    `trunk`: the same pictures → pooled features [n, features]. Both share their weights.
    """

    whole: Any
    trunk: Any

    @property
    def body(self) -> list[Any]:
        """Trainable variables of the trunk."""
        return list(self.trunk.trainable_variables)

    @property
    def heads(self) -> list[Any]:
        """Trainable variables of all heads."""
        names = [name for name in self.whole.output if name not in HEADS]
        return [
            v for name in (*HEADS, *names) for v in self.whole.get_layer(name).trainable_variables
        ]


def any_side(backbone: Any) -> Any:
    """A copy of the convolutional backbone that takes pictures of any side, its weights copied."""
    import keras

    entry = keras.Input((None, None, 3), name="pictures")
    copy = keras.models.clone_model(backbone, input_tensors=entry)
    copy.set_weights(backbone.get_weights())
    return copy


def freeze(trunk: Any, until: str = FROZEN_UNTIL) -> None:
    """Leave all layers up to and with `until` as they are; raises ValueError where there is none."""
    trunk.get_layer(until)
    for layer in trunk.layers:
        layer.trainable = False
        if layer.name == until:
            return


def build(
    trunk: Any, leaves: Linear, embedding: Linear, extra: Mapping[str, Linear] | None = None
) -> Network:
    """A network on a trunk, its heads starting from linear ones; `extra`: further heads by name.

    Heads compute in single precision whatever the trunk does.
    """
    import keras

    outputs = {}
    for name, head in {"leaves": leaves, "embedding": embedding, **(extra or {})}.items():
        layer = keras.layers.Dense(head.weights.shape[1], name=name, dtype="float32")
        outputs[name] = layer(trunk.output)
        layer.set_weights([head.weights, head.bias])
    return Network(keras.Model(trunk.input, outputs, name="insecta"), trunk)


def pretrained(file: Path, frozen_until: str | None) -> Any:
    """The pinned backbone for pictures of any side; `frozen_until` None leaves every layer free."""
    trunk = any_side(load_backbone(file))
    if frozen_until is not None:
        freeze(trunk, frozen_until)
    return trunk


def continued(whole: Any, frozen_until: str | None) -> Any:
    """The trunk of a trained network, to go on from with other names."""
    import keras

    trunk = keras.Model(whole.input, whole.get_layer("features").output, name="trunk")
    if frozen_until is not None:
        freeze(trunk, frozen_until)
    return trunk


def seen_by(
    whole: Any, pictures: NDArray[np.uint8], batch: int = 32
) -> dict[str, NDArray[np.float32]]:
    """Outputs by name of uint8 pictures, in order."""
    import tensorflow as tf

    from model.backbone import normalised

    call = tf.function(lambda shown: whole(shown, training=False), reduce_retracing=True)
    found: dict[str, list[NDArray[np.float32]]] = {}
    for start in range(0, len(pictures), batch):
        outputs = call(tf.constant(normalised(pictures[start : start + batch])))
        for name, values in outputs.items():
            found.setdefault(name, []).append(values.numpy())
    return {name: np.concatenate(parts) for name, parts in found.items()}
