"""Places: coordinates, heights, countries; what cannot be true is told, not used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain import place
from insecta.domain.countries import CODES, NAMES
from insecta.domain.country_boxes import BOXES


@pytest.mark.parametrize(
    ("text", "axis", "degrees"),
    [
        ("9.73420", "latitude", 9.7342),
        ("-5.72102", "latitude", -5.72102),
        ("−5.5", "latitude", -5.5),
        ("9,7342", "latitude", 9.7342),
        ("9 44.052 N", "latitude", 9.7342),
        ("9°44.052'N", "latitude", 9.7342),
        ("9°44'03.12\"N", "latitude", 9.7342),
        ("9° 44′ 03.12″ S", "latitude", -9.7342),
        ("N 9°44.052'", "latitude", 9.7342),
        ("8.6589 0 N", "latitude", 8.6589),
        ("118 40.967 E", "longitude", 118.682783),
        ("79d50m42s W", "longitude", -79.845),
    ],
)
def test_angles(text: str, axis: str, degrees: float) -> None:
    assert place.angle(text, axis) == pytest.approx(degrees, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["9 60 N", "9.5 30 N", "4.96478Â°N", "N 9 S", "-9 N", "9 E", "north", "9 44 N 3", ""]
)
def test_what_is_no_latitude(text: str) -> None:
    assert place.angle(text, "latitude") is None


def test_eastern_o_is_never_guessed() -> None:
    """O is Ost in German and Oeste in Spanish."""
    assert place.angle("70 30 O", "longitude") is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "problem"),
    [
        ("0", "0.0", "coordinates_zero_zero"),
        ("91", "10", "coordinate_out_of_range"),
        ("10", "-180.5", "coordinate_out_of_range"),
        ("10", "", "half_coordinates"),
        ("10 N", "somewhere", "undecodable_coordinate"),
    ],
)
def test_problems_forbid_use(latitude: str, longitude: str, problem: str) -> None:
    found = place.coordinates(latitude, longitude, datum="WGS84")
    assert found is not None
    assert (found.latitude, found.longitude) == (None, None)
    assert found.problems == (problem,)
    assert found.datum == "WGS84"


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3 m", 3),
        ("1 minute", 1852),
        ("0.1 minute", 185.2),
        ("2.5 km", 2500),
        ("±30 m", 30),
        ("100", 100),
    ],
)
def test_uncertainty(text: str, metres: float) -> None:
    found = place.coordinates("4.96478", "117.80465", uncertainty=text)
    assert found is not None
    assert (found.uncertainty, found.problems) == (pytest.approx(metres), ())


def test_an_uncertainty_that_cannot_be_read_spoils_nothing_else() -> None:
    found = place.coordinates("4.96478", "117.80465", uncertainty="near the road")
    assert found is not None
    assert found.latitude == 4.96478
    assert found.problems == ("undecodable_uncertainty",)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_all_ways_of_writing_an_angle_agree(deg: int, minute: int, sec: int, letter: str) -> None:
    sign = -1 if letter == "S" else 1
    wanted = sign * (deg + minute / 60 + sec / 3600)
    ways = (
        f"{deg}°{minute}'{sec}\"{letter}",
        f"{letter} {deg} {minute} {sec}",
        place.degree_minute(str(deg), f"{minute + sec / 60:.6f}", letter),
        f"{wanted:.8f}",
    )
    for way in ways:
        if "60.000000" not in way:
            assert place.angle(way, "latitude") == pytest.approx(wanted, abs=1e-6), way


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=10))
def test_no_text_breaks_a_place(one: str, two: str, three: str) -> None:
    found = place.coordinates(one, two, uncertainty=three)
    if found is not None and found.latitude is not None and found.longitude is not None:
        assert abs(found.latitude) <= 90
        assert abs(found.longitude) <= 180
    place.elevation(one)
    place.country(one, two)


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("190 m", 190, 190),
        ("60 m ", 60, 60),
        ("1000ft", 304.8, 304.8),
        ("10-50 m", 10, 50),
        ("1000-1200 ft.", 304.8, 365.8),
        ("ca. 300 m a.s.l.", 300, 300),
        ("-20 m", -20, -20),
    ],
)
def test_heights_in_metres(text: str, lowest: float, highest: float) -> None:
    assert place.elevation(text) == place.Elevation(lowest, highest)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("100", "elevation_without_unit"),
        ("high", "undecodable_elevation"),
        ("50-10 m", "undecodable_elevation"),
        ("12000 m", "undecodable_elevation"),
        ("3 minutes", "undecodable_elevation"),
    ],
)
def test_heights_that_stay_questions(text: str, problem: str) -> None:
    found = place.elevation(text)
    assert found is not None
    assert (found.problem, found.lowest, found.highest) == (problem, None, None)


@pytest.mark.parametrize(
    ("name", "code"),
    [("U.S.A.", "US"), ("USA", "US"), ("England", "GB"), ("Côte d'Ivoire", "CI"), ("Peru", "PE"),
     ("México", "MX"), ("Mexico", "MX"), ("Zaire", "CD"), ("Ceylon", "LK"), ("Costa Rica", "CR"),
     ("USSR", None), ("Czechoslovakia", None), ("Congo", None), ("Korea", None)],
)  # fmt: skip
def test_codes_only_where_there_is_one(name: str, code: str | None) -> None:
    found = place.country(name)
    assert found is not None
    assert (found.verbatim, found.code) == (name, code)
    assert (found.problem is None) == (code is not None)


def test_a_hostile_cell_costs_no_time() -> None:
    """Would take hours if white space could be matched in more than one way."""
    for cell in ("9" + " " * 100_000 + "x", "9°9'" * 50_000, "1 -" * 50_000):
        assert place.angle(cell, "latitude") is None
        assert place.distance(cell) is None
        assert place.elevation(cell) == place.Elevation(problem="undecodable_elevation")


def test_name_and_code_are_compared() -> None:
    assert place.country("Costa Rica", "cr") == place.Country("Costa Rica", "CR")
    assert place.country("USSR", "RU") == place.Country("USSR", "RU")
    assert place.country("France", "DE") == place.Country("France", None, "country_mismatch")
    assert place.country("", "") is None


def test_the_table_of_countries_is_whole_and_without_doubt() -> None:
    assert len(NAMES) == 249, "ISO 3166-1 has 249 codes"
    assert set(CODES.values()) == set(NAMES)
    assert all(len(code) == 2 and code.isupper() for code in NAMES)


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "slip"),
    [
        ("MG", 18.9, 47.5, "18.9, 47.5 is not in Madagascar: perhaps north and south exchanged"),
        ("PE", -12.0, 77.0, "-12, 77 is not in Peru: perhaps east and west exchanged"),
        ("PE", 12.0, 77.0, "12, 77 is not in Peru: perhaps both signs turned"),
        ("DE", 10.0, 50.0, "10, 50 is not in Germany: perhaps latitude and longitude exchanged"),
        ("GB", 9.7342, 118.683, "9.7342, 118.683 is not in United Kingdom"),
    ],
)
def test_a_position_outside_the_country_is_told_with_the_likely_slip(
    code: str, latitude: float, longitude: float, slip: str
) -> None:
    assert place.elsewhere(place.Coordinates(latitude, longitude), place.Country("x", code)) == slip


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("MG", -18.9, 47.5), ("US", 61.2, -149.9), ("US", 21.3, -157.8), ("US", 52.9, 173.2),
        ("RU", 66.0, -171.0), ("FJ", -17.8, 178.0), ("FR", 48.9, 2.3), ("RE", -21.1, 55.5),
        ("PT", 37.7, -25.7), ("EC", -0.7, -90.3), ("NZ", -44.0, -176.5), ("NO", 78.2, 15.6),
        ("CL", -27.1, -109.4), ("AQ", -77.8, 166.7), ("VA", 41.9, 12.45), ("SO", 9.56, 44.06),
    ],
)  # fmt: skip
def test_places_of_every_shape_of_country_lie_in_it(
    code: str, latitude: float, longitude: float
) -> None:
    at = place.Coordinates(latitude, longitude)
    assert place.elsewhere(at, place.Country("x", code)) is None


def test_an_uncertain_position_and_an_unknown_country_accuse_nobody() -> None:
    far = place.Coordinates(51.0, 12.0, uncertainty=600_000.0)
    assert place.elsewhere(far, place.Country("Austria", "AT")) is None
    assert place.elsewhere(place.Coordinates(55.0, 12.0), place.Country("Austria", "AT"))
    assert place.elsewhere(far, place.Country("USSR")) is None
    assert place.elsewhere(far, None) is None
    assert place.elsewhere(None, place.Country("Austria", "AT")) is None


def test_every_country_has_rectangles() -> None:
    assert set(BOXES) == set(NAMES)
    for boxes in BOXES.values():
        for south, west, north, east in boxes:
            assert -90 <= south < north <= 90
            assert -180 <= west < east <= 180


@pytest.mark.parametrize(
    ("latitude", "longitude", "agrees"),
    [
        (-12.5, 47.25, True),
        (-12.51, 47.26, True),
        (-12.52, 47.25, False),
        (-12.5, 47.23, False),
        (None, None, True),
    ],
)
def test_two_statements_agree_within_a_minute_of_arc(
    latitude: float | None, longitude: float | None, agrees: bool
) -> None:
    one, other = place.Coordinates(-12.5, 47.25), place.Coordinates(latitude, longitude)
    assert place.agree(one, other) == place.agree(other, one) == agrees
