"""Collections that a principal may see."""

from __future__ import annotations

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Collection, Principal
from insecta.services.access import visible


def show_collections(catalogue: Catalogue, principal: Principal) -> tuple[Collection, ...]:
    """By code."""
    with catalogue.reading() as tx:
        seen = visible(tx, principal)
        return tuple(
            one for one in tx.collections.all() if seen is None or one.collection_id in seen
        )
