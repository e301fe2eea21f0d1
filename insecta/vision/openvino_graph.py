"""A LiteRT network as OpenVINO reads it, brought back to the arithmetic that its file says.

Two habits of OpenVINO 2026.4 are met here: one costs time, the other answers that LiteRT does not give.
Where a graph does not look as described it is left as it is; the golden picture is looked at afterwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOVES = ("Transpose", "Reshape", "Unsqueeze")
_LEVELS = 256


def as_written(model: Any) -> None:
    """Changes an `openvino.Model`; what it computes stays the same but for rounding."""
    for node in model.get_ordered_ops():
        if node.get_type_name() == "GroupConvolution":
            _weights_stay_int8(node)
        elif node.get_type_name() == "Add":
            _rounds_before_it_adds(node)
    model.validate_nodes_and_infer_types()


def _weights_stay_int8(convolution: Any) -> None:
    """The reader scales the weights of a depthwise convolution before it turns their axes, and the
    compiler then takes them for floats. Turned first and scaled last they are the same numbers."""
    from openvino import opset13 as ops

    moves, node = [], convolution.input_value(1).get_node()
    while node.get_type_name() in _MOVES:
        moves.append(node)
        node = node.input_value(0).get_node()
    if node.get_type_name() != "Multiply":
        return
    widened, scale = (node.input_value(n).get_node() for n in (0, 1))
    if widened.get_type_name() != "Convert" or scale.get_type_name() != "Constant":
        return
    weights = widened.input_value(0).get_node()
    if weights.get_type_name() != "Constant" or weights.data.dtype != np.int8:
        return
    turned = weights.data
    scales = np.broadcast_to(scale.data, turned.shape)
    for move in reversed(moves):
        turned, scales = (_moved(array, move) for array in (turned, scales))
    each = scales[:, :1, :1, :1, :1]
    if not (scales == each).all():
        return
    floats = ops.convert(ops.constant(np.ascontiguousarray(turned)), "f32")
    scaled = ops.multiply(floats, ops.constant(np.ascontiguousarray(each)))
    convolution.input(1).replace_source_output(scaled.output(0))


def _moved(array: NDArray[Any], move: Any) -> NDArray[Any]:
    if move.get_type_name() == "Transpose":
        return array.transpose(move.input_value(1).get_node().data)
    return array.reshape(tuple(move.output(0).get_shape()))


def _rounds_before_it_adds(addition: Any) -> None:
    """The compiler puts a residual sum into the convolution before it and no longer rounds what that
    gives to int8, as the file says and as the release was calibrated. So the rounding is spelt out."""
    from openvino import opset13 as ops

    terms = [addition.input_value(n).get_node() for n in (0, 1)]
    if any(term.get_type_name() != "FakeQuantize" for term in terms):
        return
    for place, term in enumerate(terms):
        bounds = [term.input_value(n).get_node() for n in (1, 2, 3, 4)]
        if any(bound.get_type_name() != "Constant" or bound.data.size != 1 for bound in bounds):
            continue
        low, high, *written = (float(bound.data.item()) for bound in bounds)
        alone = len(term.output(0).get_target_inputs()) == 1
        if not alone or written != [low, high] or term.get_attributes()["levels"] != _LEVELS:
            continue
        step = (high - low) / (_LEVELS - 1)
        ones = (1,) * len(term.output(0).get_partial_shape())
        steps = ops.multiply(term.input_value(0), ops.constant(np.full(ones, 1 / step, np.float32)))
        whole = ops.round(steps, "half_to_even")
        kept = ops.clamp(whole, float(round(low / step)), float(round(high / step)))
        rounded = ops.multiply(kept, ops.constant(np.full(ones, step, np.float32)))
        addition.input(place).replace_source_output(rounded.output(0))
