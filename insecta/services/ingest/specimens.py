"""Specimens as a source states them: found again by its own ids, then by number and letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Collection
from insecta.domain.events import SpecimenChanged
from insecta.domain.identity import (
    specimen_id,
    specimen_key_of_number,
    specimen_key_of_occurrence,
)
from insecta.domain.specimen import Identification, Specimen
from insecta.services.ingest.planned import PlannedPicture, PlannedSpecimen
from insecta.services.versions import changed

OCCURRENCE = "occurrenceID"


def store_specimen(
    tx: Transaction,
    collection: Collection,
    stated: PlannedSpecimen,
    fallback_key: str,
    shown: UUID | None = None,
) -> tuple[UUID, bool]:
    """The specimen's id, and whether its record is new or changed.

    `shown`: what the picture shows at present; it is meant where the source gives no identifier.
    A changed record keeps its former values with their time; a changed determination is another
    identification, and the old one stays.
    """
    known = _find(tx, collection, stated)
    if known is None and shown is not None and not stated.number_normal and not stated.source_ids:
        known = tx.specimens.get(shown)
    fresh = False
    if known is None:
        known, fresh = _mint(tx, collection, stated, fallback_key)
    fresh = fresh or _update(tx, known, stated)
    tx.specimens.add_source_ids(known, _letter_apart(stated))
    _determine(tx, known, stated)
    return known.specimen_id, fresh


def store_records(
    tx: Transaction, collection: Collection, stated: PlannedPicture, fallback_key: str
) -> None:
    """What the source says of specimens whose picture is missing or could not be taken in."""
    for specimen in stated.specimens:
        if not specimen.verbatim:
            continue
        key, fresh = store_specimen(tx, collection, specimen, fallback_key)
        if fresh:
            changed(tx, [key])
            tx.emit(SpecimenChanged, specimen_id=key)


def _letter_apart(stated: PlannedSpecimen) -> list[tuple[str, str]]:
    """Ids of the pin belong to its first individual; others of the pin get their letter added."""
    suffix = f"#{stated.letter}" if stated.letter not in ("", "a") else ""
    return [
        (kind, value + suffix if kind == OCCURRENCE else value)
        for kind, value in stated.source_ids
        if kind == OCCURRENCE or not suffix
    ]


def _find(tx: Transaction, collection: Collection, stated: PlannedSpecimen) -> Specimen | None:
    for kind, value in _letter_apart(stated):
        found = tx.specimens.by_source_id(collection.collection_id, kind, [value])
        if value in found:
            return tx.specimens.get(found[value])
    if stated.number_normal is None:
        return None
    numbered = tx.specimens.by_number(collection.collection_id, [stated.number_normal])
    return numbered.get((stated.number_normal, stated.letter))


def _mint(
    tx: Transaction, collection: Collection, stated: PlannedSpecimen, fallback_key: str
) -> tuple[Specimen, bool]:
    """The specimen of this key; False where it was minted at an earlier sight."""
    occurrence = dict(_letter_apart(stated)).get(OCCURRENCE)
    if occurrence:
        key = specimen_key_of_occurrence(occurrence)
    elif stated.number_normal:
        key = specimen_key_of_number(stated.number_normal, stated.letter)
    else:
        key = fallback_key
    new = Specimen(
        specimen_id(collection.collection_id, key),
        collection.collection_id,
        stated.catalog_number,
        stated.number_normal,
        stated.letter,
        dict(stated.source_ids).get("materialEntityID")
        or (stated.number_normal if stated.letter else None),
        stated.basis_of_record,
        _record(stated),
        dict(stated.verbatim),
        tuple(stated.problems),
    )
    if tx.specimens.add([new]) == 1:
        return new, True
    return tx.specimens.find([new.specimen_id])[new.specimen_id], False


def _record(stated: PlannedSpecimen) -> dict[str, Any]:
    """Interpreted terms, with the owner's present name among them."""
    named = {
        key: stated.determination[key]
        for key in ("scientificName", "taxonRank", "genus")
        if key in stated.determination
    }
    return {**stated.record, **named}


def _update(tx: Transaction, known: Specimen, stated: PlannedSpecimen) -> bool:
    """A picture without a record says nothing about the specimen and changes nothing."""
    if not stated.verbatim and not stated.record:
        return False
    record = _record(stated)
    if dict(known.verbatim) == dict(stated.verbatim) and dict(known.record) == record:
        return False
    former = {
        "until": tx.at.isoformat(),
        "record": dict(known.record),
        "verbatim": dict(known.verbatim),
    }
    history = [*known.former, former] if known.verbatim or known.record else list(known.former)
    tx.specimens.change(
        known.specimen_id,
        record=record,
        verbatim=dict(stated.verbatim),
        problems=list(stated.problems),
        former=history,
        catalog_number=stated.catalog_number or known.catalog_number,
        number_normal=stated.number_normal or known.number_normal,
    )
    return True


def _determine(tx: Transaction, specimen: Specimen, stated: PlannedSpecimen) -> None:
    """The museum's own name is an identification of kind `catalogue`; the same one again is one."""
    name = stated.determination
    if not name:
        return
    key = "|".join(
        name.get(part, "") for part in ("verbatim", "qualifier", "identifiedBy", "dateIdentified")
    )
    tx.identifications.add(
        [
            Identification(
                uuid5(specimen.specimen_id, f"catalogue:{key}"),
                specimen.specimen_id,
                "catalogue",
                "",
                identified_by=name.get("identifiedBy"),
                date_identified=name.get("dateIdentified"),
                scientific_name=name.get("scientificName"),
                taxon_rank=name.get("taxonRank"),
                qualifier=name.get("qualifier"),
                verbatim=name.get("verbatim"),
                body={k: name[k] for k in ("morphospecies", "group") if k in name},
            )
        ]
    )
