"""What every peer of `bench.bulk` does to a picture: prepared as ours, shown to the same model file."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Predictor:
    """Loaded once in each worker."""

    def __init__(self) -> None:
        from insecta.vision.classifier import NetworkClassifier
        from insecta.vision.release_folder import default_release

        self._classifier = NetworkClassifier.open(default_release())

    def leaves(self, pictures: NDArray[Any]) -> NDArray[np.float32]:
        """[n, side, side, 3] → probabilities of the leaves, float32 [n, leaves]."""
        seen = self._classifier.see(pictures.astype(np.uint8, copy=False))
        return np.stack([one.leaves for one in seen])


def decoded(data: bytes) -> NDArray[np.uint8]:
    """RGB pixels by Pillow, as the documentation of each peer does it."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        return np.asarray(opened.convert("RGB"))


def side() -> int:
    """Of the pictures that the network takes."""
    from insecta.vision.release_folder import read_default_release

    return read_default_release().release.side
