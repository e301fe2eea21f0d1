"""Free places between pins: by columns or rows, and silence where they stand unevenly."""

from __future__ import annotations

import numpy as np

from insecta.vision.gaps import gaps
from insecta.vision.many import Kind
from insecta.vision.region import Box
from model import many


def box(x: float, y: float) -> Box:
    return x - 0.03, y - 0.04, 0.06, 0.08


def lattice(missing: set[tuple[int, int]], jitter: float = 0.0) -> list[Box]:
    """Five columns of five."""
    rng = np.random.default_rng(3)
    return [
        box(0.1 + 0.18 * x + rng.normal(0, jitter), 0.1 + 0.17 * y + rng.normal(0, jitter))
        for x in range(5)
        for y in range(5)
        if (x, y) not in missing
    ]


def test_a_place_between_two_pins_is_free() -> None:
    found = gaps(lattice({(1, 2), (3, 1), (3, 2)}, 0.006))
    assert found is not None
    middles = [
        (round((x + w / 2 - 0.1) / 0.18), round((y + h / 2 - 0.1) / 0.17)) for x, y, w, h in found
    ]
    assert middles == [(3, 1), (1, 2), (3, 2)], "in reading order"
    assert gaps(lattice(set(), 0.006)) == []


def test_the_end_of_a_column_is_no_gap() -> None:
    assert gaps(lattice({(2, 0), (2, 4)})) == []


def test_uneven_or_few_pins_are_not_judged() -> None:
    rng = np.random.default_rng(1)
    assert gaps([box(x, y) for x, y in rng.uniform(0.05, 0.95, (40, 2))]) is None
    assert gaps(lattice(set())[:5]) is None


def test_turned_by_a_quarter_rows_are_judged() -> None:
    """Rows are even, columns are not: every row begins elsewhere."""
    rows = [
        box(0.08 + 0.13 * x + 0.025 * (y % 3), 0.1 + 0.2 * y)
        for y in range(4)
        for x in range(6)
        if (x, y) != (2, 1)
    ]
    found = gaps(rows)
    assert found is not None
    assert len(found) == 1


def test_free_places_of_a_drawn_drawer_are_told_rightly() -> None:
    """Of a seed that neither the tuning nor the proof has used; boxes as they were drawn."""
    case = next(iter(many.drawers([201])))
    parts = [many.Part(kind, frame) for kind, frame in case.truth if kind is Kind.SPECIMEN]
    told = many.free_places(case, parts)
    assert told is not None
    assert told.true >= 2
    assert told.pairs >= 0.7 * told.true
    assert told.found <= told.pairs + 1
