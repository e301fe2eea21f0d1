"""Cells of a map: where found specimens lie, counted without sending every point.

A cell is `row:column` of a grid over the whole earth, from its south-west corner (-90, -180). Cells
are keywords of a specimen's document, so both engines count them as they count any facet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SIZES: dict[str, float] = {"grid_10": 10, "grid_2_5": 2.5, "grid_0_5": 0.5, "grid_0_1": 0.1}
"""Field of the document → side of its cells in degrees, coarse to fine."""
MOST = 1_000
"""Cells that one view of the map may hold."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the earth in degrees; where `west` is above `east` it crosses the date line."""

    west: float = -180
    south: float = -90
    east: float = 180
    north: float = 90

    @property
    def width(self) -> float:
        return (self.east - self.west) % 360 or 360.0

    @property
    def height(self) -> float:
        return max(0.0, self.north - self.south)


def cells(latitude: object, longitude: object) -> dict[str, str]:
    """The cell of a point in every grid; none where it is no point on the earth."""
    if not _is_degree(latitude, 90) or not _is_degree(longitude, 180):
        return {}
    assert isinstance(latitude, int | float) and isinstance(longitude, int | float)  # noqa: PT018, S101
    return {
        field: f"{_place(latitude + 90, size, 180)}:{_place(longitude + 180, size, 360)}"
        for field, size in SIZES.items()
    }


def _is_degree(value: object, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most


def _place(degrees: float, size: float, whole: float) -> int:
    """Row or column; the pole and the date line belong to the last one."""
    return min(math.floor(degrees / size + 1e-9), round(whole / size) - 1)


def corner(cell: str, size: float) -> tuple[float, float]:
    """Latitude and longitude of a cell's south-west corner."""
    row, _, column = cell.partition(":")
    return round(int(row) * size - 90, 6), round(int(column) * size - 180, 6)


def grid_for(box: Box) -> str:
    """The finest grid of which a box holds no more than `MOST` cells."""
    fits = [
        field
        for field, size in SIZES.items()
        if (box.width / size + 1) * (box.height / size + 1) <= MOST
    ]
    return fits[-1] if fits else next(iter(SIZES))
