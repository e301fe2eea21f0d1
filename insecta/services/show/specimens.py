"""Specimens with everything a person needs beside the picture: names, by whom, and what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.identity import VISITORS_ID
from insecta.domain.sensitive import Why
from insecta.domain.specimen import Identification, Specimen
from insecta.domain.statements import act_of, undone
from insecta.services.access import owns, require_sight
from insecta.services.ceilings import of_release
from insecta.services.documents import (
    GetRelease,
    SpecimenRows,
    public_rows,
    read_rows,
    standing,
    withheld_of,
)
from insecta.services.show.answers import ShownAnswer, shown
from insecta.services.show.images import ShownImage, as_today, latest, shown_images
from insecta.vision.region import WHOLE


@dataclass(frozen=True, slots=True)
class ShownIdentification:
    """One statement about the specimen; `kind`: machine, person or catalogue.

    Of a person's: `act` (accept, correct, reject, dispute, undo), on what `basis`, whether it was
    `blind` (without sight of the machine's name) and `examined` this specimen, and `based_on` which
    statement. One that is `undone` no longer stands.
    """

    id: UUID
    kind: str
    identified_by: str | None
    date_identified: str | None
    scientific_name: str | None
    taxon_rank: str | None
    qualifier: str | None
    verbatim: str | None
    trust: str
    confidence: float | None
    release: str | None
    remarks: str | None
    act: str | None = None
    basis: str | None = None
    blind: bool | None = None
    examined: bool | None = None
    based_on: UUID | None = None
    orcid: str | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should look at."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownSpecimen:
    """One individual. `record`: interpreted Darwin Core; `verbatim`: the source's cells;

    which members read; `former`: superseded values with time, newest last, members' too. `shown`: the fused answer of all pictures.
    """

    id: UUID
    version: int
    collection: str
    catalog_number: str | None
    letter: str
    basis_of_record: str
    scientific_name: str | None
    taxon_rank: str | None
    catalogued_name: str | None
    trust: str | None
    shown: ShownAnswer | None
    record: Mapping[str, Any]
    verbatim: Mapping[str, Any]
    former: tuple[Mapping[str, Any], ...]
    source_ids: tuple[tuple[str, str], ...]
    images: tuple[ShownImage, ...]
    identifications: tuple[ShownIdentification, ...]
    notes: tuple[Note, ...]
    run: str | None


def find_specimen(tx: Transaction, principal: Principal, specimen_id: UUID) -> Specimen:
    """The row, following merges, if the principal may know of it. Raises NotFound."""
    specimen = tx.specimens.get(specimen_id)
    require_sight(tx, principal, specimen.collection_id)
    return specimen


def show_specimen(
    catalogue: Catalogue, principal: Principal, specimen_id: UUID, release: GetRelease
) -> ShownSpecimen:
    """One specimen; of a merged one, that which it became. Raises NotFound."""
    with catalogue.reading() as tx:
        specimen = find_specimen(tx, principal, specimen_id)
        rows = rows_for(tx, principal, specimen.specimen_id, release)
        images = _images(tx, principal, rows, release)
        sources = tx.specimens.source_ids(specimen.specimen_id)
        member = owns(tx, principal, specimen.collection_id)
    return _shown(rows, images, sources, member=member)


def rows_for(
    tx: Transaction, principal: Principal, specimen_id: UUID, release: GetRelease
) -> SpecimenRows:
    """Members' rows as they are, strangers' without what is withheld (users: 13)."""
    rows = read_rows(tx, [specimen_id], release)[0]
    sees_all = owns(tx, principal, rows.specimen.collection_id) or is_visitors(rows)
    return rows if sees_all else public_rows(rows)


def is_visitors(rows: SpecimenRows) -> bool:
    """What a visitor sent is read in full by who has its link."""
    return rows.specimen.collection_id == VISITORS_ID


def show_identifications(
    catalogue: Catalogue, principal: Principal, specimen_id: UUID, release: GetRelease
) -> tuple[ShownIdentification, ...]:
    """Everything that was ever said of the specimen, oldest first. Raises NotFound."""
    with catalogue.reading() as tx:
        specimen = find_specimen(tx, principal, specimen_id)
        rows = rows_for(tx, principal, specimen.specimen_id, release)
    return _identifications(rows.identifications)


def _images(
    tx: Transaction, principal: Principal, rows: SpecimenRows, release: GetRelease
) -> tuple[ShownImage, ...]:
    digest = rows.shown.digest if rows.shown else None
    stored = (
        tx.identifications.scores(digest, [(i.sha256, region.box) for region, i in rows.images])
        if digest
        else {}
    )
    ceilings = of_release(rows.ceilings, rows.shown) if rows.shown else ()
    machine: dict[UUID, Identification | None] = {}
    for region, image in rows.images:
        of_region = [
            one
            for one in rows.identifications
            if one.kind == "machine" and one.region_id == region.region_id
        ]
        if of_region:
            chosen = latest(of_region, digest)
            if chosen is not None and rows.shown is not None:
                chosen = as_today(
                    chosen, image, stored.get((image.sha256, region.box)), rows.collection,
                    rows.specimen.record, rows.shown, ceilings,
                )  # fmt: skip
            machine[image.image_id] = machine.get(image.image_id) or chosen
    images = {image.image_id: image for _, image in rows.images}
    parts = {
        image.image_id: region.region_id for region, image in rows.images if region.box != WHOLE
    }
    return shown_images(
        tx,
        principal,
        rows.specimen.specimen_id,
        rows.collection,
        list(images.values()),
        machine,
        release,
        parts,
    )


def _shown(
    rows: SpecimenRows,
    images: tuple[ShownImage, ...],
    sources: Sequence[tuple[str, str, bool]],
    *,
    member: bool,
) -> ShownSpecimen:
    specimen = rows.specimen
    now = standing(rows)
    catalogued = next((one for one in rows.identifications if one.kind == "catalogue"), None)
    answer = (
        shown(now.answer, rows.shown, rows.collection.target) if now.answer and rows.shown else None
    )
    return ShownSpecimen(
        specimen.specimen_id,
        specimen.version,
        rows.collection.code,
        specimen.catalog_number,
        specimen.letter,
        specimen.basis_of_record,
        now.name,
        now.rank,
        catalogued.scientific_name if catalogued else None,
        now.trust,
        answer,
        specimen.record,
        specimen.verbatim,
        specimen.former if member else (),
        tuple((kind, value) for kind, value, _ in sources),
        images,
        _identifications(rows.identifications),
        _notes(rows, images, member=member),
        rows.runs[-1] if rows.runs and member else None,
    )


_WITHHELD: Mapping[Why, str] = {
    "sensitive": "a sensitive taxon: strangers see neither place, day and collector nor labels",
    "regulated": "a regulated taxon on hold: strangers see no name, place or label until a person has said what it is",
}


def _notes(rows: SpecimenRows, images: Sequence[ShownImage], *, member: bool) -> tuple[Note, ...]:
    """Notes on the record and on those pictures that are shown."""
    seen = {image.id for image in images}
    found = [*rows.specimen.problems]
    if member and (why := withheld_of(rows)):
        found.append({"code": f"withheld_{why}", "text": _WITHHELD[why]})
    found += [note for _, image in rows.images if image.image_id in seen for note in image.notes]
    return tuple(Note(str(one["code"]), str(one.get("text", ""))) for one in found)


def _identifications(statements: Sequence[Identification]) -> tuple[ShownIdentification, ...]:
    gone = undone(statements)
    return tuple(_identification(one, undone=one.identification_id in gone) for one in statements)


def _identification(one: Identification, *, undone: bool) -> ShownIdentification:
    person = one.kind == "person"
    answer = one.body.get("answer") if one.kind == "machine" else None
    day = one.date_identified or (one.created.isoformat() if one.created else None)
    return ShownIdentification(
        one.identification_id,
        one.kind,
        one.identified_by,
        one.date_identified if one.kind == "catalogue" else day,
        one.scientific_name,
        one.taxon_rank,
        one.qualifier,
        one.verbatim,
        one.trust,
        answer["confidence"] if answer else None,
        one.release,
        one.body.get("remarks") or one.body.get("note") or None,
        act_of(one) if person else None,
        one.body.get("basis"),
        one.body.get("blind"),
        one.body.get("examined"),
        one.based_on,
        one.orcid if one.principal_id else one.body.get("orcid"),
        undone,
    )
