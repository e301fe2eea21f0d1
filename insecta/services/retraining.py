"""Is it time to train again? People's names that no training snapshot has seen yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal, Role
from insecta.services.access import named


@dataclass(frozen=True, slots=True)
class Due:
    """`named`: specimens that people named since the newest snapshot of these collections, made
    at `since` (None: ever)."""

    named: int
    least: int
    since: datetime | None

    @property
    def is_due(self) -> bool:
        return self.named >= self.least


def due(catalogue: Catalogue, principal: Principal, codes: Sequence[str], least: int) -> Due:
    """Whether people have named enough in these collections. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        collections = [named(tx, principal, code, Role.CURATOR).collection_id for code in codes]
        newest = tx.snapshots.newest(collections)
        since = newest.created if newest else None
        found = tx.identifications.named_by_people(collections, since)
    return Due(found, least, since)
