"""A classifier for tests: says what it is told, by the mean colour of the picture. Lives in tests only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from insecta.domain.release import Release, Taxon
from insecta.errors import NotFound
from insecta.ports import Seen

SIDE = 16
DIMENSIONS = 4


def scripted_release(**changes: object) -> Release:
    """Ants (two genera, one species each), bees, a moth, other insects, labels, nothing."""
    taxa = (
        Taxon("class:Insecta", "Insecta", "class", None, answerable=False),
        Taxon("order:Hymenoptera", "Hymenoptera", "order", "class:Insecta"),
        Taxon("family:Formicidae", "Formicidae", "family", "order:Hymenoptera", leaf=0),
        Taxon("genus:Camponotus", "Camponotus", "genus", "family:Formicidae"),
        Taxon("species:Camponotus_a", "Camponotus a", "species", "genus:Camponotus", leaf=1),
        Taxon("species:Camponotus_b", "Camponotus b", "species", "genus:Camponotus", leaf=2),
        Taxon("genus:Pheidole", "Pheidole", "genus", "family:Formicidae", leaf=3, answerable=False),
        Taxon("epifamily:Anthophila", "Anthophila", "epifamily", "order:Hymenoptera", leaf=4),
        Taxon("order:Lepidoptera", "Lepidoptera", "order", "class:Insecta", leaf=5),
        Taxon("outside:other_insects", "other insects", "none", "class:Insecta", leaf=6),
        Taxon("outside:label_only", "label only", "none", None, leaf=7),
        Taxon("outside:not_an_insect", "not an insect", "none", None, leaf=8),
    )
    ranks = {"order": 0.6, "family": 0.6, "epifamily": 0.6, "genus": 0.7, "species": 0.8}
    stricter = {rank: value + 0.15 for rank, value in ranks.items()}
    fields: dict[str, object] = {
        "digest": "5c" * 32, "name": "scripted", "version": "1", "space": "ab" * 32, "side": SIDE,
        "taxa": taxa, "thresholds": {"0.80": {k: v - 0.2 for k, v in ranks.items()}, "0.95": ranks, "0.99": stricter},
        "limit_line": "For tests only.", "dimensions": DIMENSIONS, "novelty": {"cut": 0.5},
        "outside": {
            "outside:other_insects": "outside_scope", "outside:label_only": "label_only",
            "outside:not_an_insect": "not_an_insect",
        },
    }  # fmt: skip
    return Release(**{**fields, **changes})  # type: ignore[arg-type]


def by_colour(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Default script: the brighter the picture, the later the leaf; always 90 % sure."""
    leaves = np.full(9, 0.1 / 8, dtype=np.float32)
    leaves[min(8, int(picture.mean() / 255 * 9))] = 0.9
    return leaves / leaves.sum()


class ScriptedClassifier:
    """Keeps the Classifier contract without a network."""

    def __init__(
        self,
        script: Callable[[NDArray[np.uint8]], NDArray[np.float32]] = by_colour,
        release: Release | None = None,
    ) -> None:
        self._script = script
        self._release = release or scripted_release()

    @property
    def release(self) -> Release:
        return self._release

    def see(self, pictures: NDArray[np.uint8]) -> list[Seen]:
        found = []
        for picture in pictures:
            colour = np.array([*picture.mean(axis=(0, 1)), 1.0], dtype=np.float32)
            unit = colour / np.linalg.norm(colour)
            found.append(Seen(self._script(picture), unit, {"novelty": np.zeros(1, np.float32)}))
        return found

    def heat(self, picture: NDArray[np.uint8], taxon_id: str) -> NDArray[np.float32] | None:
        """Brightness by quarter of the picture."""
        if taxon_id not in self._release.by_id:
            raise NotFound(f"the release knows no taxon {taxon_id}")
        half = SIDE // 2
        quarters = picture.reshape(2, half, 2, half, 3).mean(axis=(1, 3, 4)) / 255
        return np.asarray(quarters, dtype=np.float32)
