"""Specimens as a source states them: found again by its own ids, then by number and letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Collection
from insecta.domain.identity import (
    specimen_id,
    specimen_key_of_number,
    specimen_key_of_occurrence,
)
from insecta.domain.specimen import Identification, Specimen
from insecta.services.ingest.planned import PlannedPicture, PlannedSpecimen
from insecta.services.sources.columns import without_picture
from insecta.services.versions import tell_changed

OCCURRENCE = "occurrenceID"
PIN = "materialEntityID"
"""Names what individuals on one pin have in common, as their number does."""
OWN = "urn:uuid:"
"""What an export writes before the id of a specimen that its source gave no occurrenceID."""
PRESERVED = "PreservedSpecimen"


def store_specimen(
    tx: Transaction,
    collection: Collection,
    run: UUID,
    stated: PlannedSpecimen,
    fallback_key: str,
    shown: UUID | None = None,
) -> tuple[UUID, bool]:
    """The specimen's id, and whether its record is new or changed.

    `run`: it has told which occurrenceIDs its source states (`state_occurrences`): what bears one
    of them is no other's. `shown`: what the picture shows at present; it is meant where the source
    gives no identifier.
    A changed record keeps its former values with their time; a changed determination is another
    identification, and the old one stays.
    """
    known = _find(tx, collection, run, stated)
    if known is None and shown is not None and not stated.number_normal and not stated.source_ids:
        known = tx.specimens.get(shown)
    fresh = False
    if known is None:
        known, fresh = _mint(tx, collection, stated, fallback_key)
    fresh = fresh or _update(tx, known, stated)
    tx.specimens.add_source_ids(known, _letter_apart(stated), run)
    _determine(tx, known, stated)
    return known.specimen_id, fresh


def state_occurrences(
    tx: Transaction, collection: Collection, run: UUID, pictures: Iterable[PlannedPicture]
) -> None:
    """Tell which occurrenceIDs the source of a run states, before any of its specimens is stored."""
    named = (_occurrence(one) for picture in pictures for one in picture.specimens)
    given = [one for one in named if one is not None]
    tx.specimens.state(collection.collection_id, run, OCCURRENCE, given)


def is_open(tx: Transaction, collection: Collection, stated: PlannedPicture) -> bool:
    """Whether only the rest of the source tells if this is a known specimen or another of its pin."""
    return any(_is_open(tx, collection, one) for one in stated.specimens)


def _is_open(tx: Transaction, collection: Collection, stated: PlannedSpecimen) -> bool:
    if _occurrence(stated) is None or _by_occurrence(tx, collection, stated) is not None:
        return False
    known = _candidate(tx, collection, stated)
    return known is not None and any(
        kind == OCCURRENCE for kind, _, _ in tx.specimens.source_ids(known.specimen_id)
    )


def store_records(
    tx: Transaction, collection: Collection, run: UUID, stated: PlannedPicture, fallback_key: str
) -> None:
    """What the source says of specimens whose picture is missing or could not be taken in.

    They keep the picture's cells too, for there is no picture to keep them.
    """
    for one in stated.specimens:
        specimen = replace(one, verbatim={**one.verbatim, **stated.verbatim})
        if not specimen.verbatim:
            continue
        key, fresh = store_specimen(tx, collection, run, specimen, fallback_key)
        if fresh:
            tell_changed(tx, [key])


def _letter_apart(stated: PlannedSpecimen) -> list[tuple[str, str]]:
    """Ids of the pin belong to its first individual; others of the pin get their letter added."""
    if stated.letter in ("", "a"):
        return list(stated.source_ids)
    if stated.own_ids:
        return [(kind, value) for kind, value in stated.source_ids if kind != PIN]
    return [
        (kind, f"{value}#{stated.letter}")
        for kind, value in stated.source_ids
        if kind == OCCURRENCE
    ]


def _occurrence(stated: PlannedSpecimen) -> str | None:
    return dict(_letter_apart(stated)).get(OCCURRENCE)


def _find(
    tx: Transaction, collection: Collection, run: UUID, stated: PlannedSpecimen
) -> Specimen | None:
    """By occurrenceID; else by another id or its number, unless the source has that one too.

    An occurrenceID that the source has no longer is a former one: the specimen gets the new one
    beside it.
    """
    known = _by_occurrence(tx, collection, stated)
    if known is not None:
        return known
    known = _candidate(tx, collection, stated)
    if known is None or _occurrence(stated) is None:
        return known
    return None if tx.specimens.states(known.specimen_id, run, OCCURRENCE) else known


def _by_occurrence(
    tx: Transaction, collection: Collection, stated: PlannedSpecimen
) -> Specimen | None:
    occurrence = _occurrence(stated)
    if occurrence is None:
        return None
    found = tx.specimens.by_source_id(collection.collection_id, OCCURRENCE, [occurrence])
    if occurrence in found:
        return tx.specimens.get(found[occurrence])
    return _exported(tx, collection, occurrence)


def _exported(tx: Transaction, collection: Collection, occurrence: str) -> Specimen | None:
    """The specimen of this collection that left it under this id, and comes back."""
    if not occurrence.startswith(OWN):
        return None
    try:
        key = UUID(occurrence.removeprefix(OWN))
    except ValueError:
        return None
    known = tx.specimens.find([key]).get(key)
    if known is None or known.collection_id != collection.collection_id or known.deleted_at:
        return None
    return tx.specimens.get(key)


def _candidate(tx: Transaction, collection: Collection, stated: PlannedSpecimen) -> Specimen | None:
    """What bears an id or the number, and may yet be another individual.

    The pin's own id says less than an occurrenceID, and is not asked where there is one.
    """
    has_occurrence = OCCURRENCE in dict(stated.source_ids)
    for kind, value in _letter_apart(stated):
        if kind == OCCURRENCE or (kind == PIN and has_occurrence):
            continue
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
    occurrence = _occurrence(stated)
    if occurrence is not None:
        keys = [specimen_key_of_occurrence(occurrence)]
    elif stated.number_normal:
        # Who had the number first may bear another now, and keep the id made of it.
        keys = [specimen_key_of_number(stated.number_normal, stated.letter), fallback_key]
    else:
        keys = [fallback_key]
    for key in keys:
        new = _new(collection, stated, key)
        if tx.specimens.add([new]) == 1:
            return new, True
        known = tx.specimens.find([new.specimen_id])[new.specimen_id]
        if known.number_normal in (None, stated.number_normal):
            break
    return known, False


def _new(collection: Collection, stated: PlannedSpecimen, key: str) -> Specimen:
    return Specimen(
        specimen_id(collection.collection_id, key),
        collection.collection_id,
        stated.catalog_number,
        stated.number_normal,
        stated.letter,
        dict(stated.source_ids).get(PIN) or (stated.number_normal if stated.letter else None),
        stated.basis_of_record or PRESERVED,
        _record(stated),
        dict(stated.verbatim),
        tuple(stated.problems),
    )


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
    basis = stated.basis_of_record or known.basis_of_record
    told = (known.basis_of_record, dict(known.record), without_picture(known.verbatim))
    if told == (basis, record, without_picture(stated.verbatim)):
        return False
    former = {
        "until": tx.at.isoformat(),
        "record": dict(known.record),
        "verbatim": dict(known.verbatim),
        "basisOfRecord": known.basis_of_record,
    }
    history = [*known.former, former] if known.verbatim or known.record else list(known.former)
    tx.specimens.change(
        known.specimen_id,
        basis_of_record=basis,
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
    now = name.get("scientificName")
    before = tx.identifications.get(uuid5(specimen.specimen_id, f"catalogue:{key}"))
    if before is not None and before.scientific_name != now:
        key = f"{key}|{now}"  # the same words on the label, read as another name
    tx.identifications.add(
        [
            Identification(
                uuid5(specimen.specimen_id, f"catalogue:{key}"),
                specimen.specimen_id,
                "catalogue",
                "",
                identified_by=name.get("identifiedBy"),
                date_identified=name.get("dateIdentified"),
                scientific_name=now,
                taxon_rank=name.get("taxonRank"),
                qualifier=name.get("qualifier"),
                verbatim=name.get("verbatim"),
                body={k: name[k] for k in ("morphospecies", "group") if k in name},
            )
        ]
    )
