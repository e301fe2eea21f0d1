"""Collections that a principal may see, each with the release that answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Collection, Principal
from insecta.domain.release import Release
from insecta.services.access import visible
from insecta.services.bound import answering, newest_for
from insecta.services.documents import GetRelease


@dataclass(frozen=True, slots=True)
class ShownCollection:
    """`release`: whose answers it shows; None before the first promotion.

    `proposed`: digest of another release that waits for the curator's approval.
    """

    collection_id: UUID
    code: str
    title: str
    public: bool
    target: float
    release: Release | None
    proposed: str | None


def show_collections(
    catalogue: Catalogue, release: GetRelease, principal: Principal
) -> tuple[ShownCollection, ...]:
    """By code."""
    with catalogue.reading() as tx:
        seen = visible(tx, principal)
        found = [
            (one, answering(tx, one), newest_for(tx, one))
            for one in tx.collections.all()
            if seen is None or one.collection_id in seen
        ]
    return tuple(
        _shown(one, release(digest) if digest else None, newest if newest != digest else None)
        for one, digest, newest in found
    )


def _shown(
    collection: Collection, release: Release | None, proposed: str | None
) -> ShownCollection:
    return ShownCollection(
        collection.collection_id,
        collection.code,
        collection.title,
        collection.public,
        collection.target,
        release,
        proposed,
    )
