"""Coordinates, uncertainty and height as museums write them, and the country's code (users: 22).

A value that cannot be read, or cannot be true, becomes a problem code; the verbatim text stays
with the record. Distances are metres, angles decimal degrees; codes are Darwin Core's sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from insecta.domain.countries import CODES, NAMES
from insecta.domain.country_boxes import may_lie_in
from insecta.domain.text import fold

UNDECODABLE_COORDINATE = "undecodable_coordinate"
HALF_COORDINATES = "half_coordinates"
OUT_OF_RANGE = "coordinate_out_of_range"
ZERO_ZERO = "coordinates_zero_zero"
DISAGREE = "coordinates_disagree"
UNDECODABLE_UNCERTAINTY = "undecodable_uncertainty"
UNDECODABLE_ELEVATION = "undecodable_elevation"
ELEVATION_UNIT = "elevation_without_unit"
COUNTRY_MISMATCH = "country_mismatch"
OUTSIDE_COUNTRY = "position_outside_country"
UNKNOWN_COUNTRY = "unknown_country"


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Decimal degrees; both are None where a problem forbids their use.

    `uncertainty`: radius in metres. `datum`: as given, e.g. `WGS84`; None means unknown.
    """

    latitude: float | None = None
    longitude: float | None = None
    datum: str | None = None
    uncertainty: float | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elevation:
    """Metres above sea level, lowest and highest; both None with a problem."""

    lowest: float | None = None
    highest: float | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """`verbatim` as written (historic names too); `code` is ISO 3166-1 alpha-2 where certain."""

    verbatim: str
    code: str | None = None
    problem: str | None = None


MAX_CELL = 200
"""Characters of a measure; longer cells are prose (and slow to match)."""

_NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"(?P<before>[NSEWO])?\s*(?P<sign>[+\-−])?\s*(?P<deg>{_NUMBER})\s*(?:°|º|d|deg\.?|\s)?"
    rf"(?:\s*(?P<min>{_NUMBER})\s*(?:'|′|’|m|min\.?|\s)?"
    rf"(?:\s*(?P<sec>{_NUMBER})\s*(?:\"|″|”|''|′′|s|sec\.?)?)?)?\s*(?P<after>[NSEWO])?",
    re.IGNORECASE,
)
_SIGNS = {"N": 1, "S": -1, "E": 1, "O": 1, "W": -1}
_AXES = {"latitude": "NS", "longitude": "EWO"}
_LIMITS = {"latitude": 90.0, "longitude": 180.0}


def angle(text: str, axis: str) -> float | None:
    """Decimal degrees of `9.7342`, `9°44'03"S`, `N 9 44.052`; None where it cannot be read.

    `axis`: `latitude` or `longitude`; a hemisphere letter of the other axis is an error, and so is
    `O` (Ost or Oeste).
    """
    match = _ANGLE.fullmatch(_plain(text))
    if match is None:
        return None
    letters = [letter.upper() for letter in (match["before"], match["after"]) if letter]
    if len(letters) > 1 or (letters and (match["sign"] or letters[0] not in _AXES[axis])):
        return None
    if "O" in letters:
        return None
    degrees = _sexagesimal(match["deg"], match["min"], match["sec"])
    if degrees is None:
        return None
    sign = -1 if match["sign"] in ("-", "−") else 1
    return float(degrees * (_SIGNS[letters[0]] if letters else sign))


def _plain(text: str) -> str:
    """White space made single; a cell too long to be a measure is emptied, so it matches nothing."""
    return " ".join(text.split()) if len(text) <= MAX_CELL else ""


def _sexagesimal(deg: str, minute: str | None, second: str | None) -> float | None:
    """Degrees from parts; None where a part after a fraction, or 60 or more, makes no sense."""
    values = [_float(part) for part in (deg, minute, second) if part is not None]
    below = [any(values[place + 1 :]) for place in range(len(values))]
    broken = any(value != int(value) for value, more in zip(values, below, strict=True) if more)
    if broken or any(value >= 60 for value in values[1:]):
        return None
    return sum(value / 60.0**place for place, value in enumerate(values))


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def degree_minute(degrees: str, minutes: str, hemisphere: str) -> str:
    """AntWeb's three columns (LatDeg, LatMin, NS) as one text for `coordinates`."""
    return " ".join(part.strip() for part in (degrees, minutes, hemisphere) if part.strip())


def coordinates(
    latitude: str, longitude: str, *, datum: str = "", uncertainty: str = ""
) -> Coordinates | None:
    """Read both ends of a position; None where neither is given. Problems are codes, never raised."""
    if not latitude.strip() and not longitude.strip():
        return None
    named = datum.strip() or None
    if not latitude.strip() or not longitude.strip():
        return Coordinates(datum=named, problems=(HALF_COORDINATES,))
    lat, lon = angle(latitude, "latitude"), angle(longitude, "longitude")
    if lat is None or lon is None:
        return Coordinates(datum=named, problems=(UNDECODABLE_COORDINATE,))
    if abs(lat) > _LIMITS["latitude"] or abs(lon) > _LIMITS["longitude"]:
        return Coordinates(datum=named, problems=(OUT_OF_RANGE,))
    if lat == 0 and lon == 0:
        return Coordinates(datum=named, problems=(ZERO_ZERO,))
    radius = distance(uncertainty, "m") if uncertainty.strip() else None
    unread = bool(uncertainty.strip()) and radius is None
    return Coordinates(
        lat, lon, named, radius or None, (UNDECODABLE_UNCERTAINTY,) if unread else ()
    )


def agree(one: Coordinates, other: Coordinates) -> bool:
    """Whether two statements of one place lie within a minute of arc (or one says nothing)."""
    pairs = ((one.latitude, other.latitude), (one.longitude, other.longitude))
    return all(a is None or b is None or abs(a - b) <= 1 / 60 for a, b in pairs)


_UNITS = {
    "m": 1.0, "meter": 1.0, "meters": 1.0, "metre": 1.0, "metres": 1.0, "masl": 1.0,
    "km": 1000.0, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "'": 0.3048,
    "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "yd": 0.9144,
    "minute": 1852.0, "minutes": 1852.0, "second": 30.87, "seconds": 30.87, "degree": 111120.0,
    "degrees": 111120.0,
}  # fmt: skip
"""Metres of one unit; a minute of arc is a nautical mile (its length along a meridian)."""
_DISTANCE = re.compile(
    rf"(?:±|\+/-)?\s*(?P<value>{_NUMBER})\s*(?P<unit>[a-z']+)?\.?", re.IGNORECASE
)
_ARC = {"minute", "minutes", "second", "seconds", "degree", "degrees"}
_HEIGHT = re.compile(
    rf"(?:alt\.?|elev\.?)?\s*(?:ca?\.?|~)?\s*(?P<low>[-−]?{_NUMBER})\s*(?P<lowunit>[a-z']+\.?)?"
    rf"(?:\s*(?:-|–|—|to)\s*(?P<high>{_NUMBER})\s*(?P<highunit>[a-z']+\.?)?)?(?:\s*a\.?s\.?l\.?)?",
    re.IGNORECASE,
)


def distance(text: str, default_unit: str | None = None) -> float | None:
    """Metres of `3 m`, `2.5 km`, `0.1 minute`; a bare number needs a default unit."""
    match = _DISTANCE.fullmatch(_plain(text))
    if match is None:
        return None
    unit = (match["unit"] or default_unit or "").casefold()
    factor = _UNITS.get(unit)
    return None if factor is None else round(_float(match["value"]) * factor, 3)


def elevation(text: str, default_unit: str | None = None) -> Elevation | None:
    """Metres of `1000ft`, `10-50 m`, `ca. 300 m`; None where empty.

    A number without a unit is a question (`elevation_without_unit`) unless the column fixes it.
    """
    if not text.strip():
        return None
    match = _HEIGHT.fullmatch(_plain(text))
    if match is None:
        return Elevation(problem=UNDECODABLE_ELEVATION)
    last = match["highunit"] or match["lowunit"] or default_unit
    if last is None:
        return Elevation(problem=ELEVATION_UNIT)
    units = [_height_unit(match["lowunit"] or last), _height_unit(last)]
    if units[0] is None or units[1] is None:
        return Elevation(problem=UNDECODABLE_ELEVATION)
    low = round(_float(match["low"].replace("−", "-")) * units[0], 1)
    high = round(_float(match["high"]) * units[1], 1) if match["high"] else low
    if low > high or not -12_000 <= low <= high <= 9_000:
        return Elevation(problem=UNDECODABLE_ELEVATION)
    return Elevation(low, high)


def _height_unit(text: str) -> float | None:
    unit = text.casefold().rstrip(".")
    return None if unit in _ARC else _UNITS.get(unit)


def country(name: str, code: str = "") -> Country | None:
    """The modern code of a country's name where there is one only; a given code is checked.

    None where both are empty. The two disagreeing is `country_mismatch`, and no code is chosen.
    """
    name, given = name.strip(), code.strip().upper()
    known = CODES.get(fold(name).replace(".", ""), name.upper() if name.upper() in NAMES else None)
    if not name and not given:
        return None
    if given and given not in NAMES:
        return Country(name or code.strip(), known, UNKNOWN_COUNTRY)
    if given and known and given != known:
        return Country(name, None, COUNTRY_MISMATCH)
    if name and not known and not given:
        return Country(name, None, UNKNOWN_COUNTRY)
    return Country(name or code.strip(), given or known)


def elsewhere(at: Coordinates | None, where: Country | None) -> str | None:
    """Why a position cannot lie in the country that is stated with it; None where it can.

    A slip that would explain it (a sign, or the two exchanged) is told and never mended.
    """
    if at is None or at.latitude is None or at.longitude is None:
        return None
    if where is None or where.code is None:
        return None
    north, east, radius = at.latitude, at.longitude, at.uncertainty or 0.0
    if may_lie_in(where.code, north, east, radius):
        return None
    name = NAMES.get(where.code, where.code)
    slips = {
        "north and south exchanged": (-north, east),
        "east and west exchanged": (north, -east),
        "both signs turned": (-north, -east),
        "latitude and longitude exchanged": (east, north),
    }
    likely = next((slip for slip, (a, b) in slips.items() if may_lie_in(where.code, a, b)), None)
    told = f"{north:g}, {east:g} is not in {name}"
    return f"{told}: perhaps {likely}" if likely else told
