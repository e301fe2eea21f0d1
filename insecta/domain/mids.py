"""How far a specimen is digitised: levels 0 to 3 of Minimum Information about a Digital Specimen.

MIDS is a draft of TDWG (information elements of May 2024, discipline biology, mapped to Darwin Core by
its task group; https://github.com/tdwg/mids). A level is reached where every element of it and of the
levels below is there. Of the draft two readings are ours: every record changes at a known time
(Modified), and a record without a type status says that it is no type (TypeStatus), as the draft has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_COORDINATES = ("decimalLatitude", "decimalLongitude")


@dataclass(frozen=True, slots=True)
class Element:
    """`ways`: the element is there where all terms of one of them hold something."""

    name: str
    level: int
    ways: tuple[tuple[str, ...], ...]


def _any(name: str, level: int, *terms: str) -> Element:
    return Element(name, level, tuple((term,) for term in terms))


ELEMENTS = (
    _any("PhysicalSpecimenID", 0, "catalogNumber", "materialEntityID", "materialSampleID", "occurrenceID"),
    _any("Organization", 0, "institutionCode", "institutionID", "ownerInstitutionCode"),
    _any("Name", 1, "scientificName", "vernacularName", "organismName"),
    _any("SpecimenType", 1, "basisOfRecord"),
    _any("ObjectType", 1, "preparations"),
    _any("License", 1, "license"),
    _any(
        "QualitativeLocation", 2, "locality", "country", "countryCode", "stateProvince", "county",
        "municipality", "verbatimLocality", "island", "islandGroup", "waterBody", "continent",
        "higherGeography", "verbatimCoordinates",
    ),
    Element("QuantitativeLocation", 2, (_COORDINATES, ("locationID",), ("footprintWKT",))),
    _any("CollectingAgent", 2, "recordedBy", "recordedByID"),
    _any("DateCollected", 2, "eventDate", "eventStart", "verbatimEventDate", "year"),
    _any("CollectingNumber", 2, "recordNumber", "fieldNumber"),
    _any("Media", 2, "media"),
    _any("InstitutionID", 3, "institutionID"),
    _any("CollectorID", 3, "recordedByID"),
    _any("ScientificNameID", 3, "scientificNameID"),
    Element(
        "GeographicalLocalityID", 3,
        (("locationID",), (*_COORDINATES, "geodeticDatum", "coordinateUncertaintyInMeters")),
    ),
    _any("IdentifiedByID", 3, "identifiedByID"),
    _any("AssociatedMediaID", 3, "media"),
)  # fmt: skip
LEVELS = (0, 1, 2, 3)


def missing(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the elements that a record lacks. `facts`: Darwin Core terms, and `media` where it has pictures."""
    return tuple(one.name for one in ELEMENTS if not _is_met(one, facts))


def level(lacking: tuple[str, ...]) -> int | None:
    """The level that is reached without these elements; None where not even level 0 is."""
    lowest = min((one.level for one in ELEMENTS if one.name in lacking), default=LEVELS[-1] + 1)
    return lowest - 1 if lowest > 0 else None


def _is_met(element: Element, facts: Mapping[str, object]) -> bool:
    return any(all(_holds(facts.get(term)) for term in way) for way in element.ways)


def _holds(value: object) -> bool:
    return value is not None and str(value).strip() != ""
