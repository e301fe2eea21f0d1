"""Give a plain quantised LiteRT network the signature of a release, without TensorFlow.

The bytes of the network stay as they are; what is added are float outputs by name: its logits
(before the softmax) and the mean of each five of its pooled features.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insecta.errors import BadRelease

_DEQUANTIZE, _MEAN, _RESHAPE = 6, 40, 22
_FLOAT32, _INT32 = 0, 2


def with_signature(model: bytes, logits: str, features: str, dimensions: int) -> bytes:
    """LiteRT bytes with `serving_default`: `pictures` → `leaves`, `embedding` [n, dimensions].

    `logits`, `features`: names of tensors of the network; features [n, 1, 1, k × dimensions].
    Raises BadRelease where the network has no such tensors.
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    whole = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    graph = whole.subgraphs[0]
    places = {tensor.name.decode(): place for place, tensor in enumerate(graph.tensors)}
    if logits not in places or features not in places:
        raise BadRelease(f"the network has no tensors {logits!r} and {features!r}")
    width = int(graph.tensors[places[features]].shape[-1])
    if width % dimensions:
        raise BadRelease(f"{width} features are no multiple of {dimensions}")
    writer = _Writer(whole, schema)
    labels = int(graph.tensors[places[logits]].shape[-1])
    leaves = writer.tensor("leaves", [1, labels])
    writer.operator(_DEQUANTIZE, [places[logits]], leaves)
    pooled = writer.tensor("features_float", list(graph.tensors[places[features]].shape))
    writer.operator(_DEQUANTIZE, [places[features]], pooled)
    groups = writer.tensor("feature_groups", [1, dimensions, width // dimensions])
    shape = writer.constant("shape", [-1, dimensions, width // dimensions])
    writer.operator(_RESHAPE, [pooled, shape], groups)
    embedding = writer.tensor("embedding", [1, dimensions])
    axis = writer.constant("axis", [2])
    writer.operator(_MEAN, [groups, axis], embedding)
    graph.outputs = np.array([leaves, embedding], dtype=np.int32)
    writer.sign({"pictures": int(graph.inputs[0])}, {"leaves": leaves, "embedding": embedding})
    builder = flatbuffers.Builder(len(model))
    builder.Finish(whole.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


class _Writer:
    """Adds tensors, operators and a signature to an unpacked network."""

    def __init__(self, whole: Any, schema: Any) -> None:
        self._whole, self._graph, self._schema = whole, whole.subgraphs[0], schema

    def tensor(self, name: str, shape: list[int], kind: int = _FLOAT32, buffer: int = 0) -> int:
        made = self._schema.TensorT()
        made.name, made.type, made.buffer = name.encode(), kind, buffer
        made.shape = np.array(shape, dtype=np.int32)
        made.shapeSignature = np.array([-1, *shape[1:]] if buffer == 0 else shape, dtype=np.int32)
        self._graph.tensors.append(made)
        return len(self._graph.tensors) - 1

    def constant(self, name: str, values: list[int]) -> int:
        made = self._schema.BufferT()
        made.data = np.frombuffer(np.array(values, dtype=np.int32).tobytes(), dtype=np.uint8)
        self._whole.buffers.append(made)
        return self.tensor(name, [len(values)], _INT32, len(self._whole.buffers) - 1)

    def operator(self, code: int, inputs: list[int], output: int) -> None:
        made = self._schema.OperatorT()
        made.opcodeIndex = self._code(code)
        made.inputs = np.array(inputs, dtype=np.int32)
        made.outputs = np.array([output], dtype=np.int32)
        self._graph.operators.append(made)

    def _code(self, code: int) -> int:
        for place, known in enumerate(self._whole.operatorCodes):
            if known.builtinCode == code:
                return place
        made = self._schema.OperatorCodeT()
        made.builtinCode = made.deprecatedBuiltinCode = code
        made.version = 2 if code == _DEQUANTIZE else 1
        self._whole.operatorCodes.append(made)
        return len(self._whole.operatorCodes) - 1

    def sign(self, inputs: dict[str, int], outputs: dict[str, int]) -> None:
        made = self._schema.SignatureDefT()
        made.signatureKey, made.subgraphIndex = b"serving_default", 0
        made.inputs = [self._named(name, place) for name, place in inputs.items()]
        made.outputs = [self._named(name, place) for name, place in outputs.items()]
        self._whole.signatureDefs = [made]

    def _named(self, name: str, place: int) -> Any:
        made = self._schema.TensorMapT()
        made.name, made.tensorIndex = name.encode(), place
        return made
