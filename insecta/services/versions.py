"""Raise versions when something a document shows has changed (contract: Versions)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.events import SpecimenChanged

PAGE = 500


def changed(tx: Transaction, specimen_ids: Iterable[UUID]) -> None:
    """The specimens' documents, and those of all their pictures, have to be written again."""
    ids = sorted(set(specimen_ids))
    tx.specimens.touch(ids)
    tx.images.touch(sorted({image.image_id for _, _, image in tx.images.regions_of(ids)}))


def tell_changed(tx: Transaction, specimen_ids: Sequence[UUID]) -> None:
    """`changed`, and an event for each, in the order given."""
    changed(tx, specimen_ids)
    for key in specimen_ids:
        tx.emit(SpecimenChanged, specimen_id=key)


def write_again(
    catalogue: Catalogue, page: Callable[[Transaction, UUID | None], list[UUID]]
) -> None:
    """An event for each of many specimens, in short transactions.

    Their versions were raised (`catalogue.versions`) in the transaction that changed what they show:
    should this break off, an audit finds what is not written again. `page`: keys after one, in order.
    """
    after: UUID | None = None
    while True:
        with catalogue.writing() as tx:
            found = page(tx, after)
            if not found:
                return
            for key in found:
                tx.emit(SpecimenChanged, specimen_id=key)
        after = found[-1]


def write_collection_again(catalogue: Catalogue, collection: UUID) -> None:
    """`write_again` of a whole collection."""
    write_again(catalogue, lambda tx, after: tx.specimens.page(after, PAGE, collection))
