"""MIDS levels of the specimens that came in a period, and what is missing for the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.catalogue.reports import Period
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain import mids
from insecta.domain.specimen import Image, Specimen

MOST = 10_000
"""Specimens that are read; of more, a sample as good as random is."""


@dataclass(frozen=True, slots=True)
class Digitised:
    """`level`: None where not even level 0 is reached."""

    specimen_id: UUID
    catalog_number: str | None
    level: int | None
    missing: tuple[str, ...]


def digitised(tx: Transaction, collection: UUID, period: Period) -> Iterator[Digitised]:
    """Up to MOST specimens, by their ids."""
    found = tx.reports.taken_in(collection, period, MOST)
    pictures: dict[UUID, list[Image]] = {}
    for key, _, image in tx.images.regions_of([one.specimen_id for one in found]):
        pictures.setdefault(key, []).append(image)
    for one in found:
        lacking = mids.missing(_facts(one, pictures.get(one.specimen_id, [])))
        yield Digitised(one.specimen_id, one.catalog_number, mids.level(lacking), lacking)


def _facts(specimen: Specimen, pictures: Sequence[Image]) -> dict[str, object]:
    """What we keep of the record, and what its source wrote under a Darwin Core term that we don't read.

    A licence that stands in the row of a picture is kept with the picture.
    """
    of_pictures = {str(term): value for one in pictures for term, value in one.verbatim.items()}
    return {
        **of_pictures,
        **{str(term): value for term, value in specimen.verbatim.items()},
        **{term: value for term, value in specimen.record.items() if value not in (None, "")},
        "catalogNumber": specimen.catalog_number,
        "basisOfRecord": specimen.basis_of_record,
        "media": "yes" if pictures else None,
    }
