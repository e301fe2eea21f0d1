"""Which terms stand in which file, and the row types of rs.gbif.org."""

from __future__ import annotations

DWC = "http://rs.tdwg.org/dwc/terms/"
DC = "http://purl.org/dc/terms/"

OCCURRENCE = DWC + "Occurrence"
IDENTIFICATION = DWC + "Identification"
MEASUREMENT = DWC + "MeasurementOrFact"
MULTIMEDIA = "http://rs.gbif.org/terms/1.0/Multimedia"

OCCURRENCE_TERMS = (
    "occurrenceID", "basisOfRecord", "collectionCode", "catalogNumber", "materialEntityID",
    "recordedBy", "eventDate", "verbatimEventDate", "samplingProtocol", "country", "countryCode",
    "stateProvince", "locality", "decimalLatitude", "decimalLongitude", "geodeticDatum",
    "coordinateUncertaintyInMeters", "minimumElevationInMeters", "maximumElevationInMeters",
    "verbatimElevation", "informationWithheld", "dataGeneralizations", "caste", "sex", "lifeStage",
    "preparations", "typeStatus", "scientificName", "taxonRank", "identificationQualifier", "verbatimIdentification",
    "identifiedBy", "identifiedByID", "dateIdentified", "identificationVerificationStatus", "identificationRemarks",
    "associatedMedia", "dynamicProperties",
)  # fmt: skip
IDENTIFICATION_TERMS = (
    "identificationID", "scientificName", "taxonRank", "identificationQualifier",
    "verbatimIdentification", "identifiedBy", "identifiedByID", "dateIdentified", "identificationVerificationStatus",
    "identificationRemarks",
)  # fmt: skip
MEASUREMENT_TERMS = (
    "measurementID", "measurementType", "measurementValue", "measurementMethod",
)  # fmt: skip
MULTIMEDIA_TERMS = ("type", "format", "identifier", "references", "license", "creator")
"""Of Dublin Core, as GBIF's simple multimedia asks."""
