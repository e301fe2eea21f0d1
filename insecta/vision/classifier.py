"""The Classifier port: a verified release folder and the network that a runtime loads from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insecta.domain.release import Release
from insecta.errors import BadRelease, NotFound
from insecta.ports import Seen
from insecta.vision.decode import decode
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import ReleaseFolder, read_release
from insecta.vision.runtime import Network, Runtime, load

BATCH = 16
"""Pictures per call of the network: larger ones gain nothing on a CPU and cost memory."""

HEAT = "heat"
"""The output that a release may do without."""

GOLDEN_TOLERANCE: Mapping[Runtime, float] = {"litert": 0.03, "openvino": 0.1}
"""Of a probability. LiteRT made the golden answer: one step of the quantised output where a probability is
steepest. Another runtime rounds int8 sums a little differently: three steps; a wrong file is off by far
more."""
GOLDEN_DIRECTION = 0.03
"""1 - cosine of the embedding."""


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


def _loaded(folder: ReleaseFolder, runtime: Runtime, num_threads: int) -> Network:
    """Loaded, and held to the labels and the manifest."""
    release, where = folder.release, folder.folder / "model.tflite"
    try:
        network = load(runtime, folder.model, num_threads)
    except (ValueError, RuntimeError) as error:
        raise BadRelease(f"{where}: {runtime} cannot load it: {error}") from error
    outputs = dict(network.signature.outputs)
    expected = {"leaves": (len(release.leaves),), "embedding": (release.dimensions,)}
    expected |= {term: (len(head.values),) for term, head in release.heads.items()}
    heat = outputs.pop(HEAT, None)
    if heat is not None and (len(heat) != 3 or heat[-1] != len(release.leaves)):
        raise BadRelease(f"{where}: heat {heat} does not fit {len(release.leaves)} labels")
    if outputs != expected:
        raise BadRelease(f"{where}: outputs {outputs}, labels and manifest say {expected}")
    shape = network.signature.pictures
    if shape != (release.side, release.side, 3):
        raise BadRelease(f"{where}: input {shape}, the manifest says side {release.side}")
    return network


def off_golden(
    folder: ReleaseFolder, leaves: NDArray[np.float32], embedding: NDArray[np.float32]
) -> tuple[float, float]:
    """How far probabilities and unit embedding of the golden picture are from what the release kept: the
    largest difference of a probability, and the cosine. Raises BadRelease where the shapes differ."""
    expected = np.asarray(folder.golden["leaves"], dtype=np.float32)
    direction = np.asarray(folder.golden["embedding"], dtype=np.float32)
    if expected.shape != leaves.shape or direction.shape != embedding.shape:
        where = folder.folder / "golden.json"
        raise BadRelease(f"{where}: its shapes do not fit the network")
    return float(np.abs(expected - leaves).max()), float(direction @ embedding)


def golden_picture(folder: ReleaseFolder) -> NDArray[np.uint8]:
    """The drawn picture of a release as its network is shown it, [side, side, 3]."""
    return prepare(decode(folder.golden_png).pixels, folder.release.side)


class NetworkClassifier:
    """Not thread-safe: one per process or thread."""

    def __init__(
        self, folder: ReleaseFolder, runtime: Runtime = "litert", num_threads: int = 1
    ) -> None:
        """Load the network and look at the golden picture. Raises BadRelease; BadSettings where the
        runtime is not installed."""
        self._folder, self._runtime = folder, runtime
        self._network = _loaded(folder, runtime, num_threads)
        self._seen = {"leaves", "embedding", *folder.release.heads}
        self._check_golden()

    @classmethod
    def open(
        cls, folder: Path, runtime: Runtime = "litert", num_threads: int = 1
    ) -> NetworkClassifier:
        """Read, verify and load a release folder. Raises as the constructor does."""
        return cls(read_release(folder), runtime, num_threads)

    @property
    def release(self) -> Release:
        return self._folder.release

    @property
    def program(self) -> str:
        """What runs the network, with its version."""
        return self._network.program

    def _check_golden(self) -> None:
        """The drawn picture of the release must get the answer it got when it was made."""
        seen = self.see(golden_picture(self._folder)[np.newaxis])[0]
        worst, cosine = off_golden(self._folder, seen.leaves, seen.embedding)
        where = self._folder.folder / "golden.json"
        if worst > GOLDEN_TOLERANCE[self._runtime] or cosine < 1 - GOLDEN_DIRECTION:
            raise BadRelease(
                f"{where}: the golden picture is off by {worst:.3f} (cosine {cosine:.3f})",
                hint=f"{self.program} does not compute on this machine what the release was tested with",
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
            shown = np.ascontiguousarray(pictures[start : start + BATCH])
            raw = self._network.run(shown, self._seen)
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
        if HEAT not in self._network.signature.outputs:
            return None
        shown = np.ascontiguousarray(picture[np.newaxis])
        raw = self._network.run(shown, {"leaves", HEAT})
        leaves = calibrated(raw["leaves"], release.temperature)[0]
        return heat_of(raw[HEAT][0], leaves, release.leaves_below(taxon_id))

    def _novelty(
        self, logits: NDArray[np.float32], embedding: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        release = self.release
        return novelty(
            release.measure, release.temperature, logits, embedding, self._folder.prototypes
        )
