"""Training, calibration and frozen test parts, by specimen and near-duplicate group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.samples import Sample

Part = Literal["training", "calibration", "testing"]
_CYCLE: tuple[Part, ...] = ("training", "training", "testing", "training", "calibration")
NEAR = 5
"""Bits of 64 in which the difference hashes of near-duplicates may differ."""


def difference_hash(pixels: NDArray[np.uint8]) -> int:
    """64 bits: is each of 8 × 8 grey cells brighter than its right neighbour?"""
    grey = Image.fromarray(pixels).convert("L").resize((9, 8), Image.Resampling.BOX)
    values = np.asarray(grey, dtype=np.int16)
    bits = (values[:, 1:] > values[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def groups(samples: Sequence[Sample]) -> list[int]:
    """Group number per sample: same specimen, or pictures that look the same."""
    parent = list(range(len(samples)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    first: dict[str, int] = {}
    for n, sample in enumerate(samples):
        parent[root(n)] = root(first.setdefault(sample.specimen, n))
    hashes = np.array([difference_hash(s.pixels) for s in samples], dtype=np.uint64)
    real = [n for n, s in enumerate(samples) if s.source != "drawn"]
    for place, n in enumerate(real):
        others = np.array(real[place + 1 :], dtype=np.int64)
        differing = np.bitwise_count(hashes[others] ^ hashes[n])
        for other in others[differing <= NEAR]:
            parent[root(int(other))] = root(n)
    return [root(n) for n in range(len(samples))]


def split(samples: Sequence[Sample], seed: int) -> list[Part]:
    """60 % training, 20 % calibration, 20 % test of the groups of each label; fixed by the seed."""
    members: dict[int, list[int]] = defaultdict(list)
    for n, group in enumerate(groups(samples)):
        members[group].append(n)
    strata: dict[tuple[str, object], list[int]] = defaultdict(list)
    for group, found in members.items():
        finest = max((samples[n] for n in found), key=lambda s: len(s.lineage))
        kind = "ants" if finest.source.startswith("ant_spec") else finest.source
        strata[(kind, finest.lineage)].append(group)
    parts: list[Part] = ["training"] * len(samples)
    rng = np.random.default_rng(seed)
    for key in sorted(strata, key=str):
        order = rng.permutation(strata[key])
        start = int(rng.integers(len(_CYCLE)))
        for place, group in enumerate(order.tolist(), start=start):
            for n in members[group]:
                parts[n] = _CYCLE[place % len(_CYCLE)]
    return parts
