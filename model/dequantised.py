"""A public quantised LiteRT network as a float Keras model: what can be downloaded becomes what is trained on.

Its weights are eight-bit numbers with a scale; multiplied out they are what the network computes with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.errors import BadRelease

_ADD, _CONVOLUTION, _DEPTHWISE = 0, 3, 4
_RELU6 = 3
_MARK = b"TFL3"
"""Of LiteRT files, after four bytes."""
_DTYPES: Mapping[int, type[np.generic]] = {2: np.int32, 3: np.uint8}


def convolutions_of(model: bytes) -> Any:
    """Keras model [n, side, side, 3] → the last of the network's convolutions; layers `conv_N`, `dw_N` and
    `relu6_N` bear the place of their operator. Raises BadRelease where it is another kind of network."""
    if model[4:8] != _MARK:
        raise BadRelease("is no LiteRT network")
    try:
        return _read(model)
    except (KeyError, IndexError, ValueError) as error:
        raise BadRelease(f"is a LiteRT network of another kind: {error!r}") from error


def _read(model: bytes) -> Any:
    import keras
    from ai_edge_litert import schema_py_generated as schema

    whole = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    graph = whole.subgraphs[0]
    entry = keras.Input(tuple(graph.tensors[graph.inputs[0]].shape[1:]), name="pictures")
    made, last = {int(graph.inputs[0]): entry}, entry
    for number, operator in enumerate(graph.operators):
        kind = whole.operatorCodes[operator.opcodeIndex].builtinCode
        if kind == _ADD:
            last = keras.layers.Add()([made[int(n)] for n in operator.inputs])
        elif kind in (_CONVOLUTION, _DEPTHWISE):
            weights, bias = (_values(whole, graph.tensors[n]) for n in operator.inputs[1:3])
            last = _convolution(
                kind, made[int(operator.inputs[0])], operator, weights, bias, number
            )
        else:
            break
        made[int(operator.outputs[0])] = last
    return keras.Model(entry, last)


def _convolution(
    kind: int, shown: Any, operator: Any, weights: NDArray[np.float32], bias: NDArray[np.float32],
    number: int,
) -> Any:  # fmt: skip
    """One layer with its weights, and its activation. LiteRT has [out, height, width, in], and for
    depthwise ones [1, height, width, channels]."""
    import keras

    told = operator.builtinOptions
    size, step = weights.shape[1:3], (told.strideH, told.strideW)
    if kind == _CONVOLUTION:
        layer = keras.layers.Conv2D(len(weights), size, step, padding="same", name=f"conv_{number}")
    else:
        layer = keras.layers.DepthwiseConv2D(size, step, padding="same", name=f"dw_{number}")
    last = layer(shown)
    layer.set_weights([weights.transpose(1, 2, 3, 0), bias])
    if told.fusedActivationFunction == _RELU6:
        last = keras.layers.ReLU(6.0, name=f"relu6_{number}")(last)
    return last


def _values(whole: Any, tensor: Any) -> NDArray[np.float32]:
    """Eight-bit weights and biases multiplied out."""
    held = np.asarray(whole.buffers[tensor.buffer].data, dtype=np.uint8)
    numbers = np.frombuffer(held.tobytes(), _DTYPES[tensor.type]).reshape(tuple(tensor.shape))
    scale, zero = tensor.quantization.scale[0], tensor.quantization.zeroPoint[0]
    return ((numbers.astype(np.float64) - float(zero)) * float(scale)).astype(np.float32)
