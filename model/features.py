"""Features of the frozen backbone, computed once: a cache keyed by what was shown to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from insecta.vision.preprocess import PREPROCESSING, prepare
from model.backbone import FEATURES, SHA256, SIDE, features_of
from model.samples import Sample

_CHUNK = 512


def augmented(pixels: NDArray[np.uint8], view: int, seed: int) -> NDArray[np.uint8]:
    """View `view` of a rendition: 0 is the picture itself; others are turned by quarter turns and
    mirrored, cut to 80–100 % of each side, brighter or darker by up to 20 %."""
    if view == 0:
        return pixels
    rng = np.random.default_rng([seed, view])
    turned = np.rot90(pixels, view % 4)
    if view >= 4:
        turned = turned[:, ::-1]
    height, width = turned.shape[:2]
    high, wide = (max(1, int(n * rng.uniform(0.8, 1.0))) for n in (height, width))
    top, left = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
    cut = Image.fromarray(np.ascontiguousarray(turned[top : top + high, left : left + wide]))
    return np.asarray(ImageEnhance.Brightness(cut).enhance(float(rng.uniform(0.8, 1.2))))


class FeatureCache:
    """A file of float16 features by the digest of the prepared picture and the backbone's digest."""

    def __init__(self, folder: Path) -> None:
        name = hashlib.sha256(f"{SHA256} {PREPROCESSING}".encode()).hexdigest()[:16]
        self._path = folder / f"features-{name}.npz"
        self._known: dict[str, NDArray[np.float16]] = {}
        if self._path.is_file():
            with np.load(self._path, allow_pickle=False) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["features"], strict=True))

    def save(self) -> None:
        """Write atomically; an interrupted run leaves the former file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".partial.npz")
        keys = np.array(list(self._known), dtype="U64")
        np.savez(partial, keys=keys, features=np.stack(list(self._known.values())))
        partial.replace(self._path)

    def compute(
        self, backbone: Any, pictures: Iterator[NDArray[np.uint8]], total: int, say: Any = print
    ) -> NDArray[np.float32]:
        """Features of prepared pictures [side, side, 3], in order; new ones go into the cache."""
        out = np.zeros((total, FEATURES), dtype=np.float32)
        waiting: list[tuple[int, str, NDArray[np.uint8]]] = []

        def flush() -> None:
            if not waiting:
                return
            fresh = features_of(backbone, np.stack([picture for *_, picture in waiting]))
            for (place, key, _), vector in zip(waiting, fresh, strict=True):
                self._known[key] = vector.astype(np.float16)
                out[place] = self._known[key]
            waiting.clear()

        for place, picture in enumerate(pictures):
            key = hashlib.sha256(picture.tobytes()).hexdigest()
            if key in self._known:
                out[place] = self._known[key]
            else:
                waiting.append((place, key, picture))
            if len(waiting) == _CHUNK:
                flush()
                say(f"features: {place + 1} of {total}")
        if waiting:
            flush()
            self.save()
        return out


def prepared_views(
    samples: Sequence[Sample], views: Sequence[int], seed: int
) -> Iterator[NDArray[np.uint8]]:
    """All views of the first sample, then of the next."""
    for number, sample in enumerate(samples):
        for view in views:
            yield prepare(augmented(sample.pixels, view, seed + number), SIDE)
