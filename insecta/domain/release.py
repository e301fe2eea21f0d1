"""A release: the network's labels, taxonomy and promises, without the network itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from insecta.domain.traits import Head

DISTANCE, ENERGY = "distance", "energy"
"""Terms of a measure of novelty: 1 − cosine to the nearest class mean, and −log Σ exp(logits /
temperature)."""


@dataclass(frozen=True, slots=True)
class Taxon:
    """A node of a release's taxonomy. `leaf` is its place in the network's output, or None.

    A node with children may have a leaf of its own: what belongs to it and to none of them ("other
    ants"). `rank` is `none` for leaves that are no names, such as `not an insect`.
    `answerable` is False where the node may be a candidate but never an answer (users: 12).
    `training`, `testing`: independent specimens seen in training and in the frozen test.
    """

    taxon_id: str
    scientific_name: str
    rank: str
    parent_id: str | None
    leaf: int | None = None
    answerable: bool = True
    training: int = 0
    testing: int = 0


@dataclass(frozen=True)
class Release:
    """Everything needed to turn leaf probabilities into a defended answer.

    `digest`: SHA-256 of the canonical release.json, which names the digest of every other file.
    `space`: digest of backbone + projection + preprocessing; vectors compare within it only.
    `side`: pixels of the square input. `thresholds`: per rank, the least calibrated probability
    that met a precision target on the calibration part, by target ("0.95" → {"genus": 0.81}).
    `novelty`: `cut` of the measure of novelty, above which a picture is unlike training; `cut:RANK`,
    above which no name of that rank or a finer one is answered; `outside`, of a probability.
    `measure`: the weight of each of its terms.
    """

    digest: str
    name: str
    version: str
    space: str
    side: int
    taxa: tuple[Taxon, ...]
    thresholds: Mapping[str, Mapping[str, float]]
    limit_line: str
    dimensions: int
    novelty: Mapping[str, float] = field(default_factory=dict)
    measure: Mapping[str, float] = field(default_factory=lambda: {DISTANCE: 1.0})
    outside: Mapping[str, str] = field(default_factory=dict)
    """Leaves that are no answer: taxon_id → abstention code (`not_an_insect`, `label_only` …)."""
    banner: str = ""
    temperature: float = 1.0
    """Logits are divided by this before the softmax; fitted on the calibration part."""
    licence: str = ""
    seen: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """What the training pictures of a taxon show: taxon_id → `caste`, `sex` or `lifeStage` →
    values. A value that is not listed was not seen; a taxon or term that is absent: not known."""
    reliability: Mapping[str, Sequence[tuple[float, int, int]]] = field(default_factory=dict)
    """Answers of the frozen test by rank, from low to high: (least confidence, right, cases)."""
    heads: Mapping[str, Head] = field(default_factory=dict)
    """Extra outputs of the network by term: `caste`, `sex`, `lifeStage`, `view`."""

    @cached_property
    def measured_to(self) -> float:
        """The highest target that it was measured at; at a higher one it names nothing. 0: at none."""
        return max(map(float, self.thresholds), default=0.0)

    def is_beyond(self, target: float) -> bool:
        """Whether it was never measured at a target as high."""
        return target > self.measured_to + 1e-9

    @cached_property
    def names(self) -> int:
        """How many names it can give as an answer."""
        return sum(taxon.answerable and taxon.taxon_id not in self.outside for taxon in self.taxa)

    @cached_property
    def by_id(self) -> Mapping[str, Taxon]:
        return {taxon.taxon_id: taxon for taxon in self.taxa}

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Taxon]:
        return {(taxon.scientific_name, taxon.rank): taxon for taxon in self.taxa}

    @cached_property
    def by_spelling(self) -> Mapping[str, Sequence[Taxon]]:
        """Taxa of a name, whatever their rank."""
        found: dict[str, list[Taxon]] = {}
        for taxon in self.taxa:
            found.setdefault(taxon.scientific_name, []).append(taxon)
        return found

    def named(self, scientific_name: str, rank: str) -> Taxon | None:
        """The taxon of this name at this rank."""
        return self._by_name.get((scientific_name, rank))

    @cached_property
    def leaves(self) -> tuple[Taxon, ...]:
        """Leaf taxa in the order of the network's output."""
        found = sorted((t for t in self.taxa if t.leaf is not None), key=lambda t: t.leaf or 0)
        return tuple(found)

    @cached_property
    def leaf_paths(self) -> tuple[tuple[str, ...], ...]:
        """Per leaf, in output order: its taxon_id and those of its ancestors, root first."""
        return tuple(tuple(t.taxon_id for t in self.lineage(leaf.taxon_id)) for leaf in self.leaves)

    @cached_property
    def paths(self) -> Mapping[str, tuple[str, ...]]:
        """Of every name that a leaf lies at or below: its taxon_id and those of its ancestors."""
        return {path[n]: path[: n + 1] for path in self.leaf_paths for n in range(len(path))}

    @cached_property
    def by_rank(self) -> Mapping[str, tuple[str, ...]]:
        """Names that a leaf lies at or below, by their rank."""
        found: dict[str, list[str]] = {}
        for taxon_id in self.paths:
            found.setdefault(self.by_id[taxon_id].rank, []).append(taxon_id)
        return {rank: tuple(ids) for rank, ids in found.items()}

    def leaves_below(self, taxon_id: str) -> list[int]:
        """Places in the network's output at or below a name."""
        return [n for n, path in enumerate(self.leaf_paths) if taxon_id in path]

    def lineage(self, taxon_id: str) -> Sequence[Taxon]:
        """The taxon and its ancestors, root first."""
        path: list[Taxon] = []
        current: str | None = taxon_id
        while current is not None:
            taxon = self.by_id[current]
            path.append(taxon)
            current = taxon.parent_id
        return path[::-1]
