"""Which release answers for a collection, and which would be the next to.

A collection of drawings must never be named by a release of real insects, nor the other way round,
so a collection may be bound to a release (`rules.release`, and `rules.next_release` that is tried
beside it); docs/decisions/0008. Any other keeps the release that gave it its first names until its
curator approves another (users: 23); docs/decisions/0055.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from insecta.catalogue.releases import Promotion
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Collection
from insecta.domain.identity import VISITORS
from insecta.domain.specimen import Specimen
from insecta.ports import Classifier

RULE = "release"
NEXT = "next_release"
GetClassifier = Callable[[str], Classifier]
"""The network of a release, by digest; loaded at first use."""


def bound_release(collection: Collection) -> str | None:
    """Digest of the release a collection is bound to."""
    found = collection.rules.get(RULE)
    return str(found) if found else None


def _next_bound(collection: Collection) -> str | None:
    """Digest of the release that a bound collection tries beside its own; else its own."""
    bound = bound_release(collection)
    return str(collection.rules.get(NEXT) or bound) if bound else None


def answering(tx: Transaction, collection: Collection) -> str | None:
    """Digest of the release whose answers the collection shows, and which first looks at its pictures.

    None before the first promotion.
    """
    return bound_release(collection) or _release(tx.releases.promotion(collection.shown_promotion))


def answering_for(tx: Transaction, collection: Collection, specimen: Specimen) -> str | None:
    """Digest of the release whose answers a specimen shows: its collection's, unless a curator approved
    a newer one's name for it before."""
    return specimen.shown_release or answering(tx, collection)


def newest_for(tx: Transaction, collection: Collection) -> str | None:
    """Digest of the release that may answer next: the promoted one, unless the collection is bound."""
    return _next_bound(collection) or _release(tx.releases.promotion())


def _release(promotion: Promotion | None) -> str | None:
    return promotion.release if promotion else None


def by_release(tx: Transaction, champion: str) -> Mapping[UUID, str]:
    """Collection → digest of the release that should see all its pictures in the end."""
    return {one.collection_id: _next_bound(one) or champion for one in tx.collections.all()}


def by_shown_release(tx: Transaction, champion: str) -> Mapping[UUID, str]:
    """Collection → digest of the release that first looks at its new pictures.

    `champion` where a collection follows the newest.
    """
    releases = {one.number: one.release for one in tx.releases.promotions()}
    return {
        one.collection_id: bound_release(one) or releases.get(one.shown_promotion or 0) or champion
        for one in tx.collections.all()
    }


def keep_shown(tx: Transaction, release: str, answered: Iterable[Collection]) -> None:
    """Collections got answers of `release`; those that had none before stay with it.

    Not where it never was promoted, nor where a collection is bound; what visitors drop follows the
    newest release.
    """
    number = tx.releases.number_of(release)
    if number is None:
        return
    for one in sorted(answered, key=lambda one: one.code):
        if one.shown_promotion is None and bound_release(one) is None and one.code != VISITORS:
            tx.collections.keep_shown(one.collection_id, number)
