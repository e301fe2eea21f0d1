"""A released network on LiteRT, which runs wherever Insecta does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.vision.runtime import SIGNATURE, Signature


class LiteRTNetwork:
    """One interpreter."""

    def __init__(self, model: bytes, num_threads: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_content=model, num_threads=num_threads)
        self._runner = self._interpreter.get_signature_runner(SIGNATURE)
        self.signature = signature_of(self._runner)
        self.program = f"LiteRT {version('ai-edge-litert')}"

    def run(
        self, pictures: NDArray[np.uint8], names: Collection[str]
    ) -> Mapping[str, NDArray[np.float32]]:
        """As the port says; it computes every output whatever is asked for."""
        found = self._runner(pictures=pictures)
        return {name: found[name] for name in names}


def signature_of(runner: Any) -> Signature:
    """What LiteRT reads in the file. Raises ValueError where it takes no `pictures`."""
    inputs, outputs = runner.get_input_details(), runner.get_output_details()
    if set(inputs) != {"pictures"}:
        raise ValueError(f"it takes {sorted(inputs)}, not pictures")
    return Signature(
        _shape(inputs["pictures"]), {name: _shape(one) for name, one in outputs.items()}
    )


def _shape(detail: dict[str, Any]) -> tuple[int, ...]:
    return tuple(int(n) for n in detail["shape"][1:])
