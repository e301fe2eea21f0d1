"""Specimens, pictures, regions: what the catalogue holds of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

SUPERSEDED = "superseded"
"""Note of a picture that a later one replaces."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """One individual. `record` holds interpreted Darwin Core terms, `verbatim` the source's cells.

    `problems`: `{"code", "text"}` of what could not be read; `former`: superseded values with time.
    `sent_by`: the principal who uploaded it; None where an ingest brought it. `shown_release`: digest
    of the release whose name a curator approved for this specimen before the rest of its collection.
    """

    specimen_id: UUID
    collection_id: UUID
    catalog_number: str | None = None
    number_normal: str | None = None
    letter: str = ""
    material_entity_id: str | None = None
    basis_of_record: str = "PreservedSpecimen"
    record: Mapping[str, Any] = field(default_factory=dict)
    verbatim: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Mapping[str, str], ...] = ()
    former: tuple[Mapping[str, Any], ...] = ()
    merged_into: UUID | None = None
    version: int = 1
    created: datetime | None = None
    deleted_at: datetime | None = None
    sent_by: UUID | None = None
    shown_release: str | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes under their SHA-256: format as judged from the container, size in pixels."""

    sha256: str
    bytes: int
    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Image:
    """One picture in one collection. `user_name` is the owner's own file name; `waiting`: unseen.

    `station`: the camera with a hot folder that took it; None where it came another way.
    `verbatim`: the source's cells that speak of the picture and not of its specimen.
    """

    image_id: UUID
    collection_id: UUID
    source_key: str
    user_name: str
    sha256: str
    view: str | None = None
    licence: str | None = None
    creator: str | None = None
    codes: tuple[str, ...] = ()
    notes: tuple[Mapping[str, str], ...] = ()
    former_blobs: tuple[Mapping[str, Any], ...] = ()
    waiting: bool = True
    version: int = 1
    created: datetime | None = None
    deleted_at: datetime | None = None
    station: str | None = None
    verbatim: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_superseded(self) -> bool:
        """A retake replaces it: kept and shown, but its answer no longer counts."""
        return any(note["code"] == SUPERSEDED for note in self.notes)


@dataclass(frozen=True, slots=True)
class Region:
    """Part of an image that shows one individual; `box` is `whole` or `x,y,w,h` in fractions.

    `kind`: specimen, or what else was found in a picture of many (label, colour chart, scale), which
    shows no specimen. `proposed_by`: the method that found it or the person who drew it; None where
    a source states it.
    """

    region_id: UUID
    image_id: UUID
    box: str = "whole"
    kind: str = "specimen"
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True)
class RegionToLookAt:
    """A living region with all that identification needs to know."""

    region_id: UUID
    box: str
    image_id: UUID
    collection_id: UUID
    specimen_id: UUID
    sha256: str
    view: str | None
    waiting: bool
    stated: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identification:
    """A statement about a specimen or region by a release or a person; append-only.

    `kind`: machine, person or catalogue (the museum's own name). `trust`: the vocabulary of
    identificationVerificationStatus. `body` of a machine's: the Answer as JSON.
    """

    identification_id: UUID
    specimen_id: UUID
    kind: str
    trust: str
    region_id: UUID | None = None
    release: str | None = None
    promotion: int | None = None
    principal_id: UUID | None = None
    identified_by: str | None = None
    date_identified: str | None = None
    scientific_name: str | None = None
    taxon_rank: str | None = None
    qualifier: str | None = None
    verbatim: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    based_on: UUID | None = None
    created: datetime | None = None
    orcid: str | None = None
    """Of the person, as the catalogue knows it now; a source's names have none."""


PREDICTED = "PredictedByMachine"
REVIEWED = "ReviewedByHuman"
VALIDATED = "ValidatedByExpert"
DISPUTED = "Disputed"
