"""Raise versions when something a document shows has changed (contract: Versions)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from insecta.catalogue.unit_of_work import Transaction


def changed(tx: Transaction, specimen_ids: Iterable[UUID]) -> None:
    """The specimens' documents, and those of all their pictures, have to be written again."""
    ids = sorted(set(specimen_ids))
    tx.specimens.touch(ids)
    tx.images.touch(sorted({image.image_id for _, _, image in tx.images.regions_of(ids)}))
