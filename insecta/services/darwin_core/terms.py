"""Which terms stand in which file, and the row types of rs.gbif.org."""

from __future__ import annotations

DWC = "http://rs.tdwg.org/dwc/terms/"
DC = "http://purl.org/dc/terms/"

OCCURRENCE = DWC + "Occurrence"
IDENTIFICATION = DWC + "Identification"
MEASUREMENT = DWC + "MeasurementOrFact"
AC = "http://rs.tdwg.org/ac/terms/"
MULTIMEDIA = AC + "Multimedia"

OCCURRENCE_TERMS = (
    "occurrenceID", "basisOfRecord", "collectionCode", "catalogNumber", "materialEntityID",
    "recordedBy", "eventDate", "verbatimEventDate", "samplingProtocol", "country", "countryCode",
    "stateProvince", "locality", "decimalLatitude", "decimalLongitude", "geodeticDatum",
    "coordinateUncertaintyInMeters", "minimumElevationInMeters", "maximumElevationInMeters",
    "verbatimElevation", "informationWithheld", "dataGeneralizations", "caste", "sex", "lifeStage",
    "preparations", "typeStatus", "typeOfType", "typifiedName", "nomenclaturalCode", "scientificName", "taxonRank", "identificationQualifier", "verbatimIdentification",
    "identifiedBy", "identifiedByID", "dateIdentified", "identificationType", "identificationVerificationStatus",
    "identificationRemarks", "associatedMedia", "dynamicProperties",
)  # fmt: skip
IDENTIFICATION_TERMS = (
    "identificationID", "scientificName", "taxonRank", "identificationQualifier",
    "verbatimIdentification", "identifiedBy", "identifiedByID", "dateIdentified", "identificationType",
    "identificationVerificationStatus", "identificationRemarks", "isAcceptedIdentification",
)  # fmt: skip
MEASUREMENT_TERMS = (
    "measurementID", "measurementType", "measurementValue", "measurementMethod",
)  # fmt: skip
MULTIMEDIA_TERMS = (
    "identifier", "type", "format", "accessURI", "furtherInformationURL", "rights", "UsageTerms",
    "creator", "subjectPart", "subjectOrientation", "xFrac", "yFrac", "widthFrac", "heightFrac",
)  # fmt: skip
"""Of Audiovisual Core (https://ac.tdwg.org/termlist/). A part of a picture is a row of its own."""
NAMESPACES = {
    "identifier": DC, "type": "http://purl.org/dc/elements/1.1/", "format": "http://purl.org/dc/elements/1.1/",
    "rights": DC, "UsageTerms": "http://ns.adobe.com/xap/1.0/rights/", "creator": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip
"""Of the terms that Audiovisual Core takes from elsewhere; the others are its own."""
_PART, _ORIENTATION = "http://rs.tdwg.org/acpart/values/", "http://rs.tdwg.org/acorient/values/"
SHOWN_BY: dict[str, tuple[str, str]] = {
    "head": (f"{_PART}p0013", f"{_ORIENTATION}r0001"),
    "profile": (f"{_PART}p0001", f"{_ORIENTATION}r0003"),
    "dorsal": (f"{_PART}p0001", f"{_ORIENTATION}r0006"),
    "ventral": (f"{_PART}p0001", f"{_ORIENTATION}r0007"),
}
"""View → subjectPart, subjectOrientation; labels have no concept."""
