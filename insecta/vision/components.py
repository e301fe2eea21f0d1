"""Connected parts of a mask, found by its runs: NumPy alone, so that no larger library is needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Components:
    """Parts of a mask [height, width], numbered from 1 in `labels`; 0 is where the mask is not.

    `boxes`: int [n, 4], left, top, right, bottom in pixels, the last two exclusive. `areas`: [n].
    """

    labels: NDArray[np.int32]
    boxes: Ints
    areas: Ints

    def mask(self, number: int) -> Mask:
        """The pixels of part `number` (from 0) inside its box."""
        left, top, right, bottom = self.boxes[number]
        return np.asarray(self.labels[top:bottom, left:right] == number + 1)


def linked(count: int, first: Ints, second: Ints) -> Ints:
    """Numbers 0 to `count` - 1, each with the least number it is linked to by pairs, near or far."""
    root = np.arange(count)
    while True:
        low = np.minimum(root[first], root[second])
        np.minimum.at(root, root[first], low)
        np.minimum.at(root, root[second], low)
        while not np.array_equal(root[root], root):
            root = root[root]
        if np.array_equal(root[first], root[second]):
            return root


def components(mask: Mask) -> Components:
    """Parts of a mask that touch by side or corner."""
    height, width = mask.shape
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    part, count = _numbered(rows, starts, ends, width)
    boxes = np.empty((count, 4), np.int64)
    boxes[:, :2] = max(width, height)
    boxes[:, 2:] = 0
    np.minimum.at(boxes[:, 0], part, starts)
    np.minimum.at(boxes[:, 1], part, rows)
    np.maximum.at(boxes[:, 2], part, ends)
    np.maximum.at(boxes[:, 3], part, rows + 1)
    lengths = ends - starts
    areas = np.bincount(part, lengths, count).astype(np.int64)
    labels = np.zeros(height * width, np.int32)
    before = np.cumsum(lengths) - lengths
    places = np.repeat(rows * width + starts - before, lengths) + np.arange(int(lengths.sum()))
    labels[places] = np.repeat(part + 1, lengths)
    return Components(labels.reshape(height, width), boxes, areas)


def _numbered(rows: Ints, starts: Ints, ends: Ints, width: int) -> tuple[Ints, int]:
    """For each run the number of its part, from 0 in reading order, and how many parts there are."""
    row = width + 3
    below = (rows + 1) * row
    low = np.searchsorted(rows * row + ends, below + starts, side="left")
    high = np.searchsorted(rows * row + starts, below + ends, side="right")
    pairs = np.maximum(high - low, 0)
    first = np.repeat(np.arange(len(rows)), pairs)
    second = np.repeat(low - np.cumsum(pairs) + pairs, pairs) + np.arange(int(pairs.sum()))
    roots, part = np.unique(linked(len(rows), first, second), return_inverse=True)
    return part, len(roots)


def filled(mask: Mask) -> Mask:
    """The mask with its holes: what it is not, and what does not reach the border."""
    outside = components(~mask)
    edge = np.concatenate(
        [outside.labels[0], outside.labels[-1], outside.labels[:, 0], outside.labels[:, -1]]
    )
    reaches = np.zeros(len(outside.areas) + 1, np.bool_)
    reaches[edge] = True
    reaches[0] = False
    return np.asarray(~reaches[outside.labels])


def depths(mask: Mask) -> NDArray[np.int32]:
    """How many pixels deep each pixel lies in a mask, 1 at its rim; diagonals count in turn.

    Alternating crosses and squares come close to a circle. What lies beyond the array is outside.
    """
    depth = np.zeros(mask.shape, np.int32)
    left = np.pad(mask, 1)
    step = 0
    while left.any():
        depth += left[1:-1, 1:-1]
        inner = left.copy()
        inner[1:-1, 1:-1] &= left[:-2, 1:-1] & left[2:, 1:-1] & left[1:-1, :-2] & left[1:-1, 2:]
        if step % 2:
            inner[1:-1, 1:-1] &= left[:-2, :-2] & left[:-2, 2:] & left[2:, :-2] & left[2:, 2:]
        left, step = inner, step + 1
    return depth
