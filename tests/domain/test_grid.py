"""Map cells: every point lies in exactly one of each grid, and a view never holds too many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.grid import MOST, SIZES, Box, cells, corner, grid_for

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


@given(LATITUDES, LONGITUDES)
def test_a_point_lies_in_its_cell(latitude: float, longitude: float) -> None:
    found = cells(latitude, longitude)
    assert set(found) == set(SIZES)
    for field, cell in found.items():
        south, west = corner(cell, SIZES[field])
        assert south - 1e-6 <= latitude <= south + SIZES[field] + 1e-6
        assert west - 1e-6 <= longitude <= west + SIZES[field] + 1e-6


@given(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES)
def test_no_view_holds_more_cells_than_are_counted(
    west: float, south: float, east: float, north: float
) -> None:
    box = Box(west, min(south, north), east, max(south, north))
    size = SIZES[grid_for(box)]
    assert (box.width / size + 1) * (box.height / size + 1) <= MOST


def test_what_is_no_point_has_no_cell() -> None:
    for latitude, longitude in ((None, 1), (91, 0), (0, 181), ("1", 2), (True, 2), (float("nan"), 0)):  # fmt: skip
        assert cells(latitude, longitude) == {}
