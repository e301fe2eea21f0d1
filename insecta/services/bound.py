"""Which release answers for a collection: the one it is bound to, else the promoted one.

A collection of drawings must never be named by a release of real insects, nor the other way
round, so a collection may be bound to a release (`rules.release`); docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Collection
from insecta.ports import Classifier

RULE = "release"
GetClassifier = Callable[[str], Classifier]
"""The network of a release, by digest; loaded at first use."""


def bound_release(collection: Collection) -> str | None:
    """Digest of the release a collection is bound to."""
    found = collection.rules.get(RULE)
    return str(found) if found else None


def answering(tx: Transaction, collection: Collection) -> str | None:
    """Digest of the release that identifies the collection's pictures; None before the first."""
    bound = bound_release(collection)
    if bound is not None:
        return bound
    newest = tx.releases.promotion()
    return newest.release if newest else None


def by_release(tx: Transaction, champion: str) -> Mapping[UUID, str]:
    """Collection → digest of its release; `champion` where it is bound to none."""
    return {one.collection_id: bound_release(one) or champion for one in tx.collections.all()}
