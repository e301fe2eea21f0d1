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


def with_heat(whole: Any, side: int) -> Any:
    """A network of any side → one of `side` pixels, which also says where each leaf was seen.

    `heat` [n, height, width, leaves]: the logits without bias before they are averaged over the
    picture (class activation map), so no gradient is needed to serve it.
    """
    import keras

    leaves = whole.get_layer("leaves")
    pooling = next(
        layer for layer in whole.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D)
    )
    seen = keras.layers.Conv2D(leaves.units, 1, use_bias=False, name="heat")
    extended = keras.Model(whole.input, {**whole.output, "heat": seen(pooling.input)})
    seen.set_weights([leaves.get_weights()[0][None, None]])
    picture = keras.Input((side, side, 3), name="pictures")
    return keras.Model(picture, extended(picture), name="insecta")


def _serving(network: Any, side: int, batch: int | None, *, reads_bytes: bool) -> Any:
    """tf.Module with the one signature: `pictures` in, outputs by name."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    def seen(pictures: Any) -> Any:
        shown = (tf.cast(pictures, tf.float32) - 128.0) / 128.0 if reads_bytes else pictures
        return network(shown, training=False)

    kind = tf.uint8 if reads_bytes else tf.float32
    entry = tf.TensorSpec((batch, side, side, 3), kind, name="pictures")
    whole = tf.function(seen).get_concrete_function(entry)
    constant = convert_variables_to_constants_v2(whole)

    class Serving(tf.Module):  # type: ignore[misc]
        @tf.function(input_signature=[entry])  # type: ignore[untyped-decorator]
        def serve(self, pictures: Any) -> Any:
            found = constant(pictures)
            return dict(zip(sorted(whole.structured_outputs), tf.nest.flatten(found), strict=True))

    return Serving()


def _converted(serving: Any, adjust: Any = None) -> bytes:
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(serving, folder, signatures={"serving_default": serving.serve})
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if adjust is not None:
            adjust(converter)
        model: bytes = converter.convert()
    return model


def float32(network: Any, side: int, batch: int | None = None) -> bytes:
    """LiteRT bytes, float32 inside; uint8 RGB `pictures` in, as the int8 form has it."""
    return _converted(_serving(network, side, batch, reads_bytes=True))


def full_integer(
    network: Any, representative: NDArray[np.uint8], batch: int | None = None
) -> bytes:
    """LiteRT bytes: int8 inside, uint8 RGB `pictures` [n, side, side, 3] in, named floats out.

    `batch`: fixed number of pictures (1 for browser and phone), None for any. Normalisation lies in
    the input's quantisation (scale 1/128, zero point 128), which is exact if `representative` holds
    both 0 and 255, so a picture with both is added.
    """
    import tensorflow as tf

    side = representative.shape[1]
    extremes = np.zeros((1, side, side, 3), dtype=np.uint8)
    extremes[:, ::2] = 255
    shown = np.concatenate([representative, extremes])

    def samples() -> Iterator[dict[str, NDArray[np.float32]]]:
        for picture in shown:
            yield {"pictures": normalised(picture[np.newaxis])}

    def adjust(converter: Any) -> None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = samples
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.uint8

    return _converted(_serving(network, side, batch, reads_bytes=False), adjust)


def write_bytes(path: Path, data: bytes) -> None:
    """Write through a partial file, so a kill leaves no half file under the name."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.replace(path)
