"""Raise versions when something a document shows has changed (contract: Versions)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.events import SpecimenChanged

PAGE = 500


def changed(tx: Transaction, specimen_ids: Iterable[UUID]) -> None:
    """The specimens' documents, and those of all their pictures, have to be written again."""
    ids = sorted(set(specimen_ids))
    tx.specimens.touch(ids)
    tx.images.touch(sorted({image.image_id for _, _, image in tx.images.regions_of(ids)}))


def write_again(catalogue: Catalogue, collection: UUID) -> None:
    """Every document of a collection is written again, in short transactions."""
    after: UUID | None = None
    while True:
        with catalogue.writing() as tx:
            page = tx.specimens.page(after, PAGE)
            if not page:
                return
            found = tx.specimens.find(page).items()
            mine = sorted(key for key, one in found if one.collection_id == collection)
            changed(tx, mine)
            for key in mine:
                tx.emit(SpecimenChanged, specimen_id=key)
        after = page[-1]
