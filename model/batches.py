"""What a training step is shown: augmented batches by tf.data, the same for the same seed and epoch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.augment import Strength, augmented, mixed, roomy, scrambled
from model.backbone import normalised
from model.negatives import drawn
from model.preset import Preset
from model.samples import Sample
from model.traits import UNSTATED, Heads, heads_of, places
from model.tree import NOT_AN_INSECT, OUTSIDE, Lineage, Tree, allowed_by_level

_DRAWN_SEED = 7


@dataclass(frozen=True)
class Labels:
    """`allowed` float32 [labels, levels, leaves]; `label` int [n]: row of `allowed` per sample;
    `weight` float32 [n]: how much a sample counts; `nothing`: row of what is no insect.

    `heads`: extra heads with their values; `traits` int [n, heads]: place of a sample's value."""

    allowed: NDArray[np.float32]
    label: NDArray[np.int64]
    weight: NDArray[np.float32]
    nothing: int
    heads: Heads
    traits: NDArray[np.int64]


def with_drawings(samples: Sequence[Sample], preset: Preset) -> list[Sample]:
    """Training samples and drawn pictures without an insect."""
    return [*samples, *drawn(preset.drawn, _DRAWN_SEED)]


def labels_of(tree: Tree, samples: Sequence[Sample], preset: Preset) -> Labels:
    """Allowed leaves and weights of training samples."""
    known: dict[Lineage, int] = {}
    for sample in samples:
        known.setdefault(sample.lineage, len(known))
    nothing = known.setdefault(NOT_AN_INSECT, len(known))
    allowed = np.stack([allowed_by_level(tree, lineage, preset.levels) for lineage in known])
    label = np.array([known[sample.lineage] for sample in samples], dtype=np.int64)
    counts = np.bincount(label, minlength=len(known)).astype(np.float64)
    weight = np.array(
        [sample.weight * preset.source_weights.get(sample.source, 1.0) for sample in samples]
    )
    heads = heads_of(samples, list(preset.heads), preset.least_specimens)
    usual = float(np.median(counts[counts > 0]))
    rare = (usual / counts[label]) ** preset.balance
    weight = weight * np.clip(rare, 0.2, 5.0)
    return Labels(
        allowed.astype(np.float32), label, (weight / weight.mean()).astype(np.float32), nothing,
        heads, places(samples, heads),
    )  # fmt: skip


class Boxed:
    """Training pictures made square once per side; those beyond `limit` bytes are made each time."""

    def __init__(self, samples: Sequence[Sample], limit: int = 1_500_000_000) -> None:
        self.samples, self._limit = samples, limit
        self._kept: dict[int, NDArray[np.uint8]] = {}
        self._side = 0

    def __call__(self, place: int, side: int) -> NDArray[np.uint8]:
        """uint8 [side · 5 / 4, side · 5 / 4, 3]."""
        if side != self._side:
            self._kept, self._side = {}, side
        found = self._kept.get(place)
        if found is None:
            found = roomy(self.samples[place].pixels, side)
            if (len(self._kept) + 1) * found.nbytes <= self._limit:
                self._kept[place] = found
        return found


class Epoch:
    """Batches of one epoch: (pictures, label, other label, share, weight, traits, other traits)."""

    def __init__(self, boxed: Boxed, labels: Labels, preset: Preset, epoch: int) -> None:
        samples = boxed.samples
        self._boxed = boxed
        self._samples, self._labels, self._preset, self._epoch = samples, labels, preset, epoch
        self._side = preset.side_of(epoch)
        self._strength = Strength(**preset.strength_of(epoch))
        self._insects = np.array(
            [n for n, s in enumerate(samples) if s.lineage[-1] not in OUTSIDE], dtype=np.int64
        )
        rng = np.random.default_rng([preset.seed, 11, epoch])
        self._order = rng.permutation(len(samples))
        self.steps = max(1, len(samples) // preset.batch)

    def _batch(self, step: int) -> tuple[NDArray[Any], ...]:
        preset, labels = self._preset, self._labels
        rng = np.random.default_rng([preset.seed, 12, self._epoch, step])
        rows = self._order[step * preset.batch : (step + 1) * preset.batch]
        label, weight = labels.label[rows].copy(), labels.weight[rows].copy()
        traits = labels.traits[rows].copy()
        pictures = []
        for row, place in enumerate(rows):
            if len(self._insects) and rng.random() < preset.scrambled:
                other = self._samples[int(rng.choice(self._insects))]
                pictures.append(scrambled(other.pixels, self._side, rng))
                label[row], weight[row], traits[row] = labels.nothing, 0.5, UNSTATED
            else:
                boxed = self._boxed(int(place), self._side)
                pictures.append(augmented(boxed, self._side, self._strength, rng))
        shown = normalised(np.stack(pictures))
        share, other_label, other_traits = np.ones(len(rows), np.float32), label, traits
        is_early = self._epoch < preset.mixing_until * preset.epochs
        if is_early and rng.random() < preset.mixing:
            shown, other_place, first = mixed(shown, rng)
            share[:] = first
            other_label, other_traits = label[other_place], traits[other_place]
        return shown, label, other_label, share, weight, traits, other_traits

    def dataset(self) -> Any:
        """tf.data of the epoch, one batch prepared ahead."""
        import tensorflow as tf

        side = self._side
        kinds = [tf.float32, tf.int64, tf.int64, tf.float32, tf.float32, tf.int64, tf.int64]
        told = (None, len(self._labels.heads))
        shapes = [(None, side, side, 3), (None,), (None,), (None,), (None,), told, told]

        def made(step: Any) -> Any:
            found = tf.numpy_function(lambda n: self._batch(int(n)), [step], kinds)
            for values, shape in zip(found, shapes, strict=True):
                values.set_shape(shape)
            return tuple(found)

        return (
            tf.data.Dataset.range(self.steps)
            .map(made, num_parallel_calls=2, deterministic=True)
            .prefetch(2)
        )


def views(
    samples: Sequence[Sample], count: int, side: int, seed: int
) -> Iterator[NDArray[np.uint8]]:
    """`count` pictures of each sample, the first as it is, for heads on frozen features."""
    from insecta.vision.preprocess import prepare

    gentle = Strength(zoom=(0.9, 1.2), light=0.2, nuisance=0.0, blur=0.0)
    for number, sample in enumerate(samples):
        yield prepare(sample.pixels, side)
        for view in range(1, count):
            yield augmented(
                sample.pixels, side, gentle, np.random.default_rng([seed, number, view])
            )
