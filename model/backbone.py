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
WEIGHTS_SHA256 = "dfc6efa89255d9f426f7286b67c8dbb538517f4de27c818cd349416e5ed681a5"
"""Of its weights, layer by layer: the same from either form."""
_BATCH = 32
_LAST = "relu6_61"
_HINT = "`insecta model pull inat-insects --out FOLDER` writes one that is; give FOLDER"


def load_backbone(path: Path) -> Any:
    """Keras model of the pinned network, pictures (x − 128) / 128 → 1,280 features.

    `path`: the pinned Keras file, or what `insecta model pull inat-insects` wrote, whose eight-bit
    weights multiplied out are the same to the last bit. Raises BadRelease where it is another network.
    """
    import keras

    file = path / "model.tflite" if path.is_dir() else path
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadRelease(f"{file}: cannot be read: {error.strerror}", hint=_HINT) from error
    whole = _network(file, data)
    pooled = keras.layers.GlobalAveragePooling2D(name="features")(whole.get_layer(_LAST).output)
    return keras.Model(whole.input, pooled, name="backbone")


def _network(file: Path, data: bytes) -> Any:
    import keras

    from model.dequantised import convolutions_of

    if hashlib.sha256(data).hexdigest() == SHA256:
        return keras.models.load_model(file, compile=False)
    other = BadRelease(
        f"{file}: is not the backbone that is pinned in model/backbone.py", hint=_HINT
    )
    try:
        whole = convolutions_of(data)
    except BadRelease as error:
        raise other from error
    if weights_digest(whole) != WEIGHTS_SHA256:
        raise other
    return whole


def weights_digest(network: Any) -> str:
    """SHA-256 of all weights, layer by layer."""
    digest = hashlib.sha256()
    for weights in network.get_weights():
        digest.update(np.ascontiguousarray(weights).tobytes())
    return digest.hexdigest()


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
