"""Levels of digitisation by the draft: every element of a level and of those below."""

from __future__ import annotations

from insecta.domain import mids

BARE = {"catalogNumber": "A1", "institutionCode": "NHM"}
BASIC = {
    **BARE, "scientificName": "Lasius niger", "basisOfRecord": "PreservedSpecimen",
    "preparations": "pinned", "license": "CC0",
}  # fmt: skip
REGULAR = {
    **BASIC, "country": "Kenya", "decimalLatitude": 0.5, "decimalLongitude": 37, "recordedBy": "Anna",
    "eventDate": "1999", "recordNumber": "12", "media": "yes",
}  # fmt: skip
EXTENDED = {
    **REGULAR, "institutionID": "https://ror.org/x", "recordedByID": "x", "scientificNameID": "x",
    "locationID": "x", "identifiedByID": "x",
}  # fmt: skip


def level(facts: dict[str, object]) -> int | None:
    return mids.level(mids.missing(facts))


def test_each_level_needs_all_of_it_and_of_those_below() -> None:
    assert [level(one) for one in ({}, BARE, BASIC, REGULAR, EXTENDED)] == [None, 0, 1, 2, 3]
    assert level({**EXTENDED, "license": " "}) == 0
    assert level({**EXTENDED, "catalogNumber": None}) is None


def test_a_place_needs_both_coordinates() -> None:
    assert mids.missing({**REGULAR, "decimalLongitude": None})[0] == "QuantitativeLocation"
    assert level({**REGULAR, "decimalLatitude": 0, "decimalLongitude": 0}) == 2
