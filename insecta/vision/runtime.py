"""What runs a released network: LiteRT, or OpenVINO where a server's processors gain by it.

Both read the same file, `model.tflite`, and give its outputs by the names of its signature. Their
kernels round differently, by as much as two kernels of LiteRT do (docs/decisions/0143).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from insecta.errors import BadSettings

Runtime = Literal["litert", "openvino"]
SIGNATURE = "serving_default"


@dataclass(frozen=True, slots=True)
class Signature:
    """Shapes of the input `pictures` and of each output by name, without the number of pictures."""

    pictures: tuple[int, ...]
    outputs: Mapping[str, tuple[int, ...]]


class Network(Protocol):
    """A loaded network. Not thread-safe: one per process or thread."""

    @property
    def program(self) -> str:
        """What runs it, with its version."""

    @property
    def signature(self) -> Signature: ...

    def run(
        self, pictures: NDArray[np.uint8], names: Collection[str]
    ) -> Mapping[str, NDArray[np.float32]]:
        """uint8 [n, side, side, 3], C order → the outputs of these names, [n, …], before calibration."""


def load(runtime: Runtime, model: bytes, num_threads: int) -> Network:
    """Raises ValueError or RuntimeError where the bytes are no network of the signature, BadSettings
    where the runtime is not installed."""
    require(runtime)
    if runtime == "openvino":
        from insecta.vision.openvino_network import OpenVINONetwork

        return OpenVINONetwork(model, num_threads)
    from insecta.vision.litert_network import LiteRTNetwork

    return LiteRTNetwork(model, num_threads)


def require(runtime: Runtime) -> None:
    """Raises BadSettings where it is not installed; loads nothing."""
    if runtime == "openvino" and find_spec("openvino") is None:
        raise BadSettings(
            "INSECTA_RUNTIME=openvino needs the module openvino",
            hint='pip install "insecta[fast]", or leave it at litert',
        )
