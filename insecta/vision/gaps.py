"""Free places between pins that stand in even rows: where one was taken out, or never put in.

Geometry of boxes alone. Pins of a column (or a row) stand at about one distance; where two are as far
apart as two or more distances, the places between them are free. Uneven ones are not judged: a free
place is told only where most distances are whole multiples of the usual one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from insecta.vision.region import Box

LEAST_PINS = 6
"""In a picture; fewer show no distance."""
_OF_A_LINE = 3
"""Pins that a column or row needs, to be one."""
_EVEN = 0.25
"""How far a distance may be from a whole multiple of the usual one, in usual ones."""
_MOSTLY = 0.8
"""Share of distances that have to be even."""
_APART = 0.6
"""Two lines are apart where their middles differ by more than so many usual sizes of a box."""
_MOST = 3
"""Free places in a row that are believed; more are the end of a series."""


def gaps(boxes: Sequence[Box]) -> list[Box] | None:
    """A box for each free place, by columns or by rows, whichever stand more evenly; None where
    neither is even enough, or the pins are too few, to tell."""
    if len(boxes) < LEAST_PINS:
        return None
    found = [_along(boxes, axis) for axis in (0, 1)]
    evenness, free = max(found, key=lambda one: one[0])
    return sorted(free, key=lambda box: (box[1], box[0])) if evenness >= _MOSTLY else None


def _along(boxes: Sequence[Box], axis: int) -> tuple[float, list[Box]]:
    """Share of pins that stand in lines, times the share of even distances there; and the free places.
    `axis` 0: columns, whose pins differ in y; 1: rows."""
    even = judged = held = 0
    free: list[Box] = []
    for line in _lines(boxes, axis):
        along, held = 1 - axis, held + len(line)
        line.sort(key=lambda box: _middle(box, along))
        steps = [_middle(two, along) - _middle(one, along) for one, two in pairwise(line)]
        usual = _usual(steps)
        for (one, two), step in zip(pairwise(line), steps, strict=True):
            times = round(step / usual)
            judged += 1
            if (
                times < 1
                or times > _MOST + 1
                or abs(step / usual - times) > _EVEN * max(1, times / 2)
            ):
                continue
            even += 1
            free += [_between(one, two, n / times) for n in range(1, times)]
    return even / judged * held / len(boxes) if judged else 0.0, free


def _lines(boxes: Sequence[Box], axis: int) -> list[list[Box]]:
    """Columns (axis 0) or rows of boxes whose middles lie close together; short ones left out."""
    size = median(box[2 + axis] for box in boxes)
    ordered = sorted(boxes, key=lambda box: _middle(box, axis))
    lines = [[ordered[0]]]
    for one, two in pairwise(ordered):
        if _middle(two, axis) - _middle(one, axis) > _APART * size:
            lines.append([])
        lines[-1].append(two)
    return [line for line in lines if len(line) >= _OF_A_LINE]


def _usual(steps: Sequence[float]) -> float:
    """The distance to the nearer neighbour of most pins of a line: free places do not stretch it."""
    nearer = [steps[0], *(min(one, two) for one, two in pairwise(steps)), steps[-1]]
    return max(median(nearer), 1e-6)


def _middle(box: Box, axis: int) -> float:
    return box[axis] + box[2 + axis] / 2


def _between(one: Box, two: Box, share: float) -> Box:
    """A box on the way from one to the other."""
    left, top, wide, high = (a + (b - a) * share for a, b in zip(one, two, strict=True))
    return left, top, wide, high
