"""The Classifier port on LiteRT: a verified release folder, one interpreter per process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.release import Release
from insecta.errors import BadRelease, NotFound
from insecta.ports import Seen
from insecta.vision.decode import decode
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import ReleaseFolder, read_release

BATCH = 16
"""Pictures per call of the network: larger ones gain nothing on a CPU and cost memory."""

GOLDEN_TOLERANCE = 0.03
"""Other processors round int8 sums a little differently; a wrong file is off by far more."""


def calibrated(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Softmax of logits [n, leaves] over the temperature; rows sum to 1."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    raised = np.exp(scaled)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of [n, dimensions] at length 1; a row of zeros stays as it is."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0), dtype=np.float32)


def heat_of(
    heat: NDArray[np.float32], leaves: NDArray[np.float32], below: Sequence[int]
) -> NDArray[np.float32]:
    """What speaks for a name by place, float32 [h, w], 0 to 1: `heat` [h, w, leaves] of the leaves
    `below` the name, each as much as its probability `leaves` counts among them, less what every
    leaf has there, and nothing where that speaks against the name."""
    share = leaves[list(below)].astype(np.float64)
    share = share / share.sum() if share.sum() > 0 else np.full(len(below), 1 / len(below))
    place = np.maximum(heat[..., list(below)] @ share - heat.mean(axis=-1), 0.0)
    return np.asarray(place / place.max() if place.max() > 0 else place, dtype=np.float32)


class LiteRTClassifier:
    """Not thread-safe: one per process or thread."""

    def __init__(self, folder: ReleaseFolder, num_threads: int = 1) -> None:
        """Load the network and look at the golden picture. Raises BadRelease."""
        self._folder = folder
        self._runner = self._load(folder, num_threads)
        self._check_golden()

    @classmethod
    def open(cls, folder: Path, num_threads: int = 1) -> LiteRTClassifier:
        """Read, verify and load a release folder. Raises BadRelease."""
        return cls(read_release(folder), num_threads)

    @property
    def release(self) -> Release:
        return self._folder.release

    def _load(self, folder: ReleaseFolder, num_threads: int) -> Any:
        from ai_edge_litert.interpreter import Interpreter

        where = folder.folder / "model.tflite"
        try:
            interpreter = Interpreter(model_content=folder.model, num_threads=num_threads)
            runner = interpreter.get_signature_runner("serving_default")
        except (ValueError, RuntimeError) as error:
            raise BadRelease(f"{where}: LiteRT cannot load it: {error}") from error
        outputs = {
            name: tuple(int(n) for n in detail["shape"][1:])
            for name, detail in runner.get_output_details().items()
        }
        release = folder.release
        expected = {"leaves": (len(release.leaves),), "embedding": (release.dimensions,)}
        expected |= {term: (len(head.values),) for term, head in release.heads.items()}
        heat = outputs.pop("heat", None)
        self._has_heat = heat is not None
        if heat is not None and (len(heat) != 3 or heat[-1] != len(release.leaves)):
            raise BadRelease(f"{where}: heat {heat} does not fit {len(release.leaves)} labels")
        if outputs != expected:
            raise BadRelease(f"{where}: outputs {outputs}, labels and manifest say {expected}")
        shape = tuple(int(n) for n in runner.get_input_details()["pictures"]["shape"][1:])
        if shape != (release.side, release.side, 3):
            raise BadRelease(f"{where}: input {shape}, the manifest says side {release.side}")
        self._interpreter = interpreter
        return runner

    def _check_golden(self) -> None:
        """The drawn picture of the release must get the answer it got when it was made."""
        golden = self._folder.golden
        picture = prepare(decode(self._folder.golden_png).pixels, self.release.side)
        seen = self.see(picture[np.newaxis])[0]
        expected = np.asarray(golden["leaves"], dtype=np.float32)
        direction = np.asarray(golden["embedding"], dtype=np.float32)
        where = self._folder.folder / "golden.json"
        if expected.shape != seen.leaves.shape or direction.shape != seen.embedding.shape:
            raise BadRelease(f"{where}: its shapes do not fit the network")
        worst = float(np.abs(expected - seen.leaves).max())
        cosine = float(direction @ seen.embedding)
        if worst > GOLDEN_TOLERANCE or cosine < 1 - GOLDEN_TOLERANCE:
            raise BadRelease(
                f"{where}: the golden picture is off by {worst:.3f} (cosine {cosine:.3f})",
                hint="this machine's LiteRT does not compute what the release was tested with",
            )

    def see(self, pictures: NDArray[np.uint8]) -> list[Seen]:
        """uint8 [n, side, side, 3] → what the network saw in each, order kept."""
        side = self.release.side
        if (
            pictures.ndim != 4
            or pictures.shape[1:] != (side, side, 3)
            or pictures.dtype != np.uint8
        ):
            raise ValueError(f"expected uint8 [n, {side}, {side}, 3], got {pictures.shape}")
        found: list[Seen] = []
        for start in range(0, len(pictures), BATCH):
            raw = self._runner(pictures=np.ascontiguousarray(pictures[start : start + BATCH]))
            leaves = calibrated(raw["leaves"], self.release.temperature)
            embeddings = unit(raw["embedding"])
            heads = {
                term: calibrated(raw[term], head.temperature)
                for term, head in self.release.heads.items()
            }
            # One by one: the last digit of a product depends on how many rows it has.
            ones = [slice(n, n + 1) for n in range(len(leaves))]
            found += [
                Seen(
                    leaves[n],
                    embeddings[n],
                    {
                        "novelty": self._novelty(raw["leaves"][one], embeddings[one]),
                        **{term: values[n] for term, values in heads.items()},
                    },
                )
                for n, one in enumerate(ones)
            ]
        return found

    def heat(self, picture: NDArray[np.uint8], taxon_id: str) -> NDArray[np.float32] | None:
        """As the port says: the class activation map that the network gives as an output, no gradient."""
        release = self.release
        if taxon_id not in release.by_id:
            raise NotFound(f"release {release.digest[:12]}… knows no taxon {taxon_id}")
        if not self._has_heat:
            return None
        raw = self._runner(pictures=np.ascontiguousarray(picture[np.newaxis]))
        leaves = calibrated(raw["leaves"], release.temperature)[0]
        return heat_of(raw["heat"][0], leaves, release.leaves_below(taxon_id))

    def _novelty(
        self, logits: NDArray[np.float32], embedding: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        release = self.release
        return novelty(
            release.measure, release.temperature, logits, embedding, self._folder.prototypes
        )
