"""Connected parts of masks, held to a slow search that nobody doubts."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.vision.components import components, depths, filled


def slowly(mask: NDArray[np.bool_]) -> list[frozenset[tuple[int, int]]]:
    """Parts by walking from pixel to pixel, in reading order of their first pixels."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(mask), strict=True)}
    found = []
    for start in sorted(left):
        if start not in left:
            continue
        part, ahead = {start}, [start]
        left.discard(start)
        while ahead:
            y, x = ahead.pop()
            for near in [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]:
                if near in left:
                    left.discard(near)
                    part.add(near)
                    ahead.append(near)
        found.append(frozenset(part))
    return found


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.9])
@pytest.mark.parametrize("shape", [(1, 40), (40, 1), (37, 53)])
def test_parts_are_those_a_walk_finds(share: float, shape: tuple[int, int]) -> None:
    mask = np.random.default_rng([int(share * 10), *shape]).random(shape) < share
    found = components(mask)
    parts = slowly(mask)
    assert len(found.areas) == len(parts)
    for number, part in enumerate(parts):
        where = np.nonzero(found.labels == number + 1)
        assert {(int(y), int(x)) for y, x in zip(*where, strict=True)} == part
        ys, xs = [y for y, _ in part], [x for _, x in part]
        assert found.boxes[number].tolist() == [min(xs), min(ys), max(xs) + 1, max(ys) + 1]
        assert found.areas[number] == len(part) == found.mask(number).sum()


def test_an_empty_mask_has_no_parts() -> None:
    found = components(np.zeros((4, 5), np.bool_))
    assert len(found.areas) == 0
    assert not found.labels.any()


def test_holes_are_filled_and_bays_are_not() -> None:
    ring = np.zeros((7, 9), np.bool_)
    ring[1:6, 1:6] = True
    ring[2:5, 2:5] = False
    bay = ring.copy()
    bay[3, 5] = False
    assert filled(ring)[2:5, 2:5].all()
    assert np.array_equal(filled(bay), bay)


def test_a_square_is_as_deep_as_half_its_side() -> None:
    mask = np.zeros((20, 30), np.bool_)
    mask[4:13, 5:25] = True
    assert depths(mask).max() == 5
    assert depths(mask)[4, 5] == 1
    assert not depths(mask)[~mask].any()
