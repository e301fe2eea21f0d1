"""The largest picture that a collection takes: from staff who ingest, and from uploads (users: 10)."""

from __future__ import annotations

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Collection, Principal, Role
from insecta.errors import Invalid
from insecta.services.access import named

MOST = 2_000_000_000
"""What the largest picture formats and our decoders can hold."""


def set_pixel_limits(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    staff: int | None = None,
    public: int | None = None,
) -> Collection:
    """Set one or both limits; None leaves a limit as it is, 0 gives it back to the house.

    Raises Forbidden, Invalid, NotFound.
    """
    if staff is None and public is None:
        raise Invalid("no limit is given", hint="--max-pixels N, --max-pixels-public N, or both")
    for limit in (staff, public):
        if limit is not None and not 0 <= limit <= MOST:
            raise Invalid(f"{limit:,} pixels", hint=f"give at most {MOST:,}; 0: the house's limit")
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.ADMINISTRATOR)
        given = {"max_pixels": staff, "max_pixels_public": public}
        values = {name: limit or None for name, limit in given.items() if limit is not None}
        tx.collections.change(collection.collection_id, values)
        tx.journal.add(principal, "collection.pixels", str(collection.collection_id), given)
        return tx.collections.by_id(collection.collection_id)
