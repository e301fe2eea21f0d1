"""The frozen network that turns pictures into features: MobileNetV2 of 1,021 insect taxa."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.errors import BadRelease

NAME = "MobileNetV2 1.0 224, iNaturalist insects (google-coral/test_data), Apache-2.0"
SIDE = 224
FEATURES = 1280
SHA256 = "e5e0def513ab29090fe01032d547a8f4c99c52cd9390362a0c9ce4af294fc82a"
_BATCH = 32


def load_backbone(path: Path) -> Any:
    """Keras model of the pinned file, pictures (x − 128) / 128 → 1,280 features.

    Raises BadRelease where the file is another one.
    """
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise BadRelease(f"{path}: is not the backbone that is pinned in model/backbone.py")
    import keras

    whole = keras.models.load_model(path, compile=False)
    pooled = keras.layers.GlobalAveragePooling2D(name="features")(
        whole.get_layer("relu6_61").output
    )
    return keras.Model(whole.input, pooled, name="backbone")


def normalised(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """uint8 → float32 as the backbone was trained: (x − 128) / 128."""
    return (pictures.astype(np.float32) - 128.0) / 128.0


def features_of(backbone: Any, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """uint8 [n, side, side, 3] → float32 [n, 1280]."""
    import tensorflow as tf

    call = tf.function(lambda batch: backbone(batch, training=False), reduce_retracing=True)
    found = [
        call(tf.constant(normalised(pictures[start : start + _BATCH]))).numpy()
        for start in range(0, len(pictures), _BATCH)
    ]
    return np.concatenate(found) if found else np.zeros((0, FEATURES), np.float32)
