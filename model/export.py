"""The release network: backbone and heads in one Keras model, then full-integer LiteRT."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.backbone import normalised
from model.heads import Linear


def assemble(backbone: Any, leaves: Linear, embedding: Linear) -> Any:
    """Keras model: normalised pictures → {`leaves`: logits, `embedding`: projection}."""
    import keras

    outputs = {}
    for name, head in (("leaves", leaves), ("embedding", embedding)):
        layer = keras.layers.Dense(head.weights.shape[1], name=name)
        outputs[name] = layer(backbone.output)
        layer.set_weights([head.weights, head.bias])
    return keras.Model(backbone.input, outputs, name="insecta")


def full_integer(network: Any, representative: NDArray[np.uint8]) -> bytes:
    """LiteRT bytes: int8 inside, uint8 RGB `pictures` [n, side, side, 3] in, named floats out.

    Normalisation lies in the input's quantisation (scale 1/128, zero point 128), which is exact if
    `representative` holds both 0 and 255, so a picture with both is added.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    side = representative.shape[1]
    extremes = np.zeros((1, side, side, 3), dtype=np.uint8)
    extremes[:, ::2] = 255
    shown = np.concatenate([representative, extremes])

    whole = tf.function(lambda pictures: network(pictures, training=False)).get_concrete_function(
        tf.TensorSpec((None, side, side, 3), tf.float32, name="pictures")
    )
    constant = convert_variables_to_constants_v2(whole)

    class Serving(tf.Module):  # type: ignore[misc]
        @tf.function(input_signature=[tf.TensorSpec((None, side, side, 3), tf.float32, "pictures")])  # type: ignore[untyped-decorator]
        def serve(self, pictures: Any) -> Any:
            found = constant(pictures)
            return dict(zip(sorted(whole.structured_outputs), tf.nest.flatten(found), strict=True))

    def samples() -> Iterator[dict[str, NDArray[np.float32]]]:
        for picture in shown:
            yield {"pictures": normalised(picture[np.newaxis])}

    serving = Serving()
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(serving, folder, signatures={"serving_default": serving.serve})
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = samples
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.uint8
        model: bytes = converter.convert()
    return model


def write_bytes(path: Path, data: bytes) -> None:
    """Write through a partial file, so a kill leaves no half file under the name."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.replace(path)
