"""Which column means what: Darwin Core terms, AntWeb's sheets and plain English, as data.

Header names are compared without case, spaces, punctuation or a namespace. docs/guides/sources.md
shows this table, and a test holds it to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

COLUMNS: dict[str, tuple[str, ...]] = {
    "picture": (
        "picture", "image", "file", "file name", "image file", "picture file", "photo", "path",
        "image path", "associatedMedia", "accessURI", "image url",
    ),
    "catalogNumber": (
        "catalogNumber", "SpecimenCode", "catalogue number", "catalog no", "barcode",
        "specimen code", "specimen id", "specimen number", "specimen", "accession number",
    ),
    "occurrenceID": ("occurrenceID", "occurrence id"),
    "materialEntityID": ("materialEntityID", "materialSampleID"),
    "digitalSpecimenID": ("digitalSpecimenID", "digital specimen id"),
    "irn": ("irn", "EMu irn"),
    "guid": ("guid", "Specify GUID", "uuid"),
    "gbifID": ("gbifID",),
    "scientificName": ("scientificName", "scientific name", "taxon", "name", "determination"),
    "scientificNameAuthorship": ("scientificNameAuthorship", "SpeciesAuthor", "author"),
    "verbatimIdentification": ("verbatimIdentification",),
    "identificationQualifier": ("identificationQualifier", "qualifier"),
    "taxonRank": ("taxonRank", "rank"),
    "order": ("order",),
    "family": ("family",),
    "subfamily": ("subfamily",),
    "genus": ("genus", "[Species]Genus"),
    "subgenus": ("subgenus",),
    "speciesGroup": ("SpeciesGroup", "species group"),
    "specificEpithet": ("specificEpithet", "species", "SpeciesName", "epithet"),
    "infraspecificEpithet": ("infraspecificEpithet", "subspecies"),
    "lifeStageSex": ("LifeStageSex", "stage and sex", "castes"),
    "caste": ("caste",),
    "sex": ("sex",),
    "lifeStage": ("lifeStage", "stage"),
    "individualCount": ("individualCount", "count of individuals"),
    "eventDate": ("eventDate", "date", "collection date", "date collected"),
    "verbatimEventDate": ("verbatimEventDate", "date on label"),
    "eventDateStart": ("DateCollectedStart", "DateCollected(Start)", "start date"),
    "eventDateEnd": ("DateCollectedEnd", "DateCollected(End)", "end date"),
    "year": ("year",),
    "month": ("month",),
    "day": ("day",),
    "decimalLatitude": ("decimalLatitude", "LocLatitude", "latitude", "lat"),
    "decimalLongitude": ("decimalLongitude", "LocLongitude", "longitude", "long", "lon"),
    "verbatimLatitude": ("verbatimLatitude",),
    "verbatimLongitude": ("verbatimLongitude",),
    "latitudeDegrees": ("LatDeg",),
    "latitudeMinutes": ("LatMin",),
    "latitudeHemisphere": ("NS",),
    "longitudeDegrees": ("LonDeg",),
    "longitudeMinutes": ("LonMin",),
    "longitudeHemisphere": ("EW",),
    "geodeticDatum": ("geodeticDatum", "datum"),
    "coordinateUncertaintyInMeters": (
        "coordinateUncertaintyInMeters", "LatLonMaxError", "LocXYAccuracy", "uncertainty",
    ),
    "verbatimElevation": ("verbatimElevation", "elevation", "altitude"),
    "minimumElevationInMeters": ("minimumElevationInMeters",),
    "maximumElevationInMeters": ("maximumElevationInMeters",),
    "country": ("country",),
    "countryCode": ("countryCode", "ISO_3166"),
    "stateProvince": ("stateProvince", "Adm1", "state", "province"),
    "locality": ("locality", "LocalityName", "place"),
    "recordedBy": ("recordedBy", "CollectedBy", "collector", "collectors"),
    "identifiedBy": ("identifiedBy", "DeterminedBy", "determiner", "det"),
    "dateIdentified": ("dateIdentified", "DateDetermined", "date identified"),
    "typeStatus": ("typeStatus", "type status"),
    "license": ("license", "licence", "rights", "Copyright"),
    "creator": (
        "creator", "photographer", "photo by", "imaged by", "image by", "digitiser", "digitizer",
        "digitised by", "digitized by",
    ),
    "rightsHolder": ("rightsHolder", "rights holder"),
    "storage": ("storage", "storage location", "LocatedAt", "shelf"),
    "storageBuilding": ("building", "storage building"),
    "storageRoom": ("room", "storage room"),
    "storageCabinet": ("cabinet", "storage cabinet"),
    "storageDrawer": ("drawer", "storage drawer"),
    "storageTray": ("tray", "unit tray", "storage tray"),
    "samplingProtocol": ("samplingProtocol", "Method", "collecting method"),
    "preparations": ("preparations", "Medium", "preparation"),
    "basisOfRecord": ("basisOfRecord",),
    "dynamicProperties": ("dynamicProperties",),
    "view": ("view", "shot", "shot type"),
}  # fmt: skip
"""Meaning (Darwin Core's term where there is one) → header names, the term itself first."""

IDENTIFIERS: tuple[str, ...] = (
    "occurrenceID", "materialEntityID", "digitalSpecimenID", "irn", "guid", "gbifID",
)  # fmt: skip
"""Kept as given in `source_ids`, the primary one first."""

OF_PICTURE = frozenset({"picture", "view", "license", "creator", "rightsHolder"})
"""Meanings of cells that speak of a row's picture: the rows of a specimen's pictures differ in them."""

SUFFICIENT: tuple[str, ...] = ("picture", "catalogNumber", *IDENTIFIERS)
"""A table needs one of these, or nothing in it can be found again."""

_NAMESPACE = re.compile(
    r"^(?:https?://\S*[/#]|(?:dwc|dcterms|dc|ac|xmp|xmprights|gbif):)", re.IGNORECASE
)
_PUNCTUATION = re.compile(r"[\W_]+")


def normal(header: str) -> str:
    """How two header names are compared."""
    return _PUNCTUATION.sub("", _NAMESPACE.sub("", header.strip())).casefold()


_MEANINGS: dict[str, str] = {
    normal(header): meaning for meaning, headers in COLUMNS.items() for header in headers
}


def meanings(headers: Sequence[str]) -> dict[str, str]:
    """Header → meaning, of those understood; the first header of a meaning's list wins.

    A column named exactly as the Darwin Core term comes before its synonyms.
    """
    found: dict[str, str] = {}
    for header in headers:
        meaning = _MEANINGS.get(normal(header))
        if meaning is None:
            continue
        rival = next((other for other, taken in found.items() if taken == meaning), None)
        if rival is None:
            found[header] = meaning
        elif _place(meaning, header) < _place(meaning, rival):
            del found[rival]
            found[header] = meaning
    return found


def values(row: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Meaning → cell, stripped, of the cells that hold anything."""
    cells = ((meaning, row.get(header, "").strip()) for header, meaning in mapping.items())
    return {meaning: cell for meaning, cell in cells if cell}


def without_picture(row: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row (header → cell) that speak of its specimen; every header of a meaning counts."""
    return {header: cell for header, cell in row.items() if _meaning(header) not in OF_PICTURE}


@lru_cache(maxsize=4096)
def _meaning(header: str) -> str | None:
    """What a header means; a repeated one (`image #4`) what the first of its name does."""
    return _MEANINGS.get(normal(re.sub(r" #\d+$", "", header)))


def missing_from(headers: Iterable[str]) -> str:
    """What to tell the owner of a table without any sufficient column."""
    named = ", ".join(repr(header) for header in list(headers)[:12])
    wanted = ", ".join(COLUMNS[meaning][0] for meaning in SUFFICIENT[:3])
    return f"no column names a picture or a specimen; found {named}; needed one of: {wanted} …"


def _place(meaning: str, header: str) -> int:
    names = [normal(name) for name in COLUMNS[meaning]]
    return names.index(normal(header))
