"""The name of a tray: the catalogued name that all specimens in its picture bear (users: 21)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid5

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.specimen import Identification, Specimen
from insecta.vision.many import Kind
from insecta.vision.region import WHOLE

NAME_TERMS = ("scientificName", "taxonRank", "genus")


def bearer(tx: Transaction, image_id: UUID) -> Specimen | None:
    """A specimen with the tray's name; None where the picture is no tray, or its specimens have
    several names or none."""
    boxes = [
        one.region_id
        for one in tx.images.regions_in(image_id)
        if one.kind == Kind.SPECIMEN and one.box != WHOLE
    ]
    ids = sorted({key for keys in tx.images.specimens_of(boxes).values() for key in keys})
    found = [one for one in tx.specimens.find(ids).values() if one.deleted_at is None]
    names = {one.record.get("scientificName") for one in found}
    return found[0] if len(names) == 1 and all(names) else None


def same_statement(tx: Transaction, of: Specimen, to: UUID) -> list[Identification]:
    """What the museum says of the tray's specimens, as said of another one in it."""
    said = tx.identifications.of_specimens([of.specimen_id]).get(of.specimen_id, ())
    catalogue = [one for one in said if one.kind == "catalogue"]
    return [
        replace(one, identification_id=uuid5(to, f"tray:{one.identification_id}"), specimen_id=to)
        for one in catalogue[-1:]
    ]
