"""Pictures that look the same: a 64-bit difference hash, and groups of what lies close."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

NEAR = 5
"""Bits of 64 in which the hashes of near-duplicates may differ."""


def difference_hash(pixels: NDArray[np.uint8]) -> int:
    """64 bits: is each of 8 × 8 grey cells brighter than its right neighbour?"""
    grey = Image.fromarray(pixels).convert("L").resize((9, 8), Image.Resampling.BOX)
    values = np.asarray(grey, dtype=np.int16)
    bits = (values[:, 1:] > values[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def groups(keys: Sequence[Sequence[str]], hashes: Sequence[int], near: int = NEAR) -> list[int]:
    """Group number per picture: pictures that share a key, or whose hashes lie close.

    `keys` of a picture: its specimen, its digest. A hash of 0 (nothing to see) joins nothing. Groups
    are numbered in the order of their first picture.
    """
    parent = list(range(len(keys)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    first: dict[str, int] = {}
    for n, own in enumerate(keys):
        for key in own:
            parent[root(n)] = root(first.setdefault(key, n))
    values = np.array(hashes, dtype=np.uint64)
    for n in np.flatnonzero(values).tolist():
        others = np.flatnonzero(np.bitwise_count(values[n + 1 :] ^ values[n]) <= near) + n + 1
        for other in others.tolist():
            if values[other]:
                parent[root(other)] = root(n)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(n), len(numbers)) for n in range(len(keys))]
