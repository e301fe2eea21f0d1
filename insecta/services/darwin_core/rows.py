"""From a specimen's rows to terms (users: 6): a machine's name is never a determination.

The occurrence bears the owner's accepted name: a person's that stands, else the museum's own. What a
release says stands in the history of identifications as `PredictedByMachine`, with its probability as a
measurement, and is repeated in the remarks, since aggregators join extensions to the core alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID, uuid5

from insecta.domain.answer import Candidate
from insecta.domain.individuals import LETTER
from insecta.domain.licence import is_shareable, licence
from insecta.domain.release import Release
from insecta.domain.shown_name import INFORMAL, Exported, exported_name
from insecta.domain.specimen import DISPUTED, PREDICTED, Identification, Image
from insecta.domain.statements import DISPUTE, REJECT, UNDO, act_of, said, undone
from insecta.domain.type_status import typified
from insecta.services.darwin_core.terms import SHOWN_BY
from insecta.services.documents import SpecimenRows, standing

Row = dict[str, str]
FROM_RECORD = (
    "recordedBy", "verbatimEventDate", "samplingProtocol", "country", "countryCode",
    "stateProvince", "locality", "decimalLatitude", "decimalLongitude", "geodeticDatum",
    "coordinateUncertaintyInMeters", "minimumElevationInMeters", "maximumElevationInMeters",
    "verbatimElevation", "informationWithheld", "dataGeneralizations", "caste", "sex", "lifeStage", "preparations", "typeStatus",
)  # fmt: skip
_LOOKED_AT = {
    "picture": "media",
    "specimen": "features",
    "microscope": "fineFeatures",
    "dna": "nucleotideAnalysis",
}
"""Basis of a person's statement → identificationType (vocabulary of Darwin Core, 2026)."""
_NAMELESS = (DISPUTE, REJECT, UNDO)


@dataclass(frozen=True)
class Entry:
    """A specimen to export. `occurrence_id`: as its source gave it, if it did. `then`: what it was called
    when the set was saved."""

    rows: SpecimenRows
    occurrence_id: str | None = None
    then: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What joins core and extensions: an address of ours that never changes. Two collections may
        bear the same occurrenceID."""
        return f"urn:uuid:{self.rows.specimen.specimen_id}"

    @cached_property
    def machine(self) -> tuple[Release, Candidate] | None:
        """The shown release's answer on all pictures together, where it gives a name and no person has
        called that wrong."""
        release, answer = self.rows.shown, standing(self.rows).answer
        if release is None or answer is None or answer.answer is None:
            return None
        names = {taxon.scientific_name for taxon in release.lineage(answer.answer.taxon_id)}
        if names & said(self.rows.identifications).refused:
            return None
        return release, answer.answer


def occurrence(entry: Entry, address: str) -> Row:
    """The core's row. `address`: of the platform, without a slash at its end."""
    rows, then = entry.rows, entry.then
    specimen, record = rows.specimen, rows.specimen.record
    row = {term: _text(record.get(term)) for term in FROM_RECORD}
    row |= {
        "occurrenceID": entry.occurrence_id or entry.key,
        "basisOfRecord": specimen.basis_of_record,
        "collectionCode": rows.collection.code,
        "catalogNumber": _text(specimen.catalog_number),
        "materialEntityID": _text(specimen.material_entity_id),
        "eventDate": _event_date(record),
        "associatedMedia": " | ".join(dict.fromkeys(one["accessURI"] for one in pictures(entry, address))),
        "dynamicProperties": _properties(specimen.letter, then),
    }  # fmt: skip
    row |= _types(row["typeStatus"])
    accepted = accepted_name(rows)
    if accepted is not None:
        row |= {**_named(accepted, rows.shown), "nomenclaturalCode": "ICZN"}
        if _is_disputed(rows, accepted):
            row["identificationVerificationStatus"] = DISPUTED
    if entry.machine is not None:
        remarks = (row.get("identificationRemarks", ""), _remark(*entry.machine))
        row["identificationRemarks"] = "; ".join(part for part in remarks if part)
        row.setdefault("identificationVerificationStatus", PREDICTED)
    return row


def _properties(letter: str, then: Mapping[str, str]) -> str:
    """What Darwin Core has no term for: which individual of a pin it is, what it was called when saved."""
    properties: dict[str, object] = {LETTER: letter} if letter else {}
    if then:
        properties["nameWhenSaved"] = dict(then)
    return json.dumps(properties, ensure_ascii=False) if properties else ""


def identifications(entry: Entry) -> Iterator[Row]:
    """Every name that stands: the museum's, people's, and what the shown release says."""
    rows = entry.rows
    gone, accepted = undone(rows.identifications), accepted_name(rows)
    for one in rows.identifications:
        is_name = one.kind == "catalogue" or (one.kind == "person" and act_of(one) not in _NAMELESS)
        if is_name and one.identification_id not in gone:
            yield {
                "identificationID": f"urn:uuid:{one.identification_id}",
                **_named(one, rows.shown),
                "isAcceptedIdentification": str(one == accepted).lower(),
            }
    if entry.machine is not None:
        release, given = entry.machine
        name = exported_name(release, given.taxon_id)
        yield {
            "identificationID": machine_identification_id(rows.specimen.specimen_id, release),
            "scientificName": name.scientific_name,
            "taxonRank": name.taxon_rank,
            "verbatimIdentification": name.verbatim_identification,
            "identifiedBy": _software(release),
            "identificationType": "media",
            "identificationVerificationStatus": PREDICTED,
            "identificationRemarks": _remark(release, given),
            "isAcceptedIdentification": "false",
        }


def machine_identification_id(specimen: UUID, release: Release) -> str:
    """Of what a release says of all pictures of a specimen together."""
    return f"urn:uuid:{uuid5(specimen, f'answer:{release.digest}')}"


def measurements(entry: Entry) -> Iterator[Row]:
    """The machine's probability, by the identification that it belongs to."""
    if entry.machine is None:
        return
    release, given = entry.machine
    key = machine_identification_id(entry.rows.specimen.specimen_id, release)
    yield {
        "measurementID": f"{key}#probability",
        "measurementType": "probability of the machine identification",
        "measurementValue": f"{given.confidence:.4f}",
        "measurementMethod": f"{_software(release)}, SHA-256 {release.digest}",
    }


def pictures(entry: Entry, address: str) -> Iterator[Row]:
    """Those whose licence lets everybody: others are for members of the collection, and leave no house.

    A picture once, and once more for each part of it that shows the specimen.
    """
    told: set[UUID] = set()
    for region, image in entry.rows.images:
        if not is_shareable(image.licence) or image.deleted_at is not None:
            continue
        whole = {**_picture(entry, image, address), **_view(image)}
        if region.box != "whole":
            yield {**whole, "identifier": f"urn:uuid:{region.region_id}", **_fractions(region.box)}
        elif image.image_id not in told:
            told.add(image.image_id)
            yield whole


def _picture(entry: Entry, image: Image, address: str) -> Row:
    known = licence(image.licence or "")
    return {
        "identifier": f"urn:uuid:{image.image_id}",
        "type": "StillImage",
        "format": "image/jpeg",
        "accessURI": f"{address}/api/v1/images/{image.image_id}/rendition?size=large",
        "furtherInformationURL": f"{address}/specimens/{entry.rows.specimen.specimen_id}",
        "rights": (known.uri if known else None) or "",
        "UsageTerms": _text(image.licence),
        "creator": _text(image.creator),
    }


def _view(image: Image) -> Row:
    part, orientation = SHOWN_BY.get(image.view or "", ("", ""))
    return {"subjectPart": part, "subjectOrientation": orientation}


def _fractions(box: str) -> Row:
    return dict(zip(("xFrac", "yFrac", "widthFrac", "heightFrac"), box.split(","), strict=True))


def accepted_name(rows: SpecimenRows) -> Identification | None:
    """A person's name that stands, else the one that the museum's record bears now."""
    person = said(rows.identifications).named
    if person is not None:
        return person
    now = rows.specimen.record.get("scientificName")
    borne = [
        one
        for one in rows.identifications
        if one.kind == "catalogue"
        and one.scientific_name is not None
        and one.scientific_name == now
    ]
    return borne[-1] if borne else None


def _types(status: str) -> Row:
    """Which name a type bears: `typifiedName` is told with `typeOfType` only (users: 19)."""
    found = [one for one in typified(status) if one.kind]
    if not found:
        return {}
    return {
        "typeOfType": " | ".join(one.kind for one in found),
        "typifiedName": " | ".join(one.name for one in found).strip(" |"),
    }


def _is_disputed(rows: SpecimenRows, accepted: Identification) -> bool:
    """Whether the doubt is about this name: who doubts the machine's does not doubt the museum's."""
    doubt = said(rows.identifications).disputed
    about = accepted.identification_id
    return doubt is not None and (accepted.kind == "person" or doubt.based_on == about)


def _named(one: Identification, release: Release | None) -> Row:
    name = _formal(one, release)
    return {
        "scientificName": name.scientific_name,
        "taxonRank": name.taxon_rank,
        "identificationQualifier": _text(one.qualifier),
        "verbatimIdentification": _text(one.verbatim) or name.verbatim_identification,
        "identifiedBy": _text(one.identified_by),
        "identifiedByID": _orcid(one),
        "dateIdentified": _text(one.date_identified),
        "identificationType": _LOOKED_AT.get(_text(one.body.get("basis")), ""),
        "identificationVerificationStatus": one.trust,
        "identificationRemarks": _text(one.body.get("remarks")),
    }


def _orcid(one: Identification) -> str:
    """Of a person: their ORCID as an address, as they wish it now; of nobody known, as it was said."""
    number = one.orcid if one.principal_id else one.body.get("orcid")
    return f"https://orcid.org/{number}" if number else ""


def _formal(one: Identification, release: Release | None) -> Exported:
    """A group or complex that a person chose is no name either (users: 3)."""
    name, rank = _text(one.scientific_name), _text(one.taxon_rank)
    if rank not in INFORMAL:
        return Exported(name, rank)
    known = release.named(name, rank) if release is not None else None
    if release is not None and known is not None:
        return exported_name(release, known.taxon_id)
    return Exported(name.split(" ")[0].rstrip(","), "genus", name)


def _software(release: Release) -> str:
    return f"Insecta, release {release.name} {release.version}"


def _remark(release: Release, given: Candidate) -> str:
    return (
        f"Predicted by machine: {given.scientific_name} ({given.rank}), "
        f"probability {given.confidence:.3f}, {_software(release)} ({release.digest[:12]})"
    )


def _event_date(record: Mapping[str, object]) -> str:
    """An ISO 8601 interval where only its ends are kept."""
    start, end = _text(record.get("eventStart")), _text(record.get("eventEnd"))
    ends = [one for one in dict.fromkeys((start, end)) if one]
    return _text(record.get("eventDate")) or "/".join(ends)


def _text(value: object) -> str:
    return "" if value is None else str(value)
